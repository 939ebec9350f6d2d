"""A calibration ends when it can, goes on while that can help, and else says what to change."""

import numpy as np
import pytest
from scipy.stats import betabinom

from decoding.progress import (
    ADVICE,
    BLOCK,
    LEAST,
    MOST,
    Verdict,
    passing_rate,
    progress,
    sufficient,
)
from decoding.score import wilson

LOOKS = range(LEAST, MOST + 1, BLOCK)


def test_a_clear_calibration_ends_at_the_first_look() -> None:
    assert progress(32, 40).verdict is Verdict.ENOUGH


@pytest.mark.parametrize("trials", [10, 20, 30])
def test_nothing_is_judged_before_twenty_trials_of_either_class(trials: int) -> None:
    assert progress(trials, trials).verdict is Verdict.BEGUN


def test_a_short_calibration_is_judged_at_its_own_end() -> None:
    assert progress(18, 20, most=20).verdict is Verdict.ENOUGH
    assert progress(10, 20, most=20).verdict is Verdict.CHANGE


@pytest.mark.parametrize(
    ("correct", "trials", "verdict"),
    [
        (26, 40, Verdict.MORE),  # above chance by one look, but not by five
        (20, 40, Verdict.CHANGE),  # forty more would suffice in 0.3 % of futures
        (11, 40, Verdict.SWAPPED),
        (43, 70, Verdict.WEAK),
        (49, 80, Verdict.WEAK),
        (45, 80, Verdict.CHANGE),
        (52, 80, Verdict.ENOUGH),
    ],
)
def test_each_standing_has_its_verdict(correct: int, trials: int, verdict: Verdict) -> None:
    assert progress(correct, trials).verdict is verdict


def test_no_more_is_asked_at_the_end() -> None:
    verdicts = {progress(correct, MOST).verdict for correct in range(MOST + 1)}

    assert Verdict.MORE not in verdicts
    assert progress(40, MOST).hope == 0.0


def test_hope_is_what_simulated_futures_say() -> None:
    generator = np.random.default_rng(0)
    skills = generator.beta(26 + 1, 14 + 1, size=200_000)
    futures = 26 + generator.binomial(40, skills)

    assert progress(26, 40).hope == pytest.approx((futures >= sufficient(80)).mean(), abs=0.005)


def test_a_coin_passes_one_of_all_looks_in_less_than_one_of_twenty_calibrations() -> None:
    generator = np.random.default_rng(0)
    hits = generator.integers(0, 2, size=(100_000, MOST)).cumsum(axis=1)
    passed = np.any([hits[:, n - 1] >= sufficient(n) for n in LOOKS], axis=0).mean()

    assert passing_rate(0.5, LOOKS) == pytest.approx(passed, abs=0.003)
    assert passing_rate(0.5, LOOKS) <= 0.01


def test_a_patient_who_can_do_it_is_hardly_ever_turned_away() -> None:
    assert passing_rate(0.8, LOOKS) > 0.99
    assert passing_rate(0.8, [LEAST]) > 0.9


def test_the_interval_is_wilsons_and_every_verdict_says_what_to_do() -> None:
    assert progress(26, 40).interval == wilson(26, 40)
    assert set(ADVICE) == set(Verdict)
    assert progress(26, 40).advice == ADVICE[Verdict.MORE]


@pytest.mark.parametrize(("correct", "trials"), [(0, 0), (5, 4), (-1, 4)])
def test_impossible_counts_are_refused(correct: int, trials: int) -> None:
    with pytest.raises(ValueError, match="cannot be correct"):
        progress(correct, trials)


def test_what_favouring_the_commoner_class_explains_is_neither_enough_nor_weak() -> None:
    """Of 60 rests and 20 movements, "rest" each time is right in 60 of 80."""
    assert progress(60, MOST).verdict is Verdict.ENOUGH
    assert progress(60, MOST, criterion=61).verdict is Verdict.CHANGE
    assert progress(50, MOST, criterion=61).verdict is Verdict.CHANGE


def test_there_is_no_hope_in_naming_the_commoner_class() -> None:
    """30 of 40 would be hopeful; 31 that guesses need of 40 are 62 of 80, which 32 more of 40 would have to be."""
    hope = progress(30, 40, criterion=31).hope

    assert progress(30, 40).verdict is Verdict.ENOUGH
    assert hope == pytest.approx(betabinom.sf(31, 40, 31, 11))
    assert progress(26, 40, criterion=26).hope == progress(26, 40).hope


def test_what_favouring_the_rarer_class_explains_is_not_swapped() -> None:
    assert progress(10, 40).verdict is Verdict.SWAPPED
    assert progress(10, 40, below_chance=False).verdict is Verdict.CHANGE
