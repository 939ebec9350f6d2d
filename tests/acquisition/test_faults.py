"""The fault script does exactly what it says, when it says so."""

import numpy as np
import pytest

from acquisition.emulator.faults import Fault, FaultKind, Faults
from acquisition.emulator.packets import packet
from acquisition.reopening import RETRY, Reopening
from acquisition.watch import FIRST_PATIENCE, PATIENCE, SILENCE, Watch
from station.clock import VirtualClock

PACKET = packet(7, np.arange(8, dtype=np.int32))


def send(faults: Faults, count: int = 1000, rate: float = 250.0) -> list[bytes]:
    return [faults.damage(number, number / rate, PACKET) for number in range(count)]


def test_without_a_script_nothing_happens() -> None:
    assert send(Faults()) == [PACKET] * 1000


def test_exactly_so_many_packets_are_dropped_from_the_start_on() -> None:
    faults = Faults([Fault(kind=FaultKind.DROP, start=1.0, count=256)])

    sent = send(faults)

    assert [n for n, one in enumerate(sent) if not one] == list(range(250, 506))
    assert [hit.packet for hit in faults.hits] == list(range(250, 506))


def test_a_share_of_the_even_packets_is_dropped_while_the_fault_lasts() -> None:
    fault = Fault(kind=FaultKind.DROP, start=1.0, duration=2.0, share=0.5, half="even")

    lost = [n for n, one in enumerate(send(Faults([fault]))) if not one]

    assert all(250 <= n < 750 and n % 2 == 0 for n in lost)
    assert 90 < len(lost) < 160
    assert lost == [n for n, one in enumerate(send(Faults([fault]))) if not one]


def test_a_corrupt_packet_differs_in_one_byte_and_a_torn_one_lacks_two() -> None:
    corrupt = Faults([Fault(kind=FaultKind.CORRUPT, start=0, duration=9, byte=1)])
    torn = Faults([Fault(kind=FaultKind.TEAR, start=0, duration=9)])

    for one in send(corrupt, 20):
        assert [i for i in range(33) if one[i] != PACKET[i]] == [1]
    assert {len(one) for one in send(torn, 20)} == {31}


def test_a_fast_clock_gains_while_the_fault_lasts() -> None:
    faults = Faults([Fault(kind=FaultKind.DRIFT, start=10, duration=100, share=0.01)])

    assert [faults.device(t) for t in (5.0, 60.0, 200.0)] == pytest.approx([5.0, 60.5, 201.0])
    assert faults.elapsed(60.5) == pytest.approx(60.0, abs=1e-6)


def test_only_the_named_inputs_are_touched() -> None:
    script = [
        Fault(kind=FaultKind.RAIL, start=0, duration=1, inputs=(1,)),
        Fault(kind=FaultKind.FLAT, start=0, duration=1, inputs=(2,)),
        Fault(kind=FaultKind.MAINS, start=0, duration=1, inputs=(3,), microvolts=10.0),
    ]
    values = np.full(8, 5.0, np.float32)

    shown = Faults(script).colour(0.005, values)

    assert shown.tolist() == [200_000.0, 0.0, 15.0, 5.0, 5.0, 5.0, 5.0, 5.0]
    assert values.tolist() == [5.0] * 8
    assert Faults(script).colour(1.0, values).tolist() == [5.0] * 8


def test_a_silence_is_said_once_and_waited_for_before_the_board_is_let_go() -> None:
    watch = Watch()
    watch.begin(0.0)
    watch.hear(1.0)

    assert not watch.is_falling_silent(1.0 + SILENCE)
    assert watch.is_falling_silent(1.01 + SILENCE)
    assert not watch.is_falling_silent(1.02 + SILENCE)
    assert not watch.is_to_be_let_go(1.0 + PATIENCE)
    assert watch.is_to_be_let_go(1.01 + PATIENCE)


def test_a_board_that_never_begins_is_given_longer_each_time() -> None:
    watch, waits = Watch(), []
    for _ in range(4):
        watch.begin(0.0)
        waits.append(watch.patience)

    assert waits == [FIRST_PATIENCE, 2 * FIRST_PATIENCE, 4 * FIRST_PATIENCE, 10.0]


def test_attempts_follow_each_other_until_one_succeeds_and_block_nobody() -> None:
    clock, asked = VirtualClock(), []
    waiting: list[object] = []

    def attempt(now: float) -> bool:
        asked.append(now)
        return len(asked) == 3

    reopening = Reopening(attempt, clock, run=waiting.append)
    for _ in range(50):
        assert not reopening.has_opened()
    assert len(waiting) == 1  # one attempt at a time, and nobody waited for it
    while True:
        waiting.pop()()  # type: ignore[operator]
        clock.advance(RETRY)
        if reopening.has_opened():
            break

    assert asked == pytest.approx([0.0, RETRY, 2 * RETRY])
    assert reopening.end(0.0)
