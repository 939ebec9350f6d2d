"""What a session consists of: its runs, and how long each phase of a trial lasts."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from decoding.progress import MOST
from sessions.course import Item
from sessions.demands import Demands
from sessions.errors import SessionError
from sessions.paradigm import Paradigm
from sessions.rewarding import Rewarding
from station.language import N_

Seconds = Annotated[float, Field(gt=0)]


class Timing(BaseModel):
    """How long each phase of a trial lasts, in seconds.

    Scored rest lasts exactly as long as scored imagery, or the rate of false positives at rest
    could not be compared with the rate of hits (CLINICAL 2.2, T4).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    relax: tuple[Seconds, Seconds] = (1.5, 2.5)  # drawn evenly: nothing to anticipate
    ready: Seconds = 2.0  # Graz timing: the cue comes two seconds after the cross
    imagery: Seconds = 4.0
    feedback: Seconds = 2.5

    @model_validator(mode="after")
    def _the_range_is_in_order(self) -> Self:
        if self.relax[0] > self.relax[1]:
            raise ValueError(f"relax ({self.relax[0]:g} to {self.relax[1]:g} s) runs backwards")
        return self

    @property
    def trial_seconds(self) -> float:
        """Mean length of one trial."""
        return sum(self.relax) / 2 + self.ready + self.imagery + self.feedback


class Plan(BaseModel):
    """The runs of one session.

    Attributes
    ----------
    calibration_trials : int
        Trials of the calibration run, both classes together; a multiple of 4.
    calibration_most : int
        What it may grow to, in blocks, while more can decide something.
    runs : int
        Runs with feedback; none makes a session of calibration only.
    trials : int
        Trials of each of them: a multiple of 4 where we draw the cues, what the recording holds
        where it tells them.
    rest : float
        Break between runs.
    course : tuple of Item
        What a programme's session holds, in order; empty without a programme. It then takes the
        place of ``runs``, ``trials`` and ``rest``.
    paradigm : str
        Trial structure of the runs without a course; empty for plain trials of ``timing``.
    paradigms : tuple of Paradigm
        Those that are named, as they were on that day.
    demands : Demands
        What runs ask that are not easy ones.
    rewarding : Rewarding
    hard_minutes : float
        Minutes in runs from which on the therapist is warned.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # 30 to 40 trials are the knee of the calibration curve on real OpenBCI recordings;
    # under 20 is chance (DECODING).
    calibration_trials: Annotated[int, Field(ge=20, multiple_of=4)] = 40
    calibration_most: Annotated[int, Field(ge=20)] = MOST
    runs: Annotated[int, Field(ge=0)] = 2
    trials: Annotated[int, Field(ge=1)] = 20
    rest: Seconds = 60.0
    timing: Timing = Timing()
    course: tuple[Item, ...] = ()
    paradigm: str = ""
    paradigms: tuple[Paradigm, ...] = ()
    demands: Demands = Demands()
    rewarding: Rewarding = Rewarding()
    hard_minutes: Annotated[float, Field(gt=0)] = 40.0  # CLINICAL 2.4

    def structure(self, name: str) -> Paradigm | None:
        """Return the trial structure of a name; None for plain trials of ``timing``."""
        return next((one for one in self.paradigms if one.name == name), None)


def check_balance(trials: int) -> None:
    """Refuse a number of trials that blocks of four cannot balance.

    Raises
    ------
    SessionError
    """
    if trials % 4:
        raise SessionError(
            N_("{trials} trials cannot be balanced in blocks of four; take {fewer} or {more}."),
            trials=trials,
            fewer=max(4, trials - trials % 4),
            more=trials + 4 - trials % 4,
        )
