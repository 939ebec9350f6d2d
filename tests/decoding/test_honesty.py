"""Chance is told from skill, and skill from swapped labels."""

import numpy as np
import pytest

from decoding.score import is_below_chance, permutation_p, score


def test_permutation_p_of_noise_is_even_and_of_skill_is_small() -> None:
    generator = np.random.default_rng(0)
    labels = np.arange(40) % 2 == 0
    noise = [permutation_p(generator.normal(size=40), labels) for _ in range(200)]

    assert np.mean(np.array(noise) < 0.05) < 0.1
    assert 0.4 < np.mean(noise) < 0.6
    assert permutation_p(np.where(labels, 1.0, -1.0), labels) == pytest.approx(1 / 2001)
    assert permutation_p(np.where(labels, -1.0, 1.0), labels) == 1.0


@pytest.mark.parametrize(("correct", "fires"), [(11, True), (12, True), (13, False), (20, False)])
def test_swapped_labels_are_suspected_at_one_percent(correct: int, fires: bool) -> None:
    """Of 40, 12 or fewer have a probability of .008, 13 or fewer of .019."""
    labels = np.arange(40) % 2 == 0
    choices = np.where(np.arange(40) < correct, labels, ~labels)

    assert is_below_chance(choices, labels) is fires


def test_naming_the_rarer_class_each_time_is_no_swap() -> None:
    """Of 30 rests and 10 movements, "movement" each time is wrong in 30; the opposite of a skill is a swap."""
    labels = np.arange(40) < 10

    assert not is_below_chance(np.ones(40, dtype=bool), labels)
    assert is_below_chance(~labels, labels)
    assert score(np.where(labels, -1.0, 1.0), labels).below_chance
    assert not score(np.ones(40), labels).below_chance
