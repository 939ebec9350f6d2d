"""The five-trial screening: which paradigm to begin with (CLINICAL 2.3, REQ-CAL-3).

Five trials of the affected hand and five rests give two numbers: how much the mu rhythm over the
hand area weakens (activation strength), and whether it weakens more on one side (laterality). A
clear laterality speaks for left against right hand, everything else for the hand against rest [1]_.

Each hand area is measured against the electrodes around it (a small Laplacian [2]_), because what
all electrodes share hides what one of them does. Five trials stay few: intervals are Welch's [3]_,
which keep their promise there, as a bootstrap of five values does not, and they are wide.

References
----------
.. [1] Shu, X. et al. (2018). Fast recognition of BCI-inefficient users using physiological
   features from EEG signals: a screening study of stroke patients. Frontiers in Neuroscience,
   12, 93.
.. [2] McFarland, D. J. et al. (1997). Spatial filter selection for EEG-based communication.
   Electroencephalography and Clinical Neurophysiology, 103(3), 386-394.
.. [3] Welch, B. L. (1947). The generalization of 'Student's' problem when several different
   population variances are involved. Biometrika, 34(1/2), 28-35.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import welch
from scipy.stats import t as student

from sessions.errors import SessionError
from sessions.spectra import BANDS, BASELINE, clean_trials, task_window
from sessions.store import Session
from sessions.trials import Trial
from station.language import N_
from station.task import REST, Side, hand

TRIALS = 5
FEWEST = 3  # below that an interval says nothing at all
DECIDING = "mu"

# The hand area of each hemisphere, and what lies around it in the 10-10 and the older 10-20 names.
_AREAS: dict[Side, str] = {"left": "C3", "right": "C4"}
_AROUND: dict[Side, tuple[str, ...]] = {
    "left": ("FC3", "CP3", "C1", "C5", "FC1", "FC5", "CP1", "CP5", "F3", "P3", "T3", "T7", "Cz"),
    "right": ("FC4", "CP4", "C2", "C6", "FC2", "FC6", "CP2", "CP6", "F4", "P4", "T4", "T8", "Cz"),
}


@dataclass(frozen=True)
class Estimate:
    """A difference of means in dB, with Welch's 95 % interval.

    Attributes
    ----------
    value : float
    interval : tuple of float
    """

    value: float
    interval: tuple[float, float]

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.interval[0] > 0 or self.interval[1] < 0


@dataclass(frozen=True)
class Screening:
    """What the screening found and suggests.

    Attributes
    ----------
    side : {"left", "right"}
        The screened hand.
    paradigm : {"left-vs-right", "hand-vs-rest"}
        The suggestion; the therapist decides.
    strength : dict of str to Estimate
        Activation by band: ERD at the hand area opposite the hand, task minus rest; negative is
        desynchronisation, as expected.
    laterality : dict of str to Estimate
        LI_dB by band: ERD on the hand's own side minus ERD opposite it; positive: stronger
        desynchronisation opposite the hand.
    contralateral, ipsilateral : str
        The electrodes.
    around : tuple of (int, int)
        How many electrodes each was measured against, in this order; 0: against none.
    tasks, rests : int
        Trials behind the numbers.
    """

    side: Side
    paradigm: Literal["left-vs-right", "hand-vs-rest"]
    strength: dict[str, Estimate]
    laterality: dict[str, Estimate]
    contralateral: str
    ipsilateral: str
    around: tuple[int, int]
    tasks: int
    rests: int

    @property
    def responds(self) -> bool:
        """Whether the rhythm clearly weakened opposite the hand."""
        one = self.strength[DECIDING]
        return one.is_clear and one.value < 0


def screen(
    task: NDArray[np.float64],
    rest: NDArray[np.float64],
    *,
    channels: Sequence[str],
    rate: float,
    side: Side,
) -> Screening:
    """Return the screening of epochs.

    Parameters
    ----------
    task : ndarray, shape (n_trials, n_channels, n_samples)
        While the hand was imagined or attempted, without the reaction time, in µV.
    rest : ndarray, shape (n_rests, n_channels, n_rest_samples)
        In µV; as long as the task, if possible.
    channels : sequence of str
        10-10 names.
    rate : float
        In Hz.
    side : {"left", "right"}
        The hand.

    Raises
    ------
    SessionError
        If C3 or C4 is missing, or there are fewer than three trials of either kind.
    """
    _refuse_too_few(len(task), len(rest))
    opposite_side: Side = "right" if side == "left" else "left"
    powers = {}
    for where, hemisphere in (("contra", opposite_side), ("ipsi", side)):
        powers[where] = [
            _log_powers(_local(epochs, channels, hemisphere), rate) for epochs in (task, rest)
        ]
    strength = {band: _welch(*(part[band] for part in powers["contra"])) for band in BANDS}
    laterality = {
        band: _welch(*(powers["ipsi"][i][band] - powers["contra"][i][band] for i in (0, 1)))
        for band in BANDS
    }
    return Screening(
        side=side,
        paradigm="left-vs-right" if laterality[DECIDING].is_clear else "hand-vs-rest",
        strength=strength,
        laterality=laterality,
        contralateral=_AREAS[opposite_side],
        ipsilateral=_AREAS[side],
        around=(len(_around(channels, opposite_side)), len(_around(channels, side))),
        tasks=len(task),
        rests=len(rest),
    )


def screen_session(session: Session, trials: int = TRIALS) -> Screening:
    """Return the screening of the first clean trials of a recorded session.

    Rests are the session's rest trials; where none were asked for, the pause before each cue.

    Raises
    ------
    SessionError
        As :func:`screen`.
    """
    record = session.record
    _check_areas(record.channels)
    moves = _first_clean(session, hand(record.affected_side), trials)
    spans = [task_window(session, trial) for trial in moves]
    if REST in record.classes:
        pauses = [task_window(session, one) for one in _first_clean(session, REST, trials)]
    else:
        pauses = [_before(trial, record.rate) for trial in moves]
    _refuse_too_few(len(spans), len(pauses))
    return screen(
        _cut(session, spans),
        _cut(session, pauses),
        channels=record.channels,
        rate=record.rate,
        side=record.affected_side,
    )


def _first_clean(session: Session, label: str, trials: int) -> list[Trial]:
    cued = [trial for trial in session.trials.cued if trial.label == label]
    for channel in _AREAS.values():
        cued = clean_trials(session, channel, cued)
    return cued[:trials]


def _before(trial: Trial, rate: float) -> tuple[int, int]:
    start, end = (trial.cue_row + round(second * rate) for second in BASELINE)
    return start, end


def _cut(session: Session, spans: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    length = min(end - start for start, end in spans)
    cut = [session.raw.microvolts[start : start + length].T for start, _ in spans]
    return np.asarray(cut, dtype=np.float64)


def _local(
    epochs: NDArray[np.float64], channels: Sequence[str], hemisphere: Side
) -> NDArray[np.float64]:
    """Return a hand area against the mean of the electrodes around it, (n_trials, n_samples)."""
    _check_areas(channels)
    area = epochs[:, list(channels).index(_AREAS[hemisphere])]
    around = [list(channels).index(name) for name in _around(channels, hemisphere)]
    local: NDArray[np.float64] = area - epochs[:, around].mean(axis=1) if around else area
    return local


def _around(channels: Sequence[str], hemisphere: Side) -> list[str]:
    found = [name for name in _AROUND[hemisphere] if name in channels]
    # One neighbour makes a bipolar lead, which sees the neighbour as well as the hand area.
    return found if len(found) > 1 else []


def _log_powers(signal: NDArray[np.float64], rate: float) -> dict[str, NDArray[np.float64]]:
    """Return each trial's power in each band, in dB; shape (n_trials,)."""
    length = min(round(rate), signal.shape[-1])
    frequencies, density = welch(signal, fs=rate, nperseg=length, noverlap=length // 2, axis=-1)
    powers = {}
    for band, (low, high) in BANDS.items():
        inside = (frequencies >= low) & (frequencies <= high)
        powers[band] = 10 * np.log10(density[:, inside].mean(axis=1))
    return powers


def _welch(task: NDArray[np.float64], rest: NDArray[np.float64]) -> Estimate:
    """Return the difference of two means with Welch's interval (see the module's reference 3)."""
    value = float(task.mean() - rest.mean())
    parts = [group.var(ddof=1) / len(group) for group in (task, rest)]
    error = sum(parts)
    if error == 0:
        return Estimate(value, (value, value))
    freedom = error**2 / sum(
        part**2 / (len(group) - 1) for part, group in zip(parts, (task, rest), strict=True)
    )
    half = float(student.ppf(0.975, freedom) * np.sqrt(error))
    return Estimate(value, (value - half, value + half))


def _check_areas(channels: Sequence[str]) -> None:
    missing = [name for name in _AREAS.values() if name not in channels]
    if missing:
        raise SessionError(
            N_("The screening needs C3 and C4, and {missing} was not recorded; mount them first."),
            missing=", ".join(missing),
        )


def _refuse_too_few(tasks: int, rests: int) -> None:
    if min(tasks, rests) < FEWEST:
        raise SessionError(
            N_(
                "The screening needs {least} clean movement and rest trials at least, and found "
                "{tasks} and {rests}; mend the signal and repeat it."
            ),
            least=FEWEST,
            tasks=tasks,
            rests=rests,
        )
