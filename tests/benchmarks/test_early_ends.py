"""A clear movement is detected early, and rest is not."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.early_ends import EARLIEST_S, detected, play_windows, windows_of
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


def test_windows_of_a_phase_are_whole_ones() -> None:
    """Two seconds each, 0.48 s apart: four in three and a half seconds, none in one and a half."""
    assert windows_of(np.zeros((3, 438)), RATE).shape == (4, 3, 250)
    assert len(windows_of(np.zeros((3, 187)), RATE)) == 0


def test_a_decoder_of_windows_ends_clear_movements_early_and_whole_ones_never() -> None:
    patient: Any = SimpleNamespace(
        calibration=lambda: [recording(seed=0)],
        play=lambda: [recording(seed=1, trials=20)],
        classes=CLASSES,
        imagery=IMAGERY,
    )

    cut, whole = (play_windows(patient, way, "tangent") for way in ("as cut", "whole"))

    assert cut["hand_s"] < 2.5
    assert whole["hand_s"] == 3.504  # 438 samples of 125 a second
    assert min(cut["auc"], whole["auc"]) > 0.95
