"""A programme of training: how many sessions, how often, and what each of them holds.

Programmes are data: TOML files that :mod:`sessions.program_files` finds and this module checks. The
version that a session was run with goes into its record, so that a programme may be edited.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sessions.rewarding import Rewarding
from station.language import N_
from station.mistakes import crooked

# The trial structures of CLINICAL 2.2; "screening" leaves the choice to the five-trial screening.
Paradigm = Literal["T1", "T2", "T3", "T4", "T5", "T6", "T7"]
Choice = Literal["T1", "T2", "T3", "T4", "T5", "T6", "T7", "screening"]
StepKind = Literal["questions", "resting", "priming", "runs", "closing", "practice"]

Whole = Annotated[int, Field(ge=1)]
Span = tuple[Whole, Whole]
Minutes = Annotated[float, Field(gt=0)]
_NAME = r"^[A-Z0-9]+(-[A-Z0-9]+)*$"

_BACKWARDS = N_("{path!r}: {name} runs backwards ({low:g} to {high:g}); turn it round.")
_STAGES = N_(
    "{path!r}: stages must begin with session 1 and follow one another; put them in order."
)
_BLOCKS = N_(
    "{path!r}: the stage from session {first} on has {runs} runs, but blocks are {low} to {high}; "
    "change one of them."
)
_MOMENT = N_(
    "{path!r}: the moment 'before' or 'end' belongs to the step questions, and only to it; correct "
    "the order."
)
_NO_RUNS = N_("{path!r}: the order needs the step runs exactly once; correct it.")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Table):
    """One text in both languages, because a clinic's own file cannot stand in the catalogue."""

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]

    def in_language(self, code: str) -> str:
        """Return the text in ``"zh"`` or ``"en"``."""
        return self.zh if code == "zh" else self.en


class Stage(_Table):
    """Which runs the sessions have from one session of the programme on.

    Attributes
    ----------
    from_session : int
        Number of the first session, from 1.
    runs : tuple of str
        Paradigm of each run; the first one is played easy.
    closing : str or None
        Paradigm of the short easy run at the end, which finishes on a success.
    """

    from_session: Whole
    runs: Annotated[tuple[Choice, ...], Field(min_length=1)]
    closing: Choice | None = None


class Step(_Table):
    """One step of a session's order (CLINICAL 2.4).

    Attributes
    ----------
    step : str
    when : {"always", "optional", "assessment"}
        "optional" steps are offered; "assessment" ones are for assessment days.
    moment : {"before", "end"} or None
        For questions: which of the times of asking this is.
    """

    step: StepKind
    when: Literal["always", "optional", "assessment"] = "always"
    moment: Literal["before", "end"] | None = None

    @model_validator(mode="after")
    def _questions_have_a_moment(self) -> Self:
        if (self.step == "questions") != (self.moment is not None):
            raise crooked(_MOMENT)
        return self


class Breaks(_Table):
    """How a session rests and when it has been enough (CLINICAL 2.4).

    Attributes
    ----------
    seconds : tuple of int
        Break after a run; the countdown begins with the longer.
    shortest : int
        Seconds that not even an impatient therapist can skip.
    long_seconds : tuple of int
        Long break, due after ``long_after`` active minutes.
    resting_seconds : tuple of int or None
        Of each scene of resting EEG, on an ordinary and an assessment day, instead of T8's own.
    priming_minutes, closing_trials : int
    hard_minutes : int
        From so many active minutes on the therapist is warned.
    """

    seconds: Span = (60, 120)
    shortest: Whole = 30
    long_seconds: Span = (180, 300)
    long_after: Whole = 20
    resting_seconds: Span | None = None
    priming_minutes: Whole = 2
    closing_trials: Annotated[int, Field(ge=4, multiple_of=4)] = 8
    hard_minutes: Whole = 40


class Program(_Table):
    """A programme of training.

    Attributes
    ----------
    version : int
        Counted up whenever the file changes what a session does.
    name : str
        The file's name.
    audience, summary : Text
        For whom, and what is done.
    sessions, per_week : tuple of int or None
        Fewest and most; None leaves them free.
    slot_minutes : int or None
        Appointment with putting on the cap.
    blocks : tuple of int
        Fewest and most active runs, the closing one not counted.
    block_minutes : tuple of float
    paradigm : str
        The default one; "screening" asks the five-trial screening.
    games : tuple of str
        Suggested ones, the first by default. A name that this version does not have is passed over.
    stages : tuple of Stage
    order : tuple of Step
    breaks : Breaks
    reward : Rewarding
        The only place where a clinic may make rewards easier, and by how much.
    """

    schema_version: Literal[1]
    version: Whole
    name: Annotated[str, Field(pattern=_NAME)]
    audience: Text
    summary: Text
    sessions: Span | None = None
    per_week: Span | None = None
    slot_minutes: Whole | None = None
    blocks: Span
    block_minutes: tuple[Minutes, Minutes]
    paradigm: Choice
    games: Annotated[tuple[str, ...], Field(min_length=1)]
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    order: Annotated[tuple[Step, ...], Field(min_length=1)]
    breaks: Breaks = Breaks()
    reward: Rewarding = Rewarding()

    @model_validator(mode="after")
    def _everything_fits_together(self) -> Self:
        spans = {name: getattr(self, name) for name in ("sessions", "per_week", "blocks")}
        for name, span in {**spans, "block_minutes": self.block_minutes}.items():
            if span is not None and span[0] > span[1]:
                raise crooked(_BACKWARDS, name=name, low=span[0], high=span[1])
        starts = [stage.from_session for stage in self.stages]
        if starts[0] != 1 or sorted(set(starts)) != starts:
            raise crooked(_STAGES)
        for stage in self.stages:
            if not self.blocks[0] <= len(stage.runs) <= self.blocks[1]:
                values = {"first": stage.from_session, "runs": len(stage.runs)}
                raise crooked(_BLOCKS, low=self.blocks[0], high=self.blocks[1], **values)
        if [step.step for step in self.order].count("runs") != 1:
            raise crooked(_NO_RUNS)
        return self

    def stage(self, session: int) -> Stage:
        """Return the stage that the session of this number (from 1) belongs to."""
        return [stage for stage in self.stages if stage.from_session <= session][-1]

    def steps(self, *, is_assessment: bool, with_optional: bool = True) -> tuple[Step, ...]:
        """Return the order of a session on an ordinary or an assessment day."""
        kept = {"always"} | ({"optional"} if with_optional else set())
        kept |= {"assessment"} if is_assessment else set()
        return tuple(step for step in self.order if step.when in kept)

    def trials(self, trial_seconds: float) -> int:
        """Return how many trials of a length fill a block: the nearest multiple of four, at least 4.

        Parameters
        ----------
        trial_seconds : float
            Mean length of one trial, its pauses included.
        """
        seconds = 60 * sum(self.block_minutes) / 2
        return max(4, 4 * round(seconds / trial_seconds / 4))
