"""Programmes are those of the specification; a clinic's copies win and are checked as strictly."""

import re
from pathlib import Path

import pytest

from sessions.errors import SessionError
from sessions.program_files import copy_program, load_program, programs
from station.language import Language

# CLINICAL 2.1: sessions, per week, slot, blocks, minutes of a block, default paradigm.
PRESETS = {
    "STROKE-SUB": ((20, 20), (5, 5), 45, (4, 4), (5, 6), "T4"),
    "STROKE-CHR": ((24, 24), (3, 3), 60, (4, 5), (6, 6), "screening"),
    "STROKE-SEV": ((24, 24), (3, 5), 60, (3, 4), (6, 6), "T5"),
    "SCI-HAND": ((20, 20), (3, 5), 45, (4, 4), (5, 5), "T4"),
    "CP-CHILD": ((15, 20), (2, 3), 30, (4, 4), (3, 4), "T4"),
    "RES-LAB": (None, None, None, (1, 8), (4, 7), "T2"),
}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_as_the_specification_says(tmp_path: Path, name: str) -> None:
    found = load_program(tmp_path, name)
    one = found.program

    values = (one.sessions, one.per_week, one.slot_minutes, one.blocks, one.block_minutes)
    assert (*values, one.paradigm) == PRESETS[name]
    assert (one.name, found.is_own) == (name, False)


def test_every_shipped_programme_is_listed(tmp_path: Path) -> None:
    assert programs(tmp_path) == tuple(sorted(PRESETS))


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "RES-LAB"])
def test_a_session_has_the_order_of_the_specification(tmp_path: Path, name: str) -> None:
    one = load_program(tmp_path, name).program

    ordinary = [step.step for step in one.steps(is_assessment=False)]
    assessment = [step.step for step in one.steps(is_assessment=True)]

    assert ordinary == [
        "questions", "resting", "priming", "runs", "closing", "questions", "practice"
    ]  # fmt: skip
    assert assessment == [*ordinary[:-1], "resting", "practice"]
    assert [step.moment for step in one.order if step.step == "questions"] == ["before", "end"]
    assert "priming" not in [
        step.step for step in one.steps(is_assessment=False, with_optional=False)
    ]


def test_a_severe_stroke_begins_with_observation_and_later_attempts(tmp_path: Path) -> None:
    one = load_program(tmp_path, "STROKE-SEV").program

    assert [one.stage(session).runs for session in (1, 8)] == [("T7", "T5", "T5")] * 2
    assert [one.stage(session).runs for session in (9, 24)] == [("T7", "T4", "T4", "T4")] * 2


def test_a_block_is_filled_with_whole_blocks_of_four(tmp_path: Path) -> None:
    """5.5 minutes of trials of 16 s are 20.6, of 8 s 41.25; a very long trial still gives four."""
    one = load_program(tmp_path, "STROKE-SUB").program

    assert [one.trials(seconds) for seconds in (16.0, 8.0, 500.0)] == [20, 40, 4]


@pytest.mark.parametrize(
    ("typed", "near"), [("STROKE-SUP", "STROKE-SUB"), ("sci_hand", "SCI-HAND")]
)
def test_a_mistyped_programme_is_answered_with_the_nearest(
    tmp_path: Path, typed: str, near: str
) -> None:
    with pytest.raises(SessionError, match=f"did you mean '{near}'"):
        load_program(tmp_path, typed)


def test_an_unknown_programme_is_answered_with_all_of_them(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="choose one of: CP-CHILD, RES-LAB"):
        load_program(tmp_path, "???")


def test_small_letters_are_as_good_as_large_ones(tmp_path: Path) -> None:
    assert load_program(tmp_path, "stroke-sub").program.name == "STROKE-SUB"


def test_a_copy_of_the_same_name_wins_over_the_shipped_one(tmp_path: Path) -> None:
    copy = copy_program(tmp_path, "stroke-sub")
    text = copy.path.read_text(encoding="utf-8")
    copy.path.write_text(text.replace("slot_minutes = 45", "slot_minutes = 30"), encoding="utf-8")

    found = load_program(tmp_path, "STROKE-SUB")

    assert found.is_own
    assert found.program.slot_minutes == 30
    assert text.startswith("# A programme is data")  # the hints for the editor come along


def test_a_copy_under_another_name_stands_beside_it(tmp_path: Path) -> None:
    copy = copy_program(tmp_path, "RES-LAB", "my-study")

    assert copy.program.name == "MY-STUDY"
    assert "MY-STUDY" in programs(tmp_path)
    assert not load_program(tmp_path, "RES-LAB").is_own


def test_a_copy_never_overwrites_an_edited_one(tmp_path: Path) -> None:
    copy_program(tmp_path, "CP-CHILD")

    with pytest.raises(SessionError, match="exists already"):
        copy_program(tmp_path, "CP-CHILD")


@pytest.mark.parametrize("name", ["../ESCAPE", "A B", "王芳"])
def test_a_copy_needs_a_name_that_can_be_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(SessionError, match="name"):
        copy_program(tmp_path, "RES-LAB", name)

    assert list(tmp_path.rglob("*.toml")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("slot_minutes = 45", "slot_minuets = 45", "did you mean 'slot_minutes'"),
        ("slot_minutes = 45", "slot_minutes = -1", "slot_minutes cannot be -1; it must be ≥ 1"),
        ("sessions = [20, 20]", "sessions = [20, 10]", "runs backwards"),
        ('runs = ["T4", "T4", "T4", "T4"]', 'runs = ["T9"]', "T1"),
        ('runs = ["T4", "T4", "T4", "T4"]', 'runs = ["T4"]', "has 1 runs, but blocks are 4 to"),
        ("from_session = 1", "from_session = 2", "begin with session 1"),
        ('moment = "end"', "", "belongs to the step questions"),
        ('step = "runs"', 'step = "practice"', "exactly once"),
        ('name = "STROKE-SUB"', 'name = "OTHER"', "is named 'OTHER', but the file 'STROKE-SUB'"),
        ("slot_minutes = 45", "slot_minutes = ", "TOML"),
    ],
)
def test_an_edited_programme_is_checked(tmp_path: Path, old: str, new: str, said: str) -> None:
    copy = copy_program(tmp_path, "STROKE-SUB")
    text = copy.path.read_text(encoding="utf-8")
    assert old in text
    copy.path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(SessionError) as caught:
        load_program(tmp_path, "STROKE-SUB")

    assert said in str(caught.value)
    chinese = caught.value.text(Language("zh"))
    assert str(copy.path) in chinese
    assert re.search(r"[\u4e00-\u9fff]", chinese)
