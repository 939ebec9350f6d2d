"""The hand itself: bones, nails and the skin over them, in any pose.

Built for the right hand; lengths follow an adult hand, in units of which 1.42 logical pixels make
one. A child's hand is smaller, its fingers shorter and rounder.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from games.accessibility import Accessibility, Skin
from games.hands.pose import Pose
from games.solid import Array, Bones, Material, bone, join
from station.task import Side

SKIN, NAIL = range(2)
# In the light and in the shade; nails are lighter than the skin in every tone.
PALETTES: Final[dict[Skin, tuple[Material, Material]]] = {
    "light": (
        Material((0.955, 0.790, 0.665), (0.560, 0.330, 0.250), 0.05),
        Material((0.985, 0.860, 0.785), (0.700, 0.440, 0.370), 0.16),
    ),
    "tan": (
        Material((0.870, 0.665, 0.495), (0.470, 0.265, 0.175), 0.06),
        Material((0.940, 0.780, 0.660), (0.600, 0.370, 0.280), 0.16),
    ),
    "brown": (
        Material((0.680, 0.465, 0.325), (0.320, 0.175, 0.115), 0.08),
        Material((0.820, 0.640, 0.530), (0.470, 0.290, 0.220), 0.16),
    ),
    "dark": (
        Material((0.455, 0.300, 0.215), (0.190, 0.108, 0.080), 0.10),
        Material((0.680, 0.510, 0.425), (0.350, 0.215, 0.170), 0.16),
    ),
}
# knuckle (forward, towards the thumb, up), lengths of three bones, radius at the knuckle
Finger = tuple[tuple[float, float, float], tuple[float, float, float], float]
_FINGERS: Final[tuple[Finger, ...]] = (
    ((98.0, 31.0, 0.0), (47.0, 29.0, 22.0), 13.5),  # index
    ((102.0, 10.5, 3.0), (52.0, 33.0, 24.0), 14.0),  # middle
    ((96.0, -10.0, 1.0), (48.0, 31.0, 23.0), 13.2),  # ring
    ((86.0, -29.0, -4.0), (37.0, 23.0, 20.0), 11.6),  # little
)
_THUMB: Final = (50.0, 36.0, 27.0)  # lengths of its three bones
# Of the middle and the last joint of a finger: how thick, how long to either side, how many folds.
_JOINTS: Final = ((1.035, 0.42, 3), (1.01, 0.24, 2))
_SHOWN_ARM: Final = 106.0  # units of bare forearm; the rest is under the sleeve
_CUFF: Final = 62.0


@dataclass(frozen=True)
class Look:
    """Whose hand it is.

    Attributes
    ----------
    side : {"left", "right"}
    skin : {"light", "tan", "brown", "dark"}
    child : bool
    """

    side: Side = "right"
    skin: Skin = "light"
    child: bool = False

    @property
    def size(self) -> float:
        """Logical pixels per unit of length."""
        return 1.12 if self.child else 1.42

    @property
    def round(self) -> float:
        """How thick the fingers are for their length; a child's are shorter and rounder."""
        return 1.1 if self.child else 1.0


def look_of(access: Accessibility, side: Side) -> Look:
    """Return the look of a patient's hand."""
    return Look(side, access.skin, access.child)


class _Frame:
    """Where a pose's wrist is and which way it points."""

    def __init__(self, pose: Pose, look: Look) -> None:
        self.wrist = np.array(pose.wrist, dtype=float)
        self.axes = _axes(pose)
        self.size = look.size
        self.thick = look.size * look.round
        self.long = look.size / look.round

    def at(self, local: tuple[float, float, float]) -> Array:
        place: Array = self.wrist + self.size * (np.array(local) @ self.axes)
        return place


def bones(pose: Pose, look: Look) -> Bones:
    """Return the body of hand and wrist in a pose."""
    frame = _Frame(pose, look)
    parts = [_arm(frame, pose)]
    for number, (knuckle, _, radius) in enumerate(_FINGERS):
        parts.append(_metacarpal(frame, knuckle, radius))
        parts.append(_finger(frame, pose, number, radius))
    parts += [_between(frame, one, other) for one, other in pairwise(_FINGERS)]
    parts.append(_thumb(frame, pose))
    return join(parts)


def joints(pose: Pose, look: Look) -> Array:
    """Return where each digit begins, bends and ends, the thumb first, shape (5, 4, 3)."""
    frame = _Frame(pose, look)
    fingers = [_finger_places(frame, pose, number) for number in range(len(_FINGERS))]
    return np.stack([_thumb_places(frame, pose), *fingers])


def place_at(pose: Pose, look: Look, local: tuple[float, float, float]) -> Array:
    """Return a place given from the wrist: forward, towards the thumb, and up from the back."""
    return _Frame(pose, look).at(local)


def cuff(pose: Pose, look: Look) -> Array:
    """Return the place where the sleeve begins."""
    wrist = np.array(pose.wrist, dtype=float)
    return wrist + _backwards(pose) * _CUFF * look.size


def _backwards(pose: Pose) -> Array:
    back = np.array(pose.elbow, dtype=float) - np.array(pose.wrist, dtype=float)
    result: Array = back / np.linalg.norm(back)
    return result


def _axes(pose: Pose) -> Array:
    """Return forward, sideways (thumb) and up (back of the hand) as rows, shape (3, 3)."""
    yaw, pitch, roll = np.radians([pose.yaw, pose.pitch, pose.roll])
    flat = np.array([-np.sin(yaw), np.cos(yaw), 0.0])
    forward = np.cos(pitch) * flat - np.sin(pitch) * np.array([0.0, 0.0, 1.0])
    side = np.cross(np.array([0.0, 0.0, 1.0]), flat)
    up = np.cross(forward, side)
    turned = np.cos(roll) * side + np.sin(roll) * up
    return np.stack([forward, turned, np.cos(roll) * up - np.sin(roll) * side])


def _arm(frame: _Frame, pose: Pose) -> Bones:
    # It begins inside the hand, a little thinner: no step is seen at the wrist.
    back, start = _backwards(pose), frame.at((10, 0, -3))
    side = frame.axes[1] * 10 * frame.size
    end = frame.wrist + back * _SHOWN_ARM * frame.size
    radii = (18.0 * frame.size, 27.5 * frame.size)
    return join([bone(start + side * k, end + side * k, radii, SKIN) for k in (-1, 0, 1)])


def _metacarpal(frame: _Frame, knuckle: tuple[float, float, float], radius: float) -> Bones:
    start = frame.at((-12, knuckle[1] * 0.36, -3))
    end = frame.at((knuckle[0], knuckle[1], knuckle[2] - 2))
    return bone(start, end, (19.0 * frame.size, (radius + 2.2) * frame.thick), SKIN)


def _between(frame: _Frame, one: Finger, other: Finger) -> Bones:
    """Fill the valley between two metacarpals: the back of a hand is one skin over flat tendons."""
    (a, _, thick), (b, _, thin) = one, other
    x, y, z = (0.5 * (p + q) for p, q in zip(a, b, strict=True))
    start, end = frame.at((-6, y * 0.36, -2)), frame.at((x - 14, y, z - 3))
    return bone(start, end, (18.4 * frame.size, 0.5 * (thick + thin) * frame.thick), SKIN)


def _finger(frame: _Frame, pose: Pose, number: int, radius: float) -> Bones:
    parts, places = [], _finger_places(frame, pose, number)
    sizes = [k * radius * frame.thick for k in (1.0, 0.92, 0.83, 0.66)]
    ways = np.diff(places, axis=0)
    ways /= np.linalg.norm(ways, axis=1)[:, None]
    for joint, (place, end) in enumerate(pairwise(places)):
        parts.append(bone(place, end, (sizes[joint], sizes[joint + 1]), SKIN))
        if joint < 2:
            knob = ways[joint] + ways[joint + 1]
            parts.append(_joint(end, knob, _JOINTS[joint], sizes[joint + 1]))
    bent = np.radians(sum(pose.shape.bends[number]))
    forward, up = _finger_axes(frame, pose, number)
    back = np.cos(bent) * up + np.sin(bent) * forward
    return join([*parts, _nail(places[2], places[3], ways[2], back, sizes[3])])


def _finger_axes(frame: _Frame, pose: Pose, number: int) -> tuple[Array, Array]:
    """Return where a straight finger would point, and its back."""
    splay = np.radians((1.4 - number) * pose.shape.spread)
    forward: Array = np.cos(splay) * frame.axes[0] + np.sin(splay) * frame.axes[1]
    return forward, frame.axes[2]


def _finger_places(frame: _Frame, pose: Pose, number: int) -> Array:
    knuckle, lengths, _ = _FINGERS[number]
    forward, up = _finger_axes(frame, pose, number)
    bent = np.cumsum(np.radians(pose.shape.bends[number]))[:, None]
    ways = np.cos(bent) * forward - np.sin(bent) * up
    steps = ways * np.array(lengths)[:, None] * frame.long
    return np.concatenate([frame.at(knuckle)[None], frame.at(knuckle) + np.cumsum(steps, axis=0)])


def _thumb_places(frame: _Frame, pose: Pose) -> Array:
    ways = np.array(pose.shape.thumb)
    ways = ways / np.linalg.norm(ways, axis=1)[:, None] @ frame.axes
    steps = ways * np.array(_THUMB)[:, None] * frame.long
    start = frame.at((16, 20, -8))
    return np.concatenate([start[None], start + np.cumsum(steps, axis=0)])


def _joint(place: Array, along: Array, kind: tuple[float, float, int], radius: float) -> Bones:
    """Return a joint: a little thicker than what lies beside it, its skin in folds."""
    thicker, reach, folds = kind
    knob, way = thicker * radius, reach * radius * along / np.linalg.norm(along)
    return bone(place - way, place + way, (knob, knob), SKIN, folds)


def _nail(start: Array, end: Array, along: Array, back: Array, radius: float) -> Bones:
    tip = end + along * radius * 0.25 + back * radius * 0.42
    root = start + (end - start) * 0.55 + back * radius * 0.52
    return bone(root, tip, (radius * 0.74, radius * 0.66), NAIL)


def _thumb(frame: _Frame, pose: Pose) -> Bones:
    parts = []
    sizes = [k * frame.thick for k in (20.0, 15.5, 14.2, 10.2)]
    for joint, (place, end) in enumerate(pairwise(_thumb_places(frame, pose))):
        along = (end - place) / np.linalg.norm(end - place)
        parts.append(bone(place, end, (sizes[joint], sizes[joint + 1]), SKIN))
        if joint == 0:  # the web between thumb and index finger
            web = frame.at((64, 28, -6))
            radii = (15 * frame.thick, 12 * frame.thick)
            parts.append(bone((place + end) / 2, web, radii, SKIN))
        if joint == 1:
            parts.append(_joint(end, along, _JOINTS[1], sizes[2]))
        if joint == 2:
            back = frame.axes[1] - along * float(frame.axes[1] @ along) + 0.35 * frame.axes[2]
            back /= np.linalg.norm(back)
            parts.append(_nail(place, end, along, back, sizes[3]))
    return join(parts)
