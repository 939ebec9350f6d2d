"""What every game shows around its own picture: words, the scenes between trials, the mark.

A view follows the moment with :meth:`Surround.follow`, paints its picture around
:meth:`Surround.place` at :attr:`Surround.scale`, and ends its frame with :meth:`Surround.draw`.
What the patient cannot see is decided here once, for all games: everything that matters is moved,
and made smaller if it must be, into the part of the screen that is seen. How far what matters of a
game reaches from its middle (640) the game says as a :data:`Span`.
"""

from typing import Final

import numpy as np
import pygame

from games.aside import Aside
from games.draw import INK, PAPER, Point, blit_faint, picture
from games.flyer import Butterfly
from games.game import ASIDE, GameSetting, Moment, Phase
from games.icons import icon
from games.motion import approach
from games.prompts import caption, sound_caption
from games.text import LINE, Writer
from station.task import REST

FADE: Final = 0.15  # seconds; a fade is over after about three of them
# How far what matters reaches from a game's middle (640), in logical pixels: to the side of a hand
# that rests at home, and to the other side. With two hands, to both as to that of the hand.
Span = tuple[float, float]
EVERYTHING: Final[Span] = (420.0, 420.0)
_WORDS_END: Final = 212.0  # logical y above which a scene keeps room for words
_DROP: Final = 44.0  # logical pixels by which larger words push it down at the most
_VEIL: Final = 0.93
# Middle and half width of what is seen, as shares of the width. "centre" is the middle 20 degrees
# of a screen of 34 cm at 60 cm.
_FIELDS: Final = {
    "whole": (0.5, 0.5),
    "centre": (0.5, 0.31),
    "left": (0.25, 0.25),
    "right": (0.75, 0.25),
}
_CAPTION: Final = 2.0  # seconds for which a sound is written
_GLEAM: Final = (252, 246, 236)


class Surround:
    """The frame of a game.

    Parameters
    ----------
    setting : GameSetting
    size : tuple of int
        Of the surface, in pixels.
    span : tuple of float
        Of the game (:data:`Span`).

    Attributes
    ----------
    size : tuple of int
        Of the surface, in pixels.
    pixel : float
        Pixels per logical pixel of words; 1280 x 720 logical pixels make the screen.
    scale : float
        Pixels per logical pixel of the game: the same, or less in a narrow field.
    shift, drop : float
        How far the game's middle is moved to the right, and down, in pixels.
    field : pygame.Rect
        What is seen: everything that matters is within.
    """

    def __init__(
        self, setting: GameSetting, size: tuple[int, int], span: Span = EVERYTHING
    ) -> None:
        self._setting = setting
        self.size = size
        self.pixel = size[1] / 720
        self.field = _field(setting, size)
        left, right = _reach(setting, span)
        self.scale = min(self.pixel, self.field.width / (left + right))
        low = self.field.left + left * self.scale
        high = self.field.right - right * self.scale
        wanted = (low + high) / 2
        if setting.access.field in ("whole", "centre"):  # the middle of the thing, while it fits
            wanted = min(max(self.field.centerx, low), high)
        self.shift = wanted - size[0] / 2
        self._writer = Writer(setting.language, self.pixel)
        self.drop = self._pushed()
        self._flyer = None if setting.access.is_quiet else Butterfly(self.field, self.pixel)
        self._aside = Aside(setting, self._writer, self.field, self.pixel)
        self._veil = pygame.Surface(size)
        self._veil.fill(PAPER)
        self._shown: dict[str, float] = {"veil": 0.0, "words": 1.0, "scene": 0.0, "heard": 0.0}
        self._caption = ""
        self._panels: dict[tuple[int, int], pygame.Surface] = {}
        self._scene = Moment(Phase.RELAX)
        self._phase = Phase.RELAX
        self._heard, self._newest, self._since = "", "", _CAPTION

    def place(self, x: float, y: float) -> Point:
        """Return where a logical point (1280 x 720) lies on the surface, in pixels."""
        across = self.size[0] / 2 + self.shift + (x - 640) * self.scale
        return across, self.size[1] / 2 + self.drop + (y - 360) * self.scale

    def follow(self, moment: Moment, dt: float) -> None:
        """Let words, veil and scene follow the moment; called once a frame, before painting."""
        self._follow_sounds(moment, dt)
        if self._flyer is not None:
            self._flyer.follow(moment, dt)
        words = caption(moment, self._setting, self._writer.tr)
        is_aside = moment.phase in ASIDE
        is_same = _scene_of(moment) == _scene_of(self._scene)
        goals = {"veil": is_aside, "words": words == self._caption, "scene": is_aside and is_same}
        for name, goal in goals.items():
            seconds = 2 * FADE if name == "veil" else FADE
            self._shown[name] = approach(self._shown[name], float(goal), dt, seconds)
        is_free = self._shown["words"] < 0.05 or not self._caption
        if is_free and words != self._caption:
            self._caption, self._shown["words"] = words, 0.0
        if is_aside and (is_same or self._shown["scene"] < 0.05):
            self._scene = moment
        self._aside.follow(dt)

    def draw(self, surface: pygame.Surface) -> None:
        """Draw veil, scene, words and mark over the picture; called once a frame, at its end."""
        if self._flyer is not None:
            self._flyer.draw(surface)
        blit_faint(surface, self._veil, self._veil.get_rect().center, _VEIL * self._shown["veil"])
        if self._shown["scene"] > 0.01:
            words = caption(self._scene, self._setting, self._writer.tr)
            top = self._layout(words)[2].bottom
            self._aside.draw(surface, self._scene, self._shown["scene"], top)
        self._draw_words(surface)
        self._draw_heard(surface)
        self._draw_mark(surface)

    def _draw_mark(self, surface: pygame.Surface) -> None:
        if self._setting.mark:
            rect = self._writer.mark_rect(surface, self._setting.mark)
            blit_faint(surface, self._panel(*rect.size), rect.center, 1.0)
            self._writer.write_mark(surface, self._setting.mark, INK)

    def _draw_words(self, surface: pygame.Surface) -> None:
        if not self._caption:
            return
        opacity = self._shown["words"]
        lines, fitted, room = self._layout(self._caption)
        width = max(self._writer.words(line, fitted, INK).get_width() for line in lines)
        block = round(LINE * fitted * self.pixel * len(lines))
        panel = self._panel(width, block)
        blit_faint(surface, panel, room.center, opacity)
        for number, line in enumerate(lines):
            y = room.centery + (number - (len(lines) - 1) / 2) * LINE * fitted * self.pixel
            self._writer.write(surface, line, (room.centerx, y), fitted, INK, opacity)

    def _layout(self, words: str) -> tuple[list[str], int, pygame.Rect]:
        """Return words on their lines, their height (logical), and their room on the surface."""
        size = self._setting.access.text
        high = max(160, 2.1 * LINE * size) * self.pixel
        wide = min(self.field.width - 40 * self.pixel, 1040 * self.pixel)
        top = 40 if self._setting.mark else 14  # the mark has the corner
        room = pygame.Rect(0, round(top * self.pixel), round(wide), round(high))
        room.centerx = self.field.centerx
        lines, fitted = self._writer.fit(words, size, (room.width, room.height))
        block = round(LINE * fitted * self.pixel * len(lines))
        room.height = max(round(120 * self.pixel), block)  # one line stays well above the game
        return lines, fitted, room

    def _pushed(self) -> float:
        """Return how far down the words of the task push the scene, in pixels."""
        cue = next(cue for cue in self._setting.classes if cue != REST)
        asked = Moment(Phase.IMAGERY, cue, self._setting.side)
        room = self._layout(caption(asked, self._setting, self._writer.tr))[2]
        beyond = room.bottom - _WORDS_END * self.pixel
        return min(max(0.0, beyond), _DROP * self.pixel)

    def _panel(self, width: int, height: int) -> pygame.Surface:
        """Return the soft light behind words, on which they stand out from any picture."""
        if (width, height) not in self._panels:
            soft = round(40 * self.pixel)
            x, y = (
                np.maximum(np.abs(np.arange(n + 2 * soft) + 0.5 - n / 2 - soft) - n / 2 + 6, 0)
                for n in (width, height)
            )
            away = np.hypot(x[None, :], y[:, None]) / (soft + 6)
            rgba = np.empty((*away.shape, 4))
            rgba[..., :3] = np.array(_GLEAM) / 255
            rgba[..., 3] = 0.86 * np.square(0.5 + 0.5 * np.cos(np.pi * np.minimum(away, 1)))
            self._panels[width, height] = picture(rgba).convert_alpha()
        return self._panels[width, height]

    def _follow_sounds(self, moment: Moment, dt: float) -> None:
        self._since += dt
        if moment.phase is not self._phase:
            self._phase = moment.phase
            heard = sound_caption(moment, self._writer.tr)
            if heard and self._setting.access.captions:
                self._newest, self._since = heard, 0.0
        goal = float(self._since < _CAPTION and self._newest == self._heard)
        self._shown["heard"] = approach(self._shown["heard"], goal, dt, FADE)
        if self._shown["heard"] < 0.05:
            self._heard = self._newest

    def _draw_heard(self, surface: pygame.Surface) -> None:
        """Write the sound that is being played, for those who do not hear it."""
        opacity = self._shown["heard"]
        if opacity < 0.05 or not self._heard:
            return
        size = max(24, round(0.45 * self._setting.access.text))
        written = self._writer.words(self._heard, size, INK)
        sign = icon("note", round(1.1 * size * self.pixel))
        wide = written.get_width() + 2 * sign.get_width()
        middle = (self._beside_the_arm(wide), self.field.bottom - round(44 * self.pixel))
        gap = sign.get_width() / 2 + 4 * self.pixel
        blit_faint(surface, self._panel(wide, size), middle, opacity)
        left = middle[0] - written.get_width() / 2 - gap / 2
        blit_faint(surface, sign, (left, middle[1]), opacity)
        self._writer.write(surface, self._heard, (middle[0] + gap, middle[1]), size, INK, opacity)

    def _beside_the_arm(self, wide: int) -> float:
        """Return the middle of a sound that is so wide: in a part of the screen one arm comes near to its middle."""
        if self._setting.access.field == "whole" or REST not in self._setting.classes:
            return self.field.centerx
        far = min(14 * self.pixel + wide / 2, self.field.width / 2)
        return self.field.left + far if self._setting.side == "right" else self.field.right - far


def _field(setting: GameSetting, size: tuple[int, int]) -> pygame.Rect:
    """Return the part of the surface that the patient sees."""
    access = setting.access
    middle, half = _FIELDS[access.field]
    if access.field in ("whole", "centre"):
        middle += access.offset
        half = min(half, 0.5 - abs(access.offset))
    return pygame.Rect(round(size[0] * (middle - half)), 0, round(size[0] * 2 * half), size[1])


def _reach(setting: GameSetting, span: Span) -> Span:
    """Return how far what matters reaches to the left and to the right of the game's middle."""
    near, far = span
    if REST not in setting.classes:
        return max(span), max(span)
    return (far, near) if setting.side == "right" else (near, far)


def _scene_of(moment: Moment) -> tuple[Phase, str]:
    return moment.phase, moment.question
