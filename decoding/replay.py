"""Recompute every decision of a session from its rows, by the very code that made them live."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from decoding.evidence import Evidence
from decoding.intention import Intention
from decoding.models import Model
from decoding.online import Decision, OnlineDecoder
from station.stream import Chunk, Rows, to_chunk

# Rows per piece when a whole recording is read: 8 s at 125 Hz, small enough to stay in the cache.
_PIECE = 1000


def table_row(decision: Decision, intention: Intention) -> tuple[float, float, float, float, float]:
    """Return one row of the decision table: row, probability, logit, evidence, flags."""
    return (
        float(decision.row),
        decision.probability,
        decision.logit,
        intention.evidence,
        float(intention.flags),
    )


def recompute(
    model: Model,
    channels: Sequence[str],
    microvolts: NDArray[np.float32],
    flags: NDArray[np.uint8],
    *,
    starts: Sequence[int],
    phases: Sequence[tuple[int, int]],
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
    phases : sequence of (int, int)
        The scored phases ``[first_row, end_row)``, in order.

    Returns
    -------
    table : ndarray, shape (n_decisions, 5)
        Columns row, probability, logit, evidence, flags.
    """
    decoder = OnlineDecoder(model, model.rate, channels)
    evidence = Evidence(decoder.grid, model.online.certainty)
    upcoming = iter([*phases, None])
    phase = next(upcoming)
    table = []
    for first, stop in zip(starts, [*starts[1:], len(microvolts)], strict=True):
        decoder.restart(first)
        for decision in _decisions(decoder, pieces(microvolts, flags, first, stop)):
            while phase is not None and decision.row >= phase[0]:
                evidence.begin(*phase)
                phase = next(upcoming)
            table.append(table_row(decision, evidence.add(decision)))
    return np.array(table, dtype=np.float64).reshape(-1, 5)


def pieces(
    microvolts: NDArray[np.float32], flags: NDArray[np.uint8], first: int, stop: int
) -> Iterator[Chunk]:
    """Return the rows ``[first, stop)`` of a recording as chunks, as training would get them."""
    for start in range(first, stop, _PIECE):
        end = min(start + _PIECE, stop)
        # Times and counters say nothing to the decoder: it works on row numbers alone.
        yield to_chunk(
            Rows(
                first=start,
                microvolts=microvolts[start:end],
                times=np.zeros(end - start),
                counters=np.zeros(end - start, dtype=np.int32),
                flags=flags[start:end],
            )
        )


def _decisions(decoder: OnlineDecoder, chunks: Iterable[Chunk]) -> Iterator[Decision]:
    for chunk in chunks:
        yield from decoder.feed(chunk)
