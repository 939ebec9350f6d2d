"""Whether the rhythm weakened more over the hemisphere that moves the hand."""

import numpy as np
from numpy.typing import NDArray

from sessions.metric import Metric, MetricValue
from sessions.spectra import BANDS, band_power, clean_trials
from sessions.statistics import bootstrap
from sessions.store import Session
from station.language import N_
from station.task import LEFT_HAND, RIGHT_HAND

# A hand is moved from the other side of the brain: (contralateral, ipsilateral).
SIDES = {LEFT_HAND: ("C4", "C3"), RIGHT_HAND: ("C3", "C4")}
_REFERENCE = N_("positive: weaker rhythm opposite the imagined hand, as expected")


def compute(session: Session) -> dict[str, MetricValue]:
    """Return LI_dB = ERD_dB(ipsilateral) - ERD_dB(contralateral) per movement and band."""
    values = {}
    for label in (name for name in session.record.classes if name in SIDES):
        for band in BANDS:
            values[f"{label} {band}"] = _index(session, label, band)
    return values


def _index(session: Session, label: str, band: str) -> MetricValue:
    contra, ipsi = SIDES[label]
    if not {contra, ipsi} <= set(session.record.channels):
        return MetricValue(None, None, 0, "dB", _REFERENCE)
    trials = [trial for trial in session.trials.cued if trial.label == label]
    for channel in (contra, ipsi):
        trials = clean_trials(session, channel, trials)
    powers = [band_power(session, channel, trials, BANDS[band]) for channel in (contra, ipsi)]
    if not trials or not all(power.baseline.mean() > 0 for power in powers):
        return MetricValue(None, None, len(trials), "dB", _REFERENCE)

    def difference(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        at_contra, at_ipsi = (10 * np.log10(power.change(weights)) for power in powers)
        return np.asarray(at_ipsi - at_contra, dtype=np.float64)

    value = float(difference(np.full((1, len(trials)), 1 / len(trials)))[0])
    return MetricValue(value, bootstrap(difference, len(trials)), len(trials), "dB", _REFERENCE)


PLUGIN: Metric = Metric(
    id="laterality",
    version=2,
    name=N_("Laterality"),
    definition=N_(
        "LI in dB = ERD in dB on the side of the imagined hand minus ERD in dB on the opposite "
        "side (C3 and C4), over trials that are clean at both; positive: stronger "
        "desynchronisation opposite the hand. Bootstrap 95 % interval over trials."
    ),
    compute=compute,
)
