"""The training process's own files: every line whole, whatever happens to the process."""

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from sessions.errors import SessionError
from sessions.log import DECISIONS, EVENTS, SessionLog
from station.clock import VirtualClock
from station.events import Event

STARTED = (datetime(2026, 11, 23, 10, 15, tzinfo=UTC), 100.0)


def log_in(folder: Path, clock: VirtualClock, *listeners: object) -> SessionLog:
    return SessionLog(folder, clock, started=STARTED, listeners=listeners)  # type: ignore[arg-type]


def lines_of(folder: Path) -> list[dict[str, object]]:
    text = (folder / EVENTS).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_events_are_numbered_stamped_and_told(tmp_path: Path) -> None:
    heard: list[Event] = []
    clock = VirtualClock()
    clock.advance(102.5 - clock.now())
    with log_in(tmp_path, clock, heard.append) as log:
        log.event("cue", "rest", 500, run=1, trial=2)
        log.event("phase", "feedback", 1500)

    first, second = lines_of(tmp_path)

    assert (first["number"], first["type"], first["label"], first["row"]) == (0, "cue", "rest", 500)
    assert (first["run"], first["trial"]) == (1, 2)
    assert first["time"] == 102.5
    assert first["wall"] == "2026-11-23T10:15:02.500+00:00"
    assert second["number"] == 1
    assert [event.type for event in heard] == ["cue", "phase"]


def test_a_line_is_on_disk_before_anybody_is_told(tmp_path: Path) -> None:
    counts: list[int] = []

    def count(event: Event) -> None:
        counts.append(len(lines_of(tmp_path)))

    with log_in(tmp_path, VirtualClock(), count) as log:
        log.event("cue", "rest", 1)
        log.event("cue", "rest", 2)

    assert counts == [1, 2]


def test_a_log_that_is_opened_again_goes_on_counting(tmp_path: Path) -> None:
    for _ in range(2):
        with log_in(tmp_path, VirtualClock()) as log:
            log.event("pause", "therapist", 7)

    assert [line["number"] for line in lines_of(tmp_path)] == [0, 1]


def test_decisions_are_appended_as_they_are(tmp_path: Path) -> None:
    rows = np.array([[19.0, 0.7, 0.85, 0.2, 0.0], [39.0, 0.5, 0.0, 0.2, 1.0]])
    with log_in(tmp_path, VirtualClock()) as log:
        for row in rows:
            log.decision(row)
            assert (tmp_path / DECISIONS).stat().st_size % (5 * 8) == 0

    assert np.array_equal(np.fromfile(tmp_path / DECISIONS, "<f8").reshape(-1, 5), rows)


def test_a_decision_of_another_width_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with log_in(tmp_path, VirtualClock()) as log, pytest.raises(ValueError, match="5 values"):
        log.decision(np.zeros(4))

    assert (tmp_path / DECISIONS).stat().st_size == 0


def test_chinese_is_written_as_utf8_on_one_line(tmp_path: Path) -> None:
    with log_in(tmp_path, VirtualClock()) as log:
        log.event("pause", "治疗师\n休息", 3)

    content = (tmp_path / EVENTS).read_bytes()
    assert content.count(b"\n") == 1
    assert lines_of(tmp_path)[0]["label"] == "治疗师\n休息"


def test_its_files_are_closed_also_after_a_failure(tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.exists():
        pytest.skip("counts open files as Linux lists them")
    before = len(list(descriptors.iterdir()))

    with pytest.raises(KeyError), log_in(tmp_path, VirtualClock()):
        raise KeyError

    assert len(list(descriptors.iterdir())) == before


def test_what_finds_no_room_waits_and_leaves_whole_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk takes half a line, then nothing."""
    written = os.write

    def full(file: int, data: bytes) -> int:
        if not is_full:
            return written(file, data)
        if len(data) > 10:
            return written(file, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    heard: list[Event] = []
    is_full = False
    with log_in(tmp_path, VirtualClock(), heard.append) as log:
        log.event("cue", "rest", 1)
        is_full = True
        log.event("cue", "right_hand", 2)
        log.decision(np.zeros(5))
        assert [line["row"] for line in lines_of(tmp_path)] == [1]
        assert (tmp_path / DECISIONS).stat().st_size == 0
        assert [event.row for event in heard] == [1, 2]
        is_full = False
        log.event("cue", "rest", 3)
    assert [line["row"] for line in lines_of(tmp_path)] == [1, 2, 3]
    assert (tmp_path / DECISIONS).stat().st_size == 40


def test_what_never_found_room_is_said_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def run_out_of_room() -> None:
        with log_in(tmp_path, VirtualClock()) as log:
            monkeypatch.setattr(os, "write", full)
            log.decision(np.zeros(5))

    with pytest.raises(SessionError, match="the last 40 bytes"):
        run_out_of_room()
