"""Rooms to play in: a wall in morning light, a warm table, a woven mat, and things upon them.

Everything is painted once, from formulas, in logical places (1280 x 720): a scene is a picture of
colours in 0 to 255, shape (height, width, 3), over the places that :func:`places` returns. These
run on beyond the screen's rim, so that a scene that is moved or made smaller for a patient's
field of view still fills the screen.
"""

from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

from games.draw import grain, picture
from games.solid import SIN
from games.surround import Surround

Array = NDArray[Any]  # of float32
Tones = tuple[tuple[float, float, float], tuple[float, float, float]]
EDGE: Final = 208.0  # logical y where a table begins
WALL: Final[Tones] = ((250, 243, 230), (240, 228, 207))  # top, bottom
WOOD: Final[Tones] = ((226, 190, 143), (203, 158, 108))  # far, near
MAT: Final = (150.0, 172.0, 160.0)


def places(surround: Surround) -> tuple[Array, Array]:
    """Return the logical x and y of every pixel, shapes (1, width) and (height, 1)."""
    width, height = surround.size
    left, top = surround.place(0, 0)
    x = (np.arange(width, dtype=np.float32) + np.float32(0.5 - left)) / np.float32(surround.scale)
    y = (np.arange(height, dtype=np.float32) + np.float32(0.5 - top)) / np.float32(surround.scale)
    return x[None, :], y[:, None]


def room(x: Array, y: Array, edge: float = EDGE) -> Array:
    """Return wall and table, the table beginning at a logical y."""
    rgb = blend(wall(x, y, edge), table(x, y, edge), step(y - edge, 1.2) + 0 * x)
    shade = 0.10 * np.exp(-np.maximum(y - edge, 0) / 16) * (y > edge)
    rgb *= 1 - shade[..., None]
    return rgb


def wall(x: Array, y: Array, edge: float = EDGE, tones: Tones = WALL) -> Array:
    """Return a wall with the light of a window, down to a logical y."""
    top, bottom = (np.array(colour, dtype=np.float32) for colour in tones)
    share = np.clip(y / edge, 0, 1)[..., None]
    slanted = (x + 0.45 * y) % 690 + 170
    window = sum(step(slanted - k, 40) * step(k + 190 - slanted, 40) for k in (190, 420, 650))
    result: Array = top + (bottom - top) * share + 5.0 * np.asarray(window)[..., None]
    return result


def table(x: Array, y: Array, edge: float = EDGE, tones: Tones = WOOD) -> Array:
    """Return a wooden table, its grain running across."""
    far, near = (np.array(colour, dtype=np.float32) for colour in tones)
    depth = np.clip((y - edge) / (720 - edge), 0, 1)
    rng = np.random.default_rng(3)
    veins = np.zeros(np.broadcast_shapes(x.shape, y.shape), dtype=np.float32)
    for period, level in ((90.0, 2.4), (31.0, 1.8), (11.0, 1.1)):
        lines = rng.normal(size=400).astype(np.float32)
        place = (y - edge + 5 * np.sin(x / 260 + period)) / (0.5 + depth) / period * 6
        waves = np.interp(place, np.arange(400) - 40, lines).astype(np.float32)
        veins += level * waves * np.square(np.cos(x / (7 * period) + 3 * waves))
    middle = np.exp(-np.square((x - 640) / 620) - np.square((y - 380) / 330))
    result: Array = far + (near - far) * depth[..., None] + (veins + 13 * middle)[..., None]
    return result


def mat(rgb: Array, x: Array, y: Array, centre: tuple[float, float], radius: float = 205) -> Array:
    """Return a scene with a round woven mat lying on its table."""
    away = np.hypot(x - centre[0], (y - centre[1]) / np.float32(SIN))
    weave = 3.0 * np.sin(away * np.float32(2 * np.pi / 9))
    border = -14.0 * step(away - radius + 19, 1.5) * step(radius - 9 - away, 1.5)
    light = 10 * np.exp(-np.square((x - centre[0]) / 300))
    woven = np.array(MAT, dtype=np.float32) + (weave + border + light)[..., None]
    return blend(rgb, woven, step(radius - away, 1.5))


def soft_shadow(
    rgb: Array, x: Array, y: Array, centre: tuple[float, float], radii: tuple[float, float]
) -> Array:
    """Return a scene with the soft shadow of a thing that never moves."""
    away = np.hypot((x - centre[0]) / radii[0], (y - centre[1]) / radii[1])
    share = 0.42 * np.square(0.5 + 0.5 * np.cos(np.pi * np.minimum(away, 1)))
    return blend(rgb, np.array((70.0, 42.0, 22.0), dtype=np.float32), share)


def finish(rgb: Array) -> pygame.Surface:
    """Return a scene as a background, in the screen's own order of bytes."""
    fine = rgb + grain(rgb.shape[:2])[..., None].astype(np.float32)
    full = np.full((*rgb.shape[:2], 1), 255, dtype=np.float32)
    return picture(np.concatenate([fine, full], axis=2) / 255).convert()


def step(x: Array, soft: float) -> Array:
    """Return 0 below zero and 1 above, softened over ``soft``."""
    share = np.clip(x / np.float32(soft) + np.float32(0.5), 0, 1)
    result: Array = share * share * (3 - 2 * share)
    return result


def blend(one: Array, other: Array, share: Array) -> Array:
    """Return two pictures mixed; ``share`` of the other, shape (height, width)."""
    result: Array = one + (other - one) * share[..., None]
    return result
