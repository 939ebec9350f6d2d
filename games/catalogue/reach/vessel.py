"""Round vessels, painted once from formulas at three times their size: cup, bowl, dish, steamer.

Places are logical pixels from the foot of a vessel, ``x`` to the right and ``y`` down on the screen;
the eyes look down on the table as in :mod:`games.solid`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from games.draw import picture
from games.hands.painted import Placed
from games.scenery import blend, step
from games.solid import COS, SIN

Array = NDArray[Any]  # of floating point numbers
Box = tuple[float, float, float, float]  # left, top, width, height
Tones = tuple[tuple[float, float, float], tuple[float, float, float]]  # in the light, in the shade
GLAZE: Final[Tones] = ((0.955, 0.965, 0.945), (0.560, 0.640, 0.620))
BAND: Final[Tones] = ((0.330, 0.520, 0.600), (0.150, 0.260, 0.330))
_FINER: Final = 3


@dataclass(frozen=True)
class Vessel:
    """A body turned on a wheel.

    Attributes
    ----------
    foot, rim : float
        Radii below and above.
    height : float
    belly : float
        1: a cone; the more, the rounder.
    """

    foot: float
    rim: float
    height: float
    belly: float

    def radius_at(self, z: Array) -> Array:
        """Return its radius at a height over the table."""
        share = np.clip(z / self.height, 0, 1)
        result: Array = self.foot + (self.rim - self.foot) * (1 - (1 - share) ** self.belly)
        return result

    def wall_height(self, x: Array, y: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Return at which height the eye meets the near wall, and whether it does."""
        z = np.full(np.broadcast(x, y).shape, self.height / 2)
        for _ in range(12):
            front = np.sqrt(np.maximum(self.radius_at(z) ** 2 - x * x, 0.0))
            z = 0.5 * z + 0.5 * (front * SIN - y) / COS
        is_met = (np.abs(x) < self.radius_at(z)) & (z >= 0) & (z <= self.height)
        return z, is_met

    def nearness(self, x: Array, y: Array) -> Array:
        """Return how near it is to the viewer, -inf beside it."""
        z, is_met = self.wall_height(x, y)
        front = np.sqrt(np.maximum(self.radius_at(z) ** 2 - x * x, 0.0))
        near = np.where(is_met, z * SIN + front * COS, -np.inf)
        rim = opening(x, y, self.rim, self.height) > 0
        level = self.height * SIN + (y + self.height * COS) / SIN * COS
        return np.where(rim, level, near)

    def outside(self, x: Array, y: Array, tones: Tones) -> tuple[Array, Array, Array]:
        """Return wall and rim without bands: colours, how light they are, and cover."""
        z, is_met = self.wall_height(x, y)
        around = np.clip(x / self.radius_at(z), -1, 1)
        light = np.sqrt(1 - around**2) ** 0.8 * (0.72 + 0.28 * np.clip(z / self.height, 0, 1))
        rim = opening(x, y, self.rim, self.height) > 0
        return tone(tones, light), light, np.maximum(is_met.astype(float), rim.astype(float))


def opening(x: Array, y: Array, radius: float, height: float) -> Array:
    """Return where a level disc is seen: its distance to the rim, positive inside."""
    away = np.hypot(x, (y + height * COS) / SIN)
    return radius - away


def tone(pair: Tones, light: Array) -> Array:
    """Return a colour in more or less light, shape (height, width, 3)."""
    lit, shade = (np.array(colour) for colour in pair)
    result: Array = shade + (lit - shade) * light[..., None]
    return result


def thing(paint: Callable[[Array, Array], tuple[Array, Array]], box: Box, scale: float) -> Placed:
    """Return a picture with smooth edges.

    Parameters
    ----------
    paint : callable
        Returns colours in 0 to 1, shape (height, width, 3), and cover, shape (height, width), over
        logical places.
    box : tuple of float
        Where there is anything to paint, in logical pixels from the foot.
    scale : float
        Pixels per logical pixel.
    """
    left, top, width, height = box
    fine = scale * _FINER
    rows, columns = round(height * scale) * _FINER, round(width * scale) * _FINER
    y = (np.arange(rows)[:, None] + 0.5) / fine + top
    x = (np.arange(columns)[None, :] + 0.5) / fine + left
    rgb, cover = paint(x, y)
    rgba = np.concatenate([np.clip(rgb, 0, 1) * cover[..., None], cover[..., None]], axis=2)
    small = rgba.reshape(rows // _FINER, _FINER, columns // _FINER, _FINER, 4).mean(axis=(1, 3))
    small[..., :3] /= np.maximum(small[..., 3:], 1e-9)
    return Placed(picture(small).convert_alpha(), round(left * scale), round(top * scale))


def hollow(rgb: Array, x: Array, y: Array, vessel: Vessel, wall: float) -> Array:
    """Return a vessel of glaze with its rim and its empty inside painted over it."""
    rim = opening(x, y, vessel.rim, vessel.height)
    inside = opening(x, y, vessel.rim - wall, vessel.height)
    rgb = blend(rgb, tone(GLAZE, np.full(rim.shape, 0.98)), step(rim, 0.6))
    deep = np.clip(0.45 + (y + 0 * x + 110) / 160, 0.3, 0.9)
    return blend(rgb, tone(GLAZE, deep), step(inside, 0.8))
