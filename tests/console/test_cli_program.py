"""Programmes and screening at the command line: what people and programs read."""

import json
from pathlib import Path

import pytest

from console.cli import main
from console.program import program_lines
from console.screen import screening_lines
from sessions.program_files import load_program, programs
from sessions.screening import Estimate, Screening
from station.language import Language
from tests.sessions.builders import Script, build_session, played_trials


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["volition", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_programme_can_be_said(tmp_path: Path, code: str) -> None:
    for name in programs(tmp_path):
        lines = program_lines(load_program(tmp_path, name), Language(code))

        assert lines[0].startswith(name)
        assert not any("{" in line for line in lines)
        assert len(lines) >= 8


def test_a_programme_says_its_dose_and_order(tmp_path: Path) -> None:
    lines = program_lines(load_program(tmp_path, "STROKE-SUB"), Language("en"))

    assert "20 sessions, 5 a week, 45 min each with 4 runs of 5–6 min" in lines
    assert "  1. questions, before" in lines
    assert any("120 s with eyes closed (on assessment days)" in line for line in lines)
    assert "Games: reach and grasp, making tea, drum, garden" in lines


def test_programmes_are_listed_and_copied_for_programs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ("--data", str(tmp_path / "home"), "--lang", "en", "--json")

    run(monkeypatch, "program", "copy", "CP-CHILD", "--as", "WARD-3", *home)
    copied = json.loads(capsys.readouterr().out)
    run(monkeypatch, "program", "list", *home)
    listed = json.loads(capsys.readouterr().out)["programs"]

    assert Path(copied["file"]).is_file()
    assert {one["name"]: one["own"] for one in listed} == {
        **dict.fromkeys(
            ("CP-CHILD", "RES-LAB", "SCI-HAND", "STROKE-CHR", "STROKE-SEV", "STROKE-SUB"), False
        ),
        "WARD-3": True,
    }


def test_an_unknown_programme_ends_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["volition", "program", "show", "STROKE", "--data", str(tmp_path / "h")]
    )

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_session_is_screened_in_words_and_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = build_session(tmp_path / "one", Script(played=played_trials(6, 0, 0, 6), factor=0.1))

    run(monkeypatch, "screen", str(folder), "--json", "--lang", "en")
    said = capsys.readouterr()
    result = json.loads(said.out)

    assert (result["tasks"], result["rests"], result["contralateral"]) == (5, 5, "C3")
    assert result["strength"]["mu"]["value"] < -3
    assert "Screening of the right hand: 5 movement and 5 rest trials." in said.err
    assert "the therapist decides" in said.err


def made(strength: float, laterality: float, *, around: int = 3) -> Screening:
    def sure(value: float) -> dict[str, Estimate]:
        return dict.fromkeys(("mu", "beta"), Estimate(value, (value - 1, value + 1)))

    return Screening(
        side="right",
        paradigm="left-vs-right" if abs(laterality) > 1 else "hand-vs-rest",
        strength=sure(strength),
        laterality=sure(laterality),
        contralateral="C3",
        ipsilateral="C4",
        around=(around, around),
        tasks=5,
        rests=5,
    )


@pytest.mark.parametrize(
    ("found", "said", "not_said"),
    [
        (made(-3, 3), "left against right hand", "did not clearly weaken"),
        (made(-3, 0), "the affected hand against rest", "did not clearly weaken"),
        (made(0, 0), "did not clearly weaken: check the signal", "own side, which"),
        (made(-3, -3), "on the hand's own side", "did not clearly weaken"),
        (made(-3, 3, around=0), "mount two more", "did not clearly weaken"),
    ],
)
def test_the_words_follow_the_numbers(found: Screening, said: str, not_said: str) -> None:
    text = "\n".join(screening_lines(found, Language("en")))

    assert said in text
    assert not_said not in text
    assert "{" not in "".join(screening_lines(found, Language("zh")))
