"""A trial of a calibration during which an electrode came off is asked again."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from sessions.order import open_session
from sessions.plan import Plan
from sessions.record import SessionRecord
from sessions.stills import Stills
from station.clock import VirtualClock
from station.stream import Chunk, RowFlag
from tests.sessions.patients import TIMING, simulated_order

RATE = 250


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> SessionRecord:
    order = simulated_order(tmp_path_factory.mktemp("home"), Plan(timing=TIMING))
    info = replace(order.info, channels=("C3", "EMG affected", "C4"))
    return open_session(replace(order, info=info), VirtualClock(), fast=True)[1]


def fed(
    record: SessionRecord, still: tuple[float, float], channel: int = 0, flag: int = 0
) -> Stills:
    """Return what sixty seconds told in which a channel held its value between two seconds."""
    rows: NDArray[np.float64] = np.random.default_rng(2).standard_normal((3, 60 * RATE))
    part = slice(*(round(second * RATE) for second in still))
    rows[channel, part] = 0.5
    flags = np.zeros(rows.shape[1], np.uint8)
    flags[part] = flag
    stills = Stills(record)
    for first in range(0, rows.shape[1], 20):
        piece = slice(first, first + 20)
        times = np.arange(first, first + 20) / RATE
        stills.feed(Chunk(first, rows[:, piece], times, flags[piece]))
    return stills


@pytest.mark.parametrize(
    ("still", "is_broken"),
    [
        ((50.0, 51.0), False),  # a quarter of the phase
        ((50.0, 51.5), True),
        ((49.0, 51.0), False),
        ((53.0, 60.0), False),
        ((52.5, 60.0), True),  # and still going on
        ((10.0, 60.0), False),  # off for long: asking again is no help
        ((30.0, 60.0), True),
    ],
)
def test_an_electrode_that_is_newly_off_for_long_enough_breaks_a_trial(
    record: SessionRecord, still: tuple[float, float], is_broken: bool
) -> None:
    assert fed(record, still).is_broken(50 * RATE, 54 * RATE) is is_broken


def test_muscles_and_held_rows_are_no_electrode_that_is_off(record: SessionRecord) -> None:
    phase = 50 * RATE, 54 * RATE

    assert not fed(record, (50.0, 54.0), channel=1).is_broken(*phase)
    assert not fed(record, (50.0, 54.0), flag=int(RowFlag.HELD)).is_broken(*phase)
