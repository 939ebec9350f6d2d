"""A programme's session runs from the first question to the practice card without any input."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from games.cues import PhaseSteps, Scheduled, TrialRows
from games.game import QUESTIONS, Moment, Phase, played_back
from games.trial import Outcome, TrialEngine
from sessions.advance import scores_of
from sessions.assess import assess_session
from sessions.control import Command
from sessions.course import Item, paradigms_of
from sessions.drowsiness import Drowsiness
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.guided import rating_command, rating_of_key
from sessions.paradigm import shipped
from sessions.plan import Plan
from sessions.played import played_runs
from sessions.ratings import ratings_of
from sessions.store import Session, read_session
from station.task import REST, RIGHT_HAND
from tests.sessions.patients import TIMING, Known, ignore, recorded_order, simulated_order
from tests.sessions.room import Script as RoomScript
from tests.sessions.room import run_room

COURSE = (
    Item(kind="questions", moment="before"),
    Item(kind="eyes_open", seconds=3.0),
    Item(kind="run", run=1, trials=4, paradigm="T4"),
    Item(kind="break", seconds=4.0, shortest=2.0),
    Item(kind="observe", run=2, trials=4, paradigm="T7"),
    Item(kind="practice", seconds=2.0),
)
_ENDS = ("scene", "scene_end")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    plan = Plan(calibration_trials=20, timing=TIMING, course=COURSE)
    order = simulated_order(tmp_path_factory.mktemp("guided"), plan)
    return read_session(run_fast(order, None, ignore))


def test_the_course_is_followed_in_order_and_the_calibration_comes_before_the_first_run(
    session: Session,
) -> None:
    told = [
        event.label for event in session.events if event.type in ("scene", "run_start", "rating")
    ]

    assert told == [
        *("question", "fatigue", "question", "motivation", "question", "pain", "eyes_open"),
        *("calibration", "play", "break", "observe", "practice"),
    ]
    assert session.events[-1].type == "session_end"


def test_every_scene_lasts_as_long_as_it_says(session: Session) -> None:
    begins, ends = session.of_type("scene"), session.of_type("scene_end")
    timed = [event for event in begins if "seconds" in event.details]
    step = session.record.step

    for begin, end in zip(timed, ends, strict=True):
        assert begin.label == end.label
        lasted = (end.row - begin.row) / session.record.rate
        assert lasted == pytest.approx(begin.details["seconds"], abs=step + 1e-9)


def test_a_question_that_nobody_answers_is_recorded_as_not_answered(session: Session) -> None:
    found = ratings_of(session.events)

    assert [one.question for one in found] == ["fatigue", "motivation", "pain"]
    assert {one.value for one in found} == {None}


def test_an_observed_run_is_labelled_and_leaves_no_results(session: Session) -> None:
    runs = played_runs(session)
    cues = [cue for cue in session.of_type("cue") if cue.details["kind"] == "observe"]

    assert [(one.kind, one.paradigm, one.is_contingent) for one in runs] == [
        ("calibration", "plain", True), ("play", "T4", True), ("observe", "T7", False)
    ]  # fmt: skip
    assert len(cues) == 4
    assert {result.details["run"] for result in session.of_type("result")} == {1}
    assert len(session.trials.played) == 4


def test_the_trial_table_passes_the_pairing_check(session: Session) -> None:
    assert session.trials.problems == ()
    assert assess_session(session)["problems"] == []


def test_an_observed_movement_plays_by_itself_and_rest_does_not() -> None:
    move = Moment(Phase.IMAGERY, RIGHT_HAND, elapsed=1.0, duration=4.0, drive=0.9, lean=0.9)
    rest = Moment(Phase.IMAGERY, REST, elapsed=1.0, duration=4.0)

    played, still = played_back(move), played_back(rest)

    assert (played.drive, played.lean, played.is_assisted) == (0.25, 0.0, True)
    assert (still.drive, still.is_assisted) == (0.0, False)


def test_a_rating_comes_by_key_or_by_a_line_of_json() -> None:
    assert rating_of_key("pause") is None
    values = [rating_of_key(key) for key in ("rate 0", "rate 10", "rate -")]
    assert [one.value for one in values if one is not None] == [0, 10, None]
    assert (rating_command(7, "patient").value, rating_command(7, "patient").reason) == (
        7,
        "patient",
    )


@pytest.mark.parametrize(("value", "by"), [(11, "patient"), ("7", "patient"), (7, "nobody")])
def test_a_rating_that_is_none_is_refused(value: object, by: str) -> None:
    with pytest.raises(SessionError):
        rating_command(value, by)


def guided(
    folder: Path, course: tuple[Item, ...], commands: list[tuple[int, str | Command]]
) -> Session:
    """Run a course without runs, with the therapist's commands at rows; 250 rows are a second."""
    plan = Plan(calibration_trials=20, timing=TIMING, course=course)
    return read_session(
        run_room(simulated_order(folder, plan), None, RoomScript(commands=commands))
    )


def test_an_answer_is_taken_may_be_corrected_and_ends_the_question(tmp_path: Path) -> None:
    """Fatigue 3, corrected to 4 a second later; the next question is not answered."""
    commands: list[tuple[int, str | Command]] = [
        (500, Command("rate", "therapist", 3)),
        (750, Command("rate", "patient", 4)),
    ]

    session = guided(tmp_path, COURSE[:1], commands)

    first, second = session.of_type("rating")[:2]
    assert (first.label, first.details["value"], first.details["by"]) == ("fatigue", 4, "patient")
    assert first.row == pytest.approx(750 + 2 * 250, abs=60)
    assert (second.label, second.details["value"]) == ("motivation", None)
    assert second.row - first.row == pytest.approx(20 * 250, abs=60)


def test_a_question_that_is_skipped_says_so_and_the_next_one_keeps_its_time(tmp_path: Path) -> None:
    """The therapist is there who skips: the next question waits 20 s, and the one behind it 5."""
    session = guided(tmp_path, COURSE[:1], [(500, "skip")])

    first, second, third = session.of_type("rating")
    assert first.details == {
        "moment": "before", "value": None, "by": "therapist", "is_skipped": True
    }  # fmt: skip
    assert second.row - first.row == pytest.approx(20 * 250, abs=60)
    assert third.row - second.row == pytest.approx(5 * 250, abs=60)
    assert [one.is_skipped for one in ratings_of(session.events)] == [True, False, False]
    assert second.details == {"moment": "before", "value": None, "by": "patient"}


def test_an_answer_that_is_skipped_on_from_stays_an_answer(tmp_path: Path) -> None:
    commands: list[tuple[int, str | Command]] = [
        (500, Command("rate", "patient", 4)),
        (600, "skip"),
    ]

    first = ratings_of(guided(tmp_path, COURSE[:1], commands).events)[0]

    assert (first.value, first.by, first.is_skipped) == (4, "patient", False)


def test_pain_pauses_until_the_therapist_goes_on_and_says_why(tmp_path: Path) -> None:
    """Fatigue waits 20 s, motivation 5; pain is 5; the game is held until row 15,000."""
    commands: list[tuple[int, str | Command]] = [
        (7_000, Command("rate", "therapist", 5)),
        (15_000, "resume"),
    ]

    session = guided(tmp_path, (COURSE[0], COURSE[5]), commands)

    [advice], [pause] = session.of_type("advice"), session.of_type("pause")
    assert (advice.label, advice.details["act"], pause.label) == ("pain", "stop", "pain")
    [practice] = [event for event in session.of_type("scene") if event.label == "practice"]
    assert practice.row >= 15_000


def test_ratings_can_be_asked_for_in_the_middle_of_a_run(tmp_path: Path, known: Known) -> None:
    """Asked for in the first rest; pain 5 holds the game until 20 s later; the rest is asked again."""
    plan = Plan(runs=1, trials=4, timing=TIMING, paradigm="T5", paradigms=(shipped()["T5"],))
    order, stored = recorded_order(tmp_path, known)
    simulated = replace(simulated_order(tmp_path, plan, dprime=4.0), patient=order.patient)
    commands: list[tuple[int, str | Command]] = [(1500, Command("ask", "winces"))]
    commands += [(row, Command("rate", "patient", 5)) for row in range(2000, 8000, 700)]
    commands += [(13_000, "resume")]
    script = RoomScript(commands=commands)

    session = read_session(run_room(simulated, (known.model, stored), script))

    ratings = ratings_of(session.events)
    assert [(one.question, one.moment, one.value) for one in ratings] == [
        (question, "asked", 5) for question in QUESTIONS
    ]
    assert {phase for row, phase in script.phases if 1600 < row < 4000} == {Phase.QUESTION}
    ((asked,), (skip,), (pause,)) = (session.of_type(t) for t in ("ask", "skip", "pause"))
    assert (asked.label, skip.label, pause.label) == ("winces", REST, "pain")
    assert len(session.trials.played) == 4
    assert session.trials.problems == ()
    assert session.events[-1].label == "finished"


def _paused_run(tmp_path: Path, known: Known, rest: list[tuple[int, str | Command]]) -> RoomScript:
    """Pause in the first rest and ask in the pause: five questions take 40 s, 10 000 rows."""
    plan = Plan(runs=1, trials=4, timing=TIMING, paradigm="T5", paradigms=(shipped()["T5"],))
    order, stored = recorded_order(tmp_path, known)
    simulated = replace(simulated_order(tmp_path, plan, dprime=4.0), patient=order.patient)
    script = RoomScript(commands=[(1500, "pause"), (2000, "ask"), *rest])
    session = read_session(run_room(simulated, (known.model, stored), script))
    assert session.trials.problems == ()
    assert len(session.trials.played) == 4
    assert [one.moment for one in ratings_of(session.events)] == ["asked"] * len(QUESTIONS)
    return script


def test_ratings_are_asked_for_in_a_pause_which_goes_on_behind_them(
    tmp_path: Path, known: Known
) -> None:
    script = _paused_run(tmp_path, known, [(15_000, "resume")])

    def shown(first: int, last: int) -> set[Phase]:
        return {phase for row, phase in script.phases if first < row < last}

    assert shown(1600, 1990) == {Phase.PAUSED}
    assert shown(2100, 11_900) == {Phase.QUESTION}
    assert shown(12_100, 14_900) == {Phase.PAUSED}
    assert Phase.PAUSED not in shown(15_100, 40_000)


def test_a_pause_that_ends_while_a_question_is_shown_does_not_come_back(
    tmp_path: Path, known: Known
) -> None:
    script = _paused_run(tmp_path, known, [(5000, "resume")])

    assert Phase.PAUSED not in {phase for row, phase in script.phases if row > 2100}


def test_ratings_asked_for_in_a_paused_scene_give_the_pause_back_and_then_the_scene(
    tmp_path: Path,
) -> None:
    """Eyes open for 3 s; paused a second in, asked, and gone on behind 40 s of questions."""
    commands: list[tuple[int, str | Command]] = [(300, "pause"), (500, "ask"), (12_000, "resume")]
    script = RoomScript(commands=commands)
    plan = Plan(calibration_trials=20, timing=TIMING, course=COURSE[1:2])

    session = read_session(run_room(simulated_order(tmp_path, plan), None, script))

    begin, end = (next(e for e in session.of_type(t) if e.label == "eyes_open") for t in _ENDS)
    assert (end.row - 12_000) / 250 == pytest.approx(3 - (300 - begin.row) / 250, abs=0.3)
    behind = [phase for row, phase in script.phases if 10_800 < row < 11_900]
    assert set(behind) == {Phase.PAUSED}
    assert len(session.of_type("rating")) == len(QUESTIONS)


def test_frustration_that_was_answered_reaches_the_levels(tmp_path: Path, known: Known) -> None:
    plan = Plan(runs=1, trials=8, timing=TIMING, paradigm="T5", paradigms=(shipped()["T5"],))
    order, stored = recorded_order(tmp_path, known)
    simulated = replace(simulated_order(tmp_path, plan, dprime=4.0), patient=order.patient)
    commands: list[tuple[int, str | Command]] = [(1500, "ask")]
    commands += [(row, Command("rate", "patient", 3)) for row in range(2000, 3600, 700)]
    commands += [(row, Command("rate", "patient", 7)) for row in range(3600, 4400, 700)]

    session = read_session(
        run_room(simulated, (known.model, stored), RoomScript(commands=commands))
    )

    given = {one.question: one.value for one in ratings_of(session.events)}
    assert given["frustration"] == 7
    assert [(one.fatigue, one.frustration) for one in scores_of(session)] == [(3, 7)]


def test_ratings_that_are_asked_for_in_a_scene_give_it_back(tmp_path: Path) -> None:
    """Eyes open for 3 s; a second in, five questions take 40 s; then the other two seconds."""
    session = guided(tmp_path, COURSE[1:2], [(300, "ask"), (600, "ask")])

    begin, end = (next(e for e in session.of_type(t) if e.label == "eyes_open") for t in _ENDS)
    assert (end.row - begin.row) / 250 == pytest.approx(43, abs=0.5)
    assert len(session.of_type("rating")) == len(QUESTIONS)


def test_a_rating_that_nothing_asked_for_is_told_and_counts_for_nothing(tmp_path: Path) -> None:
    session = guided(tmp_path, COURSE[1:2], [(300, Command("rate", "therapist", 8))])

    (told,) = session.of_type("unasked")
    assert told.details == {"value": 8}
    assert ratings_of(session.events) == ()


def test_a_break_is_skipped_but_never_below_its_least(tmp_path: Path) -> None:
    """Of 10 s at least 4: skipped after 1 s it lasts 4 s, skipped after 6 s it lasts 6."""
    course = (
        Item(kind="break", seconds=10, shortest=4),
        Item(kind="break", seconds=10, shortest=4),
    )

    session = guided(tmp_path, course, [(250, "skip"), (250 * 10, "skip")])

    rows = [event.row for event in session.events if event.type in ("scene", "scene_end")]
    assert [(end - begin) / 250 for begin, end in zip(rows[::2], rows[1::2], strict=True)] == [
        pytest.approx(4, abs=0.3), pytest.approx(6, abs=0.3)
    ]  # fmt: skip


def test_a_scene_stands_still_while_the_game_is_held(tmp_path: Path) -> None:
    session = guided(tmp_path, COURSE[5:], [(100, "pause"), (1100, "resume")])

    [begin], [end] = session.of_type("scene"), session.of_type("scene_end")
    assert (end.row - begin.row) / 250 == pytest.approx(2 + 4, abs=0.3)


def test_an_instruction_given_once_more_is_logged_with_its_reason(tmp_path: Path) -> None:
    commands: list[tuple[int, str | Command]] = [(300, Command("repeat", "did not hear it"))]

    session = guided(tmp_path, (Item(kind="eyes_open", seconds=3.0),), commands)

    (told,) = session.of_type("repeat")
    assert told.label == "did not hear it"
    assert [event.label for event in session.of_type("scene_end")] == ["eyes_open"]


def test_a_scene_does_not_pass_while_the_headset_is_lost(tmp_path: Path) -> None:
    """Eyes open for 8 s, of which the headset is away 4: that much is still to be recorded."""
    course = (Item(kind="eyes_open", seconds=8.0), Item(kind="practice", seconds=1.0))
    plan = Plan(calibration_trials=20, timing=TIMING, course=course)
    script = RoomScript(lost=[500], away=50)

    session = read_session(run_room(simulated_order(tmp_path, plan), None, script))

    (lost,), (back,) = session.of_type("headset_lost"), session.of_type("headset_back")
    assert back.row - lost.row >= 50 * 20
    begin, end = session.of_type("scene")[0], session.of_type("scene_end")[0]
    away = back.row - lost.row
    assert (end.row - begin.row - away) / 250 == pytest.approx(8.0, abs=0.2)


def test_nothing_takes_the_place_of_a_pause_and_the_scene_comes_back_behind_it(
    tmp_path: Path,
) -> None:
    """An answer and a skip while the game is held; afterwards no break is shown that nobody has."""
    commands: list[tuple[int, str | Command]] = [
        (300, "resume"),  # nothing is held: nothing happens
        (500, "pause"),
        (700, Command("rate", "therapist", 3)),
        (900, "skip"),
        (2000, "resume"),
    ]
    script = RoomScript(commands=commands)
    plan = Plan(calibration_trials=20, timing=TIMING, course=(COURSE[0], COURSE[5]))

    session = read_session(run_room(simulated_order(tmp_path, plan), None, script))

    seen = [phase for row, phase in script.phases if 560 < row < 1990]
    assert set(seen) == {Phase.PAUSED}
    assert Phase.BREAK not in {phase for _, phase in script.phases}
    assert next(phase for row, phase in script.phases if row > 2040) is Phase.QUESTION
    assert session.of_type("rating")[0].details["value"] == 3


def test_a_break_without_a_programme_counts_down_and_may_be_skipped(tmp_path: Path) -> None:
    plan = Plan(
        calibration_trials=20, calibration_most=20, runs=2, trials=4, rest=40.0, timing=TIMING
    )
    whole = read_session(run_fast(simulated_order(tmp_path / "whole", plan), None, ignore))
    (begin,) = whole.of_type("scene")

    script = RoomScript(commands=[(begin.row + 500, "skip")])
    order = simulated_order(tmp_path / "skipped", plan)
    skipped = read_session(run_room(order, None, script))

    assert (begin.label, begin.details["seconds"], begin.details["shortest"]) == ("break", 40, 30)
    lasted = [
        (one.of_type("scene_end")[0].row - one.of_type("scene")[0].row) / 250
        for one in (whole, skipped)
    ]
    assert lasted == [pytest.approx(40, abs=0.2), pytest.approx(30, abs=0.2)]


def test_a_session_that_grew_too_long_is_warned_of_once(tmp_path: Path, known: Known) -> None:
    """Three runs of about 30 s each; the plan allows 42 s."""
    course = tuple(Item(kind="run", run=n, trials=4, paradigm="T4") for n in (1, 2, 3))
    plan = Plan(timing=TIMING, course=course, paradigms=paradigms_of(course), hard_minutes=0.7)
    order, stored = recorded_order(tmp_path, known)
    simulated = replace(simulated_order(tmp_path, plan, dprime=4.0), patient=order.patient)

    session = read_session(run_fast(simulated, (known.model, stored), ignore))

    told = [event for event in session.of_type("advice") if event.label == "minutes"]
    (second,) = (e for e in session.of_type("run_end") if e.details["run"] == 2)
    assert [(event.row, event.details["act"]) for event in told] == [(second.row, "break")]


def _said(outcome: Outcome, trial: TrialRows) -> Outcome:
    return outcome


def engine_of(label: str, *rewards: bool) -> Iterator[TrialEngine]:
    """Yield an engine behind each of so many judged trials of a class."""
    for number, rewarded in enumerate(rewards):
        source = Scheduled(
            [label], lengths={label: PhaseSteps((1, 1), (1, 1), 10, 5)}, step=20, first=0,
            generator=np.random.default_rng(number),
        )  # fmt: skip
        outcome = Outcome(label, 0.0, 0.5, True, rewarded, 1.0, 0.0, 9, True)
        engine = TrialEngine(source, kind="play", run=1, judge=partial(_said, outcome))
        for row in range(19, 270, 20):
            engine.advance(row)
        yield engine


@pytest.mark.parametrize(
    ("label", "rewards", "pauses"),
    [
        (RIGHT_HAND, (False, False), [False, True]),
        (RIGHT_HAND, (False, True, False), [False] * 3),
        (REST, (False, False), [False, False]),
    ],
)
def test_two_movements_without_response_of_a_drowsy_patient_ask_for_a_pause(
    label: str, rewards: tuple[bool, ...], pauses: list[bool]
) -> None:
    alert, drowsy = Drowsiness(), Drowsiness()
    drowsy.see()
    engines = list(engine_of(label, *rewards))

    # Every trial is looked at many times, and counts once.
    found = [len(list(filter(None, map(drowsy.follow, [engine] * 3)))) for engine in engines]

    assert found == [int(pause) for pause in pauses]
    assert not any(alert.follow(engine) for engine in engines)


def test_the_pause_of_a_drowsy_patient_is_told_with_its_reason(
    tmp_path: Path, known: Known
) -> None:
    """A patient whose brain says nothing of two hands: hardly a movement is rewarded."""
    course = (Item(kind="run", run=1, trials=8, paradigm="T4"),)
    plan = Plan(timing=TIMING, course=course, paradigms=paradigms_of(course))
    order, stored = recorded_order(tmp_path, known)
    nothing = replace(simulated_order(tmp_path, plan, dprime=0.0), patient=order.patient)
    commands: list[tuple[int, str | Command]] = [(100, Command("drowsy", "eyes fall shut"))]
    commands += [(row, "resume") for row in range(40_000, 80_000, 1000)]

    folder = run_room(nothing, (known.model, stored), RoomScript(commands=commands))

    session = read_session(folder)
    (seen,), (advice,), (pause,) = (session.of_type(t) for t in ("drowsy", "advice", "pause"))
    assert (seen.label, advice.label, pause.label) == ("eyes fall shut", "drowsy", "drowsy")
    assert advice.details["values"] == {"n": 2}
    assert session.trials.problems == ()
