"""Which rows and trials of a recording may teach a decoder.

An electrode that is off, or an input at its limit, holds one value: no covariance of it has an
inverse. What live play holds still for must not be learned from either.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.gate import MOST_SPOILT, STILL, Gate
from decoding.preprocess import SETTLING
from decoding.windows import ScoredRows, segments
from station.stream import RowFlag

_DEAD = 0.5  # share of a recording
_REPEATED = np.uint8(RowFlag.REPEATED)


def without_still_rows(recording: Recording) -> Recording:
    """Return a recording in which rows of an input that holds its value are marked as repeated.

    They are so from the first row that repeats another, if the value is held for
    :data:`~decoding.gate.STILL` seconds or longer, and until the filter has settled behind it.
    A channel that is dead (:func:`dead_channels`) marks nothing: it has to be left out itself.
    """
    flags = recording.flags.copy()
    if len(flags) < 2:
        return recording
    rate = recording.info.rate
    settling = round(SETTLING * rate)
    dead = dead_channels(recording)
    for name, values in zip(recording.info.channels, recording.microvolts.T, strict=True):
        for first, end in _still(values, recording) if name not in dead else ():
            flags[first : end + settling] |= _REPEATED
    return replace(recording, flags=flags)


def dead_channels(recording: Recording) -> tuple[str, ...]:
    """Return the channels that hold their value for more than half of the rows that were sent."""
    sent = np.count_nonzero((recording.flags & RowFlag.HELD) == 0)
    return tuple(
        name
        for name, values in zip(recording.info.channels, recording.microvolts.T, strict=True)
        if sum(end - first for first, end in _still(values, recording)) > _DEAD * sent
    )


def _still(values: NDArray[np.float32], recording: Recording) -> list[tuple[int, int]]:
    is_held = (recording.flags & RowFlag.HELD) != 0
    return still_stretches(values, recording.info.rate, is_held)


def still_stretches(
    values: NDArray[np.float32], rate: float, is_held: NDArray[np.bool_] | None = None
) -> list[tuple[int, int]]:
    """Return the stretches over which a channel holds its value for :data:`~decoding.gate.STILL` or longer.

    Parameters
    ----------
    values : ndarray, shape (n_rows,)
    rate : float
        In Hz.
    is_held : ndarray of bool, shape (n_rows,), optional
        Rows that were filled in: they repeat a value by design.

    Returns
    -------
    stretches : list of (int, int)
        Each ``[first, end)``, in differences: 0 is that between rows 0 and 1.
    """
    is_same = np.diff(values) == 0
    if is_held is not None:
        is_same &= ~is_held[1:]
    edges = np.flatnonzero(np.diff(is_same, prepend=False, append=False)).reshape(-1, 2)
    return [(first, end) for first, end in edges.tolist() if end - first >= round(STILL * rate)]


def clean_share(
    recording: Recording,
    whole: NDArray[np.float64],
    muscle: NDArray[np.float64],
    phases: Sequence[ScoredRows],
) -> NDArray[np.float64]:
    """Return for each phase the share of its rows that the gate of live play lets pass.

    What is usual is the median over the phases themselves.

    Parameters
    ----------
    recording : Recording
    whole, muscle : ndarray, shape (n_channels, n_rows)
        The recording in the whole band and between 20 and 60 Hz, in volts.
    phases : sequence of ScoredRows
        Within the recording.
    """
    if not phases:
        return np.empty(0)
    usual, tension = (
        np.median([np.mean(band[:, a:b] ** 2, axis=1) for a, b, *_ in phases], axis=0)
        for band in (whole, muscle)
    )
    gate = Gate(recording.info.rate, usual, tension, step=1)
    raw = recording.microvolts.T.astype(np.float64) * 1e-6
    is_clean = np.empty(raw.shape[1], dtype=bool)
    for start, stop in segments(recording.flags, was_held=False):
        gate.restart()
        bad, _, tense = gate.feed(raw[:, start:stop], whole[:, start:stop])
        is_clean[start:stop] = ~(bad.any(axis=0) | tense)
    is_clean &= (recording.flags & RowFlag.MOVED) == 0
    return np.array([is_clean[first:end].mean() for first, end, *_ in phases])


def is_usable(share: float) -> bool:
    """Whether a trial with so many clean rows may be learned from."""
    return share >= 1 - MOST_SPOILT
