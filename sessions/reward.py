"""The threshold of a reward in a session of hand against rest, and every change of it in the log.

What is compared is one and the same in movement and rest: the evidence for the hand at the end of
the scored phase, over phases of the same length. So the floor that rest sets holds for rewards.
"""

from collections.abc import Iterator

import numpy as np

from games.difficulty import Difficulty
from games.trial import Happening
from station.task import REST


class RewardThreshold:
    """Follow the results of one session.

    Parameters
    ----------
    difficulty : Difficulty
    """

    def __init__(self, difficulty: Difficulty) -> None:
        self._difficulty = difficulty
        self._run: object = None

    @property
    def value(self) -> float:
        """Evidence for the hand that is rewarded now, in log-odds."""
        return self._difficulty.threshold

    def hear(self, one: Happening) -> Iterator[Happening]:
        """Take a result; return what the next trial is judged by, to be logged behind it."""
        if one.type != "result" or not one.details["valid"]:
            return
        if one.details["run"] != self._run:
            self._run = one.details["run"]
            self._difficulty.begin_run()
        evidence = float(str(one.details["evidence"]))
        if one.label == REST:
            self._difficulty.rest(evidence)
        else:
            self._difficulty.movement(evidence)
        floor = self._difficulty.floor
        details: dict[str, object] = {
            "run": one.details["run"],
            "trial": one.details["trial"],
            "threshold": self.value,
            "floor": floor.value,
            "error": None if np.isnan(floor.error) else floor.error,
            "rests": floor.episodes,
        }
        yield Happening("threshold", "next", one.row, details)
