"""The report says what it must, in both languages, on at most two pages."""

from dataclasses import asdict
from pathlib import Path
from typing import get_args

import pytest
from pypdf import PdfReader

from sessions.assess import assess_session
from sessions.report.format import probability, share, signed
from sessions.report.rhythms import opposite_channels
from sessions.report.words import Words
from sessions.report.write import write_reports
from sessions.store import read_session
from sessions.trials import Problem, What
from station.language import Language
from station.task import LEFT_HAND, REST, RIGHT_HAND, Task
from tests.sessions.builders import PlayedTrial, Script, build_session, played_trials

WHOLE = Script(played_trials(14, 6, 5, 15), [RIGHT_HAND, REST] * 4)


def english(folder: Path, script: Script) -> str:
    """Return the text of the English report, spaces made single."""
    return text_of(write_reports(build_session(folder / "s", script))["en"])


def text_of(path: Path) -> str:
    pages = PdfReader(path).pages
    assert len(pages) <= 2
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_both_languages_are_written_and_nothing_is_left_over(tmp_path: Path) -> None:
    folder = build_session(tmp_path / "s", WHOLE)

    reports = write_reports(folder)

    assert reports == {code: folder / f"report_{code}.pdf" for code in ("zh", "en")}
    assert not list(folder.glob(".*"))


def test_the_same_session_gives_the_same_file(tmp_path: Path) -> None:
    folder = build_session(tmp_path / "s", WHOLE)

    first = write_reports(folder)["en"].read_bytes()

    assert write_reports(folder)["en"].read_bytes() == first


def test_the_three_numbers_stand_apart_with_interval_and_n(tmp_path: Path) -> None:
    text = english(tmp_path, WHOLE)

    assert "29 of 40 trials right" in text
    assert "14 of 20 movement trials were rewarded" in text
    assert "5 of 20 rest trials reached the threshold" in text
    assert "95 % CI 57 to 84 %" in text
    assert "Better than chance in 40 trials" in text


def test_the_change_is_worded_as_an_observation(tmp_path: Path) -> None:
    text = english(tmp_path, WHOLE)

    assert "EEG at C3, mu 8–13 Hz, changed by −50 % (95 % CI" in text
    assert "C4 minus C3 = +3.0 dB" in text
    assert "Not a certified medical device" in text


@pytest.mark.parametrize(("source", "mark"), [("simulated", "SIMULATED"), ("recorded", "RECORDED")])
def test_eeg_that_is_not_live_is_marked(tmp_path: Path, source: str, mark: str) -> None:
    script = Script(WHOLE.played, source=source)  # type: ignore[arg-type]

    assert english(tmp_path, script).count(mark) >= 3


def test_live_eeg_bears_no_mark(tmp_path: Path) -> None:
    text = english(tmp_path, Script(WHOLE.played, source="live"))

    assert "SIMULATED" not in text
    assert "RECORDED" not in text


def test_chance_and_interruption_are_said(tmp_path: Path) -> None:
    text = english(tmp_path, Script(played_trials(5, 5, 5, 5), ends=False))

    assert "Not distinguishable from chance in 20 trials" in text
    assert "INTERRUPTED" in text


def test_a_session_that_is_clearly_below_chance_asks_what_was_swapped(tmp_path: Path) -> None:
    """10 of 40 right: P(X <= 10) = 0.001 for a coin."""
    text = english(tmp_path, Script(played_trials(5, 15, 15, 5)))

    assert (
        "Clearly worse than chance in 40 trials: were labels, sides or electrodes swapped" in text
    )
    assert "Not distinguishable" not in text


def test_an_empty_session_is_said_in_words(tmp_path: Path) -> None:
    text = english(tmp_path, Script(ends=False))

    assert "No trial was played" in text
    assert text.count("no trial was played") == 3  # under each of the three numbers
    assert "0 of 0" not in text
    assert "No EEG was recorded." in text


def test_left_against_right_fits_on_two_pages_with_sixteen_channels(tmp_path: Path) -> None:
    trials = [PlayedTrial(RIGHT_HAND, 1.0), PlayedTrial(LEFT_HAND, -1.0)] * 6
    extra = ("Fz", "F3", "F4", "FCz", "C1", "C2", "Pz", "POz")
    channels = ("FC3", "FC4", "C3", "Cz", "C4", "CP3", "CPz", "CP4", *extra)

    text = english(tmp_path, Script(trials, task=Task.LEFT_VS_RIGHT, channels=channels, rate=125.0))

    assert "this task asks for no rest" in text


def test_the_nearest_channel_stands_in_for_a_missing_one() -> None:
    pairs = opposite_channels(("Fz", "CP3", "C4"))

    assert pairs[RIGHT_HAND] == ("CP3", "C4")
    assert pairs[LEFT_HAND] == ("C4", "CP3")


def test_numbers_are_printed_honestly() -> None:
    assert signed(-31.6, "%") == "\N{MINUS SIGN}32"
    assert signed(-0.2, "%") == "0"
    assert share(None) == "—"
    assert [probability(p) for p in (0.0004, 0.0304, 0.31)] == ["< 0.001", "= 0.030", "= 0.31"]


@pytest.mark.parametrize("what", get_args(What))
def test_whatever_is_wrong_with_the_trial_table_the_report_has_words_for_it(
    tmp_path: Path, what: What
) -> None:
    session = read_session(build_session(tmp_path / "s", Script(played_trials(5, 5, 5, 5))))
    found = {**assess_session(session), "problems": [asdict(Problem(what, 2, 7))]}

    for language in ("en", "zh"):
        (sentence,) = Words(session, found, Language(language)).problems()
        assert "2" in sentence
        assert "7" in sentence
