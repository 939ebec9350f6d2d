"""A gap of more than 200 ms inside the scored phase makes a trial invalid, however it arrives."""

from collections.abc import Iterator

import numpy as np
import pytest

from sessions.gaps import Gaps
from station.stream import Chunk, RowFlag

RATE = 125.0


def chunks(held: tuple[int, int], size: int, rows: int = 1000) -> Iterator[Chunk]:
    flags = np.zeros(rows, np.uint8)
    flags[slice(*held)] = RowFlag.HELD
    for first in range(0, rows, size):
        part = flags[first : first + size]
        yield Chunk(first, np.zeros((1, len(part))), np.zeros(len(part)), part)


@pytest.mark.parametrize("size", [1, 7, 10, 1000])
@pytest.mark.parametrize(
    ("held", "is_broken"),
    [
        ((500, 525), False),  # 200 ms
        ((500, 526), True),  # 208 ms
        ((380, 425), False),  # 25 rows of it inside
        ((380, 426), True),
        ((574, 700), True),
        ((575, 700), False),
        ((100, 390), False),
        ((610, 900), False),
    ],
)
def test_more_than_200_ms_inside_break_a_trial(
    held: tuple[int, int], is_broken: bool, size: int
) -> None:
    gaps = Gaps(RATE)
    for chunk in chunks(held, size):
        gaps.feed(chunk)

    assert gaps.is_broken(400, 600) is is_broken


def test_rows_drawn_as_a_line_break_nothing() -> None:
    gaps = Gaps(RATE)
    flags = np.full(200, RowFlag.INTERPOLATED, np.uint8)
    gaps.feed(Chunk(0, np.zeros((1, 200)), np.zeros(200), flags))

    assert not gaps.is_broken(0, 200)


def test_hours_of_gaps_are_forgotten() -> None:
    gaps = Gaps(RATE)
    for number in range(1000):
        for chunk in chunks((500, 600), 1000):
            gaps.feed(Chunk(1000 * number + chunk.first, chunk.volts, chunk.times, chunk.flags))

    assert len(gaps._gaps) <= 25
    assert gaps.is_broken(999_400, 999_700)
