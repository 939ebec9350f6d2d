"""Stems, leaves and blooms, painted once from formulas, and where they stand in the pot."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from games.draw import Point, blit_faint, picture
from games.scenery import Array, blend, step

Pair = tuple[tuple[float, ...], tuple[float, ...]]
FRAMES: Final = 10  # pictures of a bloom, from bud to open
LEAF_SIZES: Final = 8
# Logical places of the tips, right and down from the middle of the soil, in order of growth.
TIPS: Final[tuple[Point, ...]] = (
    (4, -186),
    (-66, -158),
    (72, -150),
    (-122, -104),
    (126, -98),
    (-38, -92),
    (40, -84),
)
FEET: Final = (2.0, -14.0, 16.0, -28.0, 30.0, -8.0, 10.0)
_COLOURS: Final[tuple[Pair, ...]] = (  # near the heart, at the rim
    ((0.99, 0.80, 0.72), (0.93, 0.52, 0.50)),
    ((1.00, 0.96, 0.86), (0.99, 0.86, 0.62)),
    ((0.90, 0.82, 0.97), (0.66, 0.54, 0.82)),
)
_GREEN: Final = ((0.55, 0.69, 0.40), (0.30, 0.47, 0.27))
_HEART: Final = ((0.98, 0.80, 0.36), (0.78, 0.52, 0.18))
_SIZE: Final = 100.0  # logical pixels of a bloom's picture
_LEAF: Final = 46.0
_BASE: Final = 0.12  # of a stem that has not begun to grow
_OUTER, _INNER = 8, 6
_FINER: Final = 2


@dataclass(frozen=True)
class Plant:
    """One flower: how high it is, and how far open, 0 to 1."""

    number: int
    height: float
    opening: float


def place_of(number: int, height: float) -> Point:
    """Return where a stem's tip is at a height, right and down from the middle of the soil."""
    (x, y), foot = TIPS[number], FEET[number]
    share = _BASE + (1 - _BASE) * height
    return foot + (x - foot) * share**1.7, 2 + (y - 2) * share


class Flowers:
    """Paint the parts of all flowers, and draw them.

    Parameters
    ----------
    scale : float
        Pixels per logical pixel.
    """

    def __init__(self, scale: float) -> None:
        self._scale = scale
        opened = [k / (FRAMES - 1) for k in range(FRAMES)]
        self._blooms = list(zip(*(_blooms(scale, share) for share in opened), strict=True))
        self._stems = [_stem(scale, number) for number in range(len(TIPS))]
        sizes = [(k + 1) / LEAF_SIZES for k in range(LEAF_SIZES)]
        right = [_leaf(scale * size) for size in sizes]
        self._leaves = {1: right, -1: [pygame.transform.flip(leaf, True, False) for leaf in right]}

    def draw(self, surface: pygame.Surface, soil: Point, plant: Plant, opacity: float) -> None:
        """Draw one flower whose pot has the middle of its soil at ``soil``, in pixels."""
        s = self._scale
        x, y = place_of(plant.number, plant.height)
        stem, left, top = self._stems[plant.number]
        hidden = min(stem.get_height() - 1, max(0, round((y - top) * s)))
        stem.set_alpha(round(255 * min(1.0, opacity)))
        area = pygame.Rect(0, hidden, stem.get_width(), stem.get_height() - hidden)
        corner = (round(soil[0] + left * s), round(soil[1] + top * s) + hidden)
        surface.blit(stem, corner, area)
        self._draw_leaves(surface, soil, plant, opacity)
        frames = self._blooms[plant.number % len(_COLOURS)]
        share = min(1.0, max(0.0, plant.opening)) * (len(frames) - 1)
        low = min(int(share), len(frames) - 2)
        at = (soil[0] + x * s, soil[1] + y * s)
        blit_faint(surface, frames[low], at, opacity)  # the next one is laid over it softly
        blit_faint(surface, frames[low + 1], at, opacity * (share - low))

    def _draw_leaves(
        self, surface: pygame.Surface, soil: Point, plant: Plant, opacity: float
    ) -> None:
        grown = _BASE + (1 - _BASE) * plant.height
        out = 1 if TIPS[plant.number][0] > 0 else -1
        for at, side in ((0.16, -out), (0.40, out)):
            size = min(1.0, (grown - at + 0.08) / 0.30)
            if size <= 0:
                continue
            leaf = self._leaves[side][min(LEAF_SIZES - 1, int(size * LEAF_SIZES))]
            x, y = place_of(plant.number, max(0.0, (at - _BASE) / (1 - _BASE)))
            middle = x + side * 0.42 * leaf.get_width() / self._scale
            high = y - 0.26 * leaf.get_height() / self._scale
            place = (soil[0] + middle * self._scale, soil[1] + high * self._scale)
            blit_faint(surface, leaf, place, opacity)


def _grid(width: float, height: float, fine: float) -> tuple[Array, Array]:
    """Return x and y of a picture's pixels, from its middle, in logical pixels."""
    x, y = (
        (np.arange(round(n * fine / _FINER) * _FINER, dtype=np.float32) + 0.5) / fine - n / 2
        for n in (width, height)
    )
    return x[None, :], y[:, None]


def _small(rgb: Array, cover: Array) -> pygame.Surface:
    """Return a picture painted too large as one with smooth edges."""
    rgba = np.concatenate([rgb * cover[..., None], cover[..., None]], axis=2)
    rows, columns = rgba.shape[0] // _FINER, rgba.shape[1] // _FINER
    small = rgba.reshape(rows, _FINER, columns, _FINER, 4).mean(axis=(1, 3))
    small[..., :3] /= np.maximum(small[..., 3:], 1e-6)
    return picture(small).convert_alpha()


def _over(rgb: Array, cover: Array, colour: Array, share: Array) -> tuple[Array, Array]:
    return blend(rgb, colour, share), np.maximum(cover, share)


def _tone(pair: Pair, share: Array) -> Array:
    one, two = (np.array(colour, dtype=np.float32) for colour in pair)
    result: Array = one + (two - one) * share[..., None]
    return result


def _blooms(scale: float, opening: float) -> list[pygame.Surface]:
    """Return a bloom in all colours: the petals point up in a bud, and fan out as it opens."""
    x, y = _grid(_SIZE, _SIZE, scale * _FINER)
    y = y / np.float32(0.90)
    layers: list[tuple[Array, Array, float]] = []  # cover, tint and light of each petal
    for count, length, start in ((_OUTER, 44.0, 0.0), (_INNER, 31.0, 0.5)):
        # From the farthest from the viewer to the nearest, so that the near ones lie in front.
        for turn in sorted(((k + start) / count * 2 - 1 for k in range(count)), key=abs):
            angle = np.pi * turn * opening**0.8 + 0.28 * turn * (1 - opening)
            long = length * (1.06 - 0.06 * opening)
            cover, tint = _petal(x, y, angle, long, long * (0.50 - 0.20 * opening))
            dim = (0.05 + 0.13 * (1 - opening)) * (count == _OUTER)
            layers.append((cover, tint, 1 - dim))
    return [_coloured(x, y, opening, layers, pair) for pair in _COLOURS]


def _coloured(
    x: Array, y: Array, opening: float, layers: list[tuple[Array, Array, float]], pair: Pair
) -> pygame.Surface:
    shape = np.broadcast_shapes(x.shape, y.shape)
    rgb, cover = np.zeros((*shape, 3), dtype=np.float32), np.zeros(shape, dtype=np.float32)
    for turn in (-0.5, 0.5, 0.0):  # the green cup in which the bud lies
        share, tint = _petal(x, y - 3, turn * (1 + opening), 31 - 7 * opening, 15.0 - 6 * opening)
        rgb, cover = _over(rgb, cover, _tone(_GREEN, tint), share)
    for share, tint, light in layers:
        rgb, cover = _over(rgb, cover, _tone(pair, tint) * np.float32(light), share)
    away = np.hypot(x, y)
    heart = step(11.0 * opening - away, 1.2) * np.float32(min(1.0, 2 * opening))
    dots = 0.5 + 0.5 * np.sin(x * 1.5) * np.sin(y * 1.5)
    middle = _tone(_HEART, 0.35 * dots + 0.5 * np.square(away / 11))
    rgb, cover = _over(rgb, cover, middle, heart)
    return _small(np.clip(rgb, 0, 1), cover)


def _petal(x: Array, y: Array, angle: float, length: float, width: float) -> tuple[Array, Array]:
    """Return the cover of a petal that points up, turned, and how near its rim it is, 0 to 1."""
    along = (x * np.sin(angle) - y * np.cos(angle)).astype(np.float32)
    across = (x * np.cos(angle) + y * np.sin(angle)).astype(np.float32)
    share = np.clip(along / length, 0, 1)
    half = width * (share**0.55) * np.sqrt(np.maximum(1 - share**3, 0)) * 1.1
    cover = step(half - np.abs(across), 1.0) * step(along, 1.0) * step(length - along, 1.0)
    side = np.clip(np.abs(across) / np.maximum(half, 0.5), 0, 1)
    return cover, np.clip(0.65 * share + 0.45 * side**3 + 0.10 * (across > 0), 0, 1)


def _stem(scale: float, number: int) -> tuple[pygame.Surface, float, float]:
    """Return a whole stem, and the logical place of its picture's corner from the soil."""
    tip, foot = TIPS[number], FEET[number]
    left, right = min(tip[0], foot) - 8, max(tip[0], foot) + 8
    top, bottom = tip[1] - 2, 6.0
    x, y = _grid(right - left, bottom - top, scale * _FINER)
    x, y = x + (left + right) / 2, y + (top + bottom) / 2
    share = np.clip((y - 2) / (tip[1] - 2), 0, 1)
    middle = foot + (tip[0] - foot) * share**1.7
    slope = (tip[0] - foot) * 1.7 * share**0.7 / (tip[1] - 2)
    away = (x - middle) / np.sqrt(1 + slope**2)
    half = 4.0 - 1.2 * share
    cover = step(half - np.abs(away), 0.9) * step(5 - y, 4)
    return _small(_tone(_GREEN, np.clip(0.5 + away / (1.6 * half), 0, 1)), cover), left, top


def _leaf(scale: float) -> pygame.Surface:
    """Return a leaf that grows to the right and up from its picture's lower left."""
    x, y = _grid(_LEAF, _LEAF * 0.7, scale * _FINER)
    share, tint = _petal(x + 20, y - 9, 1.12, 42.0, 9.0)
    across = (x + 20) * np.cos(1.12) + (y - 9) * np.sin(1.12)
    vein = 0.16 * np.exp(-np.square(across / 0.9))
    rgb = _tone(_GREEN, np.clip(tint * 0.9 + 0.1 * (across > 0), 0, 1)) + vein[..., None]
    return _small(np.clip(rgb, 0, 1), share)
