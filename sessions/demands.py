"""What a run asks of the patient: the levels of CLINICAL 2.5 that a trial can carry out.

An easy run asks the least on every ladder. It never pays more: the reward's threshold and the floor
that rest sets are the same as in any other run.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sessions.levels import LADDERS, Levels

APPLIED = ("hold", "assistance", "feedback")


class Demands(BaseModel):
    """What one run asks.

    Attributes
    ----------
    hold : float or None
        Seconds for which the evidence has to hold, where a movement is detected; None leaves it to
        the trial structure.
    assistance : bool
        Whether the movement is shown before the patient makes it.
    feedback : float
        Share of the trials in which the picture follows the evidence; the result is always shown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hold: Annotated[float, Field(gt=0)] | None = None
    assistance: bool = False
    feedback: Annotated[float, Field(gt=0, le=1)] = 1.0

    def follows(self, trial: int) -> bool:
        """Return whether the picture follows the evidence in a trial, numbered from 1.

        Such trials are spread evenly and not drawn, so that the same run shows the same.
        """
        return int(trial * self.feedback + 1e-9) > int((trial - 1) * self.feedback + 1e-9)


EASY = Demands.model_validate({name: LADDERS[name][0] for name in APPLIED})


def demands_of(levels: Levels) -> Demands:
    """Return what a patient's levels ask."""
    return Demands.model_validate({name: levels.value(name) for name in APPLIED})
