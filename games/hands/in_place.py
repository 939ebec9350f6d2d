"""What a hand can do where it lies: open, lift at the wrist, pinch; ways for any game.

Each way keeps the forearm where it is, so that the movement itself is what there is to see. Opening
begins from a loosely closed hand; a hand that lies flat lifts at the wrist and lets its fingers curl,
as tendons do; and in a pinch the other fingers stay out of the way.
"""

from typing import Final

from games.hands.pose import HALF, RELAXED, Pose, Shape, Way, alike
from games.movements import Movement

_LOOSE: Final = Shape(
    alike(58, 76, 44), 2, ((0.66, 0.50, -0.56), (0.80, 0.22, -0.56), (0.86, -0.22, -0.46))
)
STRETCHED: Final = Shape(
    alike(-4, 2, 1), 10, ((0.55, 0.83, -0.10), (0.66, 0.75, -0.04), (0.72, 0.69, -0.02))
)
_LYING: Final = Shape(
    alike(10, 18, 12), 4, ((0.74, 0.62, -0.26), (0.86, 0.46, -0.22), (0.94, 0.28, -0.20))
)
_CURLED: Final = Shape(
    alike(16, 24, 16), 3, ((0.72, 0.60, -0.34), (0.84, 0.42, -0.34), (0.92, 0.20, -0.32))
)
APART: Final = Shape(
    alike(10, 18, 12), 5, ((0.55, 0.72, -0.36), (0.70, 0.62, -0.34), (0.78, 0.52, -0.32))
)
PINCHING: Final = Shape(
    ((46, 40, 24), (30, 36, 22), (22, 30, 18), (16, 26, 16)),
    5,
    ((0.62, 0.42, -0.66), (0.80, 0.18, -0.58), (0.88, 0.02, -0.48)),
)


def in_place(movement: Movement, x: float, y: float) -> Way:
    """Return the way of a movement made with the wrist at a place, in logical pixels.

    Parameters
    ----------
    movement : {"open", "wrist", "pinch"}
    x, y : float
        Right, and away from the viewer, from the foot of the scene.
    """
    match movement:
        case "open":
            return (
                (0.0, Pose(_LOOSE, (x - 14, y + 14, 56), 14, 2, 34)),
                (0.5, Pose(HALF, (x - 8, y + 8, 50), 13, -3, 30)),
                (1.0, Pose(STRETCHED, (x, y, 44), 12, -8, 20)),
            )
        case "wrist":
            return (
                (0.0, Pose(_LYING, (x, y, 44), 12, 3, 6)),
                (0.5, Pose(RELAXED, (x, y, 46), 12, -17, 7)),
                (1.0, Pose(_CURLED, (x, y, 48), 12, -38, 8)),
            )
        case "pinch":
            return (
                (0.0, Pose(APART, (x - 4, y + 4, 48), 14, -2, 40)),
                (1.0, Pose(PINCHING, (x - 4, y + 4, 56), 14, 2, 48)),
            )
    raise ValueError(f"{movement} needs a place to go to")
