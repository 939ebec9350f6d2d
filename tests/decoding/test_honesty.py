"""Chance is told from skill, and skill from swapped labels."""

import numpy as np
import pytest

from decoding.score import is_below_chance, permutation_p


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
    assert is_below_chance(correct, 40) is fires
