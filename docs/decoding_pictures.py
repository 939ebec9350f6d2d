"""Draw the pictures of ``docs/decoding.md`` from simulated patients: CSP patterns, a drifting day."""

from pathlib import Path

import matplotlib.pyplot as plt
import mne
import numpy as np
from matplotlib.figure import Figure

from benchmarks.decoding_patients import CHANNELS, CLASSES, IMAGERY_S, patient, recorded
from decoding.adaptive import AdaptiveDecoder
from decoding.bank import band_trials
from decoding.decoders.csp import CspDecoder
from decoding.members import learn_today
from decoding.windows import OnlineConfig

SEED, DPRIME = 1, 2.5


def draw_decoding(folder: Path, home: Path) -> None:
    """Draw both pictures."""
    _save(_patterns(), folder / "decoding_csp.png")
    _save(_drifting_day(), folder / "decoding_day.png")


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=80)
    plt.close(figure)


def _patterns() -> Figure:
    """Draw the patterns of the filters on the head, with what weighs for the hand."""
    recording, _ = recorded(DPRIME, SEED, np.random.default_rng(SEED))
    cut = band_trials(
        recording,
        classes=CLASSES,
        imagery=(0.0, IMAGERY_S),
        reaction=OnlineConfig().reaction,
    )
    decoder = CspDecoder(4).fit(cut.volts[:, 0], cut.labels, np.ones(len(cut.labels)))
    info = mne.create_info(list(CHANNELS), recording.info.rate, "eeg")
    info.set_montage("colin27_1020")
    figure, axes = plt.subplots(1, 4, figsize=(10, 3), layout="constrained")
    weights = decoder.discriminant_.coef_[0]
    for axis, pattern, weight in zip(axes, decoder.patterns_.patterns_, weights, strict=False):
        mne.viz.plot_topomap(
            pattern, info, axes=axis, names=list(CHANNELS), show=False, sphere=0.095
        )
        says = CLASSES[1] if weight > 0 else CLASSES[0]
        axis.set_title(f"more power: {says}\n({weight:+.1f} per unit of log power)", fontsize=10)
    return figure


def _drifting_day() -> Figure:
    """Draw the log-odds of a day on which the cap was put on anew, followed and not."""
    one = patient(DPRIME, SEED, "another day")
    labels = np.array([trial.label for trial in one.played])
    known = one.calibration
    still, followed = (AdaptiveDecoder.returning(learn_today(known), [known]) for _ in range(2))
    logits = {
        "as calibrated": [still.logit(trial.views) for trial in one.played],
        "recentred, threshold followed": [followed.decide(trial.views) for trial in one.played],
    }
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.2), layout="constrained")
    for axis, (title, said) in zip(axes, logits.items(), strict=True):
        values, trials = np.array(said), np.arange(1, len(said) + 1)
        for is_hand, marker in ((True, "o"), (False, "x")):
            chosen = labels == is_hand
            axis.scatter(trials[chosen], values[chosen], marker=marker, label=CLASSES[is_hand])
        axis.axhline(0.0, color="grey", linewidth=1)
        hits = (values > 0) == labels
        balanced = (hits[labels].mean() + hits[~labels].mean()) / 2
        axis.set_title(f"{title}: {balanced:.0%} right")
        axis.set_xlabel("trial")
        axis.set_ylabel("log-odds of the hand")
    axes[0].legend()
    return figure
