"""What a hand can do: shapes of its fingers, places of its arm, and ways between them.

Everything is a right hand; the left one is its mirror image. A game strings poses on a way from
0 to 1 and lets the evidence move along it.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeVar

Bend = tuple[float, float, float]
Direction = tuple[float, float, float]
Mixable = TypeVar("Mixable", "Shape", "Pose")


@dataclass(frozen=True)
class Shape:
    """How the fingers are held; all numbers are interpolated between shapes.

    Attributes
    ----------
    bends : tuple
        For index, middle, ring and little finger: degrees of its three joints.
    spread : float
        Degrees between neighbouring fingers.
    thumb : tuple
        Direction (forward, towards the thumb's side, up) of its three bones.
    """

    bends: tuple[Bend, Bend, Bend, Bend]
    spread: float
    thumb: tuple[Direction, Direction, Direction]


@dataclass(frozen=True)
class Pose:
    """A shape in its place.

    Attributes
    ----------
    shape : Shape
    wrist : tuple of float
        Right, away from the viewer and up, in logical pixels from the foot of the scene.
    yaw, pitch, roll : float
        Degrees: turned inwards, fingers down, thumb up (0: palm down; 90: thumb up; more: palm up).
    elbow : tuple of float
        Where the forearm comes from, like ``wrist``.
    """

    shape: Shape
    wrist: tuple[float, float, float] = (0.0, 0.0, 40.0)
    yaw: float = 10.0
    pitch: float = 0.0
    roll: float = 0.0
    elbow: tuple[float, float, float] = (470.0, -660.0, 40.0)


Way = tuple[tuple[float, Pose], ...]


def alike(first: float, second: float, third: float) -> tuple[Bend, Bend, Bend, Bend]:
    """Return the same bend for all fingers, a little more towards the little one."""
    more = [1 + 0.06 * number for number in range(4)]
    one, two, three, four = ((first * m, second * m, third * m) for m in more)
    return one, two, three, four


RELAXED: Final = Shape(
    alike(16, 26, 16), 5, ((0.70, 0.66, -0.26), (0.86, 0.46, -0.22), (0.95, 0.25, -0.20))
)
OPEN: Final = Shape(
    alike(4, 6, 4), 9, ((0.62, 0.76, -0.16), (0.74, 0.65, -0.12), (0.82, 0.55, -0.10))
)
FLAT: Final = Shape(
    alike(3, 5, 3), 3, ((0.82, 0.55, -0.16), (0.93, 0.35, -0.10), (0.98, 0.18, -0.08))
)
WIDE: Final = Shape(  # about to grasp something as thick as a cup
    alike(14, 18, 12), 7, ((0.45, 0.55, -0.70), (0.62, 0.40, -0.67), (0.78, 0.25, -0.57))
)
HALF: Final = Shape(
    alike(34, 44, 26), 4, ((0.52, 0.58, -0.62), (0.70, 0.38, -0.60), (0.86, 0.20, -0.46))
)
GRASP: Final = Shape(  # around a cup
    alike(50, 46, 28), 2, ((0.26, 0.48, -0.84), (0.30, 0.36, -0.88), (0.58, 0.30, -0.76))
)
FIST: Final = Shape(  # around a handle, a stick, an oar
    alike(68, 88, 54), 0, ((0.62, 0.44, -0.65), (0.72, 0.02, -0.69), (0.62, -0.62, -0.48))
)
PINCH: Final = Shape(  # a leaf, a pinch of seed, a pen
    ((46, 40, 24), (48, 52, 30), (52, 58, 34), (54, 60, 36)),
    3,
    ((0.62, 0.42, -0.66), (0.80, 0.18, -0.58), (0.88, 0.02, -0.48)),
)


def mix(one: Mixable, other: Mixable, share: float) -> Mixable:
    """Return the shape or pose at a share, 0 to 1, of the way between two."""
    names = one.__dataclass_fields__
    return type(one)(**{n: _mix(getattr(one, n), getattr(other, n), share) for n in names})


def pose_at(way: Way, place: float) -> Pose:
    """Return the pose at a place of the way, clipped to its ends."""
    if place <= way[0][0]:
        return way[0][1]
    for (first, before), (last, after) in pairwise(way):
        if place <= last:
            return mix(before, after, (place - first) / (last - first))
    return way[-1][1]


def _mix(one: Any, other: Any, share: float) -> Any:
    if isinstance(one, tuple):
        return tuple(_mix(a, b, share) for a, b in zip(one, other, strict=True))
    if isinstance(one, Shape):
        return mix(one, other, share)
    return one + (other - one) * share
