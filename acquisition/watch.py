"""How long a board may be silent: an unplugged one says nothing at all, and raises no error."""

from dataclasses import dataclass

SILENCE = 0.5  # s; FIELD_NOTES: a lump of a serial driver is shorter
# Opening a board again costs seconds of EEG, and a busy machine may stand still for one: a board
# is only let go when waiting longer would cost more.
PATIENCE = 1.5
FIRST_PATIENCE = 2.5  # a board may take a moment to begin


@dataclass
class Watch:
    """When the board was last heard, and what has been said about it.

    ``is_silent``: nothing has come for a while. ``is_lost``: the board was let go.
    """

    heard_at: float = 0.0
    patience: float = FIRST_PATIENCE
    is_silent: bool = False
    is_lost: bool = False
    is_ended: bool = False
    is_disk_full: bool = False
    reported_at: float = float("-inf")

    def begin(self, now: float) -> None:
        """Expect the first sample."""
        self.heard_at, self.patience = now, FIRST_PATIENCE

    def hear(self, now: float) -> bool:
        """Take note of samples; return whether they end a silence."""
        was_silent, self.is_silent = self.is_silent, False
        self.heard_at, self.patience = now, PATIENCE
        return was_silent

    def is_falling_silent(self, now: float) -> bool:
        """Whether the silence has just become long enough to be said; true once."""
        is_long = now - self.heard_at > SILENCE
        if self.is_silent or self.patience == FIRST_PATIENCE or not is_long:
            return False
        self.is_silent = True
        return True

    def is_to_be_let_go(self, now: float) -> bool:
        """Whether the board should be closed and opened again."""
        return now - self.heard_at > self.patience
