"""Trial structures as data (CLINICAL 2.2): the phases of a trial, their lengths, and what is scored.

The shipped ones lie in :mod:`sessions.paradigms`. Where a hand is told apart from rest, rest is a
scored class of exactly the length that a movement has at the most, judged by the identical rule: a
longer movement phase alone would raise the hits of a patient without any signal.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from decoding.windows import ScoredRows
from sessions.program import Text

_SHIPPED = "sessions.paradigms"
_Duration = Annotated[float, Field(ge=0)]
_Range = tuple[_Duration, _Duration]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phases(_Table):
    """Seconds of each phase of one trial.

    Attributes
    ----------
    relax, ready : tuple of float
        Nothing is asked, and the trial is announced; each drawn evenly between two lengths.
    scored : float
        From the cue on; at the most, where a detection ends it.
    feedback : float
        0 where the next phase follows at once.
    """

    relax: _Range
    ready: _Range
    scored: Annotated[float, Field(gt=0)]
    feedback: _Duration

    @model_validator(mode="after")
    def _ranges_are_in_order(self) -> Self:
        for name in ("relax", "ready"):
            low, high = getattr(self, name)
            if low > high:
                raise ValueError(f"{name} ({low:g} to {high:g} s) runs backwards")
        return self

    @property
    def seconds(self) -> float:
        """Mean length, a scored phase that may end early taken as whole."""
        return (sum(self.relax) + sum(self.ready)) / 2 + self.scored + self.feedback


class Score(_Table):
    """What a scored phase is judged by.

    Attributes
    ----------
    statistic : {"end", "peak"}
        The evidence at the end of the phase, or the most that it held for a dwell.
    earliest : float
        Of a peak: seconds after the cue before which nothing counts.
    dwell : float
        Of a peak: seconds for which the evidence has to hold.
    ends_early : bool
        Whether a movement ends as soon as its peak reaches the threshold.
    memory : float
        Of self-paced play: seconds of EEG that count at once; 0 for all since the cue.
    refractory : float
        Of self-paced play: seconds from a detection to the next phase of the window.
    windows : int
        Windows of evidence, an eighth of one apart, that have to be in before anything counts.
    """

    statistic: Literal["end", "peak"] = "end"
    earliest: _Duration = 0.0
    dwell: _Duration = 0.0
    ends_early: bool = False
    memory: _Duration = 0.0
    refractory: _Duration = 0.0
    windows: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="after")
    def _only_a_peak_has_a_time(self) -> Self:
        if self.statistic == "end" and (self.earliest or self.dwell or self.ends_early):
            raise ValueError('earliest, dwell and ends_early belong to the statistic "peak"')
        if bool(self.memory) != bool(self.refractory) or (self.memory and not self.ends_early):
            raise ValueError(
                "memory and refractory belong together, and to phases that end with a detection"
            )
        return self

    def rows(self, first: int, end: int, rate: float) -> ScoredRows:
        """Return the rows of a phase, and what counts of them, at a rate in Hz."""
        return ScoredRows(first, end, round(self.memory * rate), self.windows)

    @property
    def is_self_paced(self) -> bool:
        """Whether a window goes on behind a detection."""
        return self.refractory > 0


class Paradigm(_Table):
    """A trial structure.

    Attributes
    ----------
    version : int
        Counted up whenever the file changes what a trial does.
    name : str
    order : {"balanced", "pairs", "self-paced"}
        Two of each class in every block of four, or a rest and a movement in turns; as windows, of
        which one more rest comes first and sets the threshold.
    title, purpose : Text
    movement : Phases
    rest : Phases or None
        None where rest, if it is a class at all, has the phases of a movement.
    score : Score
    is_prompted : bool
        Whether the movement is always shown before it is asked for, whatever the patient's level.
    """

    schema_version: Literal[1]
    version: Annotated[int, Field(ge=1)]
    name: Annotated[str, Field(pattern=r"^T[1-9][0-9]*$")]
    order: Literal["balanced", "pairs", "self-paced"] = "balanced"
    title: Text
    purpose: Text
    movement: Phases
    rest: Phases | None = None
    score: Score = Score()
    is_prompted: bool = False

    @model_validator(mode="after")
    def _rest_is_scored_as_long_as_movement(self) -> Self:
        rest = self.of_rest.scored
        if rest != self.movement.scored:
            raise ValueError(
                f"rest is scored for {rest:g} s and movement for {self.movement.scored:g} s; "
                "their lengths must be equal"
            )
        return self

    @model_validator(mode="after")
    def _windows_have_their_rule(self) -> Self:
        if (self.order == "self-paced") != self.score.is_self_paced:
            raise ValueError("the order self-paced needs a score with memory and refractory")
        return self

    @property
    def of_rest(self) -> Phases:
        """Phases of a rest trial."""
        return self.rest or self.movement

    @property
    def trial_seconds(self) -> float:
        """Mean length of one trial; a pair is two."""
        return (self.movement.seconds + self.of_rest.seconds) / 2

    def run_seconds(self, trials: int) -> float:
        """Return how long a run of so many trials lasts; self-paced play has a rest before them."""
        before = self.of_rest.seconds if self.score.is_self_paced else 0.0
        return trials * self.trial_seconds + before


class Scene(_Table):
    """One scene of resting EEG, and its seconds on an ordinary and on an assessment day."""

    show: Literal["eyes_open", "eyes_closed"]
    seconds: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]


class Resting(_Table):
    """Resting EEG: scenes in their order, in which nothing is asked."""

    schema_version: Literal[1]
    version: Annotated[int, Field(ge=1)]
    name: Literal["T8"]
    order: Literal["scenes"]
    title: Text
    purpose: Text
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1)]


@cache
def shipped() -> dict[str, Paradigm]:
    """Return the shipped trial structures by name."""
    read = (Paradigm.model_validate(told) for told in _files() if told.get("order") != "scenes")
    return {one.name: one for one in sorted(read, key=lambda one: one.name)}


@cache
def resting() -> Resting:
    """Return the shipped resting EEG."""
    (told,) = (told for told in _files() if told.get("order") == "scenes")
    return Resting.model_validate(told)


def _files() -> Iterator[dict[str, Any]]:
    for path in files(_SHIPPED).iterdir():
        if path.name.endswith(".toml"):
            yield tomllib.loads(path.read_text(encoding="utf-8"))
