"""A clay pot on a warm table, painted once from formulas, and the way of the hand beside it."""

from typing import Final

import numpy as np
import pygame

from games.draw import picture
from games.hands.in_place import in_place
from games.hands.pose import FIST, HALF, OPEN, Pose, Way
from games.movements import GRASP, Movement
from games.scenery import Array, blend, finish, mat, places, soft_shadow, step
from games.scenery import room as scenery_room
from games.solid import COS, SIN
from games.surround import Surround

POT: Final = (640.0, 476.0)  # logical place of the middle of its foot
HEIGHT: Final = 104.0
RADII: Final = (54.0, 80.0)  # foot, rim
RISE: Final = HEIGHT * COS  # how much higher than its foot its rim is seen
HAND: Final = (640.0, 452.0)  # where the way of the hand has its origin
_WAY: Final[Way] = (
    (0.0, Pose(OPEN, (352, -206, 40), 12, -10, 24)),  # open, beside the pot
    (0.5, Pose(HALF, (342, -196, 50), 14, -4, 34)),
    (1.0, Pose(FIST, (332, -188, 58), 16, 2, 42)),  # softly closed
)
_HOME: Final = (352.0, -206.0)  # of the wrist that moves where it lies
_CLAY: Final = ((214.0, 138.0, 98.0), (128.0, 70.0, 46.0))
_SOIL: Final = (92.0, 66.0, 48.0)
_LIP: Final = 24.0  # height of the rim's band


def way(movement: Movement) -> Way:
    """Return the way of the hand for a movement."""
    return _WAY if movement == GRASP else in_place(movement, *_HOME)


def room(surround: Surround) -> pygame.Surface:
    """Return wall, table, mat and pot."""
    x, y = places(surround)
    rgb = mat(scenery_room(x, y), x, y, (POT[0], POT[1] + 4), 168)
    rgb = soft_shadow(rgb, x, y, (POT[0], POT[1] + 18), (128, 84))
    clay, cover = pot(x - POT[0], y - POT[1])
    return finish(blend(rgb, clay, cover))


def alone(scale: float) -> tuple[pygame.Surface, tuple[float, float]]:
    """Return the pot without a room, and where its foot lies in the picture, in pixels."""
    left, top, width, height = -96.0, -140.0, 192.0, 190.0
    x = (np.arange(round(width * scale), dtype=np.float32)[None, :] + 0.5) / scale + left
    y = (np.arange(round(height * scale), dtype=np.float32)[:, None] + 0.5) / scale + top
    clay, cover = pot(x, y)
    rgba = np.concatenate([clay / 255, cover[..., None]], axis=2)
    return picture(rgba).convert_alpha(), (-left * scale, -top * scale)


def pot(x: Array, y: Array) -> tuple[Array, Array]:
    """Return colours and cover of a pot full of soil, over places relative to its foot."""
    foot, rim = RADII
    z = np.full(np.broadcast_shapes(x.shape, y.shape), HEIGHT / 2, dtype=np.float32)
    for _ in range(8):  # at which height the eye meets the near wall
        radius = foot + (rim - 8 - foot) * np.clip(z / HEIGHT, 0, 1)
        front = np.sqrt(np.maximum(radius**2 - x * x, 0))
        z = 0.5 * z + 0.5 * (front * SIN - y) / COS
    radius = foot + (rim - 8 - foot) * np.clip(z / HEIGHT, 0, 1)
    cover = step(radius - np.abs(x), 1.4) * step(z + 0.8, 1.6) * step(HEIGHT - z, 1.6)
    rgb = _clay(x / radius, 0.74 + 0.26 * np.clip(z / HEIGHT, 0, 1))
    under = 0.30 * np.exp(-np.maximum(HEIGHT - _LIP - z, 0) / 9)
    rgb *= 1 - under[..., None]
    return _with_rim(rgb, cover, x, y)


def _with_rim(rgb: Array, cover: Array, x: Array, y: Array) -> tuple[Array, Array]:
    rim = RADII[1]
    away = np.hypot(x, (y + RISE) / SIN)
    bottom = SIN * np.sqrt(np.maximum(rim**2 - x * x, 0)) - RISE + _LIP * COS
    is_band = step(rim - np.abs(x), 1.4) * step(y + RISE, 1.4) * step(bottom - y, 1.6)
    band = np.maximum(is_band, step(rim - away, 1.4))
    rgb = blend(rgb, _clay(x / rim + 0 * y, np.float32(1.0) + 0 * x * y), band)
    top = np.array((226.0, 158.0, 118.0), dtype=np.float32) + (y * 0.10)[..., None]
    rgb = blend(rgb, top + 0 * rgb, step(rim - away, 1.4))
    crumbs = 7 * np.sin(x / 4.3 + 3 * np.sin(y / 6.1)) * np.sin(y / 2.9 + 2 * np.sin(x / 7.7))
    dark = 22 * step(-(y + RISE + 16), 70)  # the far wall's shade falls on the soil
    soil = np.array(_SOIL, dtype=np.float32) + (crumbs - dark)[..., None]
    rgb = blend(rgb, soil, step(rim - 11 - away, 2.0))
    return rgb, np.maximum(cover, band)


def _clay(across: Array, level: Array) -> Array:
    lit, shade = (np.array(colour, dtype=np.float32) for colour in _CLAY)
    around = np.clip(across, -1, 1)
    light = np.sqrt(np.maximum(1 - around**2, 0)) ** 0.75 * level
    shine = 14 * np.exp(-np.square((around + 0.30) / 0.22))
    result: Array = shade + (lit - shade) * light[..., None] + shine[..., None]
    return result
