"""Ask the machine for a display, a sound device and the shapes of Chinese words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # the banner goes to standard output

import pygame

from games.text import Writer


def display() -> str | None:
    """Return the name of the display system that a window would open on; None without one."""
    try:
        with _quiet():
            pygame.display.init()
    except pygame.error:
        return None
    driver = pygame.display.get_driver()
    pygame.display.quit()
    return None if driver in ("dummy", "offscreen") else driver


def has_sound() -> bool:
    """Whether there is a device to play sounds on."""
    try:
        with _quiet():
            pygame.mixer.init()
    except pygame.error:
        return False
    pygame.mixer.quit()
    return True


def can_write(text: str, language: str) -> bool:
    """Whether the patient's screen has a shape for every character of a text."""
    return Writer(language).has_glyphs(text)


@contextmanager
def _quiet() -> Iterator[None]:
    # The system's sound library complains on standard error, past Python, about every device
    # that is not there; that one is missing is said in a sentence anyway.
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
