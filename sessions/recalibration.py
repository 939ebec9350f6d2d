"""Whether a returning patient should be calibrated anew: rule R3 of the assessment.

A drop must be larger than chance makes it: two proportions, one-sided at 5 % [1]_. Of one run it
cannot be told, so the newest session is held against all before it.

References
----------
.. [1] Agresti, A. (2013). Categorical data analysis (3rd ed.), section 3.2. Wiley.
"""

from dataclasses import dataclass
from pathlib import Path

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
    """Hold the newest of a patient's sessions against those before it with the same movement.

    Another movement may be decoded less well for a reason of its own.

    Parameters
    ----------
    folders : list of Path
        Session folders, oldest first; those of another task or source, or unreadable, do not count.
    task : Task
    source : {"live", "recorded", "simulated"}
    """
    counts = [count for folder in folders if (count := _count(folder, task, source))[1] > 0]
    if not counts:
        return Drop((0, 0), (0, 0), 1.0)
    right, played, movement = counts[-1]
    alike = [count for count in counts[:-1] if count[2] == movement]
    new, before = (right, played), (sum(c for c, *_ in alike), sum(n for _, n, _ in alike))
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


def _count(folder: Path, task: Task, source: SourceKind) -> tuple[int, int, str]:
    """Return right and all valid trials, and the movement."""
    try:
        session = read_session(folder)
    except SessionError:
        return 0, 0, ""
    record = session.record
    if record.task is not task or record.source != source:
        return 0, 0, ""
    played = [trial for trial in session.trials.played if trial.is_valid]
    return sum(trial.is_correct for trial in played), len(played), record.movement
