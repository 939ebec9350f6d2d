"""The gate names what is no EEG, whatever chunks the rows come in."""

import numpy as np
import pytest
from numpy.typing import NDArray

from decoding.gate import Gate, muscle_band
from decoding.preprocess import CausalFilter, SignalConfig

RATE, STEP = 125.0, 10


def noise(seconds: float = 20.0, n_channels: int = 4) -> NDArray[np.float64]:
    rows = round(seconds * RATE)
    return np.random.default_rng(0).normal(size=(n_channels, rows)) * 10e-6


def gate(n_channels: int = 4) -> tuple[Gate, CausalFilter]:
    """Return a gate that knows what this noise usually is, and the filter before it."""
    whole = CausalFilter(SignalConfig(), RATE, n_channels)
    usual = noise(n_channels=n_channels)
    power = np.mean(whole.apply(usual) ** 2, axis=1)
    muscle = CausalFilter(muscle_band(RATE), RATE, n_channels)
    whole.restart()
    return Gate(RATE, power, np.mean(muscle.apply(usual) ** 2, axis=1), STEP), whole


def judge(
    volts: NDArray[np.float64], sizes: tuple[int, ...] = (10**6,)
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    judged, whole = gate(len(volts))
    parts, first, turn = [], 0, 0
    while first < volts.shape[1]:
        piece = volts[:, first : first + sizes[turn % len(sizes)]]
        parts.append(judged.feed(piece, whole.apply(piece)))
        first, turn = first + piece.shape[1], turn + 1
    bad, off, tense = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
    return bad, off, tense


def test_plain_eeg_passes() -> None:
    bad, off, tense = judge(noise())

    assert not bad.any()
    assert not off.any()
    assert not tense.any()


@pytest.mark.parametrize("mains", [49.8, 50.0, 60.0])
def test_hum_from_the_mains_is_neither_a_burst_nor_muscle(mains: float) -> None:
    seconds = np.arange(noise().shape[1]) / RATE
    bad, _, tense = judge(noise() + 200e-6 * np.sin(2 * np.pi * mains * seconds)[None])

    assert not bad.any()
    assert not tense[round(RATE) :].any()


def test_a_pop_is_bad_on_its_channel_alone() -> None:
    volts = noise()
    volts[1, 1000:] += 300e-6

    bad, _, _ = judge(volts)

    assert bad[1, 1000:1030].any()
    assert not bad[[0, 2, 3]].any()
    assert not bad[1, :1000].any()


def test_clenched_teeth_are_heard_on_two_channels_but_not_on_one() -> None:
    teeth = np.zeros_like(noise())
    teeth[:, 1000:1250] = np.random.default_rng(1).normal(size=(4, 250)) * 80e-6
    one = teeth * np.array([[1.0], [0], [0], [0]])

    assert judge(noise() + teeth)[2][1050:1250].mean() > 0.9
    assert not judge(noise() + one)[2].any()


def test_a_silent_electrode_is_off_after_a_moment_and_given_up_once_after_two_seconds() -> None:
    volts = noise()
    volts[2, 1000:] = 0.0
    judged, whole = gate()

    given_up = []
    for row in range(STEP, volts.shape[1], STEP):
        piece = volts[:, row - STEP : row]
        _, off, _ = judged.feed(piece, whole.apply(piece))
        given_up += [(row, int(channel)) for channel in judged.come_off(off[:, -1])]

    assert [channel for _, channel in given_up] == [2]
    assert 1000 + 2 * RATE < given_up[0][0] < 1000 + 6 * RATE


def test_the_answer_does_not_depend_on_chunks() -> None:
    volts = noise()
    volts[1, 1000:] += 300e-6
    volts[2, 1500:] = 0.0

    whole, pieces = judge(volts), judge(volts, (1, 7, 40, 3))

    for first, second in zip(whole, pieces, strict=True):
        np.testing.assert_array_equal(first, second)
