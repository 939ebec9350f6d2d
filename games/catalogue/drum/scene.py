"""A frame drum on a warm table, painted once from formulas, and the waves on its skin."""

from typing import Final

import numpy as np
import pygame

from games.draw import picture
from games.hands.pose import FLAT, OPEN, RELAXED, Pose, Way
from games.scenery import Array, blend, finish, mat, places, soft_shadow, step
from games.scenery import room as scenery_room
from games.solid import COS, SIN
from games.surround import Surround

DRUM: Final = (640.0, 452.0)  # logical place of the middle of its foot
RADIUS: Final = 182.0
HEIGHT: Final = 58.0
RISE: Final = HEIGHT * COS  # how much higher than its foot its skin is seen
WAVES: Final = 14
WAY: Final[Way] = (
    (0.0, Pose(RELAXED, (330, -206, 34), 14, -11, 8)),
    (0.30, Pose(OPEN, (300, -214, 104), 16, -10, 6)),
    (0.70, Pose(OPEN, (246, -226, 166), 24, -14, 4)),  # raised over the drum
    (1.0, Pose(FLAT, (212, -216, 96), 30, 6, 0)),  # the fingers on its skin
)
_HIDE: Final = (243.0, 226.0, 196.0)
_RIM: Final = (126.0, 78.0, 44.0)
_WOOD: Final = ((186.0, 122.0, 70.0), (104.0, 62.0, 34.0))
_INDIGO: Final = (76.0, 112.0, 136.0)


def room(surround: Surround) -> pygame.Surface:
    """Return wall, table, mat and drum."""
    x, y = places(surround)
    rgb = mat(scenery_room(x, y), x, y, DRUM, 248)
    rgb = soft_shadow(rgb, x, y, (DRUM[0], DRUM[1] + 16), (262, 208))
    return finish(_with_drum(rgb, x - DRUM[0], y - DRUM[1]))


def _with_drum(rgb: Array, x: Array, y: Array) -> Array:
    foot = RADIUS - np.hypot(x, y / SIN)
    away = np.hypot(x, (y + RISE) / SIN)
    front = SIN * np.sqrt(np.maximum(RADIUS**2 - x * x, 0))  # the side, seen between two rims
    is_side = (np.abs(x) < RADIUS) & (y > -RISE) & (y < front)
    around = np.clip(x / RADIUS, -1, 1)
    light = np.sqrt(np.maximum(1 - around**2, 0)) ** 0.7
    lit, shade = (np.array(colour, dtype=np.float32) for colour in _WOOD)
    height = (front - y) / RISE  # 0 at the foot, 1 at the skin
    wood = shade + (lit - shade) * (light * (0.62 + 0.38 * np.clip(height, 0, 1)))[..., None]
    hoop = step(height - 0.42, 0.06) * step(0.58 - height, 0.06)
    wood = blend(wood, wood * 0.72 + 16, hoop)
    rgb = blend(rgb, wood, np.maximum(step(foot, 1.4), is_side * step(front - y, 1.4)))
    return _with_skin(rgb, x, y + RISE, away)


def _with_skin(rgb: Array, x: Array, y: Array, away: Array) -> Array:
    rgb = blend(rgb, np.array(_RIM, dtype=np.float32) + 0 * rgb, step(RADIUS - away, 1.4))
    shine = 10 * np.exp(-np.square((x + 0) / 150) - np.square((y + 48) / 80))
    dark = 26 * np.square(away / RADIUS) ** 2
    mottle = 2.2 * np.sin(x / 37 + 2 * np.sin(y / 29)) * np.cos(y / 43 + np.sin(x / 51))
    hide = np.array(_HIDE, dtype=np.float32) + (shine - dark + mottle)[..., None]
    turn = np.arctan2(y / SIN, x)
    petals = 132 + 7 * np.cos(16 * turn)
    line = step(away - 116, 1.6) * step(119 - away, 1.6)
    bloom = step(petals - away, 1.6) * step(away - 124, 1.6)
    painted = np.array(_INDIGO, dtype=np.float32) + 0 * hide
    hide = blend(hide, painted, 0.55 * np.maximum(line, bloom))
    return blend(rgb, hide, step(RADIUS - 9 - away, 1.6))


def waves(scale: float) -> list[pygame.Surface]:
    """Return soft rings of light that run from the middle of the skin to its rim."""
    reach = RADIUS - 10
    width, height = round(2 * reach * scale), round(2 * reach * SIN * scale)
    x = ((np.arange(width) + 0.5) / width * 2 - 1)[None, :] * reach
    y = ((np.arange(height) + 0.5) / height * 2 - 1)[:, None] * reach
    away = np.hypot(x, y)
    rings = []
    for number in range(WAVES):
        radius = reach * (number + 1) / WAVES
        rgba = np.ones((height, width, 4))
        rgba[..., :3] = np.array([1.0, 0.99, 0.95])
        inside = step(reach - away, 14)
        rgba[..., 3] = 0.90 * np.exp(-np.square((away - radius) / 17)) * inside
        rings.append(picture(rgba).convert_alpha())
    return rings
