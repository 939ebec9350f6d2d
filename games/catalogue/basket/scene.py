"""A woven basket and balls of wool, painted once from formulas, and the way of the hand."""

from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

from games.catalogue.basket.rules import LET_GO
from games.draw import picture
from games.hands.painted import Placed
from games.hands.pose import GRASP, OPEN, RELAXED, WIDE, Pose, Way
from games.scenery import blend, finish, mat, places, soft_shadow, step
from games.scenery import room as scenery_room
from games.solid import COS, SIN
from games.surround import Surround

Array = NDArray[Any]  # of floating point numbers
Colour = tuple[float, float, float]
FOOT: Final = (640.0, 452.0)  # logical place of a basket's foot, if there is one
APART: Final = 176.0  # how far two baskets stand from the middle
ASIDE: Final = -58.0  # how far a single one does, away from its hand
BALL: Final = (152.0, -136.0)  # where a ball lies: right and away, from the foot
RADIUS: Final = 52.0  # of a ball
HEIGHT: Final = 112.0
_RADII: Final = (100.0, 132.0)  # of the basket: foot, rim
_BORDER: Final = 15.0
_FINER: Final = 2
_STRAW: Final = ((0.925, 0.770, 0.520), (0.470, 0.315, 0.170))
_BRAID: Final = ((0.720, 0.510, 0.290), (0.330, 0.200, 0.110))
_WOOL: Final[tuple[tuple[Colour, Colour], ...]] = (
    ((0.420, 0.610, 0.720), (0.150, 0.270, 0.370)),
    ((0.500, 0.610, 0.400), (0.180, 0.260, 0.140)),
    ((0.690, 0.580, 0.730), (0.330, 0.240, 0.390)),
    ((0.960, 0.930, 0.870), (0.580, 0.500, 0.430)),
)
_THREADS: Final = ((0.35, 0.80, 0.48), (-0.75, 0.25, 0.61), (0.62, -0.55, 0.56), (-0.2, -0.5, 0.84))
# Where balls lie in the basket: right, away and up; the upper ones on the lower ones.
HEAP: Final = tuple(
    (62 * float(np.sin(turn)), 62 * float(np.cos(turn)), 50.0)
    for turn in np.radians([150, 222, 290, 70, 0])
) + tuple(
    (48 * float(np.sin(turn)), 48 * float(np.cos(turn)), 104.0)
    for turn in np.radians([180, 270, 90, 0])
)


def way() -> Way:
    """Return the way of the right hand, from the table to around the ball."""
    x, y = BALL
    return (
        (0.0, Pose(RELAXED, (x + 190, y - 82, 34), 14, -11, 8)),
        (0.30, Pose(OPEN, (x + 158, y - 96, 66), 14, -2, 34)),
        (LET_GO, Pose(WIDE, (x + 124, y - 104, 66), 12, 4, 58)),
        (1.0, Pose(GRASP, (x + 97, y - 102, 62), 7, 4, 66)),
    )


def nearness(x: Array, y: Array) -> Array:
    """Return how near the ball on the table is to the viewer, -inf beside it."""
    inside = RADIUS**2 - np.square(x - BALL[0]) - np.square(y - _ball_y())
    middle = RADIUS * SIN - BALL[1] * COS
    return np.where(inside > 0, middle + np.sqrt(np.maximum(inside, 0)), -np.inf)


def _ball_y() -> float:
    return -(BALL[1] * SIN + RADIUS * COS)


def room(surround: Surround, feet: tuple[float, ...]) -> pygame.Surface:
    """Return wall and table, and a mat for each basket whose foot stands ``feet`` off 640."""
    x, y = places(surround)
    rgb = scenery_room(x, y)
    radius = 190 if len(feet) == 1 else 168
    for foot in feet:
        middle = (FOOT[0] + foot, FOOT[1])
        rgb = mat(rgb, x, y, middle, radius)
        rgb = soft_shadow(rgb, x, y, (middle[0], middle[1] + 12), (176, 132))
    return finish(rgb)


def ball(colour: int, scale: float) -> Placed:
    """Return a ball of wool; its middle is the foot of the picture."""
    x, y = _grid((-RADIUS - 3, -RADIUS - 3, 2 * RADIUS + 6, 2 * RADIUS + 6), scale)
    across, down = x / RADIUS, y / RADIUS
    away = np.square(across) + np.square(down)
    normal = np.stack([across + 0 * y, -down + 0 * x, np.sqrt(np.maximum(1 - away, 0))], axis=-1)
    along = normal @ np.array(_THREADS).T
    nearest = np.abs(along).argmax(axis=-1)
    turned = np.roll(np.array(_THREADS), 1, axis=0)[nearest]
    thread = 0.5 + 0.5 * np.cos(34 * np.einsum("ijk,ijk->ij", normal, turned))
    seam = np.sort(np.abs(along), axis=-1)
    deep = step(0.09 - (seam[..., -1] - seam[..., -2]), 0.1)
    light = np.clip((normal @ np.array([0.0, 0.72, 0.69]) + 0.35) / 1.3, 0, 1)
    light = light * (0.80 + 0.20 * thread) * (1 - 0.14 * deep)
    return _placed(_tone(_WOOL[colour], light), step(1 - np.sqrt(away), 0.04), x, y, scale)


def back(scale: float) -> Placed:
    """Return what of a basket lies behind its balls: its inside and the far rim."""
    x, y = _grid(_BOX, scale)
    rim, inner = _opening(x, y, _RADII[1]), _opening(x, y, _RADII[1] - _BORDER)
    z = np.full(np.broadcast_shapes(x.shape, y.shape), HEIGHT / 2)
    for _ in range(8):
        wall = np.sqrt(np.maximum(np.square(_radius(z) - 8) - np.square(x), 0))
        z = 0.5 * z + 0.5 * np.clip((-y - wall * SIN) / COS, 0, HEIGHT)
    light = 0.20 + 0.55 * z / HEIGHT
    rgb = blend(_woven(x, z, light), _braid(x, y), step(-inner, 1.5))
    return _placed(rgb, step(rim, 1.5), x, y, scale)


def front(scale: float) -> Placed:
    """Return what of a basket lies before its balls: its near wall and the near rim."""
    x, y = _grid(_BOX, scale)
    z = np.full(np.broadcast_shapes(x.shape, y.shape), HEIGHT / 2)
    for _ in range(12):
        near = np.sqrt(np.maximum(np.square(_radius(z)) - np.square(x), 0))
        z = 0.5 * z + 0.5 * np.clip((near * SIN - y) / COS, -9, HEIGHT)
    around = np.clip(x / _radius(z), -1, 1)
    light = np.sqrt(1 - np.square(around)) ** 0.8 * (0.62 + 0.38 * np.clip(z / HEIGHT, 0, 1))
    rgb = _woven(x, z, light)
    rim = _opening(x, y, _RADII[1])
    inner = _opening(x, y, _RADII[1] - _BORDER)
    is_rim = step(rim, 1.5) * step(-inner, 1.5)
    rgb = blend(rgb * (1 - 0.3 * np.exp(np.minimum(rim, 0) / 7))[..., None], _braid(x, y), is_rim)
    side = step(_radius(z) - np.abs(x), 2) * step(z, 2) * step(-rim, 1.5)
    is_near = step(y + HEIGHT * COS, 6)
    return _placed(rgb, np.maximum(side, is_rim) * is_near, x, y, scale)


_BOX: Final = (-140.0, -186.0, 280.0, 274.0)


def _radius(z: Array) -> Array:
    share = np.clip(z / HEIGHT, 0, 1)
    result: Array = _RADII[0] + (_RADII[1] - _RADII[0]) * (1 - (1 - share) ** 1.6)
    return result


def _opening(x: Array, y: Array, radius: float) -> Array:
    result: Array = radius - np.hypot(x, (y + HEIGHT * COS) / SIN)
    return result


def _woven(x: Array, z: Array, light: Array) -> Array:
    """Return wickerwork: rows of willow that pass before and behind upright canes."""
    turn = np.arcsin(np.clip(x / _radius(z), -1, 1))
    row = z / 13.0
    over = np.cos(11 * turn + np.pi * np.floor(row))
    bulge = np.sin(np.pi * (row - np.floor(row))) ** 0.6
    relief = (0.45 + 0.55 * bulge) * (0.80 + 0.20 * over)
    return _tone(_STRAW, np.clip(light * relief, 0, 1))


def _braid(x: Array, y: Array) -> Array:
    level = (y + HEIGHT * COS) / SIN
    turn, away = np.arctan2(level, x), np.hypot(x, level)
    middle = (away - _RADII[1] + _BORDER / 2) / (_BORDER / 2)
    strand = 0.5 + 0.5 * np.cos(46 * turn + 1.5 * middle)
    light = np.sqrt(np.maximum(1 - np.square(middle), 0.05)) * (0.62 + 0.38 * strand)
    return _tone(_BRAID, np.clip(light, 0, 1))


def _tone(pair: tuple[Colour, Colour], light: Array) -> Array:
    lit, shade = (np.array(colour) for colour in pair)
    result: Array = shade + (lit - shade) * light[..., None]
    return result


def _grid(box: tuple[float, float, float, float], scale: float) -> tuple[Array, Array]:
    left, top, width, height = box
    rows, columns = round(height * scale) * _FINER, round(width * scale) * _FINER
    fine = scale * _FINER
    x = (np.arange(columns) + 0.5) / fine + round(left * scale) / scale
    y = (np.arange(rows) + 0.5) / fine + round(top * scale) / scale
    return x[None, :], y[:, None]


def _placed(rgb: Array, cover: Array, x: Array, y: Array, scale: float) -> Placed:
    rgba = np.concatenate([np.clip(rgb, 0, 1) * cover[..., None], cover[..., None]], axis=2)
    rows, columns = len(y) // _FINER, x.shape[1] // _FINER
    small = rgba.reshape(rows, _FINER, columns, _FINER, 4).mean(axis=(1, 3))
    small[..., :3] /= np.maximum(small[..., 3:], 1e-9)
    half = 0.5 / (_FINER * scale)
    corner = (round((x[0, 0] - half) * scale), round((y[0, 0] - half) * scale))
    return Placed(picture(small).convert_alpha(), *corner)
