"""What the patient is asked to do, and the two classes that it is decoded into."""

from enum import StrEnum
from typing import Literal

Side = Literal["left", "right"]
SourceKind = Literal["live", "recorded", "simulated"]

REST = "rest"
LEFT_HAND = "left_hand"
RIGHT_HAND = "right_hand"
LABELS = (REST, LEFT_HAND, RIGHT_HAND)


class Task(StrEnum):
    """The two tasks; the value is the name that people configure."""

    HAND_VS_REST = "hand-vs-rest"
    LEFT_VS_RIGHT = "left-vs-right"


def hand(side: Side) -> str:
    """Return the label of a hand: ``"left_hand"`` or ``"right_hand"``."""
    return LEFT_HAND if side == "left" else RIGHT_HAND


def opposite(side: Side) -> Side:
    """Return the other side."""
    return "right" if side == "left" else "left"


def classes(task: Task, side: Side) -> tuple[str, str]:
    """Return the (negative, positive) class; evidence is log-odds of the second.

    ``("rest", "<side>_hand")`` or ``("left_hand", "right_hand")``.
    """
    if task is Task.HAND_VS_REST:
        return REST, hand(side)
    return LEFT_HAND, RIGHT_HAND
