"""What was counted of a stream: sent, lost, filled in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """What was counted since the stream began.

    Attributes
    ----------
    rows : int
        Rows on the grid.
    sent : int
        Samples that the board delivered.
    lost : int
        Samples that the device sent but that never arrived, by its counter.
    filled : int
        Rows filled in: the lost ones, and those of the time without a board.
    repeated : int
        Samples that came with stale values, or a counter that cannot be right.
    rate : float
        Effective rate in Hz: samples delivered per second; 0 before the second one.
    clock : float
        Rate of the device's own clock in Hz, by the line through the arrivals.
    """

    rows: int
    sent: int
    lost: int
    filled: int
    repeated: int
    rate: float
    clock: float

    @property
    def loss_percent(self) -> float:
        """Share of rows that had to be filled in, in percent."""
        return 100.0 * self.filled / self.rows if self.rows else 0.0
