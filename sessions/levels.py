"""Where a patient stands on every ladder of difficulty, and all that ever changed there.

The ladders are those of CLINICAL 2.5 that a run can carry out. The file
``patients/P-7Q2K/levels.json`` keeps every change with its reason, so that nobody needs to guess why
training became harder.
"""

from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from games.movements import LADDER, NAMES
from sessions.errors import SessionError
from sessions.patient import patient_folder
from station.language import N_
from station.mistakes import damage

FILE = "levels.json"

Step = float | bool | str
_GONE = ("evidence", "cue", "task")  # ladders of earlier versions, which changed nothing
# Ladders that files of earlier versions lack, at the step that was trained then.
_LATER = {"windows": 0, "movement": 0, "support": 1}

LADDERS: dict[str, tuple[Step, ...]] = {
    "hold": (0.5, 1.0, 2.0, 3.0),  # seconds above the threshold
    "windows": (2, 4, 6),  # of evidence, before anything counts
    "assistance": (True, False),  # the ghost hand
    "feedback": (1.0, 0.7, 0.5),  # share of trials with feedback
    "support": ("ghost", "cue"),  # a faint hand goes along at first; the cue alone
    "distractors": ("none", "distractor", "dual goal"),
    "movement": LADDER,
}
VARIABLE_NAMES = {
    "hold": N_("hold time"),
    "windows": N_("evidence needed"),
    "assistance": N_("assistance"),
    "feedback": N_("feedback frequency"),
    "support": N_("cue support"),
    "distractors": N_("distractors"),
    "movement": N_("movement"),
}

STEP_NAMES: dict[str, str] = {
    "ghost": N_("a faint hand goes along at first"),
    "cue": N_("the cue alone"),
    "none": N_("none"),
    "distractor": N_("a butterfly flies by"),
    "dual goal": N_("butterflies are counted as well"),
    **NAMES,
}

By = Literal["rule", "therapist"]


class Score(BaseModel):
    """What one run came to, as far as levels go.

    Attributes
    ----------
    session : str
    run : int
    correct, trials : int
        Forced choices at the fixed criterion, never the reward rate, which the staircase holds.
    balanced_accuracy : float
        Of the same choices.
    alarms, rests : int
        Scored rest episodes that would have been rewarded, and all of them.
    rest_seconds : float
        Length of one rest episode.
    fatigue, frustration : int or None
        Newest ratings, 0 to 10; None if unknown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: str
    run: int
    correct: int = Field(ge=0)
    trials: int = Field(ge=1)
    balanced_accuracy: float = Field(ge=0, le=1)
    alarms: int = Field(ge=0)
    rests: int = Field(ge=0)
    rest_seconds: float = Field(gt=0)
    fatigue: int | None = Field(default=None, ge=0, le=10)
    frustration: int | None = Field(default=None, ge=0, le=10)

    @property
    def alarms_per_minute(self) -> float:
        """False positives per minute of scored rest; without rest, infinitely many."""
        minutes = self.rests * self.rest_seconds / 60
        return self.alarms / minutes if minutes else float("inf")


class Change(BaseModel):
    """One change of a level, or of a lock.

    Attributes
    ----------
    when : datetime
        Aware.
    variable : str
    before, after : int
        Steps on the variable's ladder; equal where only the lock changed.
    locked : bool
        Whether the variable is locked from now on.
    by : {"rule", "therapist"}
    reason : str
        Marked for translation, with named fields; a therapist's own words are a field.
    values : dict
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: datetime
    variable: str
    before: int
    after: int
    locked: bool
    by: By
    reason: str
    values: dict[str, str | int | float] = {}


class Levels(BaseModel):
    """Where a patient stands on every ladder.

    Attributes
    ----------
    steps : dict
        Step on each ladder, from 0.
    changes : tuple of Change
        All that ever were, oldest first.
    scores : tuple of Score
        Runs since the last change of a level: only they say something about this level.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    steps: dict[str, int] = dict.fromkeys(LADDERS, 0)
    changes: tuple[Change, ...] = ()
    scores: tuple[Score, ...] = ()

    @field_validator("steps", mode="before")
    @classmethod
    def _earlier_versions_had_others(cls, steps: object) -> object:
        if not isinstance(steps, dict):
            return steps
        kept = {name: step for name, step in steps.items() if name not in _GONE}
        return _LATER | kept

    @model_validator(mode="after")
    def _steps_lie_on_their_ladders(self) -> Self:
        if set(self.steps) != set(LADDERS):
            raise ValueError(f"steps must be those of {', '.join(LADDERS)}")
        for variable, step in self.steps.items():
            if not 0 <= step < len(LADDERS[variable]):
                raise ValueError(f"{variable} has no step {step}")
        return self

    def value(self, variable: str) -> Step:
        """Return what a variable is set to: seconds, windows, a share, a name."""
        return LADDERS[variable][self.steps[variable]]

    @property
    def locked(self) -> frozenset[str]:
        """The variables that rules leave alone."""
        newest = {change.variable: change.locked for change in self.changes}
        return frozenset(variable for variable, is_locked in newest.items() if is_locked)


def read_levels(home: Path, pseudonym: str) -> Levels:
    """Read a patient's levels; those of a beginner where there are none yet.

    Raises
    ------
    SessionError
        If ``pseudonym`` is none, or the file is damaged: it is never silently begun anew.
    """
    path = patient_folder(home, pseudonym) / FILE
    try:
        return Levels.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Levels()
    except ValidationError as error:
        sentence, values = damage(path, error)
        raise SessionError(sentence, **values) from error


def write_levels(home: Path, pseudonym: str, levels: Levels) -> Path:
    """Write a patient's levels in one step: a reader sees the old file or the new one."""
    path = patient_folder(home, pseudonym) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{FILE}.new")
    draft.write_text(levels.model_dump_json(indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
    return path
