"""A butterfly that flies by while the patient imagines: the distractor of CLINICAL 2.5.

It crosses what the patient sees in a few seconds, small and soft, and belongs to no game: whoever has
mastered the task learns to keep to it although something else moves. It flies over rest and movement
alike, and never where nothing is to move for decoration.
"""

import math
from typing import Final

import pygame

from games.draw import INK, ORANGE, Colour
from games.game import Moment, Phase

CROSSING: Final = 4.5  # seconds from one side to the other
_SIZE: Final = 54  # logical pixels, wing to wing
_HEIGHT: Final = 0.34  # of the screen: above the things on a table, under the words
_BEATS: Final = 1.6  # a second: far from flicker, and a small thing
_OPENINGS: Final = 9  # pictures from closed wings to open ones
_PALE: Final[Colour] = (240, 178, 112)
_FINER: Final = 3


class Butterfly:
    """Fly across a field once in every trial that asks for it.

    Parameters
    ----------
    field : pygame.Rect
        What is seen, in pixels.
    pixel : float
        Pixels per logical pixel.
    """

    def __init__(self, field: pygame.Rect, pixel: float) -> None:
        self._field = field
        self._size = round(_SIZE * pixel)
        self._pictures = [_picture(self._size, i / (_OPENINGS - 1)) for i in range(_OPENINGS)]
        self._flown: float | None = None
        self._trial = 0

    def follow(self, moment: Moment, dt: float) -> None:
        """Set off in a new trial that asks for it, and fly on to the other side."""
        is_asked = moment.is_distracted and moment.phase is Phase.IMAGERY
        if is_asked and moment.trial != self._trial:
            self._trial, self._flown = moment.trial, 0.0
        elif self._flown is not None:
            self._flown = self._flown + dt if self._flown < CROSSING else None

    def draw(self, surface: pygame.Surface) -> None:
        """Draw it where it is; nothing while none flies."""
        if self._flown is None:
            return
        share = self._flown / CROSSING
        if self._trial % 2:  # not always from the same side
            share = 1 - share
        reach = self._field.width + 2 * self._size
        x = self._field.left - self._size + reach * share
        y = surface.get_height() * (_HEIGHT + 0.035 * math.sin(2 * math.pi * 1.7 * share))
        beat = 0.5 - 0.5 * math.cos(2 * math.pi * _BEATS * self._flown)
        shown = self._pictures[round((0.25 + 0.75 * beat) * (_OPENINGS - 1))]
        surface.blit(shown, shown.get_rect(center=(round(x), round(y))))


def _picture(size: int, opening: float) -> pygame.Surface:
    """Return a butterfly seen from above, its wings opened so far (0 to 1)."""
    n = size * _FINER
    large = pygame.Surface((n, n), pygame.SRCALPHA)
    large.fill((*ORANGE, 0))
    middle, wide = n / 2, max(0.1, opening) * n * 0.46
    for side in (-1, 1):
        for colour, y, width, height in (
            (ORANGE, 0.34, 1.0, 0.40),
            (_PALE, 0.35, 0.66, 0.24),
            (ORANGE, 0.63, 0.72, 0.32),
            (_PALE, 0.63, 0.44, 0.17),
        ):
            across, down = width * wide, height * n
            centre = middle + side * across / 2
            pygame.draw.ellipse(
                large, colour, (centre - across / 2, y * n - down / 2, across, down)
            )
    body = pygame.Rect(0, 0, round(0.07 * n), round(0.52 * n))
    body.center = (round(middle), round(0.5 * n))
    pygame.draw.ellipse(large, INK, body)
    return pygame.transform.smoothscale(large, (size, size))
