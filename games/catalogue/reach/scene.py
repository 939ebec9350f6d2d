"""The room: a wall in morning light, a warm table, a woven mat, and a cup of tea.

Everything is painted once, from formulas, at three or two times its size.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

from games.draw import grain, picture
from games.solid import COS, SIN

Array = NDArray[Any]  # of floating point numbers
EDGE: Final = 208  # logical y where the table begins
CUP: Final = (640.0, 418.0)  # logical place of the foot of the cup
CUP_HEIGHT: Final = 132.0
CUP_RADII: Final = (46.0, 74.0)  # foot, rim
_WALL: Final = ((250, 243, 230), (240, 228, 207))
_WOOD: Final = ((226, 190, 143), (203, 158, 108))
_MAT: Final = (150, 172, 160)
_GLAZE: Final = ((0.955, 0.965, 0.945), (0.560, 0.640, 0.620))
_BAND: Final = ((0.330, 0.520, 0.600), (0.150, 0.260, 0.330))
_TEA: Final = (0.690, 0.420, 0.170)
_FINER: Final = 3


def room(size: tuple[int, int]) -> pygame.Surface:
    """Return wall, table and mat."""
    width, height = size
    scale = height / 720
    y, x = (axis / scale for axis in np.mgrid[0:height, 0:width].astype(np.float64))
    x += (1280 - width / scale) / 2
    rgb = _blend(_wall(x, y), _table(x, y), _step(y - EDGE, 1.2))
    shade = 0.10 * np.exp(-np.maximum(y - EDGE, 0) / 16) * (y > EDGE)
    rgb = _blend(rgb * (1 - shade[..., None]), _mat(x, y, rgb), _mat_cover(x, y))
    rgb += grain((height, width))[..., None]
    rgba = np.concatenate([rgb / 255, np.ones((height, width, 1))], axis=2)
    return picture(rgba).convert()


def _wall(x: Array, y: Array) -> Array:
    top, bottom = (np.array(colour, dtype=float) for colour in _WALL)
    share = np.clip(y / EDGE, 0, 1)[..., None]
    slanted = x + 0.45 * y
    window = sum(
        _step(slanted - left, 40) * _step(left + 190 - slanted, 40)
        for left in (170, 400, 860, 1090)
    )
    result: Array = top + (bottom - top) * share + 5.0 * np.asarray(window)[..., None]
    return result


def _table(x: Array, y: Array) -> Array:
    far, near = (np.array(colour, dtype=float) for colour in _WOOD)
    depth = np.clip((y - EDGE) / (720 - EDGE), 0, 1)
    rng = np.random.default_rng(3)
    veins = np.zeros_like(x)
    for period, level in ((90.0, 2.4), (31.0, 1.8), (11.0, 1.1)):
        lines = rng.normal(size=400)
        place = (y - EDGE + 5 * np.sin(x / 260 + period)) / (0.5 + depth) / period * 6
        waves = np.interp(place, np.arange(400) - 40, lines)
        veins += level * waves * np.cos(x / (7 * period) + 3 * waves) ** 2
    middle = np.exp(-(((x - 640) / 620) ** 2) - ((y - 380) / 330) ** 2)
    result: Array = far + (near - far) * depth[..., None] + (veins + 13 * middle)[..., None]
    return result


def _mat_cover(x: Array, y: Array) -> Array:
    """Return how far the mat covers a pixel, 0 to 1: a round mat under the cup."""
    away = np.hypot((x - CUP[0]) / 205, (y - CUP[1]) / (205 * SIN))
    return _step((1 - away) * 205, 1.5)


def _mat(x: Array, y: Array, below: Array) -> Array:
    away = np.hypot(x - CUP[0], (y - CUP[1]) / SIN)
    weave = 3.0 * np.sin(away * 2 * np.pi / 9)
    border = -14.0 * _step(away - 186, 1.5) * _step(196 - away, 1.5)
    light = 10 * np.exp(-(((x - 640) / 300) ** 2))
    result: Array = np.array(_MAT, dtype=float) + (weave + border + light)[..., None] + 0 * below
    return result


def _step(x: Array, soft: float) -> Array:
    """Return 0 below zero and 1 above, softened over ``soft``."""
    share = np.clip(x / soft + 0.5, 0, 1)
    result: Array = share * share * (3 - 2 * share)
    return result


def _blend(one: Array, other: Array, share: Array) -> Array:
    result: Array = one + (other - one) * share[..., None]
    return result


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
    shine = 0.16 * np.exp(-(((around + 0.45) / 0.10) ** 2)) * _step(z - 30, 60)
    is_band = _step(z - 88, 2) * _step(106 - z, 2) + _step(z - 78, 1.5) * _step(82 - z, 1.5)
    rgb = _blend(_tone(_GLAZE, light), _tone(_BAND, light), is_band) + shine[..., None]
    rim = opening(x, y, CUP_RADII[1], CUP_HEIGHT)
    inside = opening(x, y, CUP_RADII[1] - 5.5, CUP_HEIGHT)
    tea = opening(x, y, CUP_RADII[1] - 11, CUP_HEIGHT - 22)
    full = np.broadcast_to(x + y, z.shape)
    rgb = _blend(rgb, _tone(_GLAZE, np.full_like(z, 0.98)), _step(rim, 0.6))
    deep = np.clip(0.45 + (full - x + 110) / 160, 0.3, 0.9)
    rgb = _blend(rgb, _tone(_GLAZE, deep), _step(inside, 0.8))
    ripple = 0.07 * np.clip(tea / 40, 0, 1)
    colour = np.array(_TEA) + ripple[..., None] * np.array([1.0, 0.8, 0.5])
    gleam = np.exp(-(((x + 22) / 20) ** 2) - ((y + 100) / 7) ** 2) * 0.22
    rgb = _blend(rgb, colour + gleam[..., None], _step(tea, 0.8) * _step(inside, 0.8))
    return np.clip(rgb, 0, 1), np.maximum(is_met.astype(float), (rim > 0).astype(float))


def _tone(pair: tuple[tuple[float, ...], tuple[float, ...]], light: Array) -> Array:
    lit, shade = (np.array(colour) for colour in pair)
    result: Array = shade + (lit - shade) * light[..., None]
    return result
