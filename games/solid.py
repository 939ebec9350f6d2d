"""Round bodies, drawn once: spheres strung on bones, with soft light and true occlusion.

A hand is many overlapping spheres in space. They are projected on the screen without
perspective, the nearest one wins in every pixel, and their normals are smoothed, so that the
spheres melt into one skin. Slow for a frame, quick enough to prepare all poses beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Image = NDArray[Any]  # of float32
FINER: Final = 2
SIN, COS = 0.75, 0.6614  # the eyes look down on the table at about 49 degrees
# Symmetric between left and right, so that a mirrored hand is lit like the other one.
_LIGHT: Final = np.array([0.0, 0.62, 0.785], dtype=np.float32)


@dataclass(frozen=True)
class Spheres:
    """Spheres in space.

    Attributes
    ----------
    centres : ndarray, shape (n, 3)
        x to the right, y away from the viewer, z up from the table; logical pixels.
    radii : ndarray, shape (n,)
    materials : ndarray of int, shape (n,)
        Index into the palette of :func:`render`.
    """

    centres: Array
    radii: Array
    materials: NDArray[np.int64]


@dataclass(frozen=True)
class Material:
    """Colours in 0 to 1: in the light, in the shade; and how much it shines."""

    lit: tuple[float, float, float]
    shade: tuple[float, float, float]
    shine: float = 0.0


def project(points: Array) -> Array:
    """Return screen x (right), screen y (down) and nearness of points, shape (n, 3)."""
    x, y, z = points[:, 0], points[:, 1], points[:, 2]
    return np.stack([x, -(y * SIN + z * COS), z * SIN - y * COS], axis=1)


def bone(
    start: Array, end: Array, radii: tuple[float, float], material: int, density: float = 0.3
) -> Spheres:
    """Return spheres along a straight bone whose radius changes evenly."""
    length = float(np.linalg.norm(end - start))
    count = max(2, int(length / (density * min(radii))) + 1)
    share = np.linspace(0, 1, count)
    centres = start + share[:, None] * (end - start)
    sizes = radii[0] + share * (radii[1] - radii[0])
    return Spheres(centres, sizes, np.full(count, material))


def join(parts: Sequence[Spheres]) -> Spheres:
    """Return all spheres of several bodies."""
    return Spheres(
        np.concatenate([part.centres for part in parts]),
        np.concatenate([part.radii for part in parts]),
        np.concatenate([part.materials for part in parts]),
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
    spheres: Spheres,
    palette: Sequence[Material],
    box: tuple[float, float, float, float],
    scale: float = 1.0,
) -> Rendered:
    """Return the picture of spheres inside a box (left, top, width, height) of the screen."""
    fine = FINER * scale
    shape = (round(box[3] * scale) * FINER, round(box[2] * scale) * FINER)
    near = np.full(shape, -np.inf, dtype=np.float32)
    normal = np.zeros((*shape, 3), dtype=np.float32)
    material = np.zeros(shape, dtype=np.int8)
    places = (project(spheres.centres) - np.array([box[0], box[1], 0.0])) * fine
    for place, radius, kind in zip(places, spheres.radii * fine, spheres.materials, strict=True):
        _splat(near, normal, material, place, float(radius), int(kind))
    mask = np.isfinite(near)
    near /= fine
    smooth = _blurred(normal, mask, 2.2 * scale)
    smooth /= np.linalg.norm(smooth, axis=2, keepdims=True) + 1e-9
    rgb = _lit(smooth, _crevice(near, mask, scale), material, palette)
    return Rendered(rgb, mask, near)


def _splat(
    near: Image,
    normal: Image,
    material: NDArray[np.int8],
    place: Array,
    radius: float,
    kind: int,
) -> None:
    height, width = near.shape
    left, right = max(0, int(place[0] - radius)), min(width, int(place[0] + radius) + 2)
    top, bottom = max(0, int(place[1] - radius)), min(height, int(place[1] + radius) + 2)
    if left >= right or top >= bottom:
        return
    dx = (np.arange(left, right) + 0.5 - place[0])[None, :]
    dy = (np.arange(top, bottom) + 0.5 - place[1])[:, None]
    rest = radius * radius - dx * dx - dy * dy
    dz = np.sqrt(np.maximum(rest, 0.0))
    part = near[top:bottom, left:right]
    wins = (rest > 0) & (place[2] + dz > part)
    part[wins] = (place[2] + dz)[wins]
    material[top:bottom, left:right][wins] = kind
    where = normal[top:bottom, left:right]
    where[wins, 0] = np.broadcast_to(dx / radius, wins.shape)[wins]
    where[wins, 1] = np.broadcast_to(-dy / radius, wins.shape)[wins]
    where[wins, 2] = (dz / radius)[wins]


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
    pad[axis] = (reach, reach)
    padded = np.pad(values, pad)
    length = values.shape[axis]
    shifts = range(2 * reach + 1)
    if axis == 0:
        total = sum(padded[k : k + length] for k in shifts)
    else:
        total = sum(padded[:, k : k + length] for k in shifts)
    result: Image = np.asarray(total, dtype=np.float32) / (2 * reach + 1)
    return result


def _crevice(near: Image, mask: NDArray[np.bool_], scale: float) -> Image:
    """Return 0 (open) to 1 (deep between its neighbours), shape (height, width)."""
    flat = np.where(mask, near, np.float32(0))
    deep = _blurred(flat[..., None], mask, 5 * scale)[..., 0] - flat
    result: Image = np.clip(deep / 14.0, 0.0, 1.0)
    return result


def _lit(
    normal: Image, crevice: Image, material: NDArray[np.int8], palette: Sequence[Material]
) -> Image:
    facing = normal @ _LIGHT
    light = np.clip((facing + 0.25) / 1.2, 0, 1) ** 1.15 * (1 - 0.75 * crevice)
    lit = np.array([m.lit for m in palette], dtype=np.float32)[material]
    shade = np.array([m.shade for m in palette], dtype=np.float32)[material]
    shine = np.array([m.shine for m in palette], dtype=np.float32)[material]
    gloss = shine * np.clip(facing, 0, 1) ** 22
    rgb: Image = shade + (lit - shade) * light[..., None] + gloss[..., None]
    return np.clip(rgb, 0, 1)


def shrink(rgb: Image, mask: NDArray[np.bool_]) -> Image:
    """Return colours and opacity at the size shown, with smooth edges."""
    weight = mask[..., None].astype(np.float32)
    total = _coarse(np.concatenate([rgb * weight, weight], axis=2))
    total[..., :3] /= np.maximum(total[..., 3:], 1e-6)
    return total


def bounds(spheres: Spheres, scale: float = 1.0) -> tuple[float, float, float, float]:
    """Return the box (left, top, width, height) of the screen that holds all spheres.

    It begins and ends on whole pixels.
    """
    places = project(spheres.centres)[:, :2]
    least = (places - spheres.radii[:, None]).min(axis=0)
    most = (places + spheres.radii[:, None]).max(axis=0)
    low, high = np.floor(least * scale) - 2, np.ceil(most * scale) + 2
    left, top, width, height = (float(v / scale) for v in (*low, *(high - low)))
    return left, top, width, height
