"""Follow a drifting decision threshold without labels.

From day to day the ranking of trials survives better than the place of zero. Where the cues are
known to come in a fixed proportion, the mean of the past log-odds tells how far zero has moved.
That knowledge does not exist when patients choose for themselves: never use it there, nor where
the decoder is being assessed.

Past trials are read again whenever what reads them has moved. As they were decided, the first ones of a
day with another cap, from before the mean had followed, would push the threshold too far for as long as
it remembers them: on simulated patients that cost 3 to 5 points of balanced accuracy.
"""

from collections import deque
from collections.abc import Iterable
from typing import Self

import numpy as np


class Threshold:
    """The offset of the last trials' log-odds, held back while they are few.

    Parameters
    ----------
    trials : int
        How many past trials the offset is the mean of.
    caution : float
        Trials at which half of the offset is believed.
    expected : float
        Mean log-odds that the known proportion of cues would give without any drift; 0 if both
        classes are cued equally often.
    """

    def __init__(self, trials: int, caution: float, expected: float = 0.0) -> None:
        self._past: deque[float] = deque(maxlen=trials)
        self._caution = caution
        self._expected = expected

    def offset(self, usual: float) -> float:
        """Return what to subtract from the next trial's log-odds.

        Parameters
        ----------
        usual : float
            How far from zero trials usually lie, in log-odds: a mean farther out than that is drift beyond doubt, and
            believed sooner.
        """
        n = len(self._past)
        if n == 0:
            return 0.0
        drift = float(np.mean(self._past)) - self._expected
        caution = self._caution / max(1.0, abs(drift) / usual) ** 2
        return n / (n + caution) * drift

    def add(self, logit: float) -> None:
        """Take the log-odds of a decided trial, before any offset."""
        self._past.append(logit)

    def unmoved(self) -> Self:
        """Return one that would follow in the same way, and has not followed anything yet."""
        trials = self._past.maxlen
        assert trials is not None
        return type(self)(trials, self._caution, self._expected)

    @property
    def past(self) -> tuple[float, ...]:
        """The log-odds of the trials that it stands by, oldest first."""
        return tuple(self._past)

    def read_again(self, logits: Iterable[float]) -> None:
        """Take the same trials' log-odds as they are read now, oldest first."""
        self._past.clear()
        self._past.extend(logits)
