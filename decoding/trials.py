"""Take the trials out of recordings: the same filter, grid and windows as live play."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.cutter import WindowCutter
from decoding.errors import DecodingError
from decoding.pieces import pieces
from decoding.preprocess import SignalConfig
from decoding.windows import OnlineConfig, ScoredRows, WindowGrid
from station.language import N_
from station.stream import Cue

# A channel that moves less than this over a whole recording is not touching anyone: the
# amplifier's own noise is ten times as much.
_FLAT_UV = 0.05


@dataclass(frozen=True)
class Trial:
    """One cued trial and the windows that count for it.

    Attributes
    ----------
    recording, sha256 : str
        Where it was recorded.
    row : int
        Row of the cue.
    label : str
    windows : ndarray, shape (n_windows, n_channels, window_rows)
        Band-passed EEG in volts.
    """

    recording: str
    sha256: str
    row: int
    label: str
    windows: NDArray[np.float64]


@dataclass(frozen=True)
class Trials:
    """All trials of a calibration, in order of time.

    Attributes
    ----------
    kept : tuple of Trial
    cut_off : int
        Trials left out because the recording ends before they do.
    spoilt : int
        Trials left out because lost rows leave them no valid window.
    """

    kept: tuple[Trial, ...]
    cut_off: int
    spoilt: int


def scored_rows(cue_row: int, imagery: tuple[float, float], rate: float) -> ScoredRows:
    """Return the scored phase of a cue.

    ``imagery`` is in seconds after the cue, ``rate`` in Hz.
    """
    first, end = (cue_row + round(second * rate) for second in imagery)
    return ScoredRows(first, end)


def read_trials(
    recordings: Sequence[Recording],
    *,
    classes: tuple[str, str],
    imagery: tuple[float, float],
    signal: SignalConfig,
    online: OnlineConfig,
) -> Trials:
    """Cut the trials of the two classes out of recordings, which are given in order of time.

    Raises
    ------
    DecodingError
        If the recordings do not fit together, one is given twice, a channel is dead, or no window
        fits into a trial.
    """
    first = recordings[0].info
    grid = online.grid(first.rate)
    _check_room(grid, imagery)
    kept: list[Trial] = []
    cut_off = spoilt = 0
    for recording in recordings:
        _check_channels(recording, first.channels, first.rate)
    _check_once(recordings)
    for recording in recordings:
        cues = [cue for cue in recording.cues if cue.label in classes]
        whole = [c for c in cues if scored_rows(c.row, imagery, grid.rate).end <= len(recording)]
        cut_off += len(cues) - len(whole)
        cutter = WindowCutter(signal, grid, recording.info.channels, first.channels)
        trials = _trials(recording, whole, cutter, grid, imagery)
        kept += [trial for trial in trials if len(trial.windows)]
        spoilt += sum(1 for trial in trials if not len(trial.windows))
    return Trials(tuple(kept), cut_off, spoilt)


def _trials(
    recording: Recording,
    cues: Sequence[Cue],
    cutter: WindowCutter,
    grid: WindowGrid,
    imagery: tuple[float, float],
) -> list[Trial]:
    phases = [scored_rows(cue.row, imagery, grid.rate) for cue in cues]
    found: list[list[NDArray[np.float64]]] = [[] for _ in cues]
    for chunk in pieces(recording.microvolts, recording.flags, 0, len(recording)):
        for window in cutter.feed(chunk):
            for windows, phase in zip(found, phases, strict=True):
                if window.is_valid and grid.is_inside(window.row, phase.first, phase.end):
                    windows.append(window.volts)
    return [
        Trial(recording.name, recording.sha256, cue.row, cue.label, np.array(windows))
        for cue, windows in zip(cues, found, strict=True)
    ]


def _check_room(grid: WindowGrid, imagery: tuple[float, float]) -> None:
    window, _, reaction = grid.seconds
    if imagery[1] - imagery[0] < window + reaction + grid.seconds[1]:
        raise DecodingError(
            N_(
                "The imagery lasts {imagery:g} s, too short for a window of {window:g} s after "
                "{reaction:g} s of reaction time; make the imagery longer."
            ),
            imagery=imagery[1] - imagery[0],
            window=window,
            reaction=reaction,
        )


def _check_once(recordings: Sequence[Recording]) -> None:
    """Refuse the same samples twice: a copy of a held-out trial would be learned from."""
    names: dict[str, str] = {}
    for recording in recordings:
        if recording.sha256 in names:
            raise DecodingError(
                N_("{recording!r} holds the same samples as {other!r}; name every run once."),
                recording=recording.name,
                other=names[recording.sha256],
            )
        names[recording.sha256] = recording.name


def _check_channels(recording: Recording, channels: tuple[str, ...], rate: float) -> None:
    if recording.info.rate != rate:
        raise DecodingError(
            N_(
                "{recording!r} has {rate:g} samples per second, but the first recording has "
                "{first_rate:g}; calibrate with recordings of one headset."
            ),
            recording=recording.name,
            rate=recording.info.rate,
            first_rate=rate,
        )
    clean = recording.microvolts[recording.flags == 0]
    for index, name in enumerate(recording.info.channels):
        if name in channels:
            _check_channel(recording.name, name, clean[:, index])


def _check_channel(recording: str, channel: str, microvolts: NDArray[np.float32]) -> None:
    if not np.isfinite(microvolts).all():
        raise DecodingError(
            N_(
                "Channel {channel} of {recording!r} holds values that are no numbers; record "
                "again or leave the channel out."
            ),
            channel=channel,
            recording=recording,
        )
    if len(microvolts) == 0 or np.ptp(microvolts) < _FLAT_UV:
        raise DecodingError(
            N_(
                "Channel {channel} of {recording!r} is flat; check its electrode and record "
                "again, or leave the channel out."
            ),
            channel=channel,
            recording=recording,
        )
