"""A clear movement is detected early, and rest is not."""

import numpy as np

from benchmarks.early_ends import EARLIEST_S, detected
from decoding.adaptive import AdaptiveDecoder
from decoding.bank import band_trials
from decoding.members import Session, views
from tests.decoding.signals import CLASSES, IMAGERY, RATE, recording


def test_a_clear_movement_ends_early_and_rest_lasts() -> None:
    known, played = (
        band_trials(recording(seed=seed), classes=CLASSES, imagery=IMAGERY, reaction=0.5)
        for seed in (0, 1)
    )
    decoder = AdaptiveDecoder.calibrated(Session(views(known.volts, RATE), known.labels))

    rows = np.array([detected(decoder, trial, RATE) for trial in played.volts])

    assert np.median(rows[played.labels]) < 1.5 * RATE
    assert rows[played.labels].min() >= round(EARLIEST_S * RATE)
    assert np.median(rows[~played.labels]) == played.volts.shape[-1]
