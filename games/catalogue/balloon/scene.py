"""A soft sky with clouds and hills, and the balloon, painted once from formulas."""

from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

from games.draw import picture
from games.hands.pose import FIST, OPEN, RELAXED, Pose, Shape, Way
from games.scenery import Array, blend, finish, places, step
from games.solid import COS, SIN
from games.surround import Surround

GRIP: Final = (640.0, 580.0)  # logical place where the thread is grasped
BALLOON: Final = (640.0, 372.0)  # logical place of the balloon's middle before it rises
RADII: Final = (82.0, 98.0)
KNOT: Final = 108.0  # of the balloon, below its middle
_CLASP: Final = Shape(  # around a thread, the thumb upon the fingers
    FIST.bends, 0, ((0.80, 0.50, -0.34), (0.88, 0.16, -0.44), (0.66, -0.30, -0.68))
)
_SKY: Final = ((196.0, 222.0, 240.0), (247.0, 240.0, 226.0))  # top, horizon
_HILLS: Final = (
    (120.0, 0.0042, (186.0, 208.0, 190.0)),  # height, waves per pixel, colour
    (70.0, 0.0066, (156.0, 189.0, 152.0)),
)
_SKIN: Final = ((255.0, 205.0, 112.0), (226.0, 142.0, 66.0))  # the balloon's, in light and shade
_FACE: Final = (92.0, 58.0, 40.0)
_CHEEK: Final = (240.0, 150.0, 96.0)
_PUFFS: Final = (  # x, y and radius of the parts of a cloud
    ((-74, 14, 38), (-30, -12, 52), (30, -24, 60), (84, 10, 42), (10, 16, 50)),
    ((-58, 8, 34), (-8, -14, 48), (46, 6, 38), (0, 14, 40)),
    ((-96, 12, 34), (-52, -6, 44), (4, -18, 54), (58, -4, 46), (104, 14, 30), (0, 18, 44)),
)


def way(size: float) -> Way:
    """Return the hand's way: open beside the thread, then closed around it.

    Parameters
    ----------
    size : float
        Of the hand (:attr:`games.hands.anatomy.Look.size`): the thread runs through its palm.
    """
    x, y = 56 * size, -80 * size
    return (
        (0.0, Pose(RELAXED, (x + 178, y - 52, -34), 12, -8, 22)),
        (0.4, Pose(OPEN, (x + 62, y - 24, -12), 12, -4, 62)),
        (1.0, Pose(_CLASP, (x, y, 0), 14, 0, 76)),
    )


def nearness(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """Return how near an upright thread over the grip is to the viewer, at its height."""
    return np.asarray(-y * (SIN / COS) + 0 * x)


def sky(surround: Surround) -> pygame.Surface:
    """Return the sky."""
    x, y = places(surround)
    top, horizon = (np.array(colour, dtype=np.float32) for colour in _SKY)
    share = np.clip((y + 60) / 700, 0, 1)[..., None] ** 1.2
    sun = 15 * np.exp(-np.square((x - 640) / 430) - np.square((y - 380) / 330))
    return finish(top + (horizon - top) * share + sun[..., None])


def hills(surround: Surround) -> list[pygame.Surface]:
    """Return rows of hills, the far one first, as wide as the screen."""
    x, _ = places(surround)
    layers = []
    for number, (high, waves, colour) in enumerate(_HILLS):
        rows = round((high + 70) * surround.pixel)
        y = (np.arange(rows, dtype=np.float32) / surround.pixel)[:, None]
        edge = 36 + 24 * np.sin(waves * x + 1.3 + 2.1 * number) + 10 * np.sin(2.7 * waves * x)
        depth = y - edge
        light = 16 * np.exp(-np.maximum(depth, 0) / 30)
        rgba = np.empty((*depth.shape, 4), dtype=np.float32)
        rgba[..., :3] = (np.array(colour, dtype=np.float32) + light[..., None]) / 255
        rgba[..., 3] = step(depth, 1.6)
        layers.append(picture(rgba).convert_alpha())
    return layers


def clouds(scale: float) -> list[pygame.Surface]:
    """Return soft white clouds, flat below."""
    return [_cloud(puffs, scale) for puffs in _PUFFS]


def _cloud(puffs: tuple[tuple[int, int, int], ...], scale: float) -> pygame.Surface:
    x, y = _grid((160, 100), scale)
    field = sum(np.exp(-(np.square(x - a) + np.square(y - b)) / (0.6 * r * r)) for a, b, r in puffs)
    cover = step(np.asarray(field) - 0.62, 0.42) * step(52 - y, 40)
    low = np.clip((y + 40) / 90, 0, 1)[..., None]
    rgba = np.empty((*cover.shape, 4))
    rgba[..., :3] = (np.array((255, 254, 250)) * (1 - low) + np.array((226, 232, 240)) * low) / 255
    rgba[..., 3] = 0.86 * cover
    return picture(rgba).convert_alpha()


def balloon(scale: float) -> pygame.Surface:
    """Return the balloon without its face, its middle in the picture's middle."""
    x, y = _grid((100, 126), scale)
    wide, high = RADII
    half = wide * (1 - 0.13 * np.clip(y / high, 0, 1) ** 2)  # a little pear-shaped
    away = np.hypot(x / half, y / high)
    body = step((1 - away) * wide, 1.5)
    knot = step(5 + 0.7 * (y - 97) - np.abs(x), 1.5) * step(y - 95, 1.5) * step(KNOT - y, 1.5)
    round_ = np.sqrt(np.maximum(1 - np.square(away), 0))
    light = np.clip(0.34 + 0.5 * round_ - 0.26 * y / high, 0, 1)
    lit, shade = (np.array(colour) for colour in _SKIN)
    rgb = shade + (lit - shade) * light[..., None]
    gleam = np.exp(-np.square((x + 30) / 17) - np.square((y + 46) / 24))
    rgb = blend(rgb, np.array((255.0, 246.0, 222.0)) + 0 * rgb, 0.75 * gleam)
    for side in (-1, 1):
        cheek = np.exp(-np.square((x - side * 40) / 13) - np.square((y - 20) / 9))
        rgb = blend(rgb, np.array(_CHEEK) + 0 * rgb, 0.55 * cheek)
    return _with_cover(rgb, np.maximum(body, knot))


def face(scale: float, *, is_asleep: bool) -> pygame.Surface:
    """Return two eyes, open or closed, and a smile, for the middle of the balloon."""
    x, y = _grid((100, 126), scale)
    smile = _arc(x, y, (0, 8), 22, 3.0, 0.62)
    ink = smile
    for side in (-1, 1):
        if is_asleep:
            eye = _arc(x, y, (side * 26, -8), 11, 2.6, 0.35)
        else:
            eye = step(1 - np.hypot((x - side * 26) / 7.2, y / 9.6), 0.18)
        ink = np.maximum(ink, eye)
    rgb = np.array(_FACE) + 0 * ink[..., None]
    if not is_asleep:
        for side in (-1, 1):
            spark = step(2.8 - np.hypot(x - side * 26 - 2.2, y + 3.6), 1.4)
            rgb = blend(rgb, np.array((255.0, 250.0, 240.0)) + 0 * rgb, spark)
    return _with_cover(rgb, ink)


def _arc(
    x: Array, y: Array, middle: tuple[float, float], radius: float, width: float, share: float
) -> Array:
    """Return the lower part of a ring, with soft ends, below ``share`` of its radius."""
    right, down = x - middle[0], y - middle[1]
    ring = step(width - np.abs(np.hypot(right, down) - radius), 1.5)
    return ring * step(down - share * radius, 3.0)


def _with_cover(rgb: Array, cover: Array) -> pygame.Surface:
    return picture(np.concatenate([rgb / 255, cover[..., None]], axis=2)).convert_alpha()


def _grid(half: tuple[float, float], scale: float) -> tuple[Array, Array]:
    """Return logical places around a middle, shapes (height, width) both."""
    width, height = round(2 * half[0] * scale), round(2 * half[1] * scale)
    y, x = np.mgrid[0:height, 0:width]
    return (x + 0.5) / scale - width / scale / 2, (y + 0.5) / scale - height / scale / 2
