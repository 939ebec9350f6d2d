"""Quality: every fault that is built in is found, on its channel, and nothing else."""

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.boards.simulated import M8_A, SimulatedBoard
from acquisition.direct import DirectTransport
from acquisition.headset import Headset
from acquisition.quality import Colour, Fault, Quality, QualityMonitor, first_fault
from station.clock import VirtualClock
from station.stream import RowFlag, Rows, StreamInfo

RATE = 250.0
INFO = StreamInfo("built", "built-1", "simulated", M8_A, RATE)
SECONDS = np.arange(int(20 * RATE)) / RATE


def eeg(seed: int = 0) -> NDArray[np.float64]:
    """Return 20 s of independent alpha and noise, 10 µV and more, shape (8, n)."""
    generator = np.random.default_rng(seed)
    phases = generator.uniform(0, 6, (8, 1))
    noise = generator.normal(0, 8, (8, len(SECONDS)))
    return 12 * np.sin(2 * np.pi * 10 * SECONDS + phases) + noise


def follow(
    microvolts: NDArray[np.float64],
    flags: NDArray[np.uint8] | None = None,
    chunk: int = 4,
    info: StreamInfo = INFO,
) -> list[Quality]:
    monitor, found = QualityMonitor(info, mains=50.0), []
    flags = np.zeros(microvolts.shape[1], np.uint8) if flags is None else flags
    for first in range(0, microvolts.shape[1], chunk):
        part = slice(first, first + chunk)
        values = np.ascontiguousarray(microvolts[:, part].T, np.float32)
        count = len(values)
        times = (first + np.arange(count)) / RATE
        rows = Rows(first, values, times, np.zeros(count, np.int32), flags[part])
        if (quality := monitor.take(rows)) is not None:
            found.append(quality)
    return found


def test_good_signals_are_green_and_told_four_times_a_second() -> None:
    found = follow(eeg())

    assert len(found) == pytest.approx((20 - 2) * 4, abs=2)
    assert all(q.colour(i) is Colour.GREEN for q in found for i in range(8))
    assert min(q.overall for q in found) > 60


def test_nothing_is_said_before_the_first_window_is_full() -> None:
    assert follow(eeg()[:, : int(1.9 * RATE)]) == []


HALF = SECONDS >= 10
BUILT = {
    Fault.RAILED: lambda x: np.full_like(x, 187_000.0),
    Fault.FLAT: lambda x: 0.01 * x,
    Fault.NOISY: lambda x: x + 150 * np.sin(2 * np.pi * 3 * SECONDS),
    Fault.MAINS: lambda x: x + 120 * np.sin(2 * np.pi * 50 * SECONDS),
    Fault.MUSCLE: lambda x: np.where(
        HALF, x + 25 * np.sin(2 * np.pi * 35 * SECONDS + 4 * np.cos(9 * SECONDS)), x
    ),
    Fault.DRIFTING: lambda x: x + 1500 * SECONDS,
}


@pytest.mark.parametrize("fault", BUILT)
def test_a_fault_is_red_on_its_channel_alone(fault: Fault) -> None:
    microvolts = eeg()
    microvolts[2] = BUILT[fault](microvolts[2])

    last = follow(microvolts)[-1]

    assert last.fault(2) is fault
    assert last.colour(2) is Colour.RED
    assert last.index[2] < 20
    assert last.overall == last.index[2]
    assert [i for i in range(8) if last.colour(i) is Colour.RED] == [2]


def test_gel_between_two_neighbours_is_a_bridge_and_far_ones_are_not() -> None:
    """FC3 and C3 lie side by side; FC4 lies on the other side of the head."""
    microvolts = eeg()
    microvolts[1] = microvolts[0] + 0.1 * microvolts[1]
    microvolts[6] = microvolts[0] + 0.1 * microvolts[6]

    last = follow(microvolts)[-1]

    assert [i for i in range(8) if last.red[i] & Fault.BRIDGED] == [0, 1]


def test_all_channels_alike_are_no_bridge_but_a_reference() -> None:
    microvolts = 0.05 * eeg() + 40 * np.sin(2 * np.pi * 5 * SECONDS)

    assert not np.any(follow(microvolts)[-1].amber & Fault.BRIDGED)


def _reference_off(names: tuple[str, ...] = M8_A) -> NDArray[np.float64]:
    """Return EEG to which an ear clip that came off adds 200 µV, which muscles do not see."""
    common = np.random.default_rng(5).normal(0, 500, len(SECONDS))
    return eeg() + np.outer([not name.startswith("EMG") for name in names], common)


def test_a_reference_that_has_come_off_is_said_on_every_electrode_but_one_in_the_air() -> None:
    names = (*M8_A[:7], "EMG extensor")
    microvolts = _reference_off(names)
    microvolts[2] = 187_000.0

    last = follow(microvolts, info=StreamInfo("b", "d", "simulated", names, RATE))[-1]

    expected = [Fault.REFERENCE] * 7 + [None]
    expected[2] = Fault.RAILED
    assert [last.fault(i) for i in range(8)] == expected


@pytest.mark.parametrize("seconds", [1.0, 2.0])
def test_a_cough_is_no_reference_that_has_come_off(seconds: float) -> None:
    microvolts = np.where(np.abs(SECONDS - 10) < seconds / 2, _reference_off(), eeg())

    assert not any(np.any(each.amber & Fault.REFERENCE) for each in follow(microvolts))


def test_what_neighbours_have_in_common_is_no_reference_while_it_is_little() -> None:
    microvolts = 0.05 * eeg() + 60 * np.sin(2 * np.pi * 5 * SECONDS)

    assert not np.any(follow(microvolts)[-1].amber & Fault.REFERENCE)


def test_a_hand_that_contracts_is_not_told_to_relax_jaw_and_neck() -> None:
    names = (*M8_A[:7], "EMG extensor")
    microvolts = eeg()
    microvolts[7, HALF] += np.random.default_rng(6).normal(0, 200, int(np.sum(HALF)))

    last = follow(microvolts, info=StreamInfo("b", "d", "simulated", names, RATE))[-1]

    assert last.colour(7) is Colour.GREEN


@pytest.mark.parametrize(("share", "colour"), [(0.02, Colour.AMBER), (0.08, Colour.RED)])
def test_lost_rows_colour_every_channel(share: float, colour: Colour) -> None:
    flags = np.zeros(len(SECONDS), np.uint8)
    flags[:: round(1 / share)] = RowFlag.INTERPOLATED

    last = follow(eeg(), flags)[-1]

    assert all(last.colour(i) is colour and last.fault(i) is Fault.GAPS for i in range(8))


def test_the_index_is_60_where_amber_begins_and_20_where_red_does() -> None:
    """Mains power against EEG power of exactly 5 and 20, from pure sines."""
    base = 10 * np.sin(2 * np.pi * 12 * SECONDS)
    for ratio, index in ((5.0, 60.0), (20.0, 20.0)):
        hum = 10 * np.sqrt(ratio) * np.sin(2 * np.pi * 50 * SECONDS)
        microvolts = np.tile(base + hum, (8, 1))

        assert follow(microvolts)[-1].index == pytest.approx(index, abs=0.5)


def test_muscle_channels_do_not_count_for_the_whole() -> None:
    names = (*M8_A[:7], "EMG extensor")
    microvolts = eeg()
    microvolts[7] *= 0.01
    last = follow(microvolts, info=StreamInfo("b", "d", "simulated", names, RATE))[-1]

    assert last.colour(7) is Colour.RED
    assert last.overall > 60


def test_what_has_to_be_mended_first_is_said_first() -> None:
    assert first_fault(Fault.NOISY | Fault.RAILED | Fault.DRIFTING) is Fault.RAILED
    assert first_fault(Fault.GAPS | Fault.NOISY) is Fault.GAPS
    assert first_fault(0) is None


def test_lost_samples_do_not_hide_an_electrode_that_has_come_off() -> None:
    """They are the same on all channels, and stand in the head of every table."""
    for fault in (Fault.RAILED, Fault.FLAT, Fault.MAINS):
        assert first_fault(Fault.GAPS | fault) is fault


def test_the_fast_way_knows_the_quality_as_well() -> None:
    clock = VirtualClock()
    with (
        Headset(SimulatedBoard(seed=3), None, mains=50.0) as headset,
        DirectTransport(headset, clock, 0.08) as transport,
    ):
        assert headset.quality is None
        for _ in range(60):
            transport.read()

        assert headset.quality is not None
        assert headset.quality.overall > 50
        assert headset.grades["bad_channels"] == []
