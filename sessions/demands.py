"""What a run asks of the patient: the levels of CLINICAL 2.5.

An easy run asks the least on every ladder, of the same movement: another one would not be easier for a
decoder that learned this one. It never pays more: the reward's threshold and the floor
that rest sets are the same as in any other run.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from games.accessibility import Accessibility
from games.movements import LADDER, Movement, has_hands, shown_by
from sessions.levels import LADDERS, Levels

# Between two trials with a butterfly that is to be counted there may lie any number: the multiples of
# the golden ratio are spread evenly and follow no beat.
_COUNTED, _GOLDEN = 0.6, 0.618034
# As long as it takes to see a movement and go along with it.
GHOST, GHOST_SECONDS = "ghost", 2.4


class Demands(BaseModel):
    """What one run asks.

    Attributes
    ----------
    hold : float or None
        Seconds for which the evidence has to hold, where a movement is detected; None leaves it to
        the trial structure.
    windows : int
        Windows of evidence, an eighth of one apart, that have to be in before anything counts.
    assistance : bool
        Whether the movement is shown before the patient makes it.
    feedback : float
        Share of the trials in which the picture follows the evidence; the result is always shown.
    support : {"ghost", "cue"}
        Whether a faint hand makes the movement along with the patient at the start of imagery, before
        anything is scored.
    distractors : {"none", "distractor", "dual goal"}
        Whether a butterfly flies by in every scored phase, or in some, which are to be counted.
    movement : str
        What the hand is asked to do; "" leaves it to the game.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hold: Annotated[float, Field(gt=0)] | None = None
    windows: Annotated[int, Field(ge=1)] = 1
    assistance: bool = False
    feedback: Annotated[float, Field(gt=0, le=1)] = 1.0
    support: Literal["ghost", "cue"] = "cue"
    distractors: Literal["none", "distractor", "dual goal"] = "none"
    movement: Movement | Literal[""] = ""

    @property
    def lead(self) -> float:
        """Seconds of imagery in which the movement is shown and nothing is scored."""
        return GHOST_SECONDS if self.support == GHOST else 0.0

    def follows(self, trial: int) -> bool:
        """Return whether the picture follows the evidence in a trial, numbered from 1.

        Such trials are spread evenly and not drawn, so that the same run shows the same.
        """
        return int(trial * self.feedback + 1e-9) > int((trial - 1) * self.feedback + 1e-9)

    def distracts(self, asked: int) -> bool:
        """Return whether a butterfly flies by in the trial that is asked as this one, from 1."""
        if self.distractors == "dual goal":
            return asked * _GOLDEN % 1 < _COUNTED
        return self.distractors == "distractor"


EASY = Demands.model_validate({name: LADDERS[name][0] for name in LADDERS})


def demands_of(levels: Levels, game: str, access: Accessibility = Accessibility()) -> Demands:  # noqa: B008 - frozen
    """Return what a patient's levels ask in a game.

    It is no butterfly where the patient's screen shows none, and no movement and no faint hand that the
    game does not show.
    """
    asked = {name: levels.value(name) for name in LADDERS}
    asked["movement"] = shown_by(game, LADDER[levels.steps["movement"]])
    without = {"distractors": "none"} if access.is_quiet else {}
    without |= {} if has_hands(game) else {"support": "cue"}
    return Demands.model_validate(asked | without)
