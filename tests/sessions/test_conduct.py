"""The report says how the session was conducted, and what must not be believed of its rewards."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from sessions.assess import assess_session
from sessions.played import contingent_trials, played_runs
from sessions.ratings import make_rating, skipped
from sessions.report import conduct
from sessions.report.names import origin
from sessions.report.words import Words
from sessions.report.write import write_reports
from sessions.store import read_session
from station.events import Event
from station.language import Language
from station.task import REST, RIGHT_HAND
from tests.sessions.builders import PlayedTrial, Script, build_session, played_trials

SCRIPT = Script(played_trials(14, 6, 5, 15), [RIGHT_HAND, REST] * 4)


def started(kind: str, run: int, **details: object) -> Event:
    return Event(0, "run_start", kind, 0, 100.0, "", {"run": run, "game": "reach", **details})


def rated(question: str, moment: str, value: int | None, by: str = "therapist") -> Event:
    one = make_rating(question, moment, value, by)
    return Event(0, "rating", question, 0, 100.0, "", one.details())


def conducted(
    folder: Path, events: Sequence[Event], script: Script = SCRIPT, **settings: object
) -> Path:
    """Build a session whose log begins with these events, and change its settings."""
    build_session(folder, script)
    path = folder / "events.jsonl"
    lines = [json.loads(event.to_json()) for event in events]
    lines += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    numbered = [json.dumps({**line, "number": number}) for number, line in enumerate(lines)]
    path.write_text("\n".join(numbered) + "\n", encoding="utf-8")
    header = folder / "session.json"
    record: dict[str, Any] = json.loads(header.read_text(encoding="utf-8"))
    header.write_text(json.dumps({**record, **settings}), encoding="utf-8")
    return folder


def words(folder: Path, code: str = "en") -> Words:
    session = read_session(folder)
    return Words(session, assess_session(session), Language(code))


def test_a_run_names_its_paradigm_or_is_of_plain_trials(tmp_path: Path) -> None:
    events = [started("calibration", 1), started("play", 1), started("play", 2, paradigm="T6")]
    folder = conducted(tmp_path / "s", events)

    found = played_runs(read_session(folder))

    assert [(one.kind, one.run, one.paradigm) for one in found] == [
        ("calibration", 1, "plain"),
        ("play", 1, "plain"),
        ("play", 2, "T6"),
    ]
    assert all(one.is_contingent for one in found)


def test_a_resumed_run_is_one_run(tmp_path: Path) -> None:
    folder = conducted(tmp_path / "s", [started("play", 1), started("play", 1)])

    assert len(played_runs(read_session(folder))) == 1


def test_hits_of_an_observation_run_do_not_count(tmp_path: Path) -> None:
    """All 40 built trials are of run 1; where run 1 was observation, none is left."""
    played = read_session(conducted(tmp_path / "play", [started("play", 1, paradigm="T4")]))
    observed = read_session(conducted(tmp_path / "watch", [started("play", 1, paradigm="T7")]))

    assert len(contingent_trials(played)) == 40
    assert contingent_trials(observed) == ()
    assert conduct.detection(words(observed.folder)) == []


def test_an_observation_run_is_labelled(tmp_path: Path) -> None:
    folder = conducted(tmp_path / "s", [started("play", 1, paradigm="T7", game="observe")])

    table = conduct.runs(words(folder))

    assert table is not None
    assert table["rows"] == [
        [
            "run 1 *",
            "T7 action observation, not contingent",
            "watching the hand",
            "—",
            "40",
            "14 / 20",
        ]
    ]
    assert "whatever the EEG said (not contingent)" in table["notes"][0]


def test_a_run_that_was_only_watched_has_its_cues_and_no_rewards(tmp_path: Path) -> None:
    cue = {"run": 2, "trial": 1, "kind": "observe", "end_row": 10}
    events = [started("observe", 2, paradigm="T7"), Event(0, "cue", REST, 0, 100.0, "", cue)]

    for code, name in (("en", "run 2 *"), ("zh", "第 2 轮 *")):
        table = conduct.runs(words(conducted(tmp_path / code, events), code))

        assert table is not None
        assert (table["rows"][0][0], *table["rows"][0][3:]) == (name, "—", "1", "—")


def test_a_calibration_has_trials_and_no_rewards(tmp_path: Path) -> None:
    table = conduct.runs(words(conducted(tmp_path / "s", [started("calibration", 1)])))

    assert table is not None
    assert table["rows"][0][3:] == ["—", "8", "—"]
    assert table["notes"] == []


def test_a_run_names_its_movement_and_that_the_decoder_had_learned_another(tmp_path: Path) -> None:
    learned = Event(0, "model", "m.skops", 0, 100.0, "", {"movement": "grasp", "asked": "open"})
    begun = started("play", 1, demands={"movement": "open"})

    table = conduct.runs(words(conducted(tmp_path / "s", [learned, begun])))

    assert table is not None
    assert table["rows"][0][3] == "opening the hand"
    assert any("another movement (grasping)" in note for note in table["notes"])


def test_hits_stand_against_matched_rest_with_everything_that_makes_them_honest(
    tmp_path: Path,
) -> None:
    """14 of 20 hits, 5 of 20 false positives: J 0.45, balanced accuracy 72.5 %."""
    said = " ".join(conduct.detection(words(conducted(tmp_path / "s", []))))

    assert "Hits 70 % (n 20) against 25 % at rest of the same length (n 20)" in said
    assert "difference +45 percentage points (95 % CI +14 to +66)" in said
    assert "Fisher's exact p = 0.005" in said
    assert "Youden's J 0.45; balanced accuracy 72 %" in said


@pytest.mark.parametrize(("code", "word"), [("en", "skipped"), ("zh", "已跳过")])
def test_a_skipped_question_is_named_so_and_is_no_answer_of_the_therapist(
    tmp_path: Path, code: str, word: str
) -> None:
    one = skipped("pain", "before")
    event = Event(0, "rating", "pain", 0, 100.0, "", one.details())
    folder = conducted(tmp_path / "s", [rated("fatigue", "before", None, "patient"), event])

    table = conduct.ratings(words(folder, code))

    assert table is not None
    assert [row[1:] for row in table["rows"]] == [["—"], [word]]
    assert table["notes"] == []


def test_ratings_are_a_table_with_what_they_suggest(tmp_path: Path) -> None:
    """A question that was never asked (motivation, in this one) has no row."""
    events = [rated("fatigue", "before", 2), rated("pain", "before", None, "patient")]
    events += [rated("fatigue", "end", 5), rated("pain", "end", 4), rated("effort", "end", 10)]

    said = words(conducted(tmp_path / "s", events))
    table = conduct.ratings(said)

    assert table is not None
    assert table["head"] == ["", "before", "at the end"]
    assert table["rows"] == [
        ["fatigue", "2", "5"],
        ["effort", "—", "10"],
        ["pain", "—", "4"],
    ]
    assert table["notes"] == ["Some answers were given by the therapist."]
    alerts = conduct.alerts(said)
    assert alerts[0].startswith("Pain 4 of 10: stop")
    assert alerts[1].startswith("Fatigue rose from 2 to 5")


def test_the_programme_stands_in_the_head(tmp_path: Path) -> None:
    folder = conducted(tmp_path / "s", [], program="STROKE-SUB", program_version=1)

    assert conduct.programme(words(folder)) == "STROKE-SUB, version 1"
    assert conduct.programme(words(conducted(tmp_path / "none", []))) == "none"


@pytest.mark.parametrize(
    ("text", "chinese"),
    [("simulated patient, d' 1.5", "模拟患者"), ("cyton", "OpenBCI Cyton"), ("a.edf", "a.edf")],
)
def test_the_origin_is_said_in_chinese_and_file_names_stay(text: str, chinese: str) -> None:
    said = origin(text, Language("zh"))

    assert said.startswith(chinese)
    assert ("1.5" in said) == ("1.5" in text)


def test_a_full_report_holds_all_of_it_on_two_pages_without_english_names(tmp_path: Path) -> None:
    played = [PlayedTrial(trial.label, trial.evidence) for trial in SCRIPT.played]
    events = [started("calibration", 1), started("play", 1, paradigm="T4")]
    events += [started("play", 2, paradigm="T7", game="observe")]
    events += [rated(q, m, 3) for q in ("fatigue", "pain") for m in ("before", "middle", "end")]
    folder = conducted(
        tmp_path / "s", events, Script(played, SCRIPT.calibration),
        origin="simulated patient, d' 1.5", board="simulated",
        program="STROKE-SEV", program_version=1,
    )  # fmt: skip

    reports = write_reports(folder)

    pages = {code: PdfReader(path).pages for code, path in reports.items()}
    assert [len(pages[code]) for code in ("en", "zh")] == [2, 2]
    chinese = "".join(page.extract_text() for page in pages["zh"])
    for name in ("reach", "simulated", "tangent", "observe", "not contingent"):
        assert name not in chinese
    english = " ".join(" ".join(page.extract_text() for page in pages["en"]).split())
    for said in ("STROKE-SEV, version 1", "run 2 *", "Youden's J"):
        assert said in english
