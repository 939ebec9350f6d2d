"""The trial engine: what is asked when, on sample time.

The engine knows rows, not clocks: it advances with the samples it is given, so that the same rows
give the same session however fast they come. Where cues come from is the cue source's business
(:mod:`games.cues`): scheduled ones are drawn by us, recorded ones follow a recording. What the
patient's brain said during a trial is judged by a function that the engine is given; what it looks
like is the game's.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

from games.cues import CueSource, TrialRows
from games.game import Phase
from station.task import REST


@dataclass(frozen=True)
class Outcome:
    """What came of one trial.

    Attributes
    ----------
    choice : str
        Class label that the evidence at the end of the imagery speaks for: a forced choice.
    evidence : float
        Accumulated log-odds of the second class.
    probability : float
        The same as a probability.
    unsure : bool
        Whether the evidence lies inside the "unsure" zone.
    rewarded : bool
    threshold : float
        Evidence that a reward needed.
    score : float
        What is held against the threshold: the evidence, or the most that it held for a while.
    windows : int
        Clean windows behind the evidence.
    valid : bool
        False if the signal allowed no judgement: the trial is repeated.
    overt : bool
        Whether a hand moved whose movement was only to be imagined, as far as its muscles tell.
    """

    choice: str
    evidence: float
    probability: float
    unsure: bool
    rewarded: bool
    threshold: float
    score: float
    windows: int
    valid: bool
    overt: bool = False


@dataclass(frozen=True)
class Happening:
    """Something the engine did: an event before it is numbered and stamped."""

    type: str
    label: str
    row: int
    details: dict[str, object]


Judge = Callable[[TrialRows], Outcome | None]

# CLINICAL 3.6: a trial without a usable signal is repeated at the end, at most six times a run.
MAX_REPEATS = 6


class TrialEngine:
    """Walk through the trials of one run, row by row.

    Parameters
    ----------
    source : CueSource
        Where the trials come from.
    kind : {"calibration", "play"}
    run : int
        Number of the run in the session, from 1.
    judge : callable
        Takes the trial whose imagery has just ended and returns its :class:`Outcome`; None in a
        calibration, where there is nothing to judge by.
    is_broken : callable, optional
        Says of a trial that nobody judges whether its samples were lost: it is asked again.
    good_end : int, optional
        The run is over with the first reward from this trial on; by default every trial is asked.
    movement : str
        What the hand is asked to do, told with each cue of a movement; "" if nobody knows.
    """

    def __init__(
        self,
        source: CueSource,
        *,
        kind: str,
        run: int,
        judge: Judge,
        is_broken: Callable[[TrialRows], bool] = lambda trial: False,
        good_end: int | None = None,
        movement: str = "",
    ) -> None:
        self._source = source
        self._is_broken = is_broken
        self._kind = kind
        self.run = run
        self._judge = judge
        self._good_end = good_end
        self._movement = movement
        self._trial: TrialRows | None = None
        self._phases: list[tuple[Phase, int]] = []
        self._repeats = 0
        self.is_held = False
        self.number = self._asked = 0
        self.phase = Phase.RELAX
        self.phase_row = 0
        self.outcome: Outcome | None = None

    @property
    def trial(self) -> TrialRows | None:
        """The trial under way."""
        return self._trial

    @property
    def asked(self) -> int:
        """How much of the run was asked: trials, or windows of self-paced play."""
        return self._asked

    def is_over(self, row: int) -> bool:
        """Whether every trial is done, or can no longer be, once ``row`` has been seen."""
        if self.is_held:
            return self._source.has_ended(row)
        return self._trial is None and (self._source.is_over(row) or self.has_ended_well)

    @property
    def has_ended_well(self) -> bool:
        """Whether the last trial was a success with which the run may end."""
        if self._good_end is None or self.outcome is None or self._trial is not None:
            return False
        return self.number >= self._good_end and self.outcome.rewarded

    def advance(self, row: int) -> list[Happening]:
        """Return what happens up to and including ``row``, in order."""
        return [] if self.is_held else list(self._advance(row))

    def hold(self, row: int, scene: Phase = Phase.PAUSED) -> list[Happening]:
        """Stop where we are, or show another scene meanwhile; an unjudged trial is asked again."""
        happened = [] if self.is_held else self.skip(row, again=True)
        self.is_held = True
        self._enter(scene, row)
        return happened

    def release(self, row: int) -> None:
        """Go on after :meth:`hold`."""
        self.is_held = False
        self._enter(Phase.RELAX, row)
        self._source.restart(row)

    def skip(self, row: int, *, again: bool = False) -> list[Happening]:
        """Leave the trial under way, to be asked again or not at all."""
        trial, self._trial, self._phases = self._trial, None, []
        if trial is None:
            return []
        left = self.phase
        self._enter(Phase.RELAX, row)
        self._source.restart(row)
        if again and left is not Phase.FEEDBACK:
            self._source.repeat(trial, first=True)
        elif not again:
            self._source.leave(trial)
        # Between trials nothing is lost, unless the other half of a pair was asked already.
        is_told = left is Phase.IMAGERY or (trial.pair and left is not Phase.FEEDBACK)
        place = {"pair": trial.pair} if trial.pair else {}
        return [self._happening("skip", trial.label, row, **place)] if is_told else []

    def detect(self, row: int) -> None:
        """End the imagery with the decision at ``row``: it was detected, and is judged next."""
        assert self._trial is not None
        end = row + 1
        feedback_end = self._trial.feedback_end - self._trial.end + end
        self._trial = replace(self._trial, end=end, feedback_end=feedback_end)
        self._phases = [(Phase.FEEDBACK, end)]
        self._source.restart(feedback_end)

    def _advance(self, row: int) -> Iterator[Happening]:
        while True:
            if self._trial is None and not self._begin(row):
                return
            while self._phases and self._phases[0][1] <= row:
                yield from self._start(*self._phases.pop(0))
            trial = self._trial
            if trial is None or self._phases or not self._is_done(trial, row):
                return
            self._trial = None
            self._enter(Phase.RELAX, min(trial.feedback_end, row))

    def _begin(self, row: int) -> bool:
        trial = None if self.has_ended_well else self._source.next(row)
        if trial is None:
            return False
        self._trial, self.outcome = trial, None
        self.number += 1
        self._asked = trial.window or self.number
        steps = [(Phase.RELAX, trial.relax), (Phase.READY, trial.ready)]
        steps += [(Phase.IMAGERY, trial.cue), (Phase.FEEDBACK, trial.end)]
        ends = [*(start for _, start in steps[1:]), -1]  # the judgement takes no time of its own
        self._phases = [
            (phase, start)
            for (phase, start), end in zip(steps, ends, strict=True)
            if start >= 0 and start != end
        ]
        return True

    def _start(self, phase: Phase, row: int) -> Iterator[Happening]:
        trial = self._trial
        assert trial is not None
        self._enter(phase, row)
        if phase is Phase.FEEDBACK:
            self.outcome = self._judge(trial)
            if self.outcome is not None:
                values = asdict(self.outcome)
                yield self._happening("result", trial.label, row, **values)
            is_lost = self._is_broken(trial) if self.outcome is None else not self.outcome.valid
            if is_lost:
                self._repeat(trial)
            if trial.feedback_end == row:
                return
        yield self._happening("phase", phase.value, row)
        if phase is Phase.IMAGERY:
            movement = self._movement if trial.label != REST else ""
            places = {"pair": trial.pair, "window": trial.window, "lead": trial.lead}
            place = {name: told for name, told in {**places, "movement": movement}.items() if told}
            yield self._happening(
                "cue", trial.label, row, kind=self._kind, end_row=trial.end, **place
            )

    def _repeat(self, trial: TrialRows) -> None:
        if self._repeats < MAX_REPEATS:
            self._repeats += self._source.repeat(trial, first=False)

    def _is_done(self, trial: TrialRows, row: int) -> bool:
        return row >= trial.feedback_end or self._source.is_waiting(row)

    def _enter(self, phase: Phase, row: int) -> None:
        self.phase, self.phase_row = phase, row

    def _happening(self, type_: str, label: str, row: int, **details: object) -> Happening:
        place: dict[str, object] = {"run": self.run, "trial": self.number}
        return Happening(type_, label, row, {**place, **details})
