"""What every game shows around its own picture: words, the veil of an aside scene, the mark.

A view follows the moment with :meth:`Surround.follow`, paints its picture around
:meth:`Surround.place`, and ends its frame with :meth:`Surround.draw`. Words, their size, their
place and what the patient cannot see are decided here once, for all games.
"""

from typing import Final

import pygame

from games.draw import INK, PAPER, Point, blit_faint
from games.game import ASIDE, GameSetting, Moment
from games.motion import approach
from games.prompts import caption
from games.text import Writer

FADE: Final = 0.15  # seconds; a fade is over after about three of them
_SHARE: Final = {"whole": 0.0, "centre": 0.0, "left": -0.25, "right": 0.25}


class Surround:
    """The frame of a game.

    Parameters
    ----------
    setting : GameSetting
    size : tuple of int
        Of the surface, in pixels.

    Attributes
    ----------
    size : tuple of int
        Of the surface, in pixels.
    scale : float
        Pixels per logical pixel; games are laid out on 1280 x 720.
    shift : float
        How far everything that matters is moved to the right, in pixels.
    """

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._setting = setting
        self.size = size
        self.scale = size[1] / 720
        access = setting.access
        self.shift = size[0] * (access.offset + _SHARE[access.field])
        self._writer = Writer(setting.language, self.scale)
        self._veil = pygame.Surface(size)
        self._veil.fill(PAPER)
        self._shown: dict[str, float] = {"veil": 0.0, "words": 1.0}
        self._caption = ""

    def place(self, x: float, y: float) -> Point:
        """Return where a logical point (1280 x 720) lies on the surface, in pixels."""
        return self.size[0] / 2 + (x - 640) * self.scale + self.shift, y * self.scale

    def follow(self, moment: Moment, dt: float) -> None:
        """Let words and veil follow the moment; called once a frame, before painting."""
        words = caption(moment, self._setting, self._writer.tr)
        goals = {"veil": moment.phase in ASIDE, "words": words == self._caption}
        for name, goal in goals.items():
            seconds = 2 * FADE if name == "veil" else FADE
            self._shown[name] = approach(self._shown[name], float(goal), dt, seconds)
        is_free = self._shown["words"] < 0.05 or not self._caption
        if is_free and words != self._caption:
            self._caption, self._shown["words"] = words, 0.0

    def draw(self, surface: pygame.Surface) -> None:
        """Draw veil, words and mark over the picture; called once a frame, at its end."""
        blit_faint(surface, self._veil, self._veil.get_rect().center, 0.6 * self._shown["veil"])
        where, size = self.place(640, 96), self._setting.access.text
        self._writer.write(surface, self._caption, where, size, INK, self._shown["words"])
        self._writer.write_mark(surface, self._setting.mark, INK)
