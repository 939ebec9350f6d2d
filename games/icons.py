"""One icon for every scene around the trials: plain shapes, two colours, no faces.

Drawn in a square of 100 x 100 at four times its size, in code, so that they are sharp on any
screen. Orange and blue always differ in shape, too.
"""

import math
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Final

import pygame

from games.draw import BLUE, INK, ORANGE, PAPER, Colour, Point

_FINER: Final = 4
_LINE: Final = 7.0
_BEADS: Final = 60


class Pen:
    """Draw in a square of 100 x 100, whatever its size in pixels."""

    def __init__(self, pixels: int) -> None:
        self.surface = pygame.Surface((pixels * _FINER, pixels * _FINER), pygame.SRCALPHA)
        self.surface.fill((*INK, 0))
        self._unit = pixels * _FINER / 100

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Draw a disc."""
        pygame.draw.circle(self.surface, colour, self._at(x, y), radius * self._unit)

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float = _LINE) -> None:
        """Draw a circle."""
        line = round(width * self._unit)
        pygame.draw.circle(self.surface, colour, self._at(x, y), radius * self._unit, line)

    def line(self, points: list[tuple[float, float]], colour: Colour, width: float = _LINE) -> None:
        """Draw a line with round ends and corners."""
        for one, other in pairwise(points):
            length = math.dist(one, other)
            for k in range(int(length * 4) + 1):
                share = min(1.0, k / (length * 4))
                x, y = (a + (b - a) * share for a, b in zip(one, other, strict=True))
                self.dot(x, y, width / 2, colour)

    def fill(self, points: list[tuple[float, float]], colour: Colour) -> None:
        """Fill a polygon."""
        pygame.draw.polygon(self.surface, colour, [self._at(x, y) for x, y in points])

    def box(
        self, left: float, top: float, width: float, height: float, colour: Colour, line: float = 0
    ) -> None:
        """Draw a box with round corners, filled if it has no line."""
        u = self._unit
        rect = pygame.Rect(round(left * u), round(top * u), round(width * u), round(height * u))
        radius = round(min(width, height) * 0.22 * u)
        pygame.draw.rect(self.surface, colour, rect, round(line * u), border_radius=radius)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self._unit, y * self._unit


def _pause(pen: Pen) -> None:
    pen.ring(50, 50, 46, BLUE)
    for x in (33, 55):
        pen.box(x, 30, 12, 40, BLUE)


def _rest(pen: Pen) -> None:
    """Draw a cup of tea."""
    pen.ring(74, 52, 14, BLUE)
    pen.fill([(18, 34), (76, 34), (70, 72), (60, 80), (34, 80), (24, 72)], BLUE)
    pen.line([(14, 90), (80, 90)], BLUE)
    for x in (34, 47, 60):
        pen.line([(x, 24), (x + 4, 16), (x, 8)], ORANGE, 5)


def _lid(sign: float, depth: float) -> list[tuple[float, float]]:
    angles = [math.pi * k / 40 for k in range(41)]
    return [(50 - 44 * math.cos(a), 50 + sign * depth * math.sin(a)) for a in angles]


def _eye_open(pen: Pen) -> None:
    pen.fill(_lid(-1, 32) + _lid(1, 32)[::-1], PAPER)
    pen.dot(50, 50, 19, BLUE)
    pen.dot(50, 50, 8, INK)
    pen.line(_lid(-1, 32), INK, 6)
    pen.line(_lid(1, 32), INK, 6)


def _eye_closed(pen: Pen) -> None:
    lid = [(50 + (x - 50) * 0.84, y - 8) for x, y in _lid(1, 26)]
    pen.line(lid, INK, 6)
    for k in (6, 13, 20, 27, 34):
        x, y = lid[k]
        pen.line([(x, y), (x + (x - 50) * 0.22, y + 15)], INK, 6)


def _star(pen: Pen) -> None:
    angles = [math.pi * (k / 5 - 0.5) for k in range(10)]
    radii = [47.0 if k % 2 == 0 else 21.0 for k in range(10)]
    points = [
        (50 + r * math.cos(a), 53 + r * math.sin(a)) for r, a in zip(radii, angles, strict=True)
    ]
    pen.fill(points, ORANGE)
    pen.line([*points, points[0]], INK, 4)


def _note(pen: Pen) -> None:
    pen.dot(34, 76, 15, INK)
    pen.line([(46, 74), (46, 14), (76, 26)], INK, 8)


def _battery(pen: Pen, cells: int) -> None:
    pen.box(8, 28, 74, 44, INK, 6)
    pen.box(84, 42, 10, 16, INK)
    for k in range(cells):
        pen.box(17 + 20 * k, 37, 16, 26, BLUE)


def _feather(pen: Pen) -> None:
    """Draw what weighs nothing."""
    curve = [(84 - 62 * k / 20, 14 + 62 * k / 20) for k in range(21)]
    width = [17 * math.sin(math.pi * min(1, (k + 2) / 21)) for k in range(21)]
    left = [(x - w * 0.7, y - w * 0.7) for (x, y), w in zip(curve, width, strict=True)]
    right = [(x + w * 0.7, y + w * 0.7) for (x, y), w in zip(curve, width, strict=True)]
    pen.fill(left + right[::-1], BLUE)
    pen.line([(76, 22), (10, 88)], INK, 5)


def _weight(pen: Pen) -> None:
    pen.ring(50, 24, 15, INK, 8)
    pen.fill([(30, 36), (70, 36), (88, 90), (12, 90)], BLUE)
    pen.line([(30, 36), (70, 36), (88, 90), (12, 90), (30, 36)], INK, 5)


def _seed(pen: Pen) -> None:
    pen.line([(12, 80), (88, 80)], INK, 6)
    pen.dot(50, 66, 9, BLUE)


def _flower(pen: Pen) -> None:
    pen.line([(12, 92), (88, 92)], INK, 6)
    pen.line([(50, 92), (50, 44)], INK, 6)
    pen.fill([(50, 80), (74, 62), (82, 66), (70, 80)], BLUE)
    for k in range(6):
        angle = math.pi * k / 3
        pen.dot(50 + 17 * math.cos(angle), 30 + 17 * math.sin(angle), 12, ORANGE)
    pen.dot(50, 30, 11, INK)


def _sun(pen: Pen) -> None:
    pen.dot(50, 50, 21, ORANGE)
    for k in range(8):
        x, y = math.cos(math.pi * k / 4), math.sin(math.pi * k / 4)
        pen.line([(50 + 31 * x, 50 + 31 * y), (50 + 43 * x, 50 + 43 * y)], ORANGE, 7)


def _rain_cloud(pen: Pen) -> None:
    for x, y, radius in ((30, 44, 18), (52, 32, 23), (72, 46, 16)):
        pen.dot(x, y, radius, BLUE)
    pen.box(14, 42, 74, 21, BLUE)
    for x in (30, 50, 70):
        pen.line([(x, 72), (x - 7, 92)], INK, 6)


def _smooth_line(pen: Pen) -> None:
    pen.line([(6 + k * 2.2, 50 + 7 * math.sin(k / 40 * 4 * math.pi)) for k in range(41)], BLUE, 8)


def _jagged_line(pen: Pen) -> None:
    points = [(6, 50), (20, 50), (30, 12), (44, 88), (58, 8), (72, 86), (82, 50), (94, 50)]
    pen.line([(float(x), float(y)) for x, y in points], ORANGE, 8)


_ICONS: Final[dict[str, Callable[[Pen], None]]] = {
    "pause": _pause,
    "rest": _rest,
    "eye_open": _eye_open,
    "eye_closed": _eye_closed,
    "star": _star,
    "note": _note,
    "battery_full": lambda pen: _battery(pen, 3),
    "battery_empty": lambda pen: _battery(pen, 0),
    "feather": _feather,
    "weight": _weight,
    "seed": _seed,
    "flower": _flower,
    "sun": _sun,
    "rain_cloud": _rain_cloud,
    "smooth_line": _smooth_line,
    "jagged_line": _jagged_line,
}
# What 0 and 10 look like: tired, hard, keen, frustrated, painful.
ENDS: Final = {
    "fatigue": ("battery_full", "battery_empty"),
    "effort": ("feather", "weight"),
    "motivation": ("seed", "flower"),
    "frustration": ("sun", "rain_cloud"),
    "pain": ("smooth_line", "jagged_line"),
}


@cache
def icon(name: str, pixels: int) -> pygame.Surface:
    """Return an icon, ``pixels`` wide and high."""
    pen = Pen(pixels)
    _ICONS[name](pen)
    return pygame.transform.smoothscale(pen.surface, (pixels, pixels)).convert_alpha()


@cache
def bead(pixels: int, colour: Colour) -> pygame.Surface:
    """Return a small disc, of which a dial is strung."""
    pen = Pen(pixels)
    pen.dot(50, 50, 42, colour)
    return pygame.transform.smoothscale(pen.surface, (pixels, pixels)).convert_alpha()


def draw_dial(surface: pygame.Surface, centre: Point, radius: float, left: float) -> None:
    """Draw a ring of beads; the share that is left is blue, clockwise from above."""
    size = max(4, round(radius * 0.11))
    for k in range(_BEADS):
        angle = 2 * math.pi * (k / _BEADS - 0.25)
        is_left = k >= (1 - left) * _BEADS
        one = bead(size if is_left else size // 2 + 1, BLUE if is_left else INK)
        place = (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))
        surface.blit(one, one.get_rect(center=(round(place[0]), round(place[1]))))
