"""Windows end on fixed rows; what touches a gap or an unsettled filter is not valid."""

import numpy as np
import pytest
from pydantic import ValidationError

from decoding.cutter import Window, WindowCutter
from decoding.errors import DecodingError
from decoding.preprocess import CausalFilter, SignalConfig
from decoding.windows import OnlineConfig, WindowGrid
from station.stream import RowFlag
from tests.decoding.signals import CHANNELS, RATE, chunk, chunks, recording

GRID = OnlineConfig().grid(RATE)


def cutter(wanted: tuple[str, ...] = CHANNELS) -> WindowCutter:
    return WindowCutter(SignalConfig(), GRID, CHANNELS, wanted)


def noise(n_rows: int = 1500) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(0).normal(size=(n_rows, 4)).astype(np.float32)


def valid_rows(windows: list[Window]) -> list[int]:
    return [window.row for window in windows if window.is_valid]


@pytest.mark.parametrize(
    ("rate", "rows"), [(125.0, (250, 10, 62)), (250.0, (500, 20, 125)), (160.0, (320, 13, 80))]
)
def test_seconds_are_rounded_once_to_whole_rows(rate: float, rows: tuple[int, int, int]) -> None:
    grid = OnlineConfig().grid(rate)

    assert (grid.window_rows, grid.step_rows, grid.reaction_rows) == rows
    assert grid.seconds == tuple(n / rate for n in rows)


def test_a_step_longer_than_the_window_is_refused() -> None:
    with pytest.raises(ValidationError, match="would never be decoded"):
        OnlineConfig(window=0.5, step=1.0)


def test_a_window_counts_only_wholly_inside_the_phase_without_the_reaction() -> None:
    grid = WindowGrid(rate=125.0, window_rows=250, step_rows=10, reaction_rows=62)
    inside = [row for row in range(9, 3000, 10) if grid.is_inside(row, 1000, 1500)]

    assert (
        inside[0] == 1319
    )  # 1311 is the first row with 250 rows from 1062 on; 1319 the first tick
    assert inside[-1] == 1499
    assert len(inside) == grid.count(1000, 1500) == 19


def test_windows_end_on_the_grid_of_the_raw_recording_wherever_decoding_begins() -> None:
    windows = cutter().feed(chunk(noise(), first=1003))

    assert [window.row for window in windows[:3]] == [1009, 1019, 1029]


def test_a_window_is_the_filtered_signal_up_to_its_row() -> None:
    whole = chunk(noise())
    filtered = CausalFilter(SignalConfig(), RATE, 4).apply(whole.volts)

    windows = [window for window in cutter().feed(whole) if window.is_valid]

    # One second to settle and two of window: row 374 is the last of the first clean window.
    assert windows[0].row == 379
    for window in windows:
        np.testing.assert_array_equal(window.volts, filtered[:, window.row - 249 : window.row + 1])


def test_windows_do_not_depend_on_chunks() -> None:
    generator = np.random.default_rng(3)
    run = recording(trials=4)
    run.flags[700:705] = RowFlag.HELD
    run.flags[1500] = RowFlag.RESTART
    expected = cutter().feed(chunk(run.microvolts, flags=run.flags))

    for largest in (1, 7, 60, 999):
        cut = cutter()
        windows = [w for piece in chunks(run, generator, largest) for w in cut.feed(piece)]

        assert [w.row for w in windows] == [w.row for w in expected]
        for window, other in zip(windows, expected, strict=True):
            assert window.is_valid == other.is_valid
            np.testing.assert_array_equal(window.volts, other.volts)


def test_channels_are_picked_by_name() -> None:
    microvolts = noise()

    direct = cutter(("Cz", "C3")).feed(chunk(microvolts))
    turned = WindowCutter(SignalConfig(), GRID, ("CP1", "Cz", "C4", "C3"), ("Cz", "C3")).feed(
        chunk(np.ascontiguousarray(microvolts[:, ::-1]))
    )

    # Reversed columns under reversed names but for C4 and Cz, which changed places on both sides.
    assert direct[-1].volts.shape == (2, 250)
    np.testing.assert_array_equal(direct[-1].volts[1], turned[-1].volts[1])


def test_a_missing_channel_is_named() -> None:
    with pytest.raises(DecodingError, match="needs channel C5, but the headset has only C3, C4"):
        WindowCutter(SignalConfig(), GRID, ("C3", "C4"), ("C3", "C5"))


def test_windows_that_touch_a_stale_row_are_invalid_and_no_others() -> None:
    flags = np.zeros(1500, dtype=np.uint8)
    flags[800] = RowFlag.REPEATED

    rows = valid_rows(cutter().feed(chunk(noise(), flags=flags)))

    assert rows == [*range(379, 800, 10), *range(1059, 1500, 10)]


def test_a_short_interpolated_gap_leaves_the_windows_valid() -> None:
    flags = np.zeros(1500, dtype=np.uint8)
    flags[800:802] = RowFlag.INTERPOLATED

    rows = valid_rows(cutter().feed(chunk(noise(), flags=flags)))

    assert rows == [*range(379, 1500, 10)]


def test_after_a_held_gap_the_filter_starts_anew_and_must_settle() -> None:
    flags = np.zeros(1500, dtype=np.uint8)
    flags[800:806] = RowFlag.HELD
    microvolts = noise()
    microvolts[806:] += 5000  # the electrode moved: no bell may ring

    windows = cutter().feed(chunk(microvolts, flags=flags))

    rows = valid_rows(windows)
    assert rows == [*range(379, 800, 10), *range(1189, 1500, 10)]
    assert max(np.abs(w.volts).max() for w in windows if w.is_valid) < 1e-5


def test_a_restarted_board_starts_the_filter_anew() -> None:
    flags = np.zeros(1500, dtype=np.uint8)
    flags[800] = RowFlag.RESTART

    rows = valid_rows(cutter().feed(chunk(noise(), flags=flags)))

    assert rows == [*range(379, 800, 10), *range(1179, 1500, 10)]


def test_rows_that_jump_start_the_filter_anew() -> None:
    cut = cutter()
    cut.feed(chunk(noise(800)))

    windows = cut.feed(chunk(noise(700), first=2000))

    assert windows[0].row == 2009
    assert valid_rows(windows)[0] == 2379
