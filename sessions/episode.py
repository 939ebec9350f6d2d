"""The statistic of one scored phase: the evidence at its end, or the most that it held for a dwell.

A detection is the peak reaching the threshold, so the rule that ends a movement early and the rule
by which a whole rest is judged are one and the same (CLINICAL 2.6: the episode statistic).
"""

from collections import deque

from games.difficulty import Rule
from sessions.paradigm import Score


class Episode:
    """Follow the evidence of one scored phase.

    Parameters
    ----------
    score : Score
    rate : float
        Rows per second.
    step : int
        Rows from one decision to the next.
    """

    def __init__(self, score: Score, rate: float, step: int) -> None:
        self._rule = score
        self._earliest = round(score.earliest * rate)
        self._held: deque[float] = deque(maxlen=max(1, round(score.dwell * rate / step)))
        self._first_row = 0
        self._peak: float | None = None

    @property
    def rule(self) -> Rule:
        """By what rest and movement are compared."""
        return Rule(self._rule.windows, self._rule.dwell if self.is_peak else None)

    @property
    def is_peak(self) -> bool:
        """Whether a phase is judged by its peak."""
        return self._rule.statistic == "peak"

    def begin(self, row: int) -> None:
        """Begin a scored phase at its first row."""
        self._first_row = row
        self._held.clear()
        self._peak = None

    def add(self, row: int, evidence: float) -> None:
        """Take the evidence for the movement after a decision, in log-odds."""
        if row - self._first_row < self._earliest:
            return
        self._held.append(evidence)
        if len(self._held) == self._held.maxlen:
            held = min(self._held)
            self._peak = held if self._peak is None else max(self._peak, held)

    def is_detected(self, threshold: float) -> bool:
        """Whether the phase may end now, because its peak has reached the threshold."""
        return self._rule.ends_early and self._peak is not None and self._peak >= threshold

    def score(self, final: float) -> float:
        """Return what the phase is judged by, given the evidence at its end."""
        return self._peak if self.is_peak and self._peak is not None else final
