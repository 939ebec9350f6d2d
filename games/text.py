"""Words on the patient's screen: large, few, and the same face in both languages.

The typeface is Noto Sans CJK, Simplified Chinese shapes, from a wheel: no system font is
needed. Rendered words are kept, because a frame must cost little.

Words never leave their room. The rule: as large as the patient wants; if that is too wide by no more
than a tenth, that much smaller; if by more, on two lines, broken where they are most even; if that is
still too wide or too high, as large as fits.
"""

import os
from typing import Final

import noto_cjk_sans_otc
import pygame
import pygame.freetype

from games.draw import Colour, Point
from station.language import N_, Language

MARKS: Final = (N_("SIMULATED"), N_("RECORDED"))
LEAST: Final = 24  # logical pixels; nothing that a patient reads is smaller
_SIMPLIFIED_CHINESE: Final = 2  # face 0 of the collection has Japanese shapes
LINE: Final = 1.22  # distance of two lines, in heights of letters
_BROKEN: Final = 0.9  # share of the wanted height down to which words stay on one line
_NEVER_FIRST: Final = "，。！？：；、"


class Writer:
    """Write words in one language.

    Parameters
    ----------
    language : str
        "en" or "zh".
    scale : float
        Pixels per logical pixel.
    """

    def __init__(self, language: str, scale: float = 1.0) -> None:
        pygame.freetype.init()
        path = os.fspath(noto_cjk_sans_otc.FONT_PATH)
        self.tr = Language(language)
        self._font = pygame.freetype.Font(path, 32, font_index=_SIMPLIFIED_CHINESE)
        self._font.kerning = True
        self._font.pad = True  # every picture has the same height: words do not jump
        self._scale = scale
        self._kept: dict[tuple[str, int, Colour], pygame.Surface] = {}
        self._fitted: dict[tuple[str, int, tuple[float, float]], tuple[list[str], int]] = {}

    def words(self, text: str, size: int, colour: Colour) -> pygame.Surface:
        """Return translated words as a picture; ``size`` in logical pixels."""
        key = (text, size, colour)
        if key not in self._kept:
            rendered, _ = self._font.render(text, colour, size=size * self._scale)
            self._kept[key] = rendered.convert_alpha() if pygame.display.get_init() else rendered
        return self._kept[key]

    def fit(self, text: str, size: int, room: tuple[float, float]) -> tuple[list[str], int]:
        """Return the lines and the size, in logical pixels, at which words fit.

        Parameters
        ----------
        text : str
            Translated words.
        size : int
            Wanted.
        room : tuple of float
            Width and height in pixels.
        """
        key = (text, size, room)
        if key not in self._fitted:
            self._fitted[key] = self._fit(text, size, room)
        return self._fitted[key]

    def _fit(self, text: str, size: int, room: tuple[float, float]) -> tuple[list[str], int]:
        broken = self._broken(text)
        is_torn = len(broken) > 1 and " " not in text and broken[0][-1] not in _NEVER_FIRST
        # Two lines reach into the picture: rather a tenth smaller.
        for smaller in range(size, max(LEAST, round(_BROKEN * size)) - 1, -2):
            if self._holds(room, [text], smaller):
                return [text], smaller
        for smaller in range(size, LEAST - 1, -2):
            # Chinese without a comma would be torn inside a word: rather a little smaller.
            for lines in ([text],) if is_torn and smaller > 0.6 * size else ([text], broken):
                if self._holds(room, lines, smaller):
                    return lines, smaller
        return broken, LEAST

    def _holds(self, room: tuple[float, float], lines: list[str], size: int) -> bool:
        width = max(self._width(line, size) for line in lines)
        return width <= room[0] and LINE * size * self._scale * len(lines) <= room[1]

    def _width(self, text: str, size: int) -> float:
        return float(self._font.get_rect(text, size=size * self._scale).width)

    def _broken(self, text: str) -> list[str]:
        """Return the words on two lines that are as even as can be."""
        if " " in text:
            breaks = [(text[:k], text[k + 1 :]) for k, c in enumerate(text) if c == " "]
        else:
            breaks = [(text[:k], text[k:]) for k in range(1, len(text))]
            breaks = [pair for pair in breaks if pair[1][0] not in _NEVER_FIRST]
            # A sentence is torn at its comma or colon rather than inside a word.
            breaks = [pair for pair in breaks if pair[0][-1] in _NEVER_FIRST] or breaks
        if not breaks:
            return [text]
        return list(min(breaks, key=lambda pair: max(self._width(line, 32) for line in pair)))

    def has_glyphs(self, text: str) -> bool:
        """Whether the typeface has a shape of its own for every character."""
        return all(metric is not None for metric in self._font.get_metrics(text))

    def write(
        self,
        surface: pygame.Surface,
        text: str,
        centre: Point,
        size: int,
        colour: Colour,
        opacity: float = 1.0,
    ) -> None:
        """Write translated words on one line around a point, in pixels of the surface."""
        if opacity <= 0.01 or not text:
            return
        picture = self.words(text, size, colour)
        picture.set_alpha(round(255 * min(1.0, opacity)))
        surface.blit(picture, picture.get_rect(center=(round(centre[0]), round(centre[1]))))

    def write_mark(self, surface: pygame.Surface, mark: str, colour: Colour) -> None:
        """Write the mark of EEG that is not live into the upper right corner."""
        if mark:
            self.write(surface, self.tr(mark), self.mark_rect(surface, mark).center, 22, colour)

    def mark_rect(self, surface: pygame.Surface, mark: str) -> pygame.Rect:
        """Return where the mark stands."""
        gap = round(14 * self._scale)
        size = self.words(self.tr(mark), 22, (0, 0, 0)).get_size()
        rect = pygame.Rect((0, 0), size)
        rect.topright = (surface.get_width() - gap, gap)
        return rect
