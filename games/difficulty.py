"""Adapt the threshold of a reward to the patient, and never below what rest allows.

A weighted staircase after Kaernbach (1991) keeps the share of rewarded trials near a goal: down by
``delta * p / (1 - p)`` after a miss and up by ``delta`` after a success settles where successes have
the share ``p``. Alone it would pay noise as well as intention: a patient without any signal is
rewarded in 75 % of trials, and "rewarded" in 78 % of rests (CLINICAL 2.6). So the threshold has a
floor, a percentile of the episode statistic over scored rest. Where the floor binds, the reward
becomes rarer; it is never made easier than that.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

# Episodes of rest below which a percentile of them says too little to lower the threshold.
FEWEST_RESTS = 10
SUCCESS, PERCENTILE = 0.75, 85.0  # CLINICAL 2.6
RUNS = 3  # that the floor is pooled over
_DELTA = 0.1  # of the score's standard deviation
# In standard deviations above the floor: further up there is nothing to find. A threshold in log-odds
# may begin there, because a weak decoder's scores lie close together.
_REACH = 3.0


class Rule(NamedTuple):
    """By what a phase is scored.

    Attributes
    ----------
    windows : int
        Of evidence, that have to be in before anything counts.
    hold : float or None
        Seconds for which evidence has to hold; None where the end of the phase is scored.
    """

    windows: int = 1
    hold: float | None = None

    def asks_no_less(self, other: "Rule") -> bool:
        """Return whether whatever this rule lets through, the other lets through, too."""
        if self.hold is None or other.hold is None:
            return self.hold is other.hold and other.windows <= self.windows
        return other.windows <= self.windows and other.hold <= self.hold


@dataclass(frozen=True)
class Floor:
    """The lowest threshold that rest allows.

    Attributes
    ----------
    value : float
    error : float
        Standard error of its percentile, in points; of a binomial share over the episodes.
    episodes : int
        Of rest behind it.
    """

    value: float
    error: float
    episodes: int


class Difficulty:
    """Hold the threshold of one session, moving it between trials only.

    Parameters
    ----------
    start : float
        Threshold to begin with; the floor too, until there is enough rest to know better.
    goal : float
        Share of movement trials that shall be rewarded, where the floor allows it.
    percentile : float
        Of the statistic over scored rest: the floor of the threshold.
    least : float
        Whatever rest says, the threshold is no lower.
    """

    def __init__(
        self,
        start: float,
        goal: float = SUCCESS,
        percentile: float = PERCENTILE,
        least: float = -np.inf,
    ) -> None:
        self._start = start
        self._down = goal / (1 - goal)  # how much further a miss moves it than a success
        self._percentile = percentile
        self._least = least
        self._wanted = start
        self._pools: dict[Rule, deque[list[float]]] = {}
        self.begin_run()

    @property
    def threshold(self) -> float:
        """Score that is rewarded now."""
        return self._wanted

    def begin_run(self, rule: Rule = Rule()) -> None:  # noqa: B008 - immutable
        """Begin another run: the oldest of four leaves the pool.

        Only rest that was scored by the very same rule says what rest allows. While there is too
        little of it, rest by rules that ask less counts, too: it never reaches less high.

        Parameters
        ----------
        rule : Rule
            By which the run is scored.
        """
        self._rule = rule
        self._rests = self._pools.setdefault(rule, deque([[]], maxlen=RUNS))
        if self._rests[-1]:
            self._rests.append([])
        self.floor = floor_of(self._pool(), self._percentile, self._start)
        self._move(0.0)

    def rest(self, statistic: float) -> None:
        """Take the final score of a clean scored rest."""
        self._rests[-1].append(statistic)
        self.floor = floor_of(self._pool(), self._percentile, self._start)
        self._move(0.0)

    def movement(self, statistic: float) -> None:
        """Take the final score of a clean movement trial: a step up after a success, or down."""
        up = _DELTA * self._spread()
        is_success = statistic >= self._wanted
        self._move(up if is_success else -up * self._down)

    def stand_at(self, threshold: float) -> None:
        """Take over a threshold; limits hold as ever."""
        self._move(threshold - self._wanted)

    def nudge(self, *, harder: bool) -> bool:
        """Move by as much as a miss does, up or down; return whether a limit held it."""
        step = _DELTA * self._spread() * self._down * (1 if harder else -1)
        asked = self._wanted + step
        self._move(step)
        return self._wanted != asked

    def _move(self, step: float) -> None:
        wanted = self._wanted + step
        if self.floor.episodes >= FEWEST_RESTS:
            wanted = min(wanted, self.floor.value + _REACH * self._spread())
        self._wanted = max(self.floor.value, self._least, wanted)

    def _spread(self) -> float:
        """Return the standard deviation of the score at rest; 1 until it is known."""
        rests = self._pool()
        spread = float(np.std(rests, ddof=1)) if len(rests) >= FEWEST_RESTS else 1.0
        return spread if spread > 0 else 1.0

    def _pool(self) -> list[float]:
        own = [value for run in self._rests for value in run]
        if len(own) >= FEWEST_RESTS:
            return own
        less = [one for one in self._pools if one != self._rule and self._rule.asks_no_less(one)]
        return own + [value for one in less for run in self._pools[one] for value in run]


def floor_of(rests: Sequence[float], percentile: float, start: float) -> Floor:
    """Return the floor that episodes of rest set; no lower than ``start`` while they are few.

    The percentile is one of the values, the upper of the two that it lies between, so that a small
    pool errs towards fewer rewards at rest.
    """
    if not rests:
        return Floor(start, float("nan"), 0)
    share = percentile / 100
    value = float(np.percentile(rests, percentile, method="higher"))
    error = 100 * float(np.sqrt(share * (1 - share) / len(rests)))
    return Floor(value if len(rests) >= FEWEST_RESTS else max(value, start), error, len(rests))
