"""The balloon's keepsakes: round stickers with a star, a moon, a bird and a kite."""

import math
from collections.abc import Callable
from typing import Final

import pygame

from games.catalogue.balloon.rules import KINDS

RADIUS: Final = 27.0  # logical pixels
_FINER: Final = 4
_WHITE: Final = (255, 252, 245)
_RIM: Final = (214, 206, 190)
_GOLD: Final = (240, 178, 62)
_NIGHT: Final = (92, 122, 166)
_PALE: Final = (250, 224, 150)
_SKY: Final = (86, 148, 186)
_WING: Final = (54, 110, 150)
_TEAL: Final = (78, 156, 144)
_APRICOT: Final = (240, 164, 92)
_BROWN: Final = (110, 80, 60)
Pen = Callable[[float, float], tuple[float, float]]


def stickers(scale: float) -> dict[str, pygame.Surface]:
    """Return the picture of every kind."""
    return {kind: _sticker(kind, scale) for kind in KINDS}


def empty_place(scale: float) -> pygame.Surface:
    """Return the quiet place where a keepsake may lie later."""
    radius = RADIUS * scale
    large = _canvas(radius)
    middle = large.get_rect().center
    pygame.draw.circle(large, (*_WHITE, 150), middle, radius * _FINER)
    return _small(large)


def _sticker(kind: str, scale: float) -> pygame.Surface:
    radius = RADIUS * scale
    large = _canvas(radius)
    middle = large.get_rect().center
    fine = radius * _FINER / 100  # figures are drawn in a circle of 100
    pygame.draw.circle(large, _RIM, middle, 100 * fine)
    pygame.draw.circle(large, _WHITE, middle, 95 * fine)

    def pen(x: float, y: float) -> tuple[float, float]:
        return middle[0] + x * fine, middle[1] + y * fine

    _FIGURES[kind](large, pen, fine)
    return _small(large)


def _star(large: pygame.Surface, pen: Pen, fine: float) -> None:
    points = []
    for number in range(10):
        away, turn = (74 if number % 2 == 0 else 36), math.pi * (number / 5 - 0.5)
        points.append(pen(away * math.cos(turn), 4 + away * math.sin(turn)))
    pygame.draw.polygon(large, _GOLD, points)


def _moon(large: pygame.Surface, pen: Pen, fine: float) -> None:
    pygame.draw.circle(large, _NIGHT, pen(0, 0), 84 * fine)
    pygame.draw.circle(large, _PALE, pen(-4, 0), 58 * fine)
    pygame.draw.circle(large, _NIGHT, pen(24, -14), 50 * fine)


def _bird(large: pygame.Surface, pen: Pen, fine: float) -> None:
    pygame.draw.polygon(large, _WING, [pen(-36, 8), pen(-78, -14), pen(-70, 30)])
    body = pygame.Rect(0, 0, round(104 * fine), round(68 * fine))
    body.center = (round(pen(-2, 14)[0]), round(pen(-2, 14)[1]))
    pygame.draw.ellipse(large, _SKY, body)
    pygame.draw.circle(large, _SKY, pen(36, -16), 29 * fine)
    pygame.draw.polygon(large, _GOLD, [pen(60, -24), pen(84, -12), pen(60, -4)])
    pygame.draw.polygon(large, _WING, [pen(-32, 4), pen(24, 6), pen(-14, 44)])
    pygame.draw.circle(large, _WHITE, pen(42, -22), 9 * fine)
    pygame.draw.circle(large, _BROWN, pen(43, -22), 5.5 * fine)


def _kite(large: pygame.Surface, pen: Pen, fine: float) -> None:
    top, right, low, left = pen(22, -82), pen(64, -20), pen(-8, 48), pen(-46, -38)
    middle = pen(9, -28)
    pygame.draw.polygon(large, _TEAL, [top, right, middle])
    pygame.draw.polygon(large, _APRICOT, [right, low, middle])
    pygame.draw.polygon(large, _TEAL, [low, left, middle])
    pygame.draw.polygon(large, _APRICOT, [left, top, middle])
    tail = [pen(-8 - 5 * k + 7 * math.sin(k), 48 + 5 * k) for k in range(8)]
    pygame.draw.lines(large, _BROWN, False, tail, max(1, round(5 * fine)))


_FIGURES: Final[dict[str, Callable[[pygame.Surface, Pen, float], None]]] = {
    "star": _star,
    "moon": _moon,
    "bird": _bird,
    "kite": _kite,
}


def _canvas(radius: float) -> pygame.Surface:
    side = (2 * round(radius) + 4) * _FINER
    large = pygame.Surface((side, side), pygame.SRCALPHA)
    large.fill((*_WHITE, 0))
    return large


def _small(large: pygame.Surface) -> pygame.Surface:
    side = large.get_width() // _FINER
    return pygame.transform.smoothscale(large, (side, side)).convert_alpha()
