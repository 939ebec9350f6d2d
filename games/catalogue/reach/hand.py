"""The ways of the hand to the cup: from beside it, or from the rim of the table."""

from typing import Final

from games.hands.pose import GRASP, RELAXED, WIDE, Pose, Shape, Way, alike
from games.movements import Movement

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


def way(movement: Movement) -> Way:
    """Return the way of the hand for a movement."""
    return _FAR if movement == "reach" else WAY
