"""What scored phases teach: covariances of the default, windows of the others, each phase as long as it may be.

Live play tells its decoder one phase after another. A session that is taken up again, and a group that
learns from what was played, get the same out of the recording.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.bank import filtered
from decoding.day import LEARN_EVERY
from decoding.decoder import TrialDecoder
from decoding.gated import in_order
from decoding.members import views
from decoding.models import Model
from decoding.windows import WindowGrid


class Told(NamedTuple):
    """A phase and its label: rows ``[first, end)``, the reaction time left out."""

    first: int
    end: int
    label: bool


class Matching:
    """How much of a phase may teach.

    A movement that is detected ends early while rest goes on: told as they are, a decoder would learn
    to tell short from long, or the game's answer from nothing. So no phase teaches more rows than the
    last one of the other class had.
    """

    def __init__(self) -> None:
        self._lengths: dict[bool, int] = {}

    def rows(self, label: bool, n_rows: int) -> int:
        """Return how many of the first rows of the next phase may teach."""
        most = self._lengths.get(not label, n_rows)
        self._lengths[label] = n_rows
        return min(most, n_rows)

    def cut(self, phases: Sequence[Told]) -> list[Told]:
        """Return phases, in order of time, with as many rows as may teach."""
        return [
            one._replace(end=one.first + self.rows(one.label, one.end - one.first))
            for one in phases
        ]


def lessons(
    recording: Recording, model: Model, phases: Sequence[Told]
) -> Iterator[tuple[Told, Any]]:
    """Return what phases of a recording teach the decoder of a model; those that teach nothing are left out.

    Parameters
    ----------
    recording : Recording
        With the model's channels, in any order, at its rate.
    model : Model
    phases : sequence of Told
        In order of time; clean ones only.

    Returns
    -------
    lessons : iterator of (Told, tuple of ndarray or ndarray)
        A phase with its covariances per member, or windows, shape (n_windows, n_channels, n_samples): as
        :class:`decoding.judged.Judged` holds them.
    """
    fitted, grid = model.fitted, model.online.grid(model.rate)
    ordered = in_order(recording, model.channels)
    if isinstance(fitted, TrialDecoder):
        volts, _ = filtered(ordered, fitted.bands)
        for phase in Matching().cut(phases):
            yield phase, views(volts[..., phase.first : phase.end], model.rate)
        return
    volts, _ = filtered(ordered, (model.signal,))
    for phase in phases:
        first, end, _ = phase
        windows = whole_windows(volts[0][:, first:end], np.ones(end - first, bool), first, grid)
        if len(windows):
            yield phase, windows.astype(np.float32)


def whole_windows(
    volts: NDArray[np.float64], is_usable: NDArray[np.bool_], first: int, grid: WindowGrid
) -> NDArray[np.float64]:
    """Return every sixth whole window of a phase.

    Parameters
    ----------
    volts : ndarray, shape (n_channels, n_rows)
        Rows from ``first`` on, in the whole band.
    is_usable : ndarray of bool, shape (n_rows,)
    first : int
        Row of the recording that the phase begins with; the grid counts from its row 0.
    grid : WindowGrid

    Returns
    -------
    windows : ndarray, shape (n_windows, n_channels, window_rows)
    """
    rows, step = grid.window_rows, grid.step_rows
    start = first + rows - 1
    ends = range(start + (-start - 1) % step, first + len(is_usable), step)
    starts = [end + 1 - rows - first for end in ends]
    whole = [volts[:, at : at + rows] for at in starts if is_usable[at : at + rows].all()]
    return np.array(whole[::LEARN_EVERY]).reshape(-1, len(volts), rows)
