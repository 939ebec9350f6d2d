"""Guard-rails of the calendar, on calendars whose answer is plain."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sessions.schedule import Past, past_sessions, schedule_advice, session_number
from station.events import Event
from station.language import Language
from tests.sessions.builders import STARTED, Script, make_record

CHINA = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 23, 12, tzinfo=CHINA)


def past(start: datetime, *, lasted: float = 1.0, active: float = 25.0) -> Past:
    return Past("one", start, start + timedelta(hours=lasted), active)


def rules(sessions: Sequence[Past], now: datetime = NOON, planned: float = 20.0) -> list[str]:
    return [one.rule for one in schedule_advice(sessions, now, planned_minutes=planned)]


def test_a_first_session_touches_nothing() -> None:
    assert rules([]) == []


def test_twelve_hours_lie_between_the_end_of_one_session_and_the_next() -> None:
    ended_exactly_then = past(NOON - timedelta(hours=13))
    ended_a_minute_later = past(NOON - timedelta(hours=13) + timedelta(minutes=1))

    assert rules([ended_exactly_then], planned=20) == []
    assert rules([ended_a_minute_later], planned=20) == ["rest"]


def test_the_sentence_says_when_the_next_session_may_begin() -> None:
    [advice] = schedule_advice([past(NOON - timedelta(hours=6))], NOON, planned_minutes=20)

    assert not advice.is_warning
    said = Language("en")(advice.sentence, **advice.values)
    assert said == (
        "The last session ended 5.0 h ago; leave at least 12 h between sessions: "
        "begin after 2026-11-23 19:00."
    )
    assert "2026-11-23 19:00" in Language("zh")(advice.sentence, **advice.values)


def test_a_third_session_of_a_day_is_one_too_many() -> None:
    """Sessions at 00:10 and 11:00; the third touches the rest as well."""
    two = [past(NOON.replace(hour=0, minute=10), active=5), past(NOON.replace(hour=10), active=5)]

    assert rules(two) == ["rest", "sessions"]
    assert "sessions" not in rules(two[:1])


def test_a_day_is_the_clinics_own_day() -> None:
    """At 01:00 in China it is still the day before in UTC; both sessions were yesterday here."""
    night = datetime(2026, 11, 24, 1, tzinfo=CHINA)
    two = [past(NOON.replace(hour=9)), past(NOON.replace(hour=10))]

    assert "sessions" not in rules(two, night)
    assert "sessions" in rules(two, night.astimezone(UTC))


def test_more_than_an_hour_of_activity_a_day_is_warned_of() -> None:
    morning = [past(NOON.replace(hour=0), lasted=0.0, active=40.0)]

    assert rules(morning, planned=20.0) == []
    [advice] = schedule_advice(morning, NOON, planned_minutes=21.0)
    assert (advice.rule, advice.is_warning) == ("minutes", True)
    assert (advice.values["total"], advice.values["most"]) == (61.0, 60)


def test_sessions_of_a_programme_are_counted_without_those_of_others() -> None:
    mine, other = past(NOON), Past("two", NOON, NOON, 1.0, "CP-CHILD")
    both = [mine, other, Past("three", NOON, NOON, 1.0, "CP-CHILD")]

    assert [session_number(both, name) for name in ("CP-CHILD", "STROKE-SUB")] == [3, 1]


def test_a_naive_time_is_no_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        schedule_advice([], datetime(2026, 11, 23), planned_minutes=1)


def event(number: int, type_: str, time: float) -> str:
    return Event(number, type_, "play", 0, time, "2026-11-23T10:15:00Z").to_json() + "\n"


def write_session(home: Path, name: str, lines: Sequence[str], script: Script) -> None:
    folder = home / "patients" / "P-7Q2K" / "sessions" / name
    folder.mkdir(parents=True)
    make_record(name, script).write(folder)
    (folder / "events.jsonl").write_text("".join(lines), encoding="utf-8")


def test_past_sessions_are_read_from_their_folders(tmp_path: Path) -> None:
    """The stream clock was 100 s at the start: two runs of 5 and 6 min, an end after 30 min."""
    lines = [event(0, "run_start", 160), event(1, "run_end", 460), event(2, "run_start", 520)]
    lines += [event(3, "run_end", 880), event(4, "session_end", 1900)]
    write_session(tmp_path, "whole", lines, Script(source="live"))

    [one] = past_sessions(tmp_path, "P-7Q2K", "live")

    assert one == Past("whole", STARTED, STARTED + timedelta(minutes=30), 11.0)


def test_a_run_that_broke_off_counts_until_its_last_event(tmp_path: Path) -> None:
    lines = [event(0, "run_start", 160), event(1, "cue", 340), '{"torn']
    write_session(tmp_path, "broken", lines, Script(source="live"))

    [one] = past_sessions(tmp_path, "P-7Q2K", "live")

    assert (one.active_minutes, one.ended) == (3.0, STARTED + timedelta(minutes=4))


def test_what_was_simulated_or_never_ran_is_no_dose(tmp_path: Path) -> None:
    run = [event(0, "run_start", 160), event(1, "run_end", 460)]
    write_session(tmp_path, "simulated", run, Script(source="simulated"))
    write_session(tmp_path, "no-run", [event(0, "stream", 101)], Script(source="live"))
    (tmp_path / "patients" / "P-7Q2K" / "sessions" / "empty").mkdir()

    assert past_sessions(tmp_path, "P-7Q2K", "live") == ()
    assert [one.name for one in past_sessions(tmp_path, "P-7Q2K", "simulated")] == ["simulated"]
