"""Words on the patient's screen: large, few, and the same face in both languages.

The typeface is Noto Sans CJK, Simplified Chinese shapes, from a wheel: no system font is
needed. Rendered words are kept, because a frame must cost little.
"""

import os
from typing import Final

import noto_cjk_sans_otc
import pygame
import pygame.freetype

from station.language import N_, Language

MARKS: Final = (N_("SIMULATED"), N_("RECORDED"))
_SIMPLIFIED_CHINESE: Final = 2  # face 0 of the collection has Japanese shapes


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
        self._scale = scale
        self._kept: dict[tuple[str, int, tuple[int, int, int]], pygame.Surface] = {}

    def words(self, text: str, size: int, colour: tuple[int, int, int]) -> pygame.Surface:
        """Return translated words as a picture; ``size`` in logical pixels."""
        key = (text, size, colour)
        if key not in self._kept:
            rendered, _ = self._font.render(text, colour, size=size * self._scale)
            self._kept[key] = rendered
        return self._kept[key]

    def has_glyphs(self, text: str) -> bool:
        """Whether the typeface has a shape of its own for every character."""
        return all(metric is not None for metric in self._font.get_metrics(text))

    def write(
        self,
        surface: pygame.Surface,
        text: str,
        centre: tuple[float, float],
        size: int,
        colour: tuple[int, int, int],
        opacity: float = 1.0,
    ) -> None:
        """Write translated words around a point, in pixels of the surface."""
        if opacity <= 0.01 or not text:
            return
        picture = self.words(text, size, colour)
        picture.set_alpha(round(255 * min(1.0, opacity)))
        surface.blit(picture, picture.get_rect(center=(round(centre[0]), round(centre[1]))))

    def write_mark(self, surface: pygame.Surface, mark: str, colour: tuple[int, int, int]) -> None:
        """Write the mark of EEG that is not live into the upper right corner."""
        if not mark:
            return
        picture = self.words(self.tr(mark), 22, colour)
        gap = round(20 * self._scale)
        corner = (surface.get_width() - gap, gap)
        surface.blit(picture, picture.get_rect(topright=corner))
