"""The filter keeps the band, does not look ahead, and cares nothing for chunks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.signal import butter, sosfilt, sosfilt_zi

from decoding.errors import DecodingError
from decoding.preprocess import SETTLING, CausalFilter, SignalConfig


@given(sizes=st.lists(st.integers(0, 70), min_size=1, max_size=40), seed=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_the_answer_does_not_depend_on_chunks_to_the_last_bit(sizes: list[int], seed: int) -> None:
    volts = np.random.default_rng(seed).normal(size=(3, sum(sizes))) * 1e-5 + 0.15
    whole = CausalFilter(SignalConfig(), 125.0, 3).apply(volts)
    cut = CausalFilter(SignalConfig(), 125.0, 3)

    pieces = [cut.apply(piece) for piece in np.split(volts, np.cumsum(sizes)[:-1], axis=1)]

    np.testing.assert_array_equal(np.concatenate(pieces, axis=1), whole)


def test_an_offset_of_150_mv_rings_no_bell() -> None:
    volts = np.full((2, 500), 0.15)

    filtered = CausalFilter(SignalConfig(), 250.0, 2).apply(volts)

    assert np.abs(filtered).max() < 1e-12


@pytest.mark.parametrize("rate", [125.0, 160.0, 250.0])
def test_a_restart_has_settled_after_the_second_that_is_left_out(rate: float) -> None:
    step = np.zeros((1, round(3 * rate)))
    step[0, 0] = 1.0  # taken for what came before, so that a step down follows

    response = np.abs(CausalFilter(SignalConfig(), rate, 1).apply(step)[0])

    assert response[round(SETTLING * rate) :].max() < 1e-5 * response.max()


def test_a_restart_forgets_what_came_before() -> None:
    volts = np.random.default_rng(0).normal(size=(2, 300))
    used = CausalFilter(SignalConfig(), 125.0, 2)
    used.apply(volts[:, ::-1])

    used.restart()

    fresh = CausalFilter(SignalConfig(), 125.0, 2)
    np.testing.assert_array_equal(used.apply(volts), fresh.apply(volts))


@pytest.mark.parametrize(
    ("frequency", "gain"), [(2.0, 0.0), (8.0, 0.7071), (15.5, 1.0), (50.0, 0.0)]
)
def test_it_keeps_mu_and_beta_and_nothing_else(frequency: float, gain: float) -> None:
    time = np.arange(2500) / 125.0
    sine = np.sin(2 * np.pi * frequency * time)[np.newaxis]

    filtered = CausalFilter(SignalConfig(), 125.0, 1).apply(sine)[0, 1250:]

    assert np.sqrt(2 * np.mean(filtered**2)) == pytest.approx(gain, abs=0.01)


def test_it_does_not_look_ahead() -> None:
    volts = np.random.default_rng(1).normal(size=(1, 400))
    changed = volts.copy()
    changed[:, 200:] += 1.0

    before, after = (CausalFilter(SignalConfig(), 125.0, 1).apply(x) for x in (volts, changed))

    np.testing.assert_array_equal(before[:, :200], after[:, :200])


def test_a_stream_too_slow_for_the_band_is_refused() -> None:
    with pytest.raises(DecodingError, match="needs more than 60 samples per second"):
        CausalFilter(SignalConfig(), 50.0, 1)


def test_a_band_upside_down_is_refused() -> None:
    with pytest.raises(ValidationError, match="must lie below"):
        SignalConfig(low=30, high=8)


def test_the_filter_is_scipys_to_the_last_bit() -> None:
    """It calls what ``sosfilt`` calls: a new SciPy that changes it must not go unnoticed."""
    volts = np.random.default_rng(0).normal(size=(3, 400)) + 2.0
    sections = butter(4, (8.0, 30.0), btype="bandpass", output="sos", fs=250.0)
    state = sosfilt_zi(sections)[:, np.newaxis, :] * volts[np.newaxis, :, :1]

    expected, _ = sosfilt(sections, volts, axis=-1, zi=state)

    np.testing.assert_array_equal(CausalFilter(SignalConfig(), 250.0, 3).apply(volts), expected)
