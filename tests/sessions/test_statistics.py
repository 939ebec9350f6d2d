"""Statistics against values that were worked out by hand or stand in a published table."""

import numpy as np
import pytest

from sessions.statistics import (
    area_interval,
    area_under_curve,
    balanced,
    binomial_p,
    bootstrap,
    chance_criterion,
    difference,
    fisher_p,
    wilson,
)

CRITERIA = {20: 15, 40: 26, 60: 37, 80: 48, 120: 70, 160: 91, 240: 134}


@pytest.mark.parametrize(("trials", "criterion"), CRITERIA.items())
def test_the_chance_criterion_is_that_of_the_clinical_table(trials: int, criterion: int) -> None:
    assert chance_criterion(trials) == criterion
    assert binomial_p(criterion, trials) <= 0.05 < binomial_p(criterion - 1, trials)


def test_the_exact_binomial_counts_outcomes() -> None:
    """Of the 16 outcomes of 4 tosses 5 have at least 3 heads."""
    assert binomial_p(3, 4) == pytest.approx(5 / 16)
    assert binomial_p(0, 4) == pytest.approx(1.0)


def test_fisher_is_that_of_the_lady_tasting_tea() -> None:
    """3 of 4 cups of each kind right: (16 + 1) / 70."""
    assert fisher_p(hits=3, movements=4, alarms=1, rests=4) == pytest.approx(17 / 70)
    assert fisher_p(hits=4, movements=4, alarms=0, rests=4) == pytest.approx(1 / 70)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_that_of_newcombes_table(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, table II, method 10."""
    value, interval = difference(first, second)

    assert value == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert interval == pytest.approx((low, high), abs=5e-5)


def test_wilson_is_honest_at_the_edges() -> None:
    """10 of 10: the lower end is n / (n + z²)."""
    assert wilson(10, 10) == pytest.approx((10 / (10 + 1.959964**2), 1.0))
    assert wilson(5, 10)[0] == pytest.approx(1 - wilson(5, 10)[1])


def test_the_area_counts_pairs_and_half_of_ties() -> None:
    """Pairs (2,1) (2,2) (3,1) (3,2): three won and one tied."""
    evidence = np.array([2.0, 3.0, 1.0, 2.0])
    labels = np.array([True, True, False, False])

    assert area_under_curve(evidence, labels) == pytest.approx(3.5 / 4)


def test_the_interval_of_a_perfect_area_does_not_shrink_to_nothing() -> None:
    low, high = area_interval(1.0, 10, 10)

    assert 0.6 < low < 0.9
    assert high == 1.0
    assert area_interval(0.0, 10, 10) == pytest.approx((0.0, 1 - low))


def test_the_interval_of_an_area_holds_it_and_mirrors() -> None:
    low, high = area_interval(0.7, 20, 30)

    assert low < 0.7 < high
    assert area_interval(0.3, 30, 20) == pytest.approx((1 - high, 1 - low))


def test_balanced_accuracy_weighs_the_classes_alike() -> None:
    value, (low, high) = balanced((9, 10), (10, 20))

    assert value == pytest.approx(0.7)
    assert low < 0.7 < high


def test_balanced_interval_of_two_equal_shares_is_narrower_by_the_root_of_two() -> None:
    """Half the hypotenuse of two equal distances is one of them over the root of two."""
    below = 0.5 - wilson(10, 20)[0]

    assert balanced((10, 20), (10, 20))[1][0] == pytest.approx(0.5 - below / np.sqrt(2))


def test_the_bootstrap_is_seeded_and_finds_the_error_of_a_mean() -> None:
    values = np.random.default_rng(3).normal(size=400)

    first = bootstrap(lambda weights: weights @ values, len(values))

    assert first is not None
    assert first == bootstrap(lambda weights: weights @ values, len(values))
    half = 1.96 * values.std() / np.sqrt(len(values))
    assert first == pytest.approx((values.mean() - half, values.mean() + half), abs=0.15 * half)


def test_one_trial_has_no_interval() -> None:
    assert bootstrap(lambda weights: weights @ np.ones(1), 1) is None
