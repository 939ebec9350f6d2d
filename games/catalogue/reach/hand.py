"""The way of the hand: from resting on the table to holding the cup."""

from typing import Final

from games.hands.pose import GRASP, RELAXED, WIDE, Pose, Shape, Way, alike

_LIFTED: Final = Shape(
    alike(14, 20, 12), 6, ((0.66, 0.68, -0.32), (0.82, 0.50, -0.28), (0.92, 0.3, -0.25))
)
WAY: Final[Way] = (
    (0.0, Pose(RELAXED, (292, -196, 34), 14, -11, 8)),
    (0.30, Pose(_LIFTED, (246, -168, 56), 16, -6, 30)),
    (0.66, Pose(WIDE, (146, -112, 62), 12, 2, 62)),  # open beside the cup
    (1.0, Pose(GRASP, (116, -110, 60), 6, 2, 70)),  # around the cup
)
