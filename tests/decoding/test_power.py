"""Desynchronisation has the size that was built in."""

import numpy as np
import pytest
from numpy.typing import NDArray

from decoding.errors import DecodingError
from decoding.power import band_power, band_power_change, erd_map

RATE = 125.0


def sine(frequency: float, amplitude: float, seconds: float) -> NDArray[np.float64]:
    time = np.arange(round(seconds * RATE)) / RATE
    return amplitude * np.sin(2 * np.pi * frequency * time)


def halved_epochs() -> NDArray[np.float64]:
    """Ten trials of 4 s before and 4 s after the cue; 11 Hz loses half its power at the cue."""
    generator = np.random.default_rng(0)
    rhythm = sine(11.0, 10e-6, 8.0)
    rhythm[500:] *= np.sqrt(0.5)
    steady = sine(11.0, 10e-6, 8.0)
    epochs = np.stack([np.stack([rhythm, steady])] * 10)
    drift = np.linspace(0.0, 1e-3, epochs.shape[2])  # 1 mV, as electrodes do
    return epochs + drift + generator.normal(size=epochs.shape) * 1e-9


def test_half_the_power_is_minus_fifty_percent_and_three_decibels() -> None:
    result = erd_map(halved_epochs(), RATE, (-3.5, -0.5), start=-4.0)

    at_11 = int(np.argmin(np.abs(result.frequencies - 11)))
    late = (result.times > 0.6) & (result.times < 3.4)
    np.testing.assert_allclose(result.percent[0, at_11, late], -50.0, atol=1.0)
    np.testing.assert_allclose(result.decibels[0, at_11, late], -3.0103, atol=0.1)
    np.testing.assert_allclose(result.percent[1, at_11, late], 0.0, atol=1.0)


def test_the_map_keeps_the_time_axis_of_the_epochs() -> None:
    result = erd_map(halved_epochs(), RATE, (-3.5, -0.5), start=-4.0)

    assert result.times[0] == pytest.approx(-3.5, abs=0.01)  # half a second into the epoch
    assert result.percent.shape == (2, len(result.frequencies), len(result.times))
    before = result.times < -0.6
    at_11 = int(np.argmin(np.abs(result.frequencies - 11)))
    np.testing.assert_allclose(result.percent[0, at_11, before], 0.0, atol=2.0)


def test_a_baseline_shorter_than_a_spectrum_is_refused() -> None:
    with pytest.raises(DecodingError, match="take a longer baseline"):
        erd_map(halved_epochs(), RATE, (-1.0, -0.5), start=-4.0)


def test_a_flat_channel_is_named() -> None:
    epochs = halved_epochs()
    epochs[:, 1] = 0.0

    with pytest.raises(DecodingError, match="number 2 is flat"):
        erd_map(epochs, RATE, (-3.5, -0.5), start=-4.0)


def test_no_trial_has_no_power() -> None:
    with pytest.raises(DecodingError, match="no trial"):
        erd_map(np.empty((0, 2, 1000)), RATE, (-3.5, -0.5), start=-4.0)


def test_the_power_of_a_sine_in_the_band_is_half_its_squared_amplitude() -> None:
    epochs = np.stack([sine(10.0, 8e-6, 6.0) + sine(40.0, 50e-6, 6.0)])[np.newaxis]

    power = band_power(epochs, RATE, (8.0, 13.0))

    assert power[0, 0] == pytest.approx(32e-12, rel=0.02)


def test_the_change_of_a_band_compares_mean_powers() -> None:
    task = np.array([[1.0, 4.0], [3.0, 4.0]])
    rest = np.array([[4.0, 4.0], [4.0, 4.0]])

    change = band_power_change(task, rest, paired=True)

    np.testing.assert_allclose(change.percent, [-50.0, 0.0])
    np.testing.assert_allclose(change.decibels, [-3.0103, 0.0], atol=1e-4)
    # Drawing the same trial twice gives 1/4 or 3/4 of the power, each in a quarter of the draws.
    np.testing.assert_allclose(change.percent_interval[0], [-75.0, -25.0])
    np.testing.assert_allclose(change.percent_interval[1], [0.0, 0.0])
    assert (change.n_task, change.n_rest) == (2, 2)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(1)
    held = 0
    for seed in range(200):
        task, rest = (scale * generator.chisquare(8, size=(40, 1)) for scale in (0.5, 1.0))
        change = band_power_change(task, rest, paired=False, seed=seed, resamples=400)
        held += change.percent_interval[0, 0] <= -50.0 <= change.percent_interval[0, 1]

    assert 180 <= held <= 199


def test_the_same_seed_gives_the_same_interval() -> None:
    generator = np.random.default_rng(2)
    task, rest = generator.chisquare(3, size=(2, 20, 3))

    first, again = (band_power_change(task, rest, paired=False, seed=7) for _ in range(2))

    np.testing.assert_array_equal(first.percent_interval, again.percent_interval)
