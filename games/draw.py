"""Colours and soft shapes: the one visual language of all games.

Shapes are drawn three times as large and scaled down, so that every edge is smooth; single
colours keep their colour up to the transparent edge.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

Colour = tuple[int, int, int]
Point = tuple[float, float]

INK: Final[Colour] = (38, 44, 52)  # words: 11:1 or better on everything light below
PAPER: Final[Colour] = (246, 239, 226)
PAPER_EDGE: Final[Colour] = (232, 220, 200)
BLUE: Final[Colour] = (41, 98, 142)
ORANGE: Final[Colour] = (214, 126, 44)
SAND: Final[Colour] = (214, 199, 174)
LIGHT: Final[Colour] = (255, 238, 200)
_FINER: Final = 3


def shape(
    size: tuple[float, float], colour: Colour, paint: Callable[[pygame.Surface, int], None]
) -> pygame.Surface:
    """Return a smooth-edged shape in one colour.

    ``paint`` is given the enlarged surface and how much it is enlarged.
    """
    width, height = round(size[0]), round(size[1])
    large = pygame.Surface((width * _FINER, height * _FINER), pygame.SRCALPHA)
    large.fill((*colour, 0))
    paint(large, _FINER)
    return pygame.transform.smoothscale(large, (width, height))


def disc(radius: float, colour: Colour, hole: float = 0.0) -> pygame.Surface:
    """Return a disc, or a ring if it has a hole of some radius."""

    def paint(large: pygame.Surface, finer: int) -> None:
        middle = large.get_rect().center
        pygame.draw.circle(large, colour, middle, radius * finer)
        if hole:
            pygame.draw.circle(large, (*colour, 0), middle, hole * finer)

    return shape((2 * radius + 4, 2 * radius + 4), colour, paint)


def bar(width: float, height: float, colour: Colour) -> pygame.Surface:
    """Return a bar with round ends."""

    def paint(large: pygame.Surface, finer: int) -> None:
        pygame.draw.rect(large, colour, large.get_rect(), border_radius=large.get_height() // 2)

    return shape((width, height), colour, paint)


def polygon(size: tuple[float, float], points: Sequence[Point], colour: Colour) -> pygame.Surface:
    """Return a polygon, its points in pixels of the finished picture."""

    def paint(large: pygame.Surface, finer: int) -> None:
        pygame.draw.polygon(large, colour, [(x * finer, y * finer) for x, y in points])

    return shape(size, colour, paint)


def picture(rgba: NDArray[Any]) -> pygame.Surface:
    """Return a surface from colours and opacity in 0 to 1, shape (height, width, 4)."""
    bytes_ = np.clip(np.round(rgba * 255), 0, 255).astype(np.uint8)
    height, width = bytes_.shape[:2]
    return pygame.image.frombuffer(bytes_.tobytes(), (width, height), "RGBA")


def glow(radius: tuple[float, float], colour: Colour, strength: float) -> pygame.Surface:
    """Return a soft elliptic light that fades to nothing at its rim."""
    width, height = round(2 * radius[0]), round(2 * radius[1])
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x + 0.5) / radius[0] - 1, (y + 0.5) / radius[1] - 1)
    rgba = np.empty((height, width, 4))
    rgba[..., :3] = np.array(colour) / 255
    rgba[..., 3] = strength * np.square(0.5 + 0.5 * np.cos(np.pi * np.minimum(away, 1.0)))
    # In the screen's own order of bytes a blit takes a twentieth of the time.
    return picture(rgba).convert_alpha()


def grain(shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return a fine regular grain, -0.5 to 0.5 steps of 8-bit colour, that hides those steps."""
    tile = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 - 0.47
    rows, columns = -(-shape[0] // 4), -(-shape[1] // 4)
    return np.tile(tile, (rows, columns))[: shape[0], : shape[1]]


def paper(size: tuple[int, int]) -> pygame.Surface:
    """Return a calm light background, a little darker towards the rim."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x - width / 2) / width, (y - height * 0.45) / height)[..., None]
    share = np.clip(away * 1.5, 0, 1) ** 2
    rgb = np.array(PAPER) * (1 - share) + np.array(PAPER_EDGE) * share
    rgb += grain((height, width))[..., None]
    return picture(np.concatenate([rgb / 255, np.ones((height, width, 1))], axis=2)).convert()


def blit_faint(
    surface: pygame.Surface, what: pygame.Surface, centre: Point, opacity: float
) -> None:
    """Draw a picture around a point with some opacity."""
    if opacity <= 0.004:
        return
    what.set_alpha(round(255 * min(1.0, opacity)))
    surface.blit(what, what.get_rect(center=(round(centre[0]), round(centre[1]))))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Sequence[float]) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2, relative luminance)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in colour[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
