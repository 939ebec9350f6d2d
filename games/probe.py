"""Ask the machine for a display, a sound device and the shapes of Chinese words."""

import pygame

from games.text import Writer


def display() -> str | None:
    """Return the name of the display system that a window would open on; None without one."""
    try:
        pygame.display.init()
    except pygame.error:
        return None
    driver = pygame.display.get_driver()
    pygame.display.quit()
    return None if driver in ("dummy", "offscreen") else driver


def has_sound() -> bool:
    """Whether there is a device to play sounds on."""
    try:
        pygame.mixer.init()
    except pygame.error:
        return False
    pygame.mixer.quit()
    return True


def can_write(text: str, language: str) -> bool:
    """Whether the patient's screen has a shape for every character of a text."""
    return Writer(language).has_glyphs(text)
