"""What no electrode measured is not learned from, and a calibration survives it."""

from dataclasses import replace

import numpy as np
import pytest

from acquisition.recording import Recording
from decoding.bank import band_trials
from decoding.calibrate import calibrate
from decoding.preprocess import SETTLING
from decoding.usable import dead_channels, without_still_rows
from station.stream import RowFlag
from tests.decoding.signals import CLASSES, IMAGERY, RATE, recording


def held_at(run: Recording, first: float, end: float, channel: int = 1) -> Recording:
    """Return a run in which an input holds one value between two seconds."""
    microvolts = run.microvolts.copy()
    microvolts[round(first * RATE) : round(end * RATE), channel] = 187_500.0
    return replace(run, microvolts=microvolts)


def test_rows_are_marked_while_an_input_holds_its_value_and_until_the_filter_has_settled() -> None:
    marked = without_still_rows(held_at(recording(trials=4), 10.0, 12.0))

    rows = np.flatnonzero(marked.flags & RowFlag.REPEATED)
    assert rows[0] == round(10.0 * RATE)
    assert rows[-1] == round(12.0 * RATE) - 2 + round(SETTLING * RATE)
    assert np.array_equal(rows, np.arange(rows[0], rows[-1] + 1))


def test_two_equal_values_in_a_row_are_nothing() -> None:
    run = recording(trials=4)
    run.microvolts[700] = run.microvolts[699]

    assert not without_still_rows(run).flags.any()


@pytest.mark.parametrize("decoder", ["adaptive", "tangent", "csp"])
def test_an_electrode_that_is_off_for_some_trials_costs_those_trials_only(decoder: str) -> None:
    off = held_at(recording(), 40.0, 60.0)

    model = calibrate([off], classes=CLASSES, imagery=IMAGERY, decoder=decoder)

    assert 36 <= model.card.trials <= 38
    assert model.card.balanced_accuracy > 0.8
    assert model.channels == off.info.channels


@pytest.mark.parametrize("decoder", ["adaptive", "tangent"])
def test_a_trial_in_which_the_head_moved_is_not_learned_from(decoder: str) -> None:
    run = recording()
    cue = run.cues[10].row
    run.flags[cue + round(RATE) : cue + round(2.5 * RATE)] = RowFlag.MOVED

    model = calibrate([run], classes=CLASSES, imagery=IMAGERY, decoder=decoder)

    assert model.card.trials == 39


def test_a_channel_that_is_off_most_of_the_time_is_named_and_can_be_left_out() -> None:
    dead = held_at(recording(), 0.0, 200.0)

    assert dead_channels(dead) == ("C4",)
    assert not without_still_rows(dead).flags.any()
    rest = dead.without({"C4"})
    model = calibrate([rest], classes=CLASSES, imagery=IMAGERY, decoder="adaptive")
    assert model.channels == ("C3", "Cz", "CP1")
    assert model.card.trials == 40


def test_a_trial_of_clenched_teeth_is_not_learned_from_but_a_short_burst_is_no_harm() -> None:
    run = recording(trials=10)
    generator = np.random.default_rng(1)
    microvolts = run.microvolts.copy()
    long, short = (round(run.cues[number].row) for number in (2, 5))
    for first, rows in ((long, 500), (short, 60)):
        microvolts[first : first + rows] += generator.normal(size=(rows, 4)) * 150
    tense = replace(run, microvolts=microvolts)

    gated = band_trials(tense, classes=CLASSES, imagery=IMAGERY, reaction=0.5, is_gated=True)
    plain = band_trials(tense, classes=CLASSES, imagery=IMAGERY, reaction=0.5)

    assert len(plain.rows) == 10
    assert set(plain.rows) - set(gated.rows) == {long}
