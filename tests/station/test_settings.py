"""Settings are read where they enter: defaults, refusals in one sentence, and a place for data."""

from pathlib import Path

import pytest

from station.errors import StationError
from station.settings import FILE, Settings, data_home, language_of, read_settings
from tests.conftest import ROOT


def write(home: Path, text: str) -> Path:
    (home / FILE).write_text(text, encoding="utf-8")
    return home


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings(language=None, mains=50, site="")


def test_what_the_file_says_holds(tmp_path: Path) -> None:
    home = write(tmp_path, 'language = "zh"\nmains = 60\nsite = "康复科"\n')

    assert read_settings(home) == Settings(language="zh", mains=60, site="康复科")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("main = 50", r"unknown setting 'main'; did you mean 'mains'\?"),
        ("qqqq = 50", r"unknown setting 'qqqq'; known: language, mains, site, lsl_peer\."),
        ("mains = 55", r"mains cannot be 55; allowed: 50, 60\."),
        ('language = "fr"', r"language cannot be 'fr'; allowed: \"zh\", \"en\"\."),
        ("site = 3", r"site cannot be 3; allowed"),
        ("mains = ", r"not valid TOML"),
        ("[mains]\nhertz = 50", r"mains cannot be \{'hertz': 50\}"),
    ],
)
def test_a_mistake_is_refused_in_a_sentence_with_its_field(
    tmp_path: Path, text: str, sentence: str
) -> None:
    home = write(tmp_path, text)

    with pytest.raises(StationError, match=sentence):
        read_settings(home)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes('site = "康复科"'.encode("gb18030"))

    with pytest.raises(StationError, match="not saved as UTF-8"):
        read_settings(tmp_path)


def test_a_data_home_is_made_where_it_is_wanted(tmp_path: Path) -> None:
    wanted = tmp_path / "clinic" / "volition"

    assert data_home(wanted) == wanted
    assert wanted.is_dir()


@pytest.mark.parametrize("inside", [ROOT, ROOT / "tests" / "data-home", ROOT / "docs" / ".."])
def test_data_never_lie_inside_the_program(inside: Path) -> None:
    with pytest.raises(StationError, match="inside the program"):
        data_home(inside)

    assert not (ROOT / "tests" / "data-home").exists()


def test_a_data_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")

    with pytest.raises(StationError, match="cannot be made"):
        data_home(tmp_path / "taken" / "home")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_the_language_follows_the_system(environment: dict[str, str], language: str) -> None:
    assert language_of(Settings(), environment) == language


def test_the_station_s_own_language_wins() -> None:
    assert language_of(Settings(language="en"), {"LANG": "zh_CN.UTF-8"}) == "en"


def test_settings_are_read_as_a_windows_editor_saves_them(tmp_path: Path) -> None:
    """With a byte order mark; a folder in its place is said in a sentence."""
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + 'site = "康复科"\n'.encode())
    assert read_settings(tmp_path).site == "康复科"

    (tmp_path / FILE).unlink()
    (tmp_path / FILE).mkdir()
    with pytest.raises(StationError, match="cannot be read"):
        read_settings(tmp_path)
