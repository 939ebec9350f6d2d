"""Several bands of one recording, filtered causally, and the trials cut out of them.

Every band is the same filter that live play uses, its state kept from the first sample, and it
starts anew where the live one does. A trial is the scored phase without the reaction time; one
that touches lost rows is left out, because a covariance over a gap is no covariance, and so is one
that live play would not judge for its artefacts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.gate import muscle_band
from decoding.preprocess import SETTLING, CausalFilter, SignalConfig
from decoding.trials import scored_rows
from decoding.usable import clean_share, is_usable
from decoding.windows import SPOILT, segments

# Mu and beta together, and each of them alone: narrower bands did not help on OpenBCI recordings.
BANDS = (SignalConfig(), SignalConfig(high=13.0), SignalConfig(low=13.0))


@dataclass(frozen=True)
class BandTrials:
    """Trials of one recording in several bands.

    Attributes
    ----------
    rows : tuple of int
        Row of each trial's cue.
    labels : ndarray of bool, shape (n_trials,)
        True for the positive class.
    volts : ndarray, shape (n_trials, n_bands, n_channels, n_samples)
    left_out : int
        Trials that lost rows or artefacts spoilt, or that the end of the recording cut off.
    """

    rows: tuple[int, ...]
    labels: NDArray[np.bool_]
    volts: NDArray[np.float64]
    left_out: int


def band_trials(
    recording: Recording,
    *,
    classes: tuple[str, str],
    imagery: tuple[float, float],
    reaction: float,
    bands: Sequence[SignalConfig] = BANDS,
    is_gated: bool = False,
) -> BandTrials:
    """Cut the trials of two classes out of a recording, in the order of their cues.

    Parameters
    ----------
    recording : Recording
    classes : tuple of str
        Negative and positive class; other cues are ignored.
    imagery : tuple of float
        Scored seconds after the cue.
    reaction : float
        Seconds of it that are left out at its beginning.
    bands : sequence of SignalConfig
    is_gated : bool
        Whether trials are left out, too, that live play would not judge for their artefacts.
    """
    rate = recording.info.rate
    volts, is_good = filtered(recording, bands)
    cues = [cue for cue in recording.cues if cue.label in classes]
    late = round(reaction * rate)
    phases = [(cue, scored_rows(cue.row, imagery, rate)) for cue in cues]
    phases = [(cue, phase._replace(first=phase.first + late)) for cue, phase in phases]
    whole = [
        (cue, phase)
        for cue, phase in phases
        if phase.end <= len(recording) and is_good[phase.first : phase.end].all()
    ]
    if is_gated:
        muscle = filtered(recording, [muscle_band(rate)])[0][0]
        shares = clean_share(recording, volts[0], muscle, [phase for _, phase in whole])
        whole = [one for one, share in zip(whole, shares, strict=True) if is_usable(share)]
    cut = [volts[:, :, phase.first : phase.end] for _, phase in whole]
    return BandTrials(
        tuple(cue.row for cue, _ in whole),
        np.array([cue.label == classes[1] for cue, _ in whole], dtype=bool),
        np.array(cut).reshape(len(cut), *(cut[0].shape if cut else (len(bands), 0, 0))),
        len(cues) - len(whole),
    )


def filtered(
    recording: Recording, bands: Sequence[SignalConfig]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return a whole recording in several bands, and which rows may be used.

    Returns
    -------
    volts : ndarray, shape (n_bands, n_channels, n_rows)
    is_good : ndarray of bool, shape (n_rows,)
        False where rows were lost, and while the filter settles after a restart.
    """
    raw = recording.microvolts.T.astype(np.float64) * 1e-6
    filters = [CausalFilter(band, recording.info.rate, len(raw)) for band in bands]
    volts = np.empty((len(filters), *raw.shape))
    is_good = (recording.flags & SPOILT) == 0
    settling = round(SETTLING * recording.info.rate)
    for start, stop in segments(recording.flags, was_held=False):
        is_good[start : min(stop, start + settling)] = False
        for band, out in zip(filters, volts, strict=True):
            band.restart()
            out[:, start:stop] = band.apply(raw[:, start:stop])
    return volts, is_good
