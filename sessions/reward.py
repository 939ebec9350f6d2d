"""The threshold of a reward in a session, and every change of it in the log.

What is compared is one and the same in movement and rest: the score of the scored phase (the
evidence for the hand at its end, or its peak), over phases of the same length. So the floor that rest sets holds for rewards.
Left against right has no rest. There the other hand takes its place: a trial that speaks for the wrong
hand as clearly as the threshold asks for the right one is what must stay rare. Under no signal both
are equally likely, so the floor means the same.
A decoder that learns again while it is played may speak louder or softer than before, so scores
are compared in units of its log-odds' own spread.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from games.difficulty import Difficulty, Rule
from games.trial import Happening
from sessions.left import Left
from sessions.rewarding import Rewarding
from station.task import REST

_LEAST_SPAN = 0.5  # of the decoder's spread
# CLINICAL 2.6: fewer rewards than this for so many runs, because rest forbids more.
STARVED, STARVED_RUNS = 0.5, 2


@dataclass
class _Paid:
    """How one run paid: movements, rewards, and movements for which rest held the threshold up."""

    movements: int = 0
    rewarded: int = 0
    bound: int = 0

    def add(self, *, rewarded: bool, is_bound: bool) -> None:
        """Count a movement."""
        self.movements += 1
        self.rewarded += rewarded
        self.bound += is_bound

    @property
    def is_starved(self) -> bool:
        """Whether too few were rewarded, and rest stood in the way in most of them."""
        return self.rewarded < STARVED * self.movements and self.bound > self.movements / 2


class RewardThreshold:
    """Follow the results of one session.

    Parameters
    ----------
    start : float
        Evidence for the hand to begin with, in log-odds.
    spread : callable
        Returns the present decoder's spread, in log-odds.
    plan : Rewarding, optional
    has_rest : bool
        Whether one class is rest; otherwise both are hands.
    """

    def __init__(
        self,
        start: float,
        spread: Callable[[], float],
        plan: Rewarding = Rewarding(),  # noqa: B008 - frozen
        *,
        has_rest: bool = True,
    ) -> None:
        self._spread = spread
        self.has_rest = has_rest
        # What speaks for the other hand is never rewarded; rest may lie below 0 altogether.
        least = -np.inf if has_rest else 0.0
        self._difficulty = Difficulty(start / spread(), plan.goal, plan.floor, least)
        self._run: object = None
        self._rule = Rule()
        self._runs: dict[object, _Paid] = {}

    @property
    def value(self) -> float:
        """Evidence for the hand that is rewarded now, in log-odds."""
        return self._difficulty.threshold * self._spread()

    @property
    def span(self) -> float:
        """Evidence below the threshold at which the hand begins to move, in log-odds; above 0.

        Where the threshold is low or even negative, because rest lies lower still, the hand moves
        over half the decoder's spread, so that it neither jumps nor runs backwards.
        """
        return max(self.value, _LEAST_SPAN * self._spread())

    @property
    def is_starved(self) -> bool:
        """Whether two runs in a row paid fewer than half of the movements, rest forbidding more."""
        last = list(self._runs.values())[-STARVED_RUNS:]
        return len(last) == STARVED_RUNS and all(run.is_starved for run in last)

    def nudge(self, *, harder: bool) -> bool:
        """Make the next trials a little harder or easier; return whether a limit held it."""
        return self._difficulty.nudge(harder=harder)

    def begin_run(self, rule: Rule) -> None:
        """Begin a run that is scored by a rule."""
        self._rule = rule
        self._difficulty.begin_run(rule)

    def take_over(self, left: Left) -> None:
        """Go on where a session that broke off had come to."""
        run = None
        for one in left.scores:
            if one.run != run:
                run = one.run
                self.begin_run(Rule(one.windows, one.dwell))
            self._take(one.label, one.score)
        if left.threshold is not None:
            self._difficulty.stand_at(left.threshold)

    def hear(self, one: Happening) -> Iterator[Happening]:
        """Take a result; return what the next trial is judged by, to be logged behind it."""
        if one.type != "result" or not one.details["valid"]:
            return
        if one.details["run"] != self._run:
            self._run = one.details["run"]
            self._runs[self._run] = _Paid()
            self._difficulty.begin_run(self._rule)
        score = float(str(one.details["score"])) / self._spread()
        if one.label != REST:
            is_bound = self._difficulty.threshold <= self._difficulty.floor.value
            self._runs[self._run].add(rewarded=bool(one.details["rewarded"]), is_bound=is_bound)
        self._take(one.label, score)
        floor = self._difficulty.floor
        details: dict[str, object] = {
            "run": one.details["run"],
            "trial": one.details["trial"],
            "threshold": self.value,
            "floor": floor.value * self._spread(),
            "spread": self._spread(),
            "error": None if np.isnan(floor.error) else floor.error,
            "rests": floor.episodes,
        }
        yield Happening("threshold", "next", one.row, details)

    def _take(self, label: str, score: float) -> None:
        if label == REST:
            self._difficulty.rest(score)
            return
        self._difficulty.movement(score)
        if not self.has_rest:
            self._difficulty.rest(-score)  # as far as it spoke for the other hand
