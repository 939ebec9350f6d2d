"""Trials in several bands are cut where live play would score them, and never over a gap."""

from dataclasses import replace

import numpy as np
import pytest

from decoding.bank import BANDS, band_trials, filtered
from decoding.preprocess import CausalFilter
from station.stream import RowFlag
from tests.decoding.signals import CLASSES, IMAGERY, RATE, recording


def test_each_band_is_the_live_filter_from_the_first_sample_on() -> None:
    whole = recording(trials=2)

    volts, _ = filtered(whole, BANDS)

    raw = whole.microvolts.T.astype(np.float64) * 1e-6
    for band, one in zip(BANDS, volts, strict=True):
        assert np.array_equal(one, CausalFilter(band, RATE, len(raw)).apply(raw))


def test_a_trial_is_the_imagery_without_the_reaction_time() -> None:
    whole = recording(trials=4)

    trials = band_trials(whole, classes=CLASSES, imagery=IMAGERY, reaction=0.5)

    volts, _ = filtered(whole, BANDS)
    first = trials.rows[0]
    assert trials.rows == tuple(cue.row for cue in whole.cues)
    assert list(trials.labels) == [cue.label == CLASSES[1] for cue in whole.cues]
    assert np.array_equal(trials.volts[0], volts[:, :, first + 62 : first + 500])


@pytest.mark.parametrize(
    ("flag", "left_out"),
    [(RowFlag.HELD, 1), (RowFlag.REPEATED, 1), (RowFlag.RESTART, 1), (RowFlag.INTERPOLATED, 0)],
)
def test_a_trial_over_lost_rows_is_left_out(flag: RowFlag, left_out: int) -> None:
    whole = recording(trials=4)
    flags = whole.flags.copy()
    flags[whole.cues[1].row + 200] = flag

    trials = band_trials(
        replace(whole, flags=flags), classes=CLASSES, imagery=IMAGERY, reaction=0.5
    )

    assert trials.left_out == left_out
    assert len(trials.volts) == len(trials.labels) == 4 - left_out


def test_no_trial_begins_before_the_filter_has_settled_again() -> None:
    whole = recording(trials=4)
    flags = whole.flags.copy()
    flags[whole.cues[1].row - 10] = RowFlag.RESTART

    trials = band_trials(
        replace(whole, flags=flags), classes=CLASSES, imagery=IMAGERY, reaction=0.5
    )

    assert trials.rows == tuple(whole.cues[i].row for i in (0, 2, 3))


def test_a_recording_without_such_cues_has_no_trials() -> None:
    trials = band_trials(
        recording(trials=2), classes=("left_hand", "rest "), imagery=IMAGERY, reaction=0.5
    )

    assert len(trials.volts) == len(trials.labels) == trials.left_out == 0
