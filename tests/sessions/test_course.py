"""A session's course has the order, the breaks and the questions of the specification."""

from pathlib import Path

import pytest

from sessions.course import Item, active_seconds, make_course, plain_course, resting_scenes
from sessions.paradigm import resting
from sessions.program import Breaks, Program
from sessions.program_files import load_program, programs


def course(
    home: Path, name: str, session: int = 2, *, assessed: bool = False, priming: bool = False
) -> tuple[Item, ...]:
    program = load_program(home, name).program
    return make_course(
        program,
        session=session,
        screened="T2",
        is_assessment=assessed,
        with_priming=priming,
    )


def kinds(items: tuple[Item, ...]) -> list[str]:
    return [item.kind for item in items]


def test_an_ordinary_session_of_a_subacute_patient(tmp_path: Path) -> None:
    items = course(tmp_path, "STROKE-SUB")

    assert kinds(items) == [
        *("questions", "eyes_open", "eyes_closed"),
        *("run", "break", "run", "questions", "break", "run", "break", "run"),
        *("break", "run", "questions", "practice"),
    ]
    runs = [item for item in items if item.kind == "run"]
    assert [item.run for item in runs] == [1, 2, 3, 4, 5]
    assert [item.trials for item in runs] == [40, 40, 40, 40, 8]
    assert [item.is_easy for item in runs] == [True, False, False, False, True]
    assert {item.paradigm for item in runs} == {"T4"}
    assert [item.moment for item in items if item.kind == "questions"] == [
        "before", "middle", "end"
    ]  # fmt: skip


def test_an_assessment_day_rests_longer_and_once_more(tmp_path: Path) -> None:
    usual, assessed = (course(tmp_path, "STROKE-SUB", assessed=flag) for flag in (False, True))

    assert [item.seconds for item in usual if item.kind == "eyes_open"] == [60]
    assert [item.seconds for item in assessed if item.kind == "eyes_closed"] == [120, 120]
    assert kinds(assessed)[-3:] == ["eyes_open", "eyes_closed", "practice"]


def test_priming_is_offered_and_not_forced(tmp_path: Path) -> None:
    assert "priming" not in kinds(course(tmp_path, "STROKE-SUB"))
    primed = [
        item for item in course(tmp_path, "STROKE-SUB", priming=True) if item.kind == "priming"
    ]
    assert [item.seconds for item in primed] == [120]


def test_a_long_break_follows_twenty_active_minutes(tmp_path: Path) -> None:
    """Blocks of 6 min are 40 trials of 8.6 s, 5.75 min: after the fourth 23 min have passed."""
    program = load_program(tmp_path, "STROKE-CHR").program
    five = program.model_copy(
        update={"stages": (program.stages[0].model_copy(update={"runs": ("T4",) * 5}),)}
    )

    breaks = [item for item in _of(five) if item.kind == "break"]

    assert [item.seconds for item in breaks] == [120, 120, 120, 300, 120]
    assert {item.shortest for item in breaks} == {30}


def _of(program: Program) -> tuple[Item, ...]:
    return make_course(
        program,
        session=1,
        screened="T2",
        is_assessment=False,
        with_priming=False,
    )


def test_what_the_screening_found_is_what_is_played(tmp_path: Path) -> None:
    runs = [item for item in course(tmp_path, "STROKE-CHR") if item.kind == "run"]

    assert {item.paradigm for item in runs} == {"T2"}


def test_observation_is_a_kind_of_its_own(tmp_path: Path) -> None:
    early, late = (course(tmp_path, "STROKE-SEV", session) for session in (1, 9))

    assert [(i.kind, i.paradigm) for i in early if i.trials] == [
        ("observe", "T7"), ("run", "T5"), ("run", "T5"), ("run", "T5")
    ]  # fmt: skip
    assert [i.paradigm for i in late if i.kind == "run"] == ["T4"] * 4


def test_a_protocol_of_research_asks_nothing_it_does_not_say(tmp_path: Path) -> None:
    assert "questions" not in kinds(course(tmp_path, "RES-LAB"))


@pytest.mark.parametrize("name", ["STROKE-SUB", "STROKE-CHR", "STROKE-SEV", "SCI-HAND", "CP-CHILD"])
def test_no_session_is_longer_than_its_slot_nor_than_the_hard_limit(
    tmp_path: Path, name: str
) -> None:
    program = load_program(tmp_path, name).program
    items = course(tmp_path, name, session=9)
    active = active_seconds(items)
    paused = sum(item.seconds for item in items)

    assert active / 60 <= program.breaks.hard_minutes
    assert program.slot_minutes is not None
    assert (active + paused) / 60 <= program.slot_minutes


def test_every_shipped_programme_has_a_course(tmp_path: Path) -> None:
    for name in programs(tmp_path):
        assert next(item.run for item in course(tmp_path, name) if item.trials) == 1


def test_resting_eeg_is_data_and_a_programme_may_have_lengths_of_its_own(tmp_path: Path) -> None:
    program = load_program(tmp_path, "STROKE-SUB").program
    own = program.model_copy(update={"breaks": Breaks(resting_seconds=(30, 90))})

    assert [(one.show, one.seconds) for one in resting().scenes] == [
        ("eyes_open", (60.0, 120.0)),
        ("eyes_closed", (60.0, 120.0)),
    ]
    assert [seconds for _, seconds in resting_scenes(own, is_assessment=True)] == [90, 90]
    shown = [item for item in course(tmp_path, "STROKE-SUB") if item.kind == "eyes_open"]
    assert {item.paradigm for item in shown} == {"T8"}


def test_a_session_without_a_programme_may_ask_rest_and_begin_with_the_hand() -> None:
    def course(**with_: bool) -> list[tuple[str, object]]:
        none = {"asks": False, "is_assessment": False, "with_priming": False}
        made = plain_course("T4", runs=3, trials=20, rest=60.0, **{**none, **with_})
        return [(item.kind, item.moment or item.run or item.seconds) for item in made]

    runs = [("run", 1), ("break", 60.0), ("run", 2), ("break", 60.0), ("run", 3)]
    middle = [("run", 1), ("break", 60.0), ("run", 2), ("questions", "middle"), *runs[3:]]
    still = [("eyes_open", 120.0), ("eyes_closed", 120.0)]

    assert course() == []
    assert course(with_priming=True) == [("priming", 120.0), *runs]
    assert course(is_assessment=True) == [*still, *runs, *still]
    assert course(asks=True) == [("questions", "before"), *middle, ("questions", "end")]
