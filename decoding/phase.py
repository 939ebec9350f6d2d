"""The evidence of a decoder that reads whole trials: the scored phase so far, then all of it.

Held out in blocks of six people's calibrations, the whole phase and the mean of sliding windows tell
nearly the same story: mean AUC .81 and .80, balanced accuracy .76 and .75 (AUC of the last window .78),
r = .91 to .99, the same sign in 75 to 93 % of trials. But only the whole phase is the decision, and
what the patient sees must end where the decision falls.
"""

from decoding.evidence import Evidence, Verdict, verdict_of
from decoding.follower import Follower
from decoding.intention import DecisionFlag, Intention
from decoding.online import Decision


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
        self._so_far = 0.0

    def begin(self, first_row: int, end_row: int) -> None:
        """Begin a scored phase over the rows ``[first_row, end_row)``."""
        super().begin(first_row, end_row)
        self._so_far = 0.0
        self._follower.judged = None
        self._follower.reserve(end_row - first_row)

    def add(self, decision: Decision) -> Intention:
        """Take one decision and return what the game may know.

        Outside the scored phase the evidence is 0 and ``IDLE``.
        """
        phase = self._phase
        if phase is None or not phase[0] <= decision.row < phase[1]:
            flags = decision.flags | DecisionFlag.IDLE
            return Intention(decision.row, decision.probability, 0.0, flags)
        if decision.is_valid and self._grid.is_inside(decision.row, *phase):
            logit = self._follower.read(phase[0] + self._grid.reaction_rows, decision.row + 1)
            if logit is not None:
                self._so_far = logit
                self._windows += 1
        verdict = self.verdict()
        flags = decision.flags | (DecisionFlag.UNSURE if verdict.is_unsure else DecisionFlag(0))
        return Intention(decision.row, decision.probability, verdict.evidence, flags)

    def verdict(self) -> Verdict:
        """Return the answer as it stands."""
        return verdict_of(self._so_far, self._windows, self._limit)

    def end(self) -> Verdict:
        """End the scored phase and return its answer, from all of its rows."""
        if self._phase is not None:
            first, end = self._phase
            logit = self._follower.judge(first + self._grid.reaction_rows, end)
            self._so_far = 0.0 if logit is None else logit
            self._windows = 0 if logit is None else max(1, self._windows)
        verdict = self.verdict()
        self._phase, self._so_far, self._windows = None, 0.0, 0
        return verdict
