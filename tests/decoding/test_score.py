"""Scores stand beside their interval and the chance line."""

import numpy as np
import pytest

from decoding.score import area_under_curve, chance_criterion, guessing_criterion, score, wilson


@pytest.mark.parametrize(
    ("trials", "criterion"),
    [(20, 15), (40, 26), (60, 37), (80, 48), (120, 70), (160, 91), (240, 134)],
)
def test_the_chance_criterion_is_exact(trials: int, criterion: int) -> None:
    assert chance_criterion(trials) == criterion


def test_too_few_trials_are_never_above_chance() -> None:
    assert chance_criterion(4) == 5  # even 4 of 4 happen by chance in 6 %


def test_wilsons_interval_is_his() -> None:
    # Worked out by hand for 15 of 20 with z = 1.959964.
    assert wilson(15, 20) == pytest.approx((0.531299, 0.888138), abs=1e-6)
    assert wilson(0, 10) == pytest.approx((0.0, 0.277533), abs=1e-6)
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_area_under_the_curve_counts_pairs() -> None:
    evidence = np.array([1.0, 3.0, 2.0, 2.0])
    labels = np.array([False, True, False, True])

    # 3 > 1, 3 > 2, 2 > 1, 2 = 2: three and a half of four.
    assert area_under_curve(evidence, labels) == 0.875


def test_a_score_counts_forced_choices_at_zero() -> None:
    evidence = np.array([2.0, 1.0, -1.0, 0.0, -3.0, 4.0])
    labels = np.array([True, True, True, False, False, False])

    result = score(evidence, labels)

    assert (result.trials, result.correct) == (6, 4)
    assert result.accuracy == pytest.approx(2 / 3)
    assert result.balanced_accuracy == pytest.approx(2 / 3)
    assert result.criterion == 6
    assert not result.above_chance


def test_naming_the_commoner_class_each_time_is_not_above_chance() -> None:
    """Thirty rests and ten movements: "rest" is right in 30 of 40, and says nothing."""
    labels = np.arange(40) < 10

    result = score(np.full(40, -1.0), labels)

    assert (result.correct, result.balanced_accuracy) == (30, 0.5)
    assert result.criterion == 31
    assert not result.above_chance


def test_guesses_that_favour_a_class_are_counted_exactly() -> None:
    """One movement and three rests, one choice in four "movement": all right in .25 · .75³."""
    labels = np.array([True, False, False, False])

    # P(4) = .105; four guesses of which none is more often right, so that no number is above chance.
    assert guessing_criterion(labels, labels) == 5
    assert guessing_criterion(labels, labels, significance=0.11) == 4


@pytest.mark.parametrize("named", [0, 13, 20, 31, 40])
def test_with_equal_classes_favouring_one_gains_nothing(named: int) -> None:
    labels = np.arange(40) % 2 == 0

    assert guessing_criterion(np.arange(40) < named, labels) <= chance_criterion(40)
