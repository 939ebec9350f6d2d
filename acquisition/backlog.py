"""What waits in memory until the disk takes it.

A full disk must not end a session, and what comes meanwhile must not be lost: it is kept here, in its
order, up to :data:`MOST_KEPT`. A row's place in the file is its time, so that no hole may follow: what
comes after more than that is not kept either.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

MOST_KEPT = 256_000_000  # bytes: hours of any headset's EEG


@dataclass(frozen=True)
class Part:
    """What must be written whole or not at all: the data for each file, and how many rows it is.

    Rows and markers never share a part.
    """

    writes: tuple[tuple[str, bytes], ...]
    rows: int = 0

    @property
    def size(self) -> int:
        """How many bytes it is."""
        return sum(len(data) for _, data in self.writes)

    @property
    def marker_bytes(self) -> int:
        """How many bytes of markers it is."""
        return 0 if self.rows else self.size


class Backlog:
    """Parts that the disk did not take, oldest first.

    Attributes
    ----------
    rows : int
        How many rows wait.
    is_over : bool
        Whether more came than could be kept: the recording ends before it.
    """

    def __init__(self) -> None:
        self._parts: deque[Part] = deque()
        self._bytes = self.rows = 0
        self.is_over = False

    def __len__(self) -> int:
        return len(self._parts)

    @property
    def first(self) -> Part:
        """The part that is to be written next."""
        return self._parts[0]

    def add(self, part: Part) -> None:
        """Keep a part behind all others, if there is room."""
        self.is_over |= self._bytes > MOST_KEPT
        if not self.is_over:
            self._parts.append(part)
            self._count(part, 1)

    def remove_first(self) -> None:
        """Forget the first part: it is written."""
        self._count(self._parts.popleft(), -1)

    def put_back(self, parts: Sequence[Part]) -> None:
        """Keep parts before all others, in their order: they were written, and may be lost again."""
        self._parts.extendleft(reversed(parts))
        for part in parts:
            self._count(part, 1)

    def _count(self, part: Part, sign: int) -> None:
        self._bytes += sign * part.size
        self.rows += sign * part.rows
