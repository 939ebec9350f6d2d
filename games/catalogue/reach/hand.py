"""The ways of the hand: to the cup, or to what it opens, lifts or picks; for every size of hand."""

from dataclasses import replace
from typing import Final

import numpy as np

from games.hands.anatomy import Look, joints, place_at
from games.hands.in_place import APART, PINCHING, STRETCHED
from games.hands.pose import GRASP, RELAXED, WIDE, Pose, Shape, Way, alike, mix
from games.movements import Movement
from games.solid import Array

_LIFTED: Final = Shape(
    alike(14, 20, 12), 6, ((0.66, 0.68, -0.32), (0.82, 0.50, -0.28), (0.92, 0.3, -0.25))
)
WAY: Final[Way] = (
    (0.0, Pose(RELAXED, (292, -196, 34), 14, -11, 8)),
    (0.30, Pose(_LIFTED, (246, -168, 56), 16, -6, 30)),
    (0.66, Pose(WIDE, (146, -112, 62), 12, 2, 62)),  # open beside the cup
    (1.0, Pose(GRASP, (116, -110, 60), 6, 2, 70)),  # around the cup
)
_FAR: Final[Way] = (
    (0.0, Pose(RELAXED, (372, -352, 30), 22, -12, 6)),
    (0.40, Pose(_LIFTED, (300, -262, 84), 22, -6, 26)),
    (0.75, Pose(WIDE, (158, -122, 64), 13, 2, 62)),
    (1.0, Pose(GRASP, (116, -110, 60), 6, 2, 70)),
)
_AROUND: Final = Shape(  # a mandarin in the palm
    alike(50, 56, 36), 2, ((0.50, 0.55, -0.67), (0.60, 0.20, -0.77), (0.62, -0.20, -0.76))
)
_CRADLE: Final = Shape(
    alike(20, 24, 16), 5, ((0.60, 0.76, -0.26), (0.72, 0.64, -0.26), (0.80, 0.52, -0.26))
)
_FLAT: Final = Shape(
    alike(6, 10, 6), 4, ((0.74, 0.62, -0.26), (0.86, 0.46, -0.22), (0.94, 0.28, -0.20))
)
_PALM: Final = (90.0, 1.0, -42.0)  # where a mandarin lies, from the wrist
BRIM: Final = (100.0, 8.0, 85.0)  # where the opened hand ends
BERRY: Final = (0.0, 0.0, 58.0)  # where the berry is picked
RIM: Final = (56.0, -26.0, 84.0)  # where the fingertips lie under the lid


def way(movement: Movement, look: Look) -> Way:
    """Return the way of a hand for a movement."""
    match movement:
        case "open":
            return _opening(look)
        case "wrist":
            return _lifting(look)
        case "pinch":
            return _pinching(look)
        case "reach":
            return _FAR
    return WAY


def palm(look: Look) -> Array:
    """Return where the mandarin lies in the hand that opens."""
    return place_at(_opening(look)[0][1], look, _PALM)


def fingertip(look: Look) -> Array:
    """Return where a mandarin rolls over the tip of the opened hand's middle finger."""
    tip: Array = joints(_opening(look)[-1][1], look)[2, 3]
    return tip


def _opening(look: Look) -> Way:
    """Return the way of a hand, palm up, whose fingers reach to the rim of the bowl."""
    pose = Pose(STRETCHED, (0, 0, 0), 36, 0, 152)
    wrist = _moved(joints(pose, look)[2, 3], BRIM)
    held = [replace(pose, shape=shape, wrist=wrist) for shape in (_AROUND, _CRADLE, STRETCHED)]
    return (0.0, held[0]), (0.5, held[1]), (1.0, held[2])


def _lifting(look: Look) -> Way:
    """Return the way from under a lid's rim to where the hand holds it up."""

    def held(pitch: float, forward: float) -> Pose:
        pose = Pose(_FLAT, (0, 0, 0), 10, 0, 6)
        flat = replace(pose, wrist=_moved(joints(pose, look)[2, 3], RIM))
        x, y, z = flat.wrist
        return replace(flat, wrist=(x, y + forward, z), pitch=pitch)

    return (0.0, held(0, 0)), (0.5, held(-15, 24)), (1.0, held(-30, 66))


def _pinching(look: Look) -> Way:
    def held(shape: Shape) -> Pose:
        pose = Pose(shape, (0, 0, 0), 14, 2, 48)
        return replace(pose, wrist=_moved(_meeting(pose, look), BERRY))

    closed = held(mix(APART, PINCHING, 0.7))
    x, y, z = closed.wrist
    return (0.0, replace(held(APART), wrist=(x + 36, y - 44, z + 4))), (1.0, closed)


def _meeting(pose: Pose, look: Look) -> Array:
    """Return the middle between the tips of thumb and index finger."""
    middle: Array = joints(pose, look)[:2, 3].mean(axis=0)
    return middle


def _moved(place: Array, goal: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = (float(part) for part in np.array(goal) - place)
    return x, y, z
