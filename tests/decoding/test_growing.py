"""Covariances of a phase so far are those of its rows by themselves."""

import numpy as np
import pytest
from numpy.typing import NDArray

from decoding.growing import GrowingViews
from decoding.members import Views, views

BANDS, CHANNELS = 3, 5


def noise(n_rows: int, seed: int = 3) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=(BANDS, CHANNELS, n_rows)) * 1e-5


def assert_same(quick: Views, plain: Views) -> None:
    for one, other in zip(quick, plain, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12 * other.max())


@pytest.mark.parametrize("rate", [125.0, 200.0, 250.0])
def test_a_phase_that_grows_gives_the_covariances_of_its_own_rows(rate: float) -> None:
    volts, step, first = noise(round(9 * rate)), round(0.08 * rate), 37
    growing = GrowingViews(BANDS, CHANNELS, rate)
    for stop in range(first + round(0.5 * rate), volts.shape[-1], step):
        seen = growing.views(first, stop, volts[..., first:stop])
        assert_same(seen, views(volts[..., first:stop], rate))


def test_steps_may_be_left_out_and_phases_may_change() -> None:
    volts = noise(3000)
    growing = GrowingViews(BANDS, CHANNELS, 250.0)
    for first, stop in [(0, 20), (0, 25), (0, 200), (0, 520), (0, 300), (40, 600), (60, 620)]:
        seen = growing.views(first, stop, volts[..., first:stop])
        assert_same(seen, views(volts[..., first:stop], 250.0))


def test_a_stream_that_begins_anew_at_the_same_row_is_not_taken_for_the_old_one() -> None:
    old, new = noise(500), noise(500, seed=4)
    growing = GrowingViews(BANDS, CHANNELS, 250.0)
    growing.views(0, 400, old[..., :400])
    growing.forget()
    assert_same(growing.views(0, 500, new), views(new, 250.0))


def test_a_dead_electrode_spoils_no_other_channel() -> None:
    volts = noise(500)
    volts[:, 2] = np.nan
    growing = GrowingViews(BANDS, CHANNELS, 250.0)
    growing.views(0, 400, volts[..., :400])
    bank, _ = growing.views(0, 500, volts)
    others = [0, 1, 3, 4]
    assert np.isfinite(bank[np.ix_(range(BANDS), others, others)]).all()
