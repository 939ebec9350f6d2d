"""A bamboo steamer with buns in it, and its lid, for the hand that lifts at the wrist."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from games.catalogue.reach.vessel import Array, Tones, Vessel, opening, thing, tone
from games.hands.anatomy import Look, joints
from games.hands.painted import Placed, solid
from games.hands.pose import Way, pose_at
from games.scenery import blend, step
from games.solid import COS, SIN, Bones, Material, bone, join

STEAMER: Final = Vessel(foot=112, rim=112, height=60, belly=1.0)
LID: Final = 116.0  # radius
ANGLES: Final = 19  # painted, from closed to open
OPEN: Final = float(np.radians(64))
_BAMBOO: Final[Tones] = ((0.875, 0.725, 0.465), (0.520, 0.365, 0.190))
_INNER: Final[Tones] = ((0.800, 0.650, 0.410), (0.430, 0.300, 0.165))
_SPLIT: Final = Material((0.890, 0.745, 0.490), (0.500, 0.350, 0.180), 0.08)
_HOOP: Final = Material((0.780, 0.590, 0.330), (0.420, 0.270, 0.130), 0.10)
_DOUGH: Final = Material((0.985, 0.965, 0.925), (0.720, 0.655, 0.585), 0.06)
_PALETTE: Final = (_SPLIT, _HOOP, _DOUGH)
_BUNS: Final = ((-52.0, -14.0), (46.0, -20.0), (-2.0, 44.0))


def steamer(scale: float) -> Placed:
    """Return the steamer without its lid."""
    return thing(_woven, (-118.0, -132.0, 236.0, 222.0), scale)


def _woven(x: Array, y: Array) -> tuple[Array, Array]:
    rgb, light, cover = STEAMER.outside(x, y, _BAMBOO)
    z, _ = STEAMER.wall_height(x, y)
    around = np.arcsin(np.clip(x / STEAMER.rim, -1, 1)) * STEAMER.rim
    weave = 0.035 * np.sign(np.sin(around / 7.0) * np.sin((z - 4) / 5.5))
    rgb = rgb + weave[..., None] * light[..., None]
    for low, high in ((-1.0, 13.0), (45.0, 61.0)):  # hoops
        is_hoop = step(z - low, 1.5) * step(high - z, 1.5)
        rgb = blend(rgb, tone(_BAMBOO, np.clip(light * 1.04, 0, 1)), is_hoop)
        rgb = rgb * (1 - 0.22 * np.exp(-np.square((z - low) / 1.6)))[..., None]
    rim = opening(x, y, STEAMER.rim, STEAMER.height)
    inside = opening(x, y, STEAMER.rim - 9, STEAMER.height)
    rgb = blend(rgb, tone(_BAMBOO, np.full(rim.shape, 1.0)), step(rim, 0.8))
    deep = np.clip(0.35 + (y + 0 * x + 110) / 170, 0.2, 0.8)
    rgb = blend(rgb, tone(_INNER, deep), step(inside, 0.8))
    floor = opening(x, y, STEAMER.rim - 9, 18)
    slats = 0.55 + 0.35 * step(np.sin(x / 5.2 + 0 * y), 0.7)
    return blend(rgb, tone(_INNER, slats), step(floor, 0.8) * step(inside, 0.8)), cover


def buns(scale: float) -> Placed:
    """Return the buns in the steamer."""
    parts = []
    for x, y in _BUNS:
        foot = np.array([x, y, 26.0])
        parts.append(bone(foot, foot + np.array([0, 0, 12.0]), (33.0, 30.0), 2))
        for turn in np.linspace(0.2, 2 * np.pi + 0.2, 9, endpoint=False):  # the pleats
            out = np.array([np.cos(turn), np.sin(turn), 0.0])
            top = foot + np.array([0, 0, 42.0])
            parts.append(bone(top + 4 * out, top + 16 * out - np.array([0, 0, 4.0]), (3.2, 2.2), 2))
        parts.append(bone(foot + np.array([0, 0, 38.0]), foot + np.array([0, 0, 46.0]), (6, 4), 2))
    return solid(join(parts), _PALETTE, scale)


def front(scale: float) -> Placed:
    """Return the near wall of the steamer, which hides what lies in it."""

    def paint(x: Array, y: Array) -> tuple[Array, Array]:
        rgb, cover = _woven(x, y)
        inside = opening(x, y, STEAMER.rim - 9, STEAMER.height)
        is_near = y + 0 * x > -STEAMER.height * COS
        return rgb, cover * (inside <= 0) * is_near

    return thing(paint, (-118.0, -132.0, 236.0, 222.0), scale)


def lids(scale: float) -> list[Placed]:
    """Return the lid, from closed to open around its far rim, relative to the steamer's foot."""
    return [solid(_lid(OPEN * k / (ANGLES - 1)), _PALETTE, scale) for k in range(ANGLES)]


def is_over(angle: float) -> bool:
    """Return whether the lid is seen from above: what is under it is hidden."""
    return SIN * math.cos(angle) > COS * math.sin(angle)


def angles(way: Way, look: Look, back: float, places: Sequence[float]) -> list[float]:
    """Return how far the fingers hold the lid open at places of their way.

    Parameters
    ----------
    way : tuple
    look : Look
    back : float
        How far behind the hand's foot the steamer's is, in logical pixels.
    places : sequence of float
    """
    found = []
    hinge = np.array([back + LID, STEAMER.height + 6])
    for place in places:
        middle = joints(pose_at(way, place), look)[2]
        shares = np.linspace(0, 1, 12)[:, None]
        line = np.concatenate([a + shares * (b - a) for a, b in pairwise(middle)])
        dy, dz = hinge[0] - line[:, 1], line[:, 2] + 9 * look.size - hinge[1]
        under = np.hypot(dy, dz) < 2 * LID + 6
        found.append(float(np.arctan2(dz[under], dy[under]).max(initial=0.0)))
    return found


def _lid(angle: float) -> Bones:
    hinge = np.array([0.0, LID, STEAMER.height + 6])
    cos, sin = np.cos(angle), np.sin(angle)

    def at(x: float, y: float, z: float) -> Array:
        away = y - LID
        place: Array = hinge + np.array([x, away * cos + z * sin, -away * sin + z * cos])
        return place

    turns = np.linspace(0, 2 * np.pi, 30, endpoint=False)
    parts = []
    for turn in turns:
        x, y = np.cos(turn), np.sin(turn)
        parts.append(bone(at(8 * x, 8 * y, 11), at(104 * x, 104 * y, 3), (6, 12.5), 0))
    for radius, height, thick in ((LID - 6, 2.0, 8.0), (15.0, 22.0, 4.5)):  # rim, and handle
        ring = [at(radius * np.cos(t), radius * np.sin(t), height) for t in turns]
        parts += [bone(a, b, (thick, thick), 1) for a, b in pairwise([*ring, ring[0]])]
    return join(parts)
