"""Gather the decisions of one trial into an answer, with room for "unsure"."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from decoding.intention import DecisionFlag, Intention
from decoding.online import Decision, probability
from decoding.windows import ScoredRows, WindowGrid


@dataclass(frozen=True)
class Verdict:
    """What the decisions of one scored phase came to.

    Attributes
    ----------
    evidence : float
        Mean log-odds of the positive class over the windows that count; 0 if there was none.
    probability : float
        The same as a probability.
    choice : int
        Forced choice: 1 (positive) if the evidence is above 0, else 0. Without a valid window the
        evidence is 0, so the choice is the negative class: nothing is ever rewarded by a gap.
    is_unsure : bool
        Whether the evidence lies inside the "unsure" zone; it does without a valid window.
    windows : int
        How many windows counted.
    """

    evidence: float
    probability: float
    choice: int
    is_unsure: bool
    windows: int

    @property
    def is_valid(self) -> bool:
        """Whether any window counted."""
        return self.windows > 0


class Evidence:
    """The mean log-odds since the scored phase began.

    Only windows count that are valid and lie wholly inside the phase, the reaction time left out.
    A mean, not a sum: neighbouring windows share most of their samples, so adding them up would
    count the same EEG many times and be far too sure.

    Parameters
    ----------
    grid : WindowGrid
    certainty : float
        Probability under which the evidence is unsure.
    """

    def __init__(self, grid: WindowGrid, certainty: float) -> None:
        self._grid = grid
        self._limit = unsure_limit(certainty)
        self._phase: ScoredRows | None = None
        self._kept: deque[tuple[int, float]] = deque()
        self._apart: deque[int] = deque()  # rows of windows that are far enough apart

    def soonest(self, windows: int = 1) -> float:
        """Return how many seconds after the first scored row something can be said, so many windows asked."""
        return (self._first_rows + (windows - 1) * self._grid.apart_rows) / self._grid.rate

    @property
    def _first_rows(self) -> int:
        """Rows of a scored phase with which the first window is in."""
        return self._grid.reaction_rows + self._grid.window_rows

    def begin(self, phase: ScoredRows) -> None:
        """Begin a scored phase."""
        self._phase = phase
        self._kept.clear()
        self._apart.clear()

    def add(self, decision: Decision) -> Intention:
        """Take one decision and return what the game may know.

        Outside the scored phase the evidence is 0 and ``IDLE``.
        """
        phase = self._phase
        if phase is None or not phase.first <= decision.row < phase.end:
            flags = decision.flags | DecisionFlag.IDLE
            return Intention(decision.row, decision.probability, 0.0, flags)
        self._take(decision, phase)
        verdict = self.verdict()
        flags = decision.flags | (DecisionFlag.UNSURE if verdict.is_unsure else DecisionFlag(0))
        return Intention(decision.row, decision.probability, verdict.evidence, flags)

    def cut(self, end_row: int) -> None:
        """End the phase earlier than it was begun for, before ``end_row``."""
        if self._phase is not None:
            self._phase = self._phase._replace(end=min(self._phase.end, end_row))

    def verdict(self) -> Verdict:
        """Return the answer as it stands; nothing is said before enough windows are in."""
        if not self._is_enough:
            return verdict_of(0.0, 0, self._limit)
        evidence = sum(logit for _, logit in self._kept) / max(1, len(self._kept))
        return verdict_of(evidence, len(self._kept), self._limit)

    def end(self) -> Verdict:
        """End the scored phase and return its answer."""
        verdict = self.verdict()
        self._phase = None
        self._kept.clear()
        return verdict

    @property
    def _is_enough(self) -> bool:
        return self._phase is None or self._phase.least <= max(1, len(self._apart))

    def _take(self, decision: Decision, phase: ScoredRows) -> None:
        oldest = phase.oldest(decision.row)
        while self._kept and self._kept[0][0] - self._grid.window_rows + 1 < oldest:
            self._kept.popleft()
        while self._apart and self._apart[0] - self._grid.window_rows + 1 < oldest:
            self._apart.popleft()
        if not self._grid.is_inside(decision.row, phase.first, phase.end):
            return
        if decision.is_valid:
            self._kept.append((decision.row, decision.logit))
            self._count(decision.row)

    def _count(self, row: int) -> None:
        """Count a window if it is far enough from the last one that was counted."""
        if not self._apart or row - self._apart[-1] >= self._grid.apart_rows:
            self._apart.append(row)


def verdict_of(evidence: float, windows: int, limit: float) -> Verdict:
    """Return the answer that evidence from so many windows gives, unsure below a limit."""
    return Verdict(
        evidence=evidence,
        probability=probability(evidence),
        choice=int(evidence > 0),
        is_unsure=windows == 0 or abs(evidence) < limit,
        windows=windows,
    )


def unsure_limit(certainty: float) -> float:
    """Return the absolute evidence below which a probability is under the certainty."""
    return float(np.log(certainty / (1 - certainty)))
