"""The direct transport: one process, one virtual clock, nothing lost between disk and decoder."""

from pathlib import Path

import numpy as np
import pytest

from acquisition.brainvision import read_raw
from acquisition.direct import DirectTransport
from acquisition.headset import Headset
from station.clock import VirtualClock
from station.events import Event
from station.stream import Cue, RowFlag
from tests.acquisition.counting import CountingBoard


class _Patient(CountingBoard):
    heard: tuple[str, ...] = ()

    def hear(self, event: Event) -> None:
        self.heard += (event.label,)


class _Recording(CountingBoard):
    def cues(self) -> tuple[Cue, ...]:
        return self._told


@pytest.mark.parametrize("block", [0.004, 0.08, 0.5])
def test_what_training_reads_is_what_stands_on_disk(tmp_path: Path, block: float) -> None:
    clock = VirtualClock(50.0)
    board = CountingBoard(lost=frozenset({20, 60, 61, 62}))
    chunks = []
    with (
        Headset(board, tmp_path, mains=50.0) as headset,
        DirectTransport(headset, clock, block) as transport,
    ):
        while clock.now() < 52.0 - 1e-9:
            chunks.append(transport.read())
    volts = np.concatenate([chunk.volts for chunk in chunks if chunk is not None], axis=1)
    assert np.array_equal(volts, read_raw(tmp_path).microvolts.T.astype(np.float64) * 1e-6)


def test_cues_come_with_their_row_and_the_end_after_the_last(tmp_path: Path) -> None:
    cues = (Cue(0, "rest"), Cue(25, "right_hand"), Cue(50, "end"))
    with (
        Headset(_Recording(cues=cues), None, mains=50.0) as headset,
        DirectTransport(headset, VirtualClock(), 0.008) as transport,
    ):
        told = []
        for _ in range(60):
            transport.read()
            told += [(cue.label, headset.tally.rows) for cue in transport.cues()]
    assert told == [("rest", 2), ("right_hand", 26), ("end", 50)]


def test_the_patient_and_the_marker_file_hear_every_event(tmp_path: Path) -> None:
    board = _Patient()
    with (
        Headset(board, tmp_path, mains=50.0) as headset,
        DirectTransport(headset, VirtualClock(), 0.08) as transport,
    ):
        transport.read()
        transport.send(Event(0, "cue", "right_hand", 4, 0.0, "w"))
    assert board.heard == ("right_hand",)
    assert "cue/right_hand,5,1,0\n" in (tmp_path / "eeg.vmrk").read_text("utf-8")


def test_a_recording_resumed_goes_on_where_time_is_and_its_missed_cues_are_not_told(
    tmp_path: Path,
) -> None:
    with Headset(_Recording(), tmp_path, mains=50.0) as headset:
        headset.start(0.0)
        headset.pump(0.4)
    cues = (Cue(5, "rest"), Cue(100, "rest"), Cue(260, "right_hand"), Cue(300, "end"))
    with Headset(_Recording(cues=cues), tmp_path, mains=50.0) as headset:
        headset.start(2.0)
        assert headset.cues(1000) == []
        headset.pump(2.1)
        assert headset.cues(1000) == [Cue(260, "right_hand"), Cue(300, "end")]
        headset.pump(2.5)
        assert headset.is_ended
    raw = read_raw(tmp_path)
    sent = raw.flags & RowFlag.HELD == 0
    assert np.array_equal(raw.microvolts[sent, 0], np.flatnonzero(sent))
