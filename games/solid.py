"""Round bodies, drawn once: bones with round ends, with soft light and true occlusion.

A hand is some thirty bones in space, each as thick at its ends as it is told. They are projected
on the screen without perspective, the nearest one wins in every pixel, and their normals are
smoothed, so that the bones melt into one skin. Slow for a frame, quick enough to prepare all
postures beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Image = NDArray[Any]  # of float32
FINER: Final = 2
_FOLD: Final = 0.30  # how much darker the middle of a fold is
SIN, COS = 0.75, 0.6614  # the eyes look down on the table at about 49 degrees
# Symmetric between left and right, so that a mirrored hand is lit like the other one.
_LIGHT: Final = np.array([0.0, 0.62, 0.785], dtype=np.float32)


@dataclass(frozen=True)
class Bones:
    """Bones in space: what lies around a line between two spheres.

    Attributes
    ----------
    ends : ndarray, shape (n, 2, 3)
        x to the right, y away from the viewer, z up from the table; logical pixels.
    radii : ndarray, shape (n, 2)
    materials : ndarray of int, shape (n,)
        Index into the palette of :func:`render`.
    folds : ndarray of int, shape (n,)
        How many folds of skin run around it.
    """

    ends: Array
    radii: Array
    materials: NDArray[np.int64]
    folds: NDArray[np.int64]


@dataclass(frozen=True)
class Material:
    """Colours in 0 to 1: in the light, in the shade; and how much it shines."""

    lit: tuple[float, float, float]
    shade: tuple[float, float, float]
    shine: float = 0.0


def project(points: Array) -> Array:
    """Return screen x (right), screen y (down) and nearness of points, shape (..., 3)."""
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    return np.stack([x, -(y * SIN + z * COS), z * SIN - y * COS], axis=-1)


def bone(
    start: Array, end: Array, radii: tuple[float, float], material: int, folds: int = 0
) -> Bones:
    """Return one bone."""
    ends = np.stack([start, end])[None]
    return Bones(ends, np.array([radii]), np.array([material]), np.array([folds]))


def join(parts: Sequence[Bones]) -> Bones:
    """Return all bones of several bodies."""
    return Bones(
        np.concatenate([part.ends for part in parts]),
        np.concatenate([part.radii for part in parts]),
        np.concatenate([part.materials for part in parts]),
        np.concatenate([part.folds for part in parts]),
    )


@dataclass(frozen=True)
class Rendered:
    """Picture of a body, larger than shown by :data:`FINER`.

    Attributes
    ----------
    rgb : ndarray, shape (height, width, 3)
    mask : ndarray of bool, shape (height, width)
    nearness : ndarray, shape (height, width)
        Logical pixels towards the viewer; -inf outside the mask.
    """

    rgb: Image
    mask: NDArray[np.bool_]
    nearness: Image


def render(
    bones: Bones,
    palette: Sequence[Material],
    box: tuple[float, float, float, float],
    scale: float = 1.0,
) -> Rendered:
    """Return the picture of bones inside a box (left, top, width, height) of the screen."""
    fine = FINER * scale
    shape = (round(box[3] * scale) * FINER, round(box[2] * scale) * FINER)
    near, share = np.full(shape, -np.inf, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    which = np.zeros(shape, dtype=np.int16)
    places = (project(bones.ends) - np.array([box[0], box[1], 0.0])) * fine
    radii = bones.radii * fine
    for number in range(len(places)):
        _draw_bone((near, share, which), places[number], radii[number], number)
    mask = np.isfinite(near)
    normal = np.zeros((*shape, 3), dtype=np.float32)
    normal[mask] = _normals(near, share, which, mask, places, radii)
    near /= fine
    smooth = _blurred(normal, mask, 2.2 * scale)[mask]
    smooth /= np.sqrt(np.einsum("ij,ij->i", smooth, smooth))[:, None] + 1e-9
    fold = _folded(share[mask], bones.folds[which[mask]])
    deep = 1 - (1 - 0.75 * _crevice(near, mask, scale)[mask]) * (1 - _FOLD * fold)
    rgb = np.zeros((*shape, 3), dtype=np.float32)
    rgb[mask] = _lit(smooth, deep, bones.materials[which[mask]], palette)
    return Rendered(rgb, mask, near)


def _draw_bone(
    seen: tuple[Image, Image, NDArray[np.int16]], ends: Array, radii: Array, number: int
) -> None:
    """Note where a bone is the nearest so far: how near, at which share of its way, and its number."""
    near, shares, which = seen
    low = np.maximum(0, (ends[:, :2] - radii[:, None]).min(axis=0).astype(int))
    high = (ends[:, :2] + radii[:, None]).max(axis=0).astype(int) + 2
    left, top = (int(v) for v in low)
    right, bottom = min(near.shape[1], int(high[0])), min(near.shape[0], int(high[1]))
    if left >= right or top >= bottom:
        return
    x = (np.arange(left, right, dtype=np.float32) + np.float32(0.5 - ends[0, 0]))[None, :]
    y = (np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - ends[0, 1]))[:, None]
    way, growth = tuple(map(float, ends[1] - ends[0])), float(radii[1] - radii[0])
    share, depth = _nearest(x, y, way, float(radii[0]), growth)
    nearness = np.float32(ends[0, 2]) + share * np.float32(way[2]) + np.sqrt(np.maximum(depth, 0))
    part = near[top:bottom, left:right]
    wins = (depth > 0) & (nearness > part)
    np.copyto(part, nearness, where=wins)
    np.copyto(shares[top:bottom, left:right], share, where=wins)
    np.copyto(which[top:bottom, left:right], number, where=wins)


def _normals(
    near: Image,
    shares: Image,
    which: NDArray[np.int16],
    mask: NDArray[np.bool_],
    places: Array,
    radii: Array,
) -> Image:
    """Return which way the surface looks in every pixel of the mask, shape (n_pixels, 3)."""
    rows, columns = np.nonzero(mask)
    number, share = which[mask], shares[mask]
    start, way = places.astype(np.float32)[:, 0], np.diff(places, axis=1)[:, 0].astype(np.float32)
    thick, growth = radii[:, 0].astype(np.float32), np.diff(radii)[:, 0].astype(np.float32)
    centre = start[number] + share[:, None] * way[number]
    away = np.empty((len(rows), 3), dtype=np.float32)
    away[:, 0] = columns + np.float32(0.5) - centre[:, 0]
    away[:, 1] = centre[:, 1] - rows - np.float32(0.5)
    away[:, 2] = near[mask] - centre[:, 2]
    away /= (thick[number] + share * growth[number])[:, None]
    return away


def _folded(share: Image, folds: NDArray[np.int64]) -> Image:
    """Return thin lines, 1 in their middle, spread over the way from 0 to 1."""
    lines, has_some = np.zeros_like(share), folds > 0
    lines[has_some] = np.sin(np.pi * folds[has_some] * share[has_some]) ** 12
    return lines


def _nearest(
    x: Image, y: Image, way: tuple[float, ...], radius: float, growth: float
) -> tuple[Image, Image]:
    """Return which sphere of a bone is nearest to the viewer in every pixel.

    The surface at a share ``t`` of the way stands ``t dz + sqrt(q(t))`` before the first end,
    with q the quadratic ``(r + t dr)^2 - |p - t d|^2``; its maximum has a closed form.

    Returns
    -------
    share : ndarray, shape (height, width)
        t, 0 to 1.
    depth : ndarray, shape (height, width)
        q(t); negative beside the bone.
    """
    dx, dy, dz = way
    a = growth * growth - dx * dx - dy * dy
    half = np.float32(radius * growth) + x * np.float32(dx) + y * np.float32(dy)
    c = np.float32(radius * radius) - x * x - y * y
    if a < -1e-6:
        inside = np.maximum(half * half - np.float32(a) * c, 0)
        bend = np.float32(-dz / np.sqrt(dz * dz - a)) * np.sqrt(inside)
        share = np.clip((bend - half) / np.float32(a), 0, 1)
    else:  # one end hides the other
        share = np.full_like(half, 1.0 if dz + growth > 0 else 0.0)
    return share, (np.float32(a) * share + 2 * half) * share + c


def _blurred(values: Image, mask: NDArray[np.bool_], width: float) -> Image:
    """Return values averaged over their neighbourhood inside the mask.

    Averaged at the size shown, ``width`` pixels to either side, twice: two box filters are
    close to a bell.
    """
    weight = mask[..., None].astype(np.float32)
    total = _coarse(np.concatenate([values * weight, weight], axis=2))
    for axis in (0, 0, 1, 1):
        total = _box(total, max(1, round(width)), axis)
    mean = total[..., :-1] / np.maximum(total[..., -1:], 1e-6)
    result: Image = mean.repeat(FINER, axis=0).repeat(FINER, axis=1)
    return result


def _coarse(values: Image) -> Image:
    total = values[0::FINER, 0::FINER].copy()
    for down in range(FINER):
        for across in range(FINER):
            if down or across:
                total += values[down::FINER, across::FINER]
    total /= FINER * FINER
    return total


def _box(values: Image, reach: int, axis: int) -> Image:
    pad = [(0, 0)] * values.ndim
    pad[axis] = (reach + 1, reach)
    sums = np.cumsum(np.pad(values, pad), axis=axis, dtype=np.float32)
    length, window = values.shape[axis], 2 * reach + 1
    if axis == 0:
        total = sums[window : window + length] - sums[:length]
    else:
        total = sums[:, window : window + length] - sums[:, :length]
    total /= window
    return total


def _crevice(near: Image, mask: NDArray[np.bool_], scale: float) -> Image:
    """Return 0 (open) to 1 (deep between its neighbours), shape (height, width)."""
    flat = np.where(mask, near, np.float32(0))
    deep = _blurred(flat[..., None], mask, 5 * scale)[..., 0] - flat
    result: Image = np.clip(deep / 14.0, 0.0, 1.0)
    return result


def _lit(normal: Image, deep: Image, material: Image, palette: Sequence[Material]) -> Image:
    """Return the colours of pixels, shape (n_pixels, 3)."""
    facing = normal @ _LIGHT
    light = np.clip((facing + 0.25) / 1.2, 0, 1) * (1 - deep)
    lit = np.array([m.lit for m in palette], dtype=np.float32)[material]
    shade = np.array([m.shade for m in palette], dtype=np.float32)[material]
    shine = np.array([m.shine for m in palette], dtype=np.float32)[material]
    gloss = shine * np.square(np.square(np.square(np.square(np.clip(facing, 0, 1)))))
    rgb: Image = shade + (lit - shade) * light[..., None] + gloss[..., None]
    return np.clip(rgb, 0, 1)


def shrink(rgb: Image, mask: NDArray[np.bool_]) -> Image:
    """Return colours and opacity at the size shown, with smooth edges."""
    weight = mask[..., None].astype(np.float32)
    total = _coarse(np.concatenate([rgb * weight, weight], axis=2))
    total[..., :3] /= np.maximum(total[..., 3:], 1e-6)
    return total


def bounds(bones: Bones, scale: float = 1.0) -> tuple[float, float, float, float]:
    """Return the box (left, top, width, height) of the screen that holds all bones.

    It begins and ends on whole pixels.
    """
    places, radii = project(bones.ends)[..., :2], bones.radii[..., None]
    least = (places - radii).min(axis=(0, 1))
    most = (places + radii).max(axis=(0, 1))
    low, high = np.floor(least * scale) - 2, np.ceil(most * scale) + 2
    left, top, width, height = (float(v / scale) for v in (*low, *(high - low)))
    return left, top, width, height
