"""Covariances of sliding windows are those of each window by itself."""

import numpy as np
import pytest
from numpy.typing import NDArray

from decoding.members import views
from decoding.sliding import SlidingViews
from decoding.windows import OnlineConfig, WindowGrid

BANDS, CHANNELS = 3, 5


def windows(volts: NDArray[np.float64], grid: WindowGrid) -> list[tuple[int, NDArray[np.float64]]]:
    ends = range(grid.window_rows, volts.shape[-1] + 1, grid.step_rows)
    return [(end - 1, volts[..., end - grid.window_rows : end]) for end in ends]


def noise(n_rows: int) -> NDArray[np.float64]:
    return np.random.default_rng(3).normal(size=(BANDS, CHANNELS, n_rows)) * 1e-5


@pytest.mark.parametrize("rate", [125.0, 200.0, 250.0])
@pytest.mark.parametrize("window", [2.0, 1.0, 0.5])
def test_each_window_gives_the_covariances_of_its_own_rows(rate: float, window: float) -> None:
    grid = OnlineConfig(window=window).grid(rate)
    sliding = SlidingViews(BANDS, CHANNELS, grid)
    told = 0
    for row, volts in windows(noise(round(9 * rate)), grid):
        seen = sliding.views(row, volts)
        if seen is None:
            continue
        told += 1
        for quick, plain in zip(seen, views(volts, rate), strict=True):
            np.testing.assert_allclose(quick, plain, rtol=1e-12, atol=1e-12 * plain.max())
    assert told > 30


def test_a_pop_that_has_left_the_window_leaves_no_trace() -> None:
    grid = OnlineConfig().grid(250.0)
    quiet = noise(2500)
    popped = quiet.copy()
    popped[..., 700:702] = 0.2
    ours, theirs = (SlidingViews(BANDS, CHANNELS, grid) for _ in range(2))
    for (row, one), (_, other) in zip(windows(quiet, grid), windows(popped, grid), strict=True):
        seen, seen_too = ours.views(row, one), theirs.views(row, other)
        if seen is not None and seen_too is not None and row - grid.window_rows >= 702:
            assert np.array_equal(seen[0], seen_too[0])
            assert np.array_equal(seen[1], seen_too[1])


def test_steps_that_were_not_shown_are_not_guessed() -> None:
    grid = OnlineConfig().grid(125.0)
    sliding = SlidingViews(BANDS, CHANNELS, grid)
    shown = windows(noise(125 * 12), grid)
    for row, volts in shown[:60]:
        sliding.views(row, volts)
    after = [sliding.views(row, volts) is None for row, volts in shown[61:]]
    steps = grid.window_rows // grid.step_rows
    assert after == [True] * (steps - 1) + [False] * (len(after) - steps + 1)
