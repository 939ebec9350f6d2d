"""The room, and a cup of tea, painted once from formulas at three times its size."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

from games.draw import picture
from games.scenery import blend, finish, mat, places, step
from games.scenery import room as scenery_room
from games.solid import COS, SIN
from games.surround import Surround

Array = NDArray[Any]  # of floating point numbers
CUP: Final = (640.0, 418.0)  # logical place of the foot of the cup
CUP_HEIGHT: Final = 132.0
CUP_RADII: Final = (46.0, 74.0)  # foot, rim
_GLAZE: Final = ((0.955, 0.965, 0.945), (0.560, 0.640, 0.620))
_BAND: Final = ((0.330, 0.520, 0.600), (0.150, 0.260, 0.330))
_TEA: Final = (0.690, 0.420, 0.170)
_FINER: Final = 3


def room(surround: Surround) -> pygame.Surface:
    """Return wall, table and mat."""
    x, y = places(surround)
    return finish(mat(scenery_room(x, y), x, y, CUP))


@dataclass(frozen=True)
class Cup:
    """The cup, and how near it is in each pixel, for what hides what.

    Attributes
    ----------
    surface : pygame.Surface
    left, top : float
        Logical place of its corner relative to the foot of the cup.
    """

    surface: pygame.Surface
    left: float
    top: float


def radius_at(z: Array) -> Array:
    """Return the radius of the cup at a height over the table."""
    share = np.clip(z / CUP_HEIGHT, 0, 1)
    foot, rim = CUP_RADII
    result: Array = foot + (rim - foot) * (1 - (1 - share) ** 2.2)
    return result


def wall_height(x: Array, y: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return at which height the eye meets the cup's near wall, and whether it does.

    ``x`` right and ``y`` down on the screen, logical pixels from the foot of the cup.
    """
    z = np.full(np.broadcast(x, y).shape, CUP_HEIGHT / 2)
    for _ in range(12):
        front = np.sqrt(np.maximum(radius_at(z) ** 2 - x * x, 0.0))
        z = 0.5 * z + 0.5 * (front * SIN - y) / COS
    is_met = (np.abs(x) < radius_at(z)) & (z >= 0) & (z <= CUP_HEIGHT)
    return z, is_met


def opening(x: Array, y: Array, radius: float, height: float) -> Array:
    """Return where a level disc in the cup is seen: its distance to the rim, positive inside."""
    away = np.hypot(x, (y + height * COS) / SIN)
    return radius - away


def nearness(x: Array, y: Array) -> Array:
    """Return how near the cup is to the viewer, -inf beside it."""
    z, is_met = wall_height(x, y)
    front = np.sqrt(np.maximum(radius_at(z) ** 2 - x * x, 0.0))
    near = np.where(is_met, z * SIN + front * COS, -np.inf)
    rim = opening(x, y, CUP_RADII[1], CUP_HEIGHT) > 0
    level = CUP_HEIGHT * SIN + (y + CUP_HEIGHT * COS) / SIN * COS
    return np.where(rim, level, near)


def cup(scale: float) -> Cup:
    """Return the cup of tea."""
    left, top, width, height = -80.0, -150.0, 160.0, 200.0
    fine = scale * _FINER
    rows, columns = round(height * scale) * _FINER, round(width * scale) * _FINER
    y = (np.arange(rows)[:, None] + 0.5) / fine + top
    x = (np.arange(columns)[None, :] + 0.5) / fine + left
    rgb, cover = _painted_cup(x, y)
    rgba = np.concatenate([rgb * cover[..., None], cover[..., None]], axis=2)
    small = rgba.reshape(rows // _FINER, _FINER, columns // _FINER, _FINER, 4).mean(axis=(1, 3))
    small[..., :3] /= np.maximum(small[..., 3:], 1e-9)
    return Cup(picture(small).convert_alpha(), left, top)


def _painted_cup(x: Array, y: Array) -> tuple[Array, Array]:
    z, is_met = wall_height(x, y)
    around = np.clip(x / radius_at(z), -1, 1)
    light = np.sqrt(1 - around**2) ** 0.8 * (0.72 + 0.28 * np.clip(z / CUP_HEIGHT, 0, 1))
    shine = 0.16 * np.exp(-(((around + 0.45) / 0.10) ** 2)) * step(z - 30, 60)
    is_band = step(z - 88, 2) * step(106 - z, 2) + step(z - 78, 1.5) * step(82 - z, 1.5)
    rgb = blend(_tone(_GLAZE, light), _tone(_BAND, light), is_band) + shine[..., None]
    rim = opening(x, y, CUP_RADII[1], CUP_HEIGHT)
    inside = opening(x, y, CUP_RADII[1] - 5.5, CUP_HEIGHT)
    tea = opening(x, y, CUP_RADII[1] - 11, CUP_HEIGHT - 22)
    full = np.broadcast_to(x + y, z.shape)
    rgb = blend(rgb, _tone(_GLAZE, np.full_like(z, 0.98)), step(rim, 0.6))
    deep = np.clip(0.45 + (full - x + 110) / 160, 0.3, 0.9)
    rgb = blend(rgb, _tone(_GLAZE, deep), step(inside, 0.8))
    ripple = 0.07 * np.clip(tea / 40, 0, 1)
    colour = np.array(_TEA) + ripple[..., None] * np.array([1.0, 0.8, 0.5])
    gleam = np.exp(-(((x + 22) / 20) ** 2) - ((y + 100) / 7) ** 2) * 0.22
    rgb = blend(rgb, colour + gleam[..., None], step(tea, 0.8) * step(inside, 0.8))
    return np.clip(rgb, 0, 1), np.maximum(is_met.astype(float), (rim > 0).astype(float))


def _tone(pair: tuple[tuple[float, ...], tuple[float, ...]], light: Array) -> Array:
    lit, shade = (np.array(colour) for colour in pair)
    result: Array = shade + (lit - shade) * light[..., None]
    return result
