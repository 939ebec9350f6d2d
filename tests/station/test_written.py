"""A file that a person wrote is refused in the same words, whichever it is, and in one language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from acquisition.board_settings import read_board_settings
from acquisition.emulator.script import read_faults
from acquisition.recorded_patient import read_patient
from sessions.errors import SessionError
from sessions.program_files import load_program
from station.errors import StationError, VolitionError
from station.language import Language
from station.settings import read_settings
from station.written import read_written


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid")

    numbers: dict[str, float] = {}


class File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    table: Table = Table()


def refused(path: Path) -> VolitionError:
    with pytest.raises(StationError) as caught:
        read_written(path, File, StationError)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("good = 1\nbad = \nother = 2\n", 2),
        ("good = 1\nname = 'x\n", 2),
        ("twice = 1\n\ntwice = 2\n", 3),
        ("list = [1,\n2\n", 2),
    ],
)
def test_the_line_is_named_that_cannot_be_understood(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "f.toml"
    path.write_text(text, encoding="utf-8")

    assert f"not valid TOML: line {line} " in str(refused(path))


@pytest.mark.parametrize(
    "text", ["bad =", "table = 3", "[table]\nnumbers = 3", "[table.numbers]\na = 'x'"]
)
def test_a_chinese_reader_is_told_nothing_in_english(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.toml"
    path.write_text(text, encoding="utf-8")

    said = refused(path).text(Language("zh")).replace(str(path), "").replace("TOML", "")

    words = [word for word in ("table", "numbers", "a", "x") if word in said]
    for word in words:
        said = said.replace(word, "")
    assert not any("a" <= letter.lower() <= "z" for letter in said)


def test_what_the_system_says_is_translated_too(tmp_path: Path) -> None:
    error = refused(tmp_path / "none.toml")

    assert "(No such file or directory)" in error.text(Language("en"))
    assert "（没有这个文件或文件夹）" in error.text(Language("zh"))


@pytest.mark.parametrize("content", [b"= 1\n", b"\xff\xfe", None])
def test_every_file_that_people_write_is_refused_alike(
    tmp_path: Path, content: bytes | None
) -> None:
    """``None``: there is a folder of that name."""
    (tmp_path / "programs").mkdir()
    paths = [tmp_path / "programs" / "MINE.toml", tmp_path / "settings.toml", tmp_path / "x.toml"]
    for path in paths:
        path.mkdir() if content is None else path.write_bytes(content)
    ways: list[tuple[Callable[[Path], object], Path]] = [
        (lambda path: load_program(path.parents[1], path.stem), paths[0]),
        (lambda path: read_settings(path.parent), paths[1]),
        (read_board_settings, paths[2]),
        (read_faults, paths[2]),
        (read_patient, paths[2]),
    ]
    said = []
    for read, path in ways:
        with pytest.raises(VolitionError, match=r"TOML|UTF-8|cannot be read") as caught:
            read(path)
        said.append(str(caught.value).replace(repr(str(path)), "F"))

    assert len(set(said)) == 1


def test_a_file_of_ours_that_was_cut_off_is_said_in_chinese(tmp_path: Path) -> None:
    from sessions.levels import read_levels
    from sessions.patient import new_patient, patient_folder

    name = new_patient(tmp_path, affected_side="right", language="zh").pseudonym
    path = patient_folder(tmp_path, name) / "levels.json"
    path.write_text('{"steps": ', encoding="utf-8")

    with pytest.raises(SessionError) as caught:
        read_levels(tmp_path, name)

    assert caught.value.text(Language("zh")) == f"{str(path)!r} 已损坏或不完整；请从备份恢复。"
