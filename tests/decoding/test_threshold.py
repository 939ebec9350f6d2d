"""The threshold follows past trials only, carefully at first."""

import pytest

from decoding.threshold import Threshold


def test_the_first_trial_is_decided_at_zero() -> None:
    assert Threshold(30, 5.0).offset(100.0) == 0.0


def test_few_trials_are_believed_in_part() -> None:
    threshold = Threshold(30, caution=5.0)

    for _ in range(5):
        threshold.add(2.0)

    assert threshold.offset(100.0) == pytest.approx(1.0)


def test_trials_long_past_are_forgotten() -> None:
    threshold = Threshold(3, caution=0.0)

    for logit in (100.0, 1.0, 2.0, 3.0):
        threshold.add(logit)

    assert threshold.offset(100.0) == pytest.approx(2.0)


def test_a_known_imbalance_of_cues_is_no_drift() -> None:
    threshold = Threshold(10, caution=0.0, expected=-0.5)

    for logit in (1.0, -1.0, -1.0, -1.0):
        threshold.add(logit)

    assert threshold.offset(100.0) == pytest.approx(0.0)


def test_what_lies_farther_out_than_trials_do_is_believed_sooner() -> None:
    near, far = Threshold(30, caution=5.0), Threshold(30, caution=5.0)
    near.add(1.0)
    far.add(10.0)

    assert near.offset(1.0) == pytest.approx(1 / 6)
    assert far.offset(1.0) == pytest.approx(10 / (1 + 5 / 100))


def test_trials_are_taken_as_they_are_read_now() -> None:
    threshold = Threshold(2, caution=0.0)
    for logit in (8.0, 6.0, 4.0):
        threshold.add(logit)
    threshold.read_again([1.0, 2.0, 3.0])

    assert threshold.offset(100.0) == pytest.approx(2.5)
