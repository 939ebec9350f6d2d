"""Recompute every decision of a session from its rows, by the very code that made them live."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from decoding.follower import Follower
from decoding.following import Teaching
from decoding.intention import Intention
from decoding.models import Model
from decoding.online import Decision, OnlineDecoder
from decoding.pieces import pieces
from decoding.trail import Trail
from decoding.windows import ScoredRows
from decoding.work import at_work
from station.stream import Chunk


def table_row(decision: Decision, intention: Intention) -> tuple[float, float, float, float, float]:
    """Return one row of the decision table: row, probability, logit, evidence, flags."""
    return (
        float(decision.row),
        decision.probability,
        decision.logit,
        intention.evidence,
        float(intention.flags),
    )


@dataclass(frozen=True)
class Learning:
    """What a session's decoder learned while it decided, as the log tells.

    Attributes
    ----------
    is_today : bool
        Whether the model was calibrated under this very cap.
    followed : frozenset of int
        First rows of the scored phases that it followed.
    refits : tuple of (int, Teaching or Trail)
        From which row on it decided with what, or went on from where another had followed to.
    fallbacks : tuple of (int, tuple of str, Teaching)
        From which row on it decided without which channels.
    """

    is_today: bool = True
    followed: frozenset[int] = frozenset()
    refits: tuple[tuple[int, Teaching | Trail], ...] = ()
    fallbacks: tuple[tuple[int, tuple[str, ...], Teaching], ...] = ()


def recompute(
    model: Model,
    channels: Sequence[str],
    microvolts: NDArray[np.float32],
    flags: NDArray[np.uint8],
    *,
    starts: Sequence[int],
    phases: Sequence[ScoredRows],
    learning: Learning | None = None,
) -> NDArray[np.float64]:
    """Return the decision table of a recording.

    Parameters
    ----------
    model : Model
    channels : sequence of str
        Channels of the recording, in the order of its columns.
    microvolts : ndarray of float32, shape (n_rows, n_channels)
        The raw recording from row 0.
    flags : ndarray of uint8, shape (n_rows,)
        A :class:`~station.stream.RowFlag` per row.
    starts : sequence of int
        Rows at which decoding began: the first, and one after each reconnection.
    phases : sequence of ScoredRows
        In order.
    learning : Learning, optional
        What the decoder learned meanwhile; by default nothing.

    Returns
    -------
    table : ndarray, shape (n_decisions, 5)
        Columns row, probability, logit, evidence, flags.
    """
    again = _Again(model, channels, phases, learning or Learning())
    table = list(again.walk(microvolts, flags, starts))
    return np.array(table, dtype=np.float64).reshape(-1, 5)


def follow_again(
    model: Model,
    channels: Sequence[str],
    microvolts: NDArray[np.float32],
    flags: NDArray[np.uint8],
    *,
    starts: Sequence[int],
    phases: Sequence[ScoredRows],
    learning: Learning,
) -> Trail | None:
    """Return how far the decoder of a recording had followed at its end; None if it stands still.

    It is that of all channels: once an electrode came off, as far as until then.

    Parameters
    ----------
    model, channels, microvolts, flags, starts, phases, learning
        As :func:`recompute`.
    """
    again = _Again(model, channels, phases, learning)
    deque(again.walk(microvolts, flags, starts), maxlen=0)  # its decisions are not wanted
    again.come_to(len(microvolts))
    return again.decoder.whole.trail if isinstance(again.decoder, Follower) else None


class _Again:
    """Do between decisions what was done between them online, in the same order."""

    def __init__(
        self,
        model: Model,
        channels: Sequence[str],
        phases: Sequence[ScoredRows],
        learning: Learning,
    ) -> None:
        is_today = learning.is_today
        self.decoder, self._evidence = at_work(model, model.rate, channels, is_today=is_today)
        self._learning = learning
        self._phases = list(reversed(phases))
        self._refits = list(reversed(learning.refits))
        self._fallbacks = list(reversed(learning.fallbacks))
        self._open: ScoredRows | None = None

    def walk(
        self, microvolts: NDArray[np.float32], flags: NDArray[np.uint8], starts: Sequence[int]
    ) -> Iterator[tuple[float, float, float, float, float]]:
        """Decide on the rows of a recording; return the rows of the decision table."""
        for first, stop in zip(starts, [*starts[1:], len(microvolts)], strict=True):
            self.decoder.restart(first)
            for decision in _decisions(self.decoder, pieces(microvolts, flags, first, stop)):
                self.come_to(decision.row)
                yield table_row(decision, self._evidence.add(decision))

    def come_to(self, row: int) -> None:
        """Do all that was done up to a row, before its decision counted."""
        self._close(row)
        while self._phases and self._phases[-1].first <= row:
            self._open = self._phases.pop()
            self._evidence.begin(self._open)
            self._close(row)
        while self._refits and self._refits[-1][0] <= row:
            learned = self._refits.pop()[1]
            if isinstance(self.decoder, Follower):
                self._take(self.decoder, learned)
        while self._fallbacks and self._fallbacks[-1][0] <= row:
            _, lost, learned = self._fallbacks.pop()
            if isinstance(self.decoder, Follower):
                self.decoder.go_on_without(lost, learned)

    @staticmethod
    def _take(decoder: Follower, learned: Teaching | Trail) -> None:
        if isinstance(learned, Trail):
            decoder.go_on(learned)
        else:
            decoder.adopt(learned)

    def _close(self, row: int) -> None:
        if self._open is None or row < self._open.end:
            return
        self._evidence.end()
        if isinstance(self.decoder, Follower) and self._open.first in self._learning.followed:
            self.decoder.follow()
        self._open = None


def _decisions(decoder: OnlineDecoder | Follower, chunks: Iterable[Chunk]) -> Iterator[Decision]:
    for chunk in chunks:
        yield from decoder.feed(chunk)
