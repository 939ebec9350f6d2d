"""When to look at a board, and how long it may be silent.

An unplugged board says nothing at all, and raises no error.
"""

from dataclasses import dataclass

SILENCE = 0.5  # s; FIELD_NOTES: a lump of a serial driver is shorter
# Opening a board again costs seconds of EEG, and a busy machine may stand still for one: a board
# is only let go when waiting longer would cost more.
PATIENCE = 1.5
FIRST_PATIENCE = 2.5  # a board may take a moment to begin; twice as long at each next attempt
LONGEST_PATIENCE = 10.0

NEVER = float("-inf")
REMINDER = 60.0  # s after which a full disk is said again
LATE = 0.0005  # s: scatter of a good serial line
LOOK = 0.001  # s between two looks at a board whose row is late
LONGEST_LOOK = 0.01  # s: between rows there are markers to write down
OVERDUE = 0.05  # s after which a row is no longer expected at any moment


class Pace:
    """When to look at a board: as its next row comes, and soon again if it is late.

    That costs hardly more looks than rows, and no row waits in the driver for long.

    Parameters
    ----------
    interval : float
        Seconds between rows.
    """

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._due = float("-inf")

    def hear(self, time: float) -> None:
        """Take the time of the newest row, in seconds on the stream clock."""
        self._due = time + self._interval + LATE

    def wait(self, now: float) -> float:
        """Return how long to wait before the next look, in seconds."""
        ahead = self._due - now
        return LONGEST_LOOK if ahead < -OVERDUE else min(max(ahead, LOOK), LONGEST_LOOK)


@dataclass
class Watch:
    """When the board was last heard, and what has been said about it.

    ``is_silent``: nothing has come for a while. ``is_lost``: the board was let go.
    """

    heard_at: float = 0.0
    patience: float = FIRST_PATIENCE
    attempts: int = 0
    is_silent: bool = False
    is_lost: bool = False
    is_ended: bool = False
    disk_told_at: float = NEVER  # when a full disk was said last
    reported_at: float = NEVER

    def begin(self, now: float) -> None:
        """Expect the first sample."""
        self.heard_at = now
        self.patience = min(FIRST_PATIENCE * 2**self.attempts, LONGEST_PATIENCE)
        self.attempts += 1

    def hear(self, now: float) -> bool:
        """Take note of samples; return whether they end a silence."""
        was_silent, self.is_silent = self.is_silent, False
        self.heard_at, self.patience, self.attempts = now, PATIENCE, 0
        return was_silent

    def is_falling_silent(self, now: float) -> bool:
        """Whether the silence has just become long enough to be said; true once."""
        is_long = now - self.heard_at > SILENCE
        if self.is_silent or self.attempts or not is_long:
            return False
        self.is_silent = True
        return True

    def is_to_be_let_go(self, now: float) -> bool:
        """Whether the board should be closed and opened again."""
        return now - self.heard_at > self.patience

    def is_disk_news(self, is_full: bool, now: float) -> bool:
        """Whether a person should hear of the disk: that it is full, each minute, and is no longer."""
        is_news = now - self.disk_told_at >= REMINDER if is_full else self.disk_told_at > NEVER
        if is_news:
            self.disk_told_at = now if is_full else NEVER
        return is_news
