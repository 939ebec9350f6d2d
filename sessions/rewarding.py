"""How generously a session rewards, by explicit choice (CLINICAL 2.6)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Rewarding(BaseModel):
    """What the reward's threshold aims at, and what rest allows.

    Attributes
    ----------
    goal : float
        Share of movement trials that shall be rewarded, where the floor allows it.
    percentile : float
        Of the score over scored rest: the floor of the threshold.
    bias_percent : float
        Points by which the floor is lowered for encouragement. It is paid for with as many points
        of rewards at rest, and the report says so.
    withhold_overt : bool
        Whether a movement that was only to be imagined is never rewarded when muscles show it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    goal: Annotated[float, Field(ge=0.7, le=0.8)] = 0.75
    percentile: Annotated[float, Field(ge=75, le=95)] = 85.0
    bias_percent: Annotated[float, Field(ge=0, le=15)] = 0.0
    withhold_overt: bool = False

    @property
    def floor(self) -> float:
        """Percentile that the floor really is, the bias taken off."""
        return self.percentile - self.bias_percent
