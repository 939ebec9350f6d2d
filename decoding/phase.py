"""The evidence of a decoder that reads whole trials: the scored phase so far, then all of it.

Held out in blocks of six people's calibrations, the whole phase and the mean of sliding windows tell
nearly the same story: mean AUC .81 and .80, balanced accuracy .76 and .75 (AUC of the last window .78),
r = .91 to .99, the same sign in 75 to 93 % of trials. But only the whole phase is the decision, and
what the patient sees must end where the decision falls.
"""

from decoding.evidence import Evidence, Verdict, verdict_of
from decoding.follower import Follower
from decoding.online import Decision
from decoding.windows import ScoredRows

# Seconds of a scored phase, the reaction time left out, from which on something can be said.
LEAST = 0.5


class PhaseEvidence(Evidence):
    """The log-odds of the scored phase so far, the reaction time left out.

    Parameters
    ----------
    follower : Follower
    certainty : float
        Probability under which the evidence is unsure.
    """

    def __init__(self, follower: Follower, certainty: float) -> None:
        super().__init__(follower.grid, certainty)
        self._follower = follower
        self._least = round(LEAST * follower.grid.rate)
        self._so_far = 0.0
        self._windows = 0

    @property
    def _first_rows(self) -> int:
        return self._grid.reaction_rows + self._least

    def begin(self, phase: ScoredRows) -> None:
        """Begin a scored phase."""
        super().begin(phase)
        self._so_far, self._windows = 0.0, 0
        self._follower.judged = None
        self._follower.reserve(phase.memory or phase.end - phase.first)

    def verdict(self) -> Verdict:
        """Return the answer as it stands; nothing is said before enough of the phase was read."""
        if not self._is_enough:
            return verdict_of(0.0, 0, self._limit)
        return verdict_of(self._so_far, self._windows, self._limit)

    def end(self) -> Verdict:
        """End the scored phase and return its answer, from all of its rows."""
        if self._phase is not None and self._is_enough:
            end = self._phase.end
            logit = self._follower.judge(self._oldest(self._phase, end - 1), end)
            self._so_far = 0.0 if logit is None else logit
            self._windows = 0 if logit is None else max(1, self._windows)
        verdict = self.verdict()
        self._phase, self._so_far, self._windows = None, 0.0, 0
        return verdict

    def _take(self, decision: Decision, phase: ScoredRows) -> None:
        oldest = self._oldest(phase, decision.row)
        n_rows = decision.row + 1 - oldest
        if not decision.is_valid or decision.row >= phase.end or n_rows < self._least:
            return
        logit = self._follower.read(oldest, decision.row + 1)
        if logit is not None:
            self._so_far = logit
            self._windows += 1
            self._count(decision.row)

    def _oldest(self, phase: ScoredRows, row: int) -> int:
        """Return the first row that is read, the reaction time left out."""
        return max(phase.first + self._grid.reaction_rows, phase.oldest(row))


class WindowsEvidence(Evidence):
    """The mean log-odds of the windows, in a phase that the decoder may learn from.

    A pop of a few milliseconds spoils every window of two seconds that touches it. The trial is judged by the
    windows that do not, unless artefacts hold more of its rows than :data:`~decoding.gate.MOST_SPOILT`.

    Parameters
    ----------
    follower : Follower
    certainty : float
        Probability under which the evidence is unsure.
    """

    def __init__(self, follower: Follower, certainty: float) -> None:
        super().__init__(follower.grid, certainty)
        self._follower = follower

    def begin(self, phase: ScoredRows) -> None:
        """Begin a scored phase."""
        super().begin(phase)
        self._follower.judged = None
        self._follower.reserve(phase.memory or phase.end - phase.first)

    def end(self) -> Verdict:
        """End the scored phase and return its answer; none if too many of its rows are spoilt."""
        phase = self._phase
        verdict = super().end()
        if phase is None or not verdict.is_valid:
            return verdict
        first = max(phase.first + self._grid.reaction_rows, phase.oldest(phase.end - 1))
        is_enough = self._follower.judge_windows(first, phase.end, verdict.evidence)
        return verdict if is_enough else verdict_of(0.0, 0, self._limit)
