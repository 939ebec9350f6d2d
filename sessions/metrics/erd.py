"""How much the rhythms changed during imagery: event-related (de)synchronisation."""

from collections.abc import Callable
from math import log10

from sessions.metric import Metric, MetricValue
from sessions.spectra import BANDS, BandPower, band_power, clean_trials
from sessions.statistics import bootstrap
from sessions.store import Session
from station.language import N_
from station.stream import eeg_of
from station.task import REST

_REFERENCE = N_("negative: the rhythm weakened during imagery (desynchronisation)")
_SCALES: dict[str, Callable[[float], float]] = {
    "%": lambda ratio: 100 * (ratio - 1),
    "dB": lambda ratio: 10 * log10(ratio),
}


def compute(session: Session) -> dict[str, MetricValue]:
    """Return the change per movement, channel and band, in percent and in dB [1]_.

    References
    ----------
    .. [1] Pfurtscheller, G. & Lopes da Silva, F. H. (1999). Event-related EEG/MEG
       synchronization and desynchronization: basic principles. Clinical Neurophysiology,
       110(11), 1842-1857.
    """
    values = {}
    for label in (name for name in session.record.classes if name != REST):
        cued = [trial for trial in session.trials.cued if trial.label == label]
        for channel in eeg_of(session.record.channels):
            trials = clean_trials(session, channel, cued)
            for band, edges in BANDS.items():
                power = band_power(session, channel, trials, edges)
                for unit, value in _values(power).items():
                    values[f"{label} {channel} {band} {unit}"] = value
    return values


def _values(power: BandPower) -> dict[str, MetricValue]:
    n = len(power)
    if n == 0 or not power.baseline.mean() > 0:
        return {unit: MetricValue(None, None, n, unit, _REFERENCE) for unit in _SCALES}
    ratio, interval = float(power.change()[0]), bootstrap(power.change, n)
    # Both scales rise with the ratio, so the ends of its interval become the ends of theirs.
    return {
        unit: MetricValue(
            value=scale(ratio),
            interval=(scale(interval[0]), scale(interval[1])) if interval else None,
            n=n,
            unit=unit,
            reference=_REFERENCE,
        )
        for unit, scale in _SCALES.items()
    }


PLUGIN: Metric = Metric(
    id="erd",
    version=2,
    name=N_("Change of rhythm during imagery (ERD/ERS)"),
    definition=N_(
        "100 (A - R) / R and 10 log10(A / R); A: mean power from the end of the reaction time to "
        "the end of imagery, R: mean power from 3 to 1 s before the cue, averaged over clean "
        "calibration and played trials of the movement; mu 8-13 Hz, beta 13-30 Hz; reference as "
        "recorded. Clean: no lost row, at most 150 microvolts peak to peak. Bootstrap 95 % interval "
        "over trials."
    ),
    compute=compute,
)
