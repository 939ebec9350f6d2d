"""The benchmark of calibrations without any intention counts what it says."""

import numpy as np

from benchmarks.decoding_patients import CLASSES
from benchmarks.noise_calibrations import LOPSIDED, count, lopsided, nothing


def test_cues_are_balanced_in_every_block_and_say_nothing_of_the_signal() -> None:
    recording = nothing(16, seed=1)

    hands = [cue.label == CLASSES[1] for cue in recording.cues]
    assert sum(hands[:8]) == sum(hands[8:]) == 4
    assert np.array_equal(recording.microvolts, nothing(16, seed=1).microvolts)
    assert not np.array_equal(recording.microvolts, nothing(16, seed=2).microvolts)


def test_a_lopsided_one_keeps_all_rests_and_some_movements() -> None:
    labels = [cue.label for cue in lopsided(nothing(2 * LOPSIDED[0], seed=1)).cues]

    assert (labels.count(CLASSES[0]), labels.count(CLASSES[1])) == LOPSIDED


def test_every_calibration_is_counted() -> None:
    found = count("lopsided", seeds=1, workers=1)

    assert found["calibrations"] == 1
    assert all(found[name] in (0, 1) for name in ("above_chance", "enough", "p_at_most_05"))
