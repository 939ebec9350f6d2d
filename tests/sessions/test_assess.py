"""An assessment is honest about whole, interrupted and empty sessions."""

import json
from pathlib import Path

import pytest

from console.result import say_result
from console.words import Voice
from sessions.assess import assess
from sessions.errors import SessionError
from sessions.report.words import Words
from sessions.store import read_session
from station.language import Language
from station.task import REST, RIGHT_HAND
from tests.sessions.builders import PlayedTrial, Script, build_session, played_trials


def test_an_assessment_is_what_stands_in_its_file(tmp_path: Path) -> None:
    folder = build_session(tmp_path / "s", Script(played_trials(14, 6, 5, 15)))

    result = assess(folder)

    written = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(result))
    assert (result["trials"], result["unsure"], result["accuracy"]) == (40, 0, 29 / 40)
    assert result["interval"] == pytest.approx((0.572, 0.839), abs=0.001)
    assert result["above_chance"] is True
    assert result["samples"] == {"recorded": 100_000, "lost": 0}
    assert result["problems"] == []


def test_chance_is_called_chance(tmp_path: Path) -> None:
    result = assess(build_session(tmp_path / "s", Script(played_trials(10, 10, 10, 10))))

    assert result["above_chance"] is False
    assert result["balanced_accuracy"] == pytest.approx(0.5)


def test_an_interrupted_session_is_assessed_and_says_so(tmp_path: Path) -> None:
    script = Script(played_trials(3, 1, 1, 3), ends=False, lost_rows=range(100, 110))

    result = assess(build_session(tmp_path / "s", script))

    assert result["interrupted"] is True
    assert result["trials"] == 8
    assert result["samples"] == {"recorded": 8 * 2500 - 10, "lost": 10}


@pytest.mark.parametrize("calibration", [[], [RIGHT_HAND, REST]])
def test_without_played_trials_the_numbers_are_null(tmp_path: Path, calibration: list[str]) -> None:
    result = assess(build_session(tmp_path / "s", Script(calibration=calibration)))

    keys = ("accuracy", "balanced_accuracy", "interval", "p_chance", "above_chance", "auc")
    assert [result[key] for key in keys] == [None] * 6
    assert result["trials"] == 0


def test_a_folder_that_is_no_session_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="is not a session"):
        assess(tmp_path)

    assert list(tmp_path.iterdir()) == []


def artefacts_at_rest(folder: Path) -> Path:
    """20 of 30 rests without a usable signal, everything else at chance."""
    played = [PlayedTrial(RIGHT_HAND, 1.5), PlayedTrial(RIGHT_HAND, -1.5)] * 10
    played += [PlayedTrial(REST, 1.5), PlayedTrial(REST, -1.5)] * 5
    played += [PlayedTrial(REST, 0.0, valid=False)] * 20
    return build_session(folder, Script(played))


def test_artefacts_at_rest_make_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the rule of scoring they count as rest, rightly decided; the sentence must not follow them."""
    assessment = assess(artefacts_at_rest(tmp_path / "s"))

    assert (assessment["trials"], assessment["invalid"]) == (50, 20)
    assert assessment["above_chance"]
    assert assessment["usable"]["trials"] == 30
    assert assessment["usable"]["accuracy"] == 0.5
    assert assessment["usable"]["p_chance"] > 0.5
    say_result(assessment, Voice(Language("en"), quiet=False))
    heard = capsys.readouterr()
    said = " ".join((heard.out + heard.err).split())
    assert "only because 20 trials had no usable signal" in said
    assert "of the 30 others 15 were right" in said
    assert "Above chance" not in said
    words = Words(read_session(tmp_path / "s"), assessment, Language("en"))
    assert words.verdict() in said
    assert "Of the 30 others 15 were decided rightly." in " ".join(words.dose())


def test_rest_without_a_usable_signal_is_no_rest_in_which_nothing_was_detected(
    tmp_path: Path,
) -> None:
    """It would make false positives rare, and hits look like more than they are."""
    folder = artefacts_at_rest(tmp_path / "s")

    metrics = assess(folder)["metrics"]

    alarms = metrics["rest_false_positives"]["values"]["all"]
    assert (alarms["value"], alarms["n"]) == (0.5, 10)
    detection = metrics["detection"]["values"]
    assert detection["rest_false_positives"]["value"] == 0.5
    assert detection["difference"]["value"] == 0.0
    assert detection["fisher_p"]["value"] > 0.5
    words = Words(read_session(folder), assess(folder), Language("en"))
    assert any("5 of 10 rest trials" in card["note"] for card in words.cards())
