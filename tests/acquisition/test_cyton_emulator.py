"""The emulated Cyton: bytes, settings, and rows through the real driver."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.board import Board, Samples
from acquisition.boards.brainflow import BrainFlowBoard
from acquisition.boards.recorded import RecordedBoard
from acquisition.emulator.amplifier import Amplifier, Turn
from acquisition.emulator.cyton import CytonEmulator
from acquisition.emulator.faults import Fault
from acquisition.emulator.packets import (
    MAX_COUNT,
    MIN_COUNT,
    PACKET_BYTES,
    auxiliary,
    packet,
    to_counts,
)
from acquisition.emulator.profile import emulated_profile
from acquisition.errors import AcquisitionError
from acquisition.recording import Recording
from station.clock import RealClock
from station.stream import RowFlag, StreamInfo

GAIN_24 = np.full(8, 24.0)
# The driver's promise: one count at gain 24 is 0.02235 µV, so half of it is lost by rounding.
HALF_COUNT_UV = 0.0112


def recording(rate: float, channels: int, seconds: float, lost: tuple[int, ...] = ()) -> Recording:
    rows = int(rate * seconds)
    microvolts = np.random.default_rng(7).normal(0.0, 50.0, (rows, channels))
    flags = np.zeros(rows, np.uint8)
    flags[list(lost)] = RowFlag.HELD
    names = tuple(f"E{i + 1}" for i in range(channels))
    info = StreamInfo("recorded", "built", "recorded", names, rate)
    return Recording("built", "0" * 64, info, microvolts.astype(np.float32), flags, ())


@contextmanager
def running(board: Board, link: Path, faults: tuple[Fault, ...] = ()) -> Iterator[CytonEmulator]:
    """Keep an emulator turning in the background."""
    stopping = threading.Event()
    with CytonEmulator(board, link=link, clock=RealClock(), faults=faults) as emulator:

        def run() -> None:
            while not stopping.is_set():
                emulator.turn()

        thread = threading.Thread(target=run, name="emulator", daemon=True)
        thread.start()
        try:
            yield emulator
        finally:
            stopping.set()
            thread.join(timeout=5.0)


def receive(board: BrainFlowBoard, rows: int, patience: float = 10.0) -> Samples:
    """Read until so many rows have come."""
    clock, pause = RealClock(), threading.Event()
    start = clock.now()
    board.start(start)
    parts: list[Samples] = []
    while sum(map(len, parts)) < rows and clock.now() - start < patience:
        pause.wait(0.01)
        parts.append(board.read(clock.now()))
    return reduce(Samples.and_then, filter(len, parts))


def through_driver(
    played: Recording, tmp_path: Path, rows: int, gain: int = 24, faults: tuple[Fault, ...] = ()
) -> tuple[Samples, CytonEmulator]:
    link = tmp_path / "port"
    with running(RecordedBoard([played]), link, faults) as emulator:
        board = BrainFlowBoard(
            profile=emulator.profile.name,
            port=str(link),
            channels=played.info.channels,
            gain=gain,
            source="recorded",
        )
        with board:
            samples = receive(board, rows)
    return samples, emulator


def worst(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.abs(one - other).max())


def test_a_packet_has_the_bytes_that_the_maker_documents() -> None:
    counts = np.array([1, -1, 256, 65536, MAX_COUNT, MIN_COUNT, 0, -256], np.int32)

    sent = packet(0x105, counts)

    assert sent.hex(" ", 1) == (
        "a0 05 00 00 01 ff ff ff 00 01 00 01 00 00 7f ff ff 80 00 00 00 00 00 ff ff 00 "
        "00 00 00 00 00 00 c0"
    )


def test_the_accelerometer_speaks_in_every_tenth_row_in_the_auxiliary_bytes() -> None:
    """One g is 8000 counts; what lies beyond 16 bits stays at the rail."""
    assert auxiliary(20, (1.0, -0.5, 0.0)).hex(" ") == "1f 40 f0 60 00 00"
    assert auxiliary(20, (9.0, -9.0, 0.0)).hex(" ") == "7f ff 80 00 00 00"
    assert auxiliary(21, (1.0, 1.0, 1.0)) == bytes(6)


def test_one_count_at_gain_24_is_the_documented_0_02235_microvolts() -> None:
    microvolts = np.full((1, 8), 0.02235 * 1000, np.float32)

    assert to_counts(microvolts, GAIN_24).tolist() == [[1000] * 8]


def test_what_lies_beyond_the_amplifier_stays_at_its_rail() -> None:
    microvolts = np.array([[187_499.0, 187_501.0, 1e9, -187_501.0, -1e9, 0, 0, 0]], np.float32)

    counts = to_counts(microvolts, GAIN_24)[0]

    assert counts[0] < MAX_COUNT
    assert counts[1:5].tolist() == [MAX_COUNT, MAX_COUNT, MIN_COUNT, MIN_COUNT]


def test_the_rail_lies_twice_as_far_at_half_the_gain() -> None:
    microvolts = np.full((1, 8), 300_000.0, np.float32)

    assert to_counts(microvolts, GAIN_24).max() == MAX_COUNT
    assert to_counts(microvolts, GAIN_24 / 2).max() < MAX_COUNT


def test_settings_arrive_in_pieces_and_reach_the_right_input() -> None:
    amplifier = Amplifier(16)

    heard = [answer for piece in ("x106", "0110XxQ15", "0000X") for answer in amplifier.hear(piece)]

    assert heard == [
        ("Success: Channel set for 1$$$", None),
        ("Success: Channel set for 9$$$", None),
    ]
    assert amplifier.gain[8] == 12
    assert not amplifier.on[8]


def test_a_setting_that_makes_no_sense_is_a_failure_and_changes_nothing() -> None:
    amplifier = Amplifier(8)

    answers = [amplifier.hear(text)[0][0] for text in ("xQ060110X", "x1090110X", "x106011 0")]

    assert all(answer.startswith("Failure") for answer in answers)
    assert amplifier.gain.tolist() == [24.0] * 8


def test_a_reset_brings_the_banner_and_the_factory_settings_back() -> None:
    amplifier = Amplifier(8)
    amplifier.hear("x1030110X")

    ((banner, turn),) = amplifier.hear("v")

    assert banner.endswith("$$$")
    assert turn is Turn.RESET
    assert amplifier.gain[0] == 24


@pytest.mark.parametrize(
    ("channels", "rate", "name"), [(8, 250.0, "cyton"), (15, 125.0, "daisy"), (8, 125.0, "daisy")]
)
def test_the_emulated_headset_follows_from_channels_and_rate(
    channels: int, rate: float, name: str
) -> None:
    assert emulated_profile(recording(rate, channels, 1.0).info).name == name


@pytest.mark.parametrize(("channels", "rate"), [(17, 125.0), (8, 160.0), (9, 250.0)])
def test_a_recording_that_no_headset_can_carry_is_refused(channels: int, rate: float) -> None:
    with pytest.raises(AcquisitionError, match=f"this EEG has {channels} at {rate:g} Hz"):
        emulated_profile(recording(rate, channels, 1.0).info)


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows has no pseudo-terminals")
def test_windows_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AcquisitionError, match="Windows has no pseudo-terminals"):
        CytonEmulator(
            RecordedBoard([recording(250.0, 8, 1.0)]), link=tmp_path / "p", clock=RealClock()
        )


pty = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pty
@pytest.mark.process
@pytest.mark.parametrize(
    ("rate", "channels", "step"), [(250.0, 8, 1), (125.0, 16, 2), (125.0, 11, 2)]
)
def test_every_row_comes_through_the_real_driver_in_order(
    tmp_path: Path, rate: float, channels: int, step: int
) -> None:
    played = recording(rate, channels, 2.5)

    samples, emulator = through_driver(played, tmp_path, len(played))

    assert samples.microvolts.shape == played.microvolts.shape
    assert worst(samples.microvolts, played.microvolts) < HALF_COUNT_UV + 1e-4
    assert samples.counters.tolist() == [row * step % 256 for row in range(len(played))]
    assert emulator.sent == len(played)
    assert emulator.has_ended


@pty
@pytest.mark.process
def test_a_gain_is_told_to_the_board_and_changes_no_value(tmp_path: Path) -> None:
    played = recording(250.0, 8, 2.0)

    samples, _ = through_driver(played, tmp_path, len(played), gain=6)

    assert worst(samples.microvolts, played.microvolts) < 4 * HALF_COUNT_UV + 1e-4


@pty
@pytest.mark.process
def test_a_row_that_the_recording_lost_is_missing_from_the_counter(tmp_path: Path) -> None:
    played = recording(125.0, 15, 2.0, lost=(100, 101))

    samples, emulator = through_driver(played, tmp_path, len(played) - 2)

    assert emulator.sent == len(played) - 2
    jumps = np.diff(samples.counters) % 256
    assert np.flatnonzero(jumps != 2).tolist() == [99]
    assert jumps[99] == 6


@pty
@pytest.mark.process
def test_a_driver_that_does_not_read_for_a_while_loses_nothing(tmp_path: Path) -> None:
    """The port holds 120 packets, half a second: after that the rows must wait their turn."""
    played = recording(250.0, 8, 1.5)
    with running(RecordedBoard([played]), tmp_path / "port") as emulator:
        port = os.open(emulator.link, os.O_RDWR | os.O_NOCTTY)
        os.write(port, b"b")
        threading.Event().wait(1.6)
        sent_unread = emulator.sent
        received = b""
        while len(received) < len(played) * PACKET_BYTES:
            received += os.read(port, 4096)
        os.close(port)

    assert sent_unread == 120
    assert received[1::PACKET_BYTES] == bytes(row % 256 for row in range(len(played)))
    assert emulator.sent == len(played)


@pty
@pytest.mark.process
def test_rows_that_a_driver_left_unread_are_counted_and_bother_no_other(tmp_path: Path) -> None:
    pause = threading.Event()
    with running(RecordedBoard([recording(250.0, 8, 30.0)]), tmp_path / "port") as emulator:
        port = os.open(emulator.link, os.O_RDWR | os.O_NOCTTY)
        os.write(port, b"b")
        pause.wait(0.8)
        os.write(port, b"s")
        os.close(port)
        while emulator.is_streaming:
            pause.wait(0.01)
        left, sent = emulator.unread, emulator.sent
        with BrainFlowBoard(profile="cyton", port=str(emulator.link)) as board:
            samples = receive(board, 50)

    assert left == sent == 120
    assert set((np.diff(samples.counters) % 256).tolist()) == {1}


@pty
@pytest.mark.process
def test_a_driver_that_comes_back_hears_the_patient_go_on(tmp_path: Path) -> None:
    """Rows of the time in between are never sent; they are counted."""
    played = recording(250.0, 8, 30.0)
    link = tmp_path / "port"
    with running(RecordedBoard([played]), link) as emulator:
        for _ in range(2):
            board = BrainFlowBoard(profile="cyton", port=str(link))
            with board:
                samples = receive(board, 100)

    later = samples.microvolts[:100]
    start = np.flatnonzero(np.abs(played.microvolts - later[0]).max(axis=1) < 0.02)
    assert len(start) == 1
    row = int(start[0])
    assert row > 100
    assert worst(played.microvolts[row : row + 100], later) < HALF_COUNT_UV + 1e-4
    assert emulator.unsent > 0


def start_process(tmp_path: Path, config: dict[str, object]) -> "subprocess.Popen[str]":
    file = tmp_path / "emulator.json"
    file.write_text(json.dumps({"home": str(tmp_path), "session": "test", **config}), "utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "acquisition.emulator", str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pty
@pytest.mark.process
def test_the_process_offers_a_port_and_ends_with_its_input(tmp_path: Path) -> None:
    link = tmp_path / "cyton"
    config: dict[str, object] = {"board": {"name": "simulated"}, "link": str(link)}
    with start_process(tmp_path, config) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        was_there = link.exists()
        rest, _ = process.communicate(timeout=20.0)

    assert (ready["status"], ready["port"], ready["profile"]) == ("ready", str(link), "cyton")
    assert was_there
    assert not link.is_symlink()
    assert [json.loads(line)["status"] for line in rest.splitlines()] == ["stopped"]
    assert process.returncode == 0


@pty
@pytest.mark.process
def test_the_process_refuses_an_unknown_patient_in_a_sentence(tmp_path: Path) -> None:
    with start_process(tmp_path, {"board": {"name": "simulatd"}}) as process:
        output, _ = process.communicate(timeout=20.0)

    status = json.loads(output)
    assert status["status"] == "error"
    assert "did you mean" in status["sentence_template"]
    assert status["values"]["near"] == "simulated"
    assert process.returncode == 2
