"""Whether a returning patient should be calibrated anew: rule R3 of the assessment.

A drop must be larger than chance makes it: two proportions, one-sided at 5 % [1]_. Of one run it
cannot be told, so the newest session is held against all before it.

References
----------
.. [1] Agresti, A. (2013). Categorical data analysis (3rd ed.), section 3.2. Wiley.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from sessions.errors import SessionError
from sessions.store import read_session
from station.task import SourceKind, Task

# Fewer trials of either side say nothing.
LEAST_NEW, LEAST_BEFORE = 20, 20
SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Drop:
    """What rule R3 looks at.

    Attributes
    ----------
    new, before : tuple of int
        Correct and all valid played trials: of the newest session, and of those before it.
    p : float
        One-sided; 1 if there are too few trials.
    """

    new: tuple[int, int]
    before: tuple[int, int]
    p: float

    @property
    def fires(self) -> bool:
        """Whether the drop is significant."""
        return self.p < SIGNIFICANCE


def drop_of(folders: list[Path], task: Task, source: SourceKind) -> Drop:
    """Hold the newest of a patient's sessions, in all its parts, against those before it with the same movement.

    Another movement may be decoded less well for a reason of its own.

    Parameters
    ----------
    folders : list of Path
        Session folders, oldest first; those of another task or source, or unreadable, do not count.
    task : Task
    source : {"live", "recorded", "simulated"}
    """
    counts: dict[str, _Count] = {}
    for folder in folders:
        one = _count(folder, task, source)
        counts[folder.name] = one.behind(counts.pop(one.continues, _NOTHING))
    played = [one for one in counts.values() if one.trials > 0]
    if not played:
        return Drop((0, 0), (0, 0), 1.0)
    *earlier, newest = played
    alike = [one for one in earlier if one.movement == newest.movement]
    new = newest.right, newest.trials
    before = sum(one.right for one in alike), sum(one.trials for one in alike)
    return Drop(new, before, drop_p(new, before))


def drop_p(new: tuple[int, int], before: tuple[int, int]) -> float:
    """Return the one-sided p of a drop between two proportions, 1 with too few trials.

    Parameters
    ----------
    new, before : tuple of int
        Correct and all trials.
    """
    if new[1] < LEAST_NEW or before[1] < LEAST_BEFORE:
        return 1.0
    share = (new[0] + before[0]) / (new[1] + before[1])
    spread = np.sqrt(share * (1 - share) * (1 / new[1] + 1 / before[1]))
    if spread == 0:
        return 1.0
    return float(norm.sf((before[0] / before[1] - new[0] / new[1]) / spread))


class _Count(NamedTuple):
    """Right and all valid trials of a session's folder, its movement, and the folder that it continues."""

    right: int
    trials: int
    movement: str
    continues: str = ""

    def behind(self, before: "_Count") -> "_Count":
        return self._replace(right=self.right + before.right, trials=self.trials + before.trials)


_NOTHING = _Count(0, 0, "")


def _count(folder: Path, task: Task, source: SourceKind) -> _Count:
    try:
        session = read_session(folder)
    except SessionError:
        return _NOTHING
    record = session.record
    if record.task is not task or record.source != source:
        return _NOTHING
    played = [trial for trial in session.trials.played if trial.is_valid]
    part = "" if record.continues is None else record.continues.of
    return _Count(sum(trial.is_correct for trial in played), len(played), record.movement, part)
