"""Where a model's trials differ, and whether that fits the hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ttest_ind

from decoding.calibrate import session_trials
from decoding.laterality import BETA, MU, contrast
from decoding.members import Session
from decoding.windows import OnlineConfig
from tests.decoding.signals import CLASSES, IMAGERY, recording

CHANNELS = ("C3", "C4", "Cz", "CP1")


def made(trials: int = 40, drop: float = 0.6, channels: tuple[str, ...] = CHANNELS) -> Session:
    run = replace(recording(trials=trials, drop=drop), info=recording().info)
    renamed = replace(run, info=replace(run.info, channels=channels))
    return session_trials([renamed], classes=CLASSES, imagery=IMAGERY, online=OnlineConfig())[0]


def test_a_rhythm_that_drops_over_c3_is_weaker_opposite_the_right_hand() -> None:
    found = contrast(made(), CHANNELS, MU)

    # The amplitude of 11 Hz falls to 0.4 over C3: -8 dB, less what noise of 5 µV leaves.
    assert -8.5 < found.decibels[0] < -5
    assert found.high < 0
    assert found.verdict("right_hand") == "opposite"
    assert found.verdict("left_hand") == "same"


def test_swapped_electrodes_are_seen() -> None:
    swapped = ("C4", "C3", "Cz", "CP1")

    assert contrast(made(channels=swapped), swapped, MU).verdict("right_hand") == "same"


def test_without_any_difference_nothing_is_claimed() -> None:
    found = contrast(made(drop=0.0), CHANNELS, BETA)

    assert found.low < 0 < found.high
    assert found.verdict("right_hand") == "unclear"


def test_channels_on_one_side_only_give_no_index() -> None:
    names = ("Cz", "C4", "CPz", "CP2")
    found = contrast(made(channels=names), names, MU)

    assert np.isnan(found.index)
    assert found.verdict("right_hand") == "unclear"


def test_the_interval_is_welchs() -> None:
    session = made(trials=12)
    power = 10 * np.log10(np.diagonal(session.views[0][:, MU], axis1=-2, axis2=-1))
    side = (power[:, 0] + power[:, 3]) / 2 - power[:, 1]
    expected = ttest_ind(
        side[session.labels], side[~session.labels], equal_var=False
    ).confidence_interval()
    found = contrast(session, CHANNELS, MU)

    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
