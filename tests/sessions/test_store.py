"""A session folder is read as far as it goes, and what does not fit together is said."""

import json
from pathlib import Path

import pytest

from sessions.errors import SessionError
from sessions.log import DECISIONS, EVENTS
from sessions.store import changed_files, read_session, write_derived, write_manifest
from station.task import REST, RIGHT_HAND
from tests.sessions.builders import Script, build_session, event_lines, played_trials


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build_session(tmp_path / "s", Script(played_trials(2, 1, 0, 2), [RIGHT_HAND, REST]))


def write_lines(folder: Path, lines: list[dict[str, object]]) -> None:
    for number, line in enumerate(lines):
        line["number"] = number
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / EVENTS).write_text(text, encoding="utf-8")


def test_a_whole_session_has_every_trial_and_no_problem(folder: Path) -> None:
    session = read_session(folder)

    assert len(session.trials.played) == 5
    assert [trial.label for trial in session.trials.calibration] == [RIGHT_HAND, REST]
    assert session.trials.problems == ()
    assert not session.is_interrupted
    assert len(session.raw) == 7 * 2500


def test_a_torn_last_line_is_what_a_crash_leaves(folder: Path) -> None:
    path = folder / EVENTS
    whole = path.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    path.write_bytes(whole[: last + 20])

    session = read_session(folder)

    assert session.is_interrupted
    assert len(session.trials.played) == 5


def test_a_damaged_line_in_the_middle_is_said(folder: Path) -> None:
    path = folder / EVENTS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = lines[2][:30] + "\n"
    path.write_text("".join(lines), encoding="utf-8")

    with pytest.raises(SessionError, match=r"Line 3 of .*events\.jsonl' is damaged"):
        read_session(folder)


def test_a_missing_line_is_said(folder: Path) -> None:
    path = folder / EVENTS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:3] + lines[4:]), encoding="utf-8")

    with pytest.raises(SessionError, match="Line 4 of"):
        read_session(folder)


def test_a_ragged_tail_of_decisions_is_cut(folder: Path) -> None:
    (folder / DECISIONS).write_bytes(bytes(2 * 40 + 13))

    assert read_session(folder).decisions.shape == (2, 5)


def test_a_folder_with_its_record_alone_is_an_empty_session(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != "session.json":
            path.unlink()

    session = read_session(folder)

    assert len(session.raw) == 0
    assert session.events == ()
    assert session.is_interrupted


def test_a_cue_without_a_result_is_reported(folder: Path) -> None:
    lines = event_lines(folder)
    first = next(i for i, line in enumerate(lines) if line["type"] == "result")
    write_lines(folder, lines[:first] + lines[first + 1 :])

    table = read_session(folder).trials

    assert [(one.what, one.run, one.trial) for one in table.problems] == [("no result", 1, 1)]
    assert len(table.played) == 4


def test_the_last_cue_of_an_interrupted_session_may_be_open(folder: Path) -> None:
    write_lines(folder, event_lines(folder)[:-2])

    session = read_session(folder)

    assert session.is_interrupted
    assert session.trials.problems == ()
    assert len(session.trials.played) == 4


def test_a_doubled_result_is_reported_and_counted_once(folder: Path) -> None:
    lines = event_lines(folder)
    first = next(i for i, line in enumerate(lines) if line["type"] == "result")
    write_lines(folder, [*lines[: first + 1], dict(lines[first]), *lines[first + 1 :]])

    table = read_session(folder).trials

    assert [one.what for one in table.problems] == ["doubled result"]
    assert len(table.played) == 5


def test_a_skipped_trial_is_counted_and_no_problem(folder: Path) -> None:
    lines = event_lines(folder)
    first = next(i for i, line in enumerate(lines) if line["type"] == "result")
    lines[first] = {**lines[first], "type": "skip"}
    write_lines(folder, lines)

    table = read_session(folder).trials

    assert table.skipped == 1
    assert table.problems == ()


def test_the_manifest_finds_what_was_changed_or_lost(folder: Path) -> None:
    write_manifest(folder)
    assert changed_files(folder) == []

    (folder / "eeg.eeg").write_bytes(b"\0" * 8)
    (folder / "eeg.vmrk").unlink()

    assert changed_files(folder) == ["eeg.eeg", "eeg.vmrk"]


def test_a_derived_file_enters_the_manifest(folder: Path) -> None:
    write_manifest(folder)

    write_derived(folder / "assessment.json", b"{}")
    assert changed_files(folder) == []
    (folder / "assessment.json").write_bytes(b"[]")

    assert changed_files(folder) == ["assessment.json"]


def test_a_session_without_manifest_cannot_be_checked(folder: Path) -> None:
    with pytest.raises(SessionError, match="missing or damaged"):
        changed_files(folder)
