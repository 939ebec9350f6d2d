"""The hand: bones, joints and the way from resting on the table to holding the cup.

Built for the right hand around the cup, which stands at the origin of the table; the left
hand is its mirror image. Lengths follow an adult hand, in logical pixels.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from games.solid import Array, Material, Spheres, bone, join

SKIN, NAIL = range(2)
PALETTE: Final = (
    Material((0.955, 0.790, 0.665), (0.560, 0.330, 0.250), 0.05),
    Material((0.985, 0.860, 0.785), (0.700, 0.440, 0.370), 0.16),
)
ELBOW: Final = np.array([470.0, -660.0, 40.0])
_SIZE: Final = 1.42
# knuckle (forward, towards the thumb, up), lengths of three bones, radius at the knuckle
_FINGERS: Final = (
    ((98.0, 31.0, 0.0), (47.0, 29.0, 22.0), 13.5),  # index
    ((102.0, 10.5, 3.0), (52.0, 33.0, 24.0), 14.0),  # middle
    ((96.0, -10.0, 1.0), (48.0, 31.0, 23.0), 13.2),  # ring
    ((86.0, -29.0, -4.0), (37.0, 23.0, 20.0), 11.6),  # little
)


@dataclass(frozen=True)
class Pose:
    """One posture; all numbers are interpolated between postures.

    Attributes
    ----------
    wrist : tuple of float
        Place on the table, in logical pixels from the foot of the cup.
    yaw, pitch, roll : float
        Degrees: turned inwards, fingers down, thumb up.
    bend : tuple of float
        Degrees of the three joints of every finger.
    spread : float
        Degrees between neighbouring fingers.
    thumb : tuple
        Direction (forward, sideways, up) of its three bones.
    """

    wrist: tuple[float, float, float]
    yaw: float
    pitch: float
    roll: float
    bend: tuple[float, float, float]
    spread: float
    thumb: tuple[tuple[float, float, float], ...]


_WAY: Final = (
    (
        0.0,  # resting on the table, relaxed
        Pose(
            (292, -196, 34), 14, -11, 8, (16, 26, 16), 5,
            ((0.70, 0.66, -0.26), (0.86, 0.46, -0.22), (0.95, 0.25, -0.2)),
        ),
    ),
    (
        0.30,  # lifted from the table
        Pose(
            (246, -168, 56), 16, -6, 30, (14, 20, 12), 6,
            ((0.66, 0.68, -0.32), (0.82, 0.50, -0.28), (0.92, 0.3, -0.25)),
        ),
    ),
    (
        0.66,  # wide open beside the cup
        Pose(
            (146, -112, 62), 12, 2, 62, (14, 18, 12), 7,
            ((0.45, 0.55, -0.70), (0.62, 0.40, -0.67), (0.78, 0.25, -0.57)),
        ),
    ),
    (
        1.0,  # around the cup
        Pose(
            (116, -110, 60), 6, 2, 70, (50, 46, 28), 2,
            ((0.26, 0.48, -0.84), (0.30, 0.36, -0.88), (0.58, 0.30, -0.76)),
        ),
    ),
)  # fmt: skip


def pose(reach: float) -> Pose:
    """Return the posture at a point of the way, 0 (resting) to 1 (holding)."""
    places = [place for place, _ in _WAY]
    index = min(len(_WAY) - 2, max(0, int(np.searchsorted(places, reach, side="right")) - 1))
    (first, before), (last, after) = _WAY[index], _WAY[index + 1]
    share = min(1.0, max(0.0, (reach - first) / (last - first)))
    mixed = {name: _mix(getattr(before, name), getattr(after, name), share) for name in _NAMES}
    return Pose(**mixed)


_NAMES: Final = tuple(Pose.__dataclass_fields__)


def _mix(one: Any, other: Any, share: float) -> Any:
    if isinstance(one, tuple):
        return tuple(_mix(a, b, share) for a, b in zip(one, other, strict=True))
    return one + (other - one) * share


def spheres(posture: Pose) -> Spheres:
    """Return the body of hand, wrist and sleeve in a posture."""
    axes = _axes(posture)
    wrist = np.array(posture.wrist, dtype=float)
    parts = [_arm(wrist, axes)]
    for number, (knuckle, lengths, radius) in enumerate(_FINGERS):
        parts.append(_metacarpal(wrist, axes, knuckle, radius))
        parts.append(_finger(wrist, axes, posture, number, knuckle, lengths, radius))
    parts.append(_thumb(wrist, axes, posture))
    return join(parts)


def _axes(posture: Pose) -> Array:
    """Return forward, sideways (thumb) and up (back of the hand) as rows, shape (3, 3)."""
    yaw, pitch, roll = np.radians([posture.yaw, posture.pitch, posture.roll])
    flat = np.array([-np.sin(yaw), np.cos(yaw), 0.0])
    forward = np.cos(pitch) * flat - np.sin(pitch) * np.array([0.0, 0.0, 1.0])
    side = np.cross(np.array([0.0, 0.0, 1.0]), flat)
    up = np.cross(forward, side)
    turned = np.cos(roll) * side - np.sin(roll) * up * -1.0
    return np.stack([forward, turned, np.cos(roll) * up - np.sin(roll) * side])


def _at(wrist: Array, axes: Array, local: tuple[float, float, float]) -> Array:
    result: Array = wrist + _SIZE * (np.array(local) @ axes)
    return result


def _arm(wrist: Array, axes: Array) -> Spheres:
    back = (ELBOW - wrist) / np.linalg.norm(ELBOW - wrist)
    start = _at(wrist, axes, (4, 0, 0))
    side = axes[1] * 11 * _SIZE
    skin = [
        bone(
            start + side * sign,
            wrist + back * 150 + side * sign,
            (23.0 * _SIZE, 27.0 * _SIZE),
            SKIN,
        )
        for sign in (-1, 1)
    ]
    return join(skin)


def cuff(wrist: tuple[float, ...]) -> Array:
    """Return the place where the sleeve begins."""
    start = np.array(wrist, dtype=float)
    back: Array = (ELBOW - start) / np.linalg.norm(ELBOW - start)
    return start + back * 62 * _SIZE


def _metacarpal(
    wrist: Array, axes: Array, knuckle: tuple[float, float, float], radius: float
) -> Spheres:
    start = _at(wrist, axes, (6, knuckle[1] * 0.62, -2))
    end = _at(wrist, axes, (knuckle[0], knuckle[1], knuckle[2] - 2))
    return bone(start, end, (20.0 * _SIZE, (radius + 2.2) * _SIZE), SKIN)


def _finger(
    wrist: Array,
    axes: Array,
    posture: Pose,
    number: int,
    knuckle: tuple[float, float, float],
    lengths: tuple[float, float, float],
    radius: float,
) -> Spheres:
    splay = np.radians((1.4 - number) * posture.spread)
    forward = np.cos(splay) * axes[0] + np.sin(splay) * axes[1]
    up = axes[2]
    place, bent = _at(wrist, axes, knuckle), 0.0
    parts = []
    sizes = [radius, radius * 0.92, radius * 0.83, radius * 0.66]
    for joint, length in enumerate(lengths):
        bent += np.radians(posture.bend[joint] * (1 + 0.06 * number))
        along = np.cos(bent) * forward - np.sin(bent) * up
        end = place + along * length * _SIZE
        ends = (sizes[joint] * _SIZE, sizes[joint + 1] * _SIZE)
        parts.append(bone(place, end, ends, SKIN))
        if joint == 2:
            back = np.cos(bent) * up + np.sin(bent) * forward
            parts.append(_nail(place, end, along, back, sizes[3] * _SIZE))
        place = end
    return join(parts)


def _nail(start: Array, end: Array, along: Array, back: Array, radius: float) -> Spheres:
    tip = end + along * radius * 0.25 + back * radius * 0.42
    root = start + (end - start) * 0.55 + back * radius * 0.52
    return bone(root, tip, (radius * 0.74, radius * 0.66), NAIL)


def _thumb(wrist: Array, axes: Array, posture: Pose) -> Spheres:
    place = _at(wrist, axes, (16, 20, -8))
    parts = []
    sizes = (20.0, 15.5, 14.2, 10.2)
    for joint, length in enumerate((50.0, 36.0, 27.0)):
        local = np.array(posture.thumb[joint]) / np.linalg.norm(posture.thumb[joint])
        along = local @ axes
        end = place + along * length * _SIZE
        parts.append(bone(place, end, (sizes[joint] * _SIZE, sizes[joint + 1] * _SIZE), SKIN))
        if joint == 0:  # the web between thumb and index finger
            web = _at(wrist, axes, (64, 28, -6))
            parts.append(bone((place + end) / 2, web, (15 * _SIZE, 12 * _SIZE), SKIN))
        if joint == 2:
            back = axes[1] - along * float(axes[1] @ along) + 0.35 * axes[2]
            back /= np.linalg.norm(back)
            parts.append(_nail(place, end, along, back, sizes[3] * _SIZE))
        place = end
    return join(parts)
