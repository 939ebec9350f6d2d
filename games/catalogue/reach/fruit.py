"""Mandarins and a bowl for the hand that opens, strawberries and a dish for the one that pinches."""

from functools import cache
from typing import Final

import numpy as np

from games.catalogue.reach.vessel import (
    BAND,
    GLAZE,
    Array,
    Box,
    Vessel,
    hollow,
    opening,
    thing,
    tone,
)
from games.hands.painted import Nearness, Placed, solid
from games.scenery import blend, step
from games.solid import COS, SIN, Bones, Material, bone, join

MANDARIN: Final = 39.0  # radius
BOWL: Final = Vessel(foot=58, rim=112, height=84, belly=2.0)
DISH: Final = Vessel(foot=66, rim=112, height=24, belly=1.4)
HEAP: Final = ((-50.0, 6.0, 72.0), (36.0, 34.0, 74.0), (-26.0, 56.0, 78.0))  # mandarins in the bowl
LAID: Final = (18.0, -34.0, 84.0)  # where another one comes to lie
_ORANGE: Final = Material((0.965, 0.610, 0.210), (0.640, 0.285, 0.075), 0.20)
_LEAF: Final = Material((0.480, 0.640, 0.330), (0.215, 0.330, 0.140), 0.08)
_RED: Final = Material((0.860, 0.225, 0.190), (0.450, 0.070, 0.085), 0.22)
_SEED: Final = Material((0.980, 0.800, 0.430), (0.700, 0.480, 0.220), 0.05)
_PALETTE: Final = (_ORANGE, _LEAF, _RED, _SEED)
_ORANGE_SKIN, _GREEN, _RED_SKIN, _GRAIN = range(4)


def mandarin(scale: float) -> Placed:
    """Return a mandarin around its middle."""
    top = np.array([4.0, 2.0, 0.94 * MANDARIN])
    parts = [
        bone(np.array([0, 0, 3.0]), np.array([0, 0, -3.0]), (MANDARIN, MANDARIN), _ORANGE_SKIN),
        bone(top, top + np.array([0, 0, 6.0]), (3.4, 2.6), _GREEN),
        bone(top + np.array([4, 2, 2.0]), top + np.array([19, 6, 3.0]), (4.6, 7.2), _GREEN),
        bone(top + np.array([19, 6, 3.0]), top + np.array([32, 9, -2.0]), (7.2, 1.8), _GREEN),
    ]
    return solid(join(parts), _PALETTE, scale)


def strawberry(scale: float) -> Placed:
    """Return a strawberry around its middle, its leaves away from the viewer."""
    crown, tip = np.array([0.0, 12.0, 15.0]), np.array([0.0, -19.0, -17.0])
    parts = [bone(crown * 0.55, tip, (25.0, 10.0), _RED_SKIN)]
    parts += _grains(crown * 0.55, tip)
    for turn in np.linspace(0, 2 * np.pi, 7, endpoint=False):
        out = np.array([np.cos(turn), 0.72 * np.sin(turn), -0.62 * np.sin(turn)])
        root = crown * 1.35
        parts.append(bone(root, root + 20 * out - 0.25 * crown, (4.6, 2.0), _GREEN))
    parts.append(bone(crown * 1.35, crown * 2.1, (3.2, 2.6), _GREEN))
    return solid(join(parts), _PALETTE, scale)


def _grains(start: Array, end: Array) -> list[Bones]:
    along = (end - start) / np.linalg.norm(end - start)
    across = np.array([1.0, 0.0, 0.0])
    third = np.cross(along, across)
    parts = []
    for row, share in enumerate((-0.28, 0.02, 0.32, 0.62, 0.9)):
        middle = start + share * (end - start)
        radius = 25.0 - 15.0 * max(0.0, share)
        radius *= float(np.sqrt(max(0.2, 1 - min(0.0, share) ** 2 * 2.2)))
        for number in range(9):
            turn = 2 * np.pi * (number + 0.5 * (row % 2)) / 9
            place = middle + radius * 0.985 * (np.cos(turn) * across + np.sin(turn) * third)
            parts.append(bone(place, place + 1.6 * along, (1.9, 1.4), _GRAIN))
    return parts


@cache
def ball(x: float, y: float, z: float, radius: float) -> Nearness:
    """Return the nearness of a ball around a place."""
    middle, height = -(y * SIN + z * COS), z * SIN - y * COS

    def near(right: Array, down: Array) -> Array:
        inside = radius**2 - np.square(right - x) - np.square(down - middle)
        return np.where(inside > 0, height + np.sqrt(np.maximum(inside, 0)), -np.inf)

    return near


def bowl(scale: float, *, is_front: bool) -> Placed:
    """Return the bowl, or its near wall alone, which hides what lies in it."""
    return thing(lambda x, y: _glazed(BOWL, x, y, is_front), _box(BOWL), scale)


def dish(scale: float, *, is_front: bool) -> Placed:
    """Return the dish, or its near wall alone."""
    return thing(lambda x, y: _glazed(DISH, x, y, is_front), _box(DISH), scale)


def _box(vessel: Vessel) -> Box:
    half, top = vessel.rim + 4, vessel.rim * SIN + vessel.height * COS + 4
    return -half, -top, 2 * half, top + vessel.rim * SIN + 4


def _glazed(vessel: Vessel, x: Array, y: Array, is_front: bool) -> tuple[Array, Array]:
    rgb, light, cover = vessel.outside(x, y, GLAZE)
    z, is_met = vessel.wall_height(x, y)
    low, high = 0.56 * vessel.height, 0.76 * vessel.height
    rgb = blend(rgb, tone(BAND, light), step(z - low, 2) * step(high - z, 2))
    rgb = hollow(rgb, x, y, vessel, 5.5)
    floor = opening(x, y, 0.62 * vessel.rim, 0.25 * vessel.height)
    ring = step(floor, 2) * step(4 - floor, 2)
    rgb = blend(rgb, np.array(BAND[0]) + 0 * rgb, 0.55 * ring)
    if is_front:
        inside = opening(x, y, vessel.rim - 5.5, vessel.height)
        is_near = y + 0 * x > -vessel.height * COS
        cover = cover * (is_met | is_near) * (inside <= 0)
    return rgb, cover
