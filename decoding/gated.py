"""Which trials of a calibration live play would judge, and how loud its muscles usually are."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.bank import filtered
from decoding.gate import muscle_band
from decoding.preprocess import SignalConfig
from decoding.trials import Trial, Trials, scored_rows
from decoding.usable import clean_share, is_usable


def without_spoilt(
    recordings: Sequence[Recording],
    trials: Trials,
    imagery: tuple[float, float],
    signal: SignalConfig,
    reaction: float,
) -> Trials:
    """Return the trials that the gate of live play lets pass; the others count as spoilt.

    Parameters
    ----------
    recordings : sequence of Recording
        That the trials were cut out of.
    trials : Trials
    imagery : tuple of float
        Scored seconds after the cue.
    signal : SignalConfig
        The whole band.
    reaction : float
        Seconds of the imagery that are left out at its beginning.
    """
    channels, rate = recordings[0].info.channels, recordings[0].info.rate
    kept: list[Trial] = []
    for one in recordings:
        own = [trial for trial in trials.kept if trial.sha256 == one.sha256]
        ordered = in_order(one, channels)
        whole, muscle = (filtered(ordered, [band])[0][0] for band in (signal, muscle_band(rate)))
        phases = [scored_rows(trial.row, imagery, rate) for trial in own]
        late = [phase._replace(first=phase.first + round(reaction * rate)) for phase in phases]
        shares = clean_share(ordered, whole, muscle, late)
        kept += [trial for trial, share in zip(own, shares, strict=True) if is_usable(share)]
    spoilt = trials.spoilt + len(trials.kept) - len(kept)
    return Trials(tuple(kept), trials.cut_off, spoilt)


def usual_muscle(recordings: Sequence[Recording], trials: Sequence[Trial]) -> NDArray[np.float64]:
    """Return the median power between 20 and 60 Hz in the seconds after the cues, in V²."""
    channels, rate = recordings[0].info.channels, recordings[0].info.rate
    powers = []
    for one in recordings:
        volts = filtered(in_order(one, channels), [muscle_band(rate)])[0][0]
        rows = [trial.row for trial in trials if trial.sha256 == one.sha256]
        powers += [np.mean(volts[:, row : row + round(3 * rate)] ** 2, axis=1) for row in rows]
    return np.asarray(np.median(powers, axis=0))


def in_order(recording: Recording, channels: tuple[str, ...]) -> Recording:
    """Return a recording with its channels in a given order."""
    known = recording.info.channels
    if known == channels:
        return recording
    order = [known.index(name) for name in channels]
    info = replace(recording.info, channels=channels)
    return replace(recording, info=info, microvolts=recording.microvolts[:, order])
