"""The patient's screen: a window, or a surface in memory where there is no display.

Everything is drawn on 1280 × 720 logical pixels and scaled to the window by SDL. Without a
display (``headless``) the very same frames are drawn, so that pictures, tests and
demonstrations need no monitor; SDL's drivers are then chosen for this process and put back
afterwards.
"""

import os
from types import TracebackType
from typing import Final, Self

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # the banner goes to standard output

import pygame

from games.draw import PAPER
from games.errors import GameError
from station.language import N_

SIZE: Final = (1280, 720)
_HEADLESS: Final = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}


class Screen:
    """A place to draw frames on; opened and closed by ``with``.

    Parameters
    ----------
    size : tuple of int
        Logical width and height in pixels.
    headless : bool
        Draw in memory, silently.
    title : str
        Caption of the window.

    Raises
    ------
    GameError
        On entry, if there is no display to open a window on.
    """

    def __init__(
        self,
        size: tuple[int, int] = SIZE,
        headless: bool = False,
        *,
        title: str = "Volition 意动",
    ) -> None:
        self.size = size
        self.headless = headless
        self._title = title
        self._before: dict[str, str | None] = {}
        self._surface: pygame.Surface | None = None

    def __enter__(self) -> Self:
        if self.headless:
            self._before = {name: os.environ.get(name) for name in _HEADLESS}
            os.environ.update(_HEADLESS)
        try:
            self._surface = self._open()
        except pygame.error as error:
            self._close()
            raise GameError(
                N_("No window can be opened here ({reason}); use --headless to play without one."),
                reason=str(error),
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    @property
    def surface(self) -> pygame.Surface:
        """The surface that frames are drawn on."""
        if self._surface is None:
            raise RuntimeError("the screen is not open")
        return self._surface

    def flip(self) -> None:
        """Show what was drawn."""
        pygame.display.flip()

    def fill_monitor(self) -> None:
        """Fill the monitor that the window lies on, or be a window again."""
        if not self.headless:
            pygame.display.toggle_fullscreen()

    def _open(self) -> pygame.Surface:
        pygame.display.init()
        pygame.display.set_caption(self._title)
        if self.headless:
            return pygame.display.set_mode(self.size)
        flags = pygame.SCALED | pygame.RESIZABLE
        surface = pygame.display.set_mode(self.size, flags, vsync=0)
        pygame.mouse.set_visible(False)
        surface.fill(PAPER)  # never a black window that turns light
        pygame.display.flip()
        return surface

    def _close(self) -> None:
        self._surface = None
        pygame.display.quit()
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._before = {}
