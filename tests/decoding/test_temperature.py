"""The temperature makes over-confident log-odds honest, and does not trust a handful of trials."""

import numpy as np
import pytest

from decoding.temperature import USUAL_GAIN, balanced_loss, temperature


def test_log_odds_that_are_three_times_too_sure_are_cooled_down() -> None:
    generator = np.random.default_rng(0)
    honest = generator.normal(size=4000) * 1.5
    labels = generator.random(4000) < 1 / (1 + np.exp(-honest))

    assert temperature(3 * honest, labels) == pytest.approx(1 / 3, rel=0.1)


def test_without_information_the_usual_gain_stands() -> None:
    labels = np.arange(10) % 2 == 0

    assert temperature(np.full(10, 1e-6), labels) == pytest.approx(USUAL_GAIN, rel=1e-3)


def test_a_decoder_that_ranks_the_wrong_way_round_is_hardly_believed() -> None:
    labels = np.arange(40) % 2 == 0

    assert 0 < temperature(np.where(labels, -2.0, 2.0), labels) < 0.25


def test_knowing_nothing_costs_one_bit_whatever_the_classes_shares() -> None:
    assert balanced_loss(np.zeros(5), np.arange(5) == 0) == pytest.approx(np.log(2))
