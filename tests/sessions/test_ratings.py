"""Ratings: when they are asked, what is one, and what the rules of the specification make of them."""

import pytest

from games.game import QUESTIONS
from sessions.errors import SessionError
from sessions.ratings import (
    MOMENT_NAMES,
    QUESTION_NAMES,
    Rating,
    drowsiness,
    make_rating,
    parse_value,
    questions_at,
    ratings_of,
    suggestions,
)
from station.events import Event
from station.language import Language

MOMENTS = ("before", "middle", "end")


def answers(question: str, *values: int | None) -> list[Rating]:
    return [
        make_rating(question, moment, value) for moment, value in zip(MOMENTS, values, strict=False)
    ]


def test_effort_and_frustration_are_asked_once_something_was_done() -> None:
    assert questions_at("before") == ("fatigue", "motivation", "pain")
    for later in ("middle", "asked", "end"):
        assert questions_at(later) == QUESTIONS


def test_what_was_asked_in_between_is_kept_each_time() -> None:
    given = [make_rating("pain", "asked", value) for value in (2, 1)]
    events = [Event(i, "rating", "pain", 0, 1.0, "", one.details()) for i, one in enumerate(given)]

    assert ratings_of(events) == tuple(given)


@pytest.mark.parametrize(("typed", "value"), [("0", 0), ("10", 10), (" 7 ", 7), ("-", None)])
def test_a_whole_number_or_a_dash_is_an_answer(typed: str, value: int | None) -> None:
    assert parse_value(typed) == value


@pytest.mark.parametrize("typed", ["11", "-1", "7.5", "", "seven", "²", "٣", "1e1"])
def test_anything_else_is_no_rating(typed: str) -> None:
    with pytest.raises(SessionError, match="whole number from 0 to 10"):
        parse_value(typed)


@pytest.mark.parametrize("value", [11, -1, True, 7.5, "7"])
def test_a_value_from_outside_is_checked(value: object) -> None:
    with pytest.raises(SessionError, match="is no rating"):
        make_rating("pain", "before", value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "moment", "by"),
    [("mood", "before", "patient"), ("pain", "later", "patient"), ("pain", "end", "nobody")],
)
def test_a_rating_names_what_exists(question: str, moment: str, by: str) -> None:
    with pytest.raises(SessionError, match="choose one of"):
        make_rating(question, moment, 3, by)


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        ((6,), []),
        ((7,), ["fatigue"]),
        ((2, 4), []),
        ((2, 5), ["fatigue rise"]),
        ((5, 8), ["fatigue"]),
        ((2, 4, 5), ["fatigue rise"]),  # slow tiring is counted from the beginning
        ((8, 3), []),  # a break helped
        ((None, 4), []),  # no first answer, no rise
    ],
)
def test_fatigue_suggests_a_break(values: tuple[int, ...], rules: list[str]) -> None:
    found = suggestions(answers("fatigue", *values))

    assert [one.rule for one in found] == rules
    assert {one.act for one in found} <= {"break"}


@pytest.mark.parametrize(
    ("values", "rules"),
    [((3,), []), ((4,), ["pain"]), ((0, 1), []), ((1, 3), ["pain rise"]), ((3, 5), ["pain"])],
)
def test_pain_says_stop(values: tuple[int, ...], rules: list[str]) -> None:
    found = suggestions(answers("pain", *values))

    assert [one.rule for one in found] == rules
    assert {one.act for one in found} <= {"stop"}


def test_pain_comes_before_fatigue_and_the_words_hold_the_numbers() -> None:
    both = suggestions([*answers("fatigue", 2, 6), *answers("pain", 0, 4)])

    assert [one.act for one in both] == ["stop", "break"]
    english, chinese = Language("en"), Language("zh")
    assert english(both[0].sentence, **both[0].values).startswith("Pain 4 of 10: stop")
    assert english(both[1].sentence, **both[1].values).startswith("Fatigue rose from 2 to 6")
    assert "2" in chinese(both[1].sentence, **both[1].values)


def test_effort_and_motivation_suggest_nothing() -> None:
    assert suggestions([*answers("effort", 0, 10), *answers("motivation", 10, 0)]) == ()


def test_only_a_drowsy_patient_without_two_responses_is_given_a_pause() -> None:
    assert drowsiness(2, is_drowsy=False) is None
    assert drowsiness(1, is_drowsy=True) is None
    found = drowsiness(2, is_drowsy=True)
    assert found is not None
    assert found.act == "pause"


def test_ratings_come_back_from_events_and_a_correction_counts() -> None:
    given = [*answers("fatigue", 3), *answers("pain", None), *answers("fatigue", 4)]
    events = [
        Event(i, "rating", one.question, 0, 1.0, "", one.details()) for i, one in enumerate(given)
    ]
    lines = [Event.from_json(event.to_json()) for event in events]

    read = ratings_of([Event(9, "cue", "rest", 0, 1.0, ""), *lines])

    assert read == (given[2], given[1])


def test_every_question_and_moment_has_a_name() -> None:
    assert tuple(QUESTION_NAMES) == QUESTIONS
    assert set(MOMENT_NAMES) == {*MOMENTS, "asked"}
