"""What the decoder says about the patient, in the words that games understand."""

from dataclasses import dataclass
from enum import IntFlag


class DecisionFlag(IntFlag):
    """What is known about one decision; 0 is a clean window inside a scored phase."""

    IDLE = 1  # no scored phase: the evidence is at rest
    INVALID = 2  # the window touches lost, held or restarted rows
    ARTEFACT = 4  # the window is contaminated
    UNSURE = 8  # the evidence lies inside the "unsure" zone


@dataclass(frozen=True)
class Intention:
    """One decision.

    Attributes
    ----------
    row : int
        Last row of the window that it was made from.
    probability : float
        Probability of the positive class in this window alone.
    evidence : float
        Log-odds of the positive class, accumulated since the scored phase began.
    flags : DecisionFlag
    """

    row: int
    probability: float
    evidence: float
    flags: DecisionFlag

    @property
    def is_unsure(self) -> bool:
        """Whether the evidence speaks for neither class."""
        return bool(self.flags & DecisionFlag.UNSURE)

    @property
    def is_neutral(self) -> bool:
        """Whether the patient's screen must hold still: nothing can be said right now."""
        return bool(self.flags & (DecisionFlag.IDLE | DecisionFlag.INVALID | DecisionFlag.ARTEFACT))
