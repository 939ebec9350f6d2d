"""A programme's session begins as the programme says, and not against the calendar without a reason."""

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from acquisition.spec import BoardSpec
from console.arguments import Extra, Wish
from console.by_program import by_program, suggested_game, today
from console.train import source_of
from console.words import Voice
from sessions.errors import SessionError
from sessions.order import Order
from sessions.plan import Plan
from sessions.program_files import copy_program, load_program
from station.language import Language
from station.task import Task
from tests.sessions.builders import Script
from tests.sessions.patients import simulated_order
from tests.sessions.test_schedule import event, write_session

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def due(home: Path, name: str, task: str | None = None, mode: str = "attempt") -> tuple[str, Task]:
    found = today(home, name, "P-7Q2K", source="live", task=task, mode=mode)  # type: ignore[arg-type]
    return found.paradigm, found.task


def ordered(home: Path, wish: Wish, name: str = "STROKE-SUB") -> Order:
    order = simulated_order(home, Plan())
    one = today(home, name, order.patient.pseudonym, source="simulated", task=None, mode="imagery")
    return by_program(order, one, wish, NOW, Voice(Language("en"), quiet=True))


def test_sessions_with_an_emulated_headset_are_counted_as_simulated_ones() -> None:
    """They are recorded so; counted as live ones, each would be the programme's first."""
    boards = {
        "simulated": BoardSpec(name="simulated"),
        "live": BoardSpec.model_validate({"name": "cyton", "port": "/dev/ttyUSB0"}),
    }

    assert {name: source_of(spec) for name, spec in boards.items()} == {
        "simulated": "simulated", "live": "live"
    }  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_pseudo_terminal_is_no_live_headset() -> None:
    master, slave = os.openpty()
    try:
        port = os.ttyname(slave)
        spec = BoardSpec.model_validate({"name": "cyton", "port": port})
        assert source_of(spec) == "simulated"
    finally:
        os.close(master)
        os.close(slave)


def test_the_paradigm_is_the_programmes(tmp_path: Path) -> None:
    assert due(tmp_path, "STROKE-SUB") == ("T4", Task.HAND_VS_REST)
    assert due(tmp_path, "STROKE-SEV") == ("T5", Task.HAND_VS_REST)
    assert due(tmp_path, "RES-LAB") == ("T2", Task.LEFT_VS_RIGHT)


def test_what_is_left_to_the_screening_is_the_therapists_choice(tmp_path: Path) -> None:
    assert due(tmp_path, "STROKE-CHR", "left-vs-right") == ("T2", Task.LEFT_VS_RIGHT)
    assert due(tmp_path, "STROKE-CHR") == ("T4", Task.HAND_VS_REST)
    assert due(tmp_path, "STROKE-CHR", mode="imagery") == ("T5", Task.HAND_VS_REST)


def test_questions_are_the_programmes_to_ask(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="STROKE-SUB says itself when it asks"):
        ordered(tmp_path, Wish("STROKE-SUB", extras=(Extra.QUESTIONS,)))


def test_a_task_against_the_programme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="STROKE-SUB trains hand-vs-rest, not left-vs-right"):
        due(tmp_path, "STROKE-SUB", "left-vs-right")


def test_a_programme_that_cannot_be_played_is_said(tmp_path: Path) -> None:
    copy = copy_program(tmp_path, "RES-LAB", "MINE")
    text = copy.path.read_text(encoding="utf-8").replace('"T2", "T2", "T2"', '"T2", "T6"')
    copy.path.write_text(text, encoding="utf-8")

    with pytest.raises(SessionError, match=r"mixes T2, T6; .* edit the programme"):
        due(tmp_path, "MINE")


def test_the_session_is_counted_from_the_folders(tmp_path: Path) -> None:
    """After eight sessions of STROKE-SEV the ninth attempts."""
    lines = [event(0, "run_start", 160), event(1, "run_end", 460)]
    for number in range(8):
        write_session(tmp_path, f"s{number}", lines, Script(source="live"))
        header = tmp_path / "patients" / "P-7Q2K" / "sessions" / f"s{number}" / "session.json"
        text = header.read_text(encoding="utf-8")
        header.write_text(text.replace('"program": ""', '"program": "STROKE-SEV"'), "utf-8")

    found = today(tmp_path, "STROKE-SEV", "P-7Q2K", source="live", task=None, mode="imagery")

    assert (found.session, found.paradigm) == (9, "T4")


def test_the_order_holds_course_mode_and_programme(tmp_path: Path) -> None:
    order = ordered(tmp_path, Wish("STROKE-SUB", (Extra.ASSESSMENT, Extra.PRIMING)))

    assert (order.program, order.program_version, order.patient.mode) == (
        "STROKE-SUB",
        1,
        "attempt",
    )
    kinds = [item.kind for item in order.plan.course]
    assert kinds.count("eyes_open") == 2
    assert "priming" in kinds
    assert order.plan.runs == kinds.count("run") == 5


def test_a_session_too_soon_needs_a_reason_that_is_kept(tmp_path: Path) -> None:
    order = simulated_order(tmp_path, Plan())
    lines = [event(0, "run_start", 160), event(1, "run_end", 460)]
    pseudonym = order.patient.pseudonym
    write_session(tmp_path, "s0", lines, Script(source="simulated"))
    (tmp_path / "patients" / "P-7Q2K" / "sessions").rename(
        tmp_path / "patients" / pseudonym / "sessions"
    )
    one = today(tmp_path, "CP-CHILD", pseudonym, source="simulated", task=None, mode="imagery")
    voice = Voice(Language("en"), quiet=True)

    with pytest.raises(SessionError, match=r"at least 12 h .* say why: --despite"):
        by_program(order, one, Wish("CP-CHILD"), NOW, voice)

    kept = by_program(order, one, Wish("CP-CHILD", despite="moves house"), NOW, voice)
    assert kept.despite == "moves house"
    tomorrow = by_program(order, one, Wish("CP-CHILD"), NOW + timedelta(days=1), voice)
    assert tomorrow.despite == ""


def test_the_game_is_the_first_one_that_there_is(tmp_path: Path) -> None:
    program = load_program(tmp_path, "STROKE-SUB").program

    assert suggested_game(program) == "reach"
    other = program.model_copy(update={"games": ("chess", "graz")})
    assert suggested_game(other) == "graz"
    assert suggested_game(program.model_copy(update={"games": ("chess",)})) == "reach"


def test_a_programme_that_is_over_says_so_and_one_that_is_too_long_a_day_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = copy_program(tmp_path, "STROKE-SUB", "LONG")
    text = copy.path.read_text(encoding="utf-8") + "\n[breaks]\nhard_minutes = 20\n"
    copy.path.write_text(text, encoding="utf-8")
    order = simulated_order(tmp_path, Plan())
    pseudonym = order.patient.pseudonym
    one = today(tmp_path, "LONG", pseudonym, source="simulated", task=None, mode="attempt")

    for session in (20, 21):
        due_now = replace(one, session=session)
        made = by_program(order, due_now, Wish("LONG"), NOW, Voice(Language("en"), quiet=False))
        said = " ".join(capsys.readouterr().out.split())
        assert ("has 20 sessions, and this is number 21" in said) == (session == 21)
        assert "are more than the 20 of one session" in said
        assert made.plan.hard_minutes == 20
