"""What a run asks: the patient's levels, the least in easy runs, and one change at a time after it."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from console.levels import carry_over_and_say, change_level
from console.words import Voice
from games.accessibility import Accessibility
from games.game import Phase
from sessions.advance import carry_over, scores_of
from sessions.control import STOP
from sessions.demands import EASY, Demands, demands_of
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.left import left_of
from sessions.levels import LADDERS, Levels, Score, read_levels, write_levels
from sessions.paradigm import shipped
from sessions.plan import Plan
from sessions.runs import RunName, make_run
from sessions.store import Session, read_session
from station.language import Language
from station.task import Task
from tests.sessions.builders import Script as Built
from tests.sessions.builders import make_record
from tests.sessions.patients import TIMING, Known, ignore, recorded_order, simulated_order
from tests.sessions.room import Script, run_room

NOW = datetime(2026, 3, 4, tzinfo=UTC)
GOOD = Score(
    session="s", run=1, correct=40, trials=40, balanced_accuracy=1.0, alarms=0, rests=20,
    rest_seconds=5.0,
)  # fmt: skip
MENTAL = (
    "hold",
    "windows",
    "assistance",
    "feedback",
    "support",
)  # ladders that keep the mental act
QUIET = Voice(Language("en"), quiet=True)


@pytest.mark.parametrize(("share", "followed"), [(1.0, 10), (0.7, 7), (0.5, 5)])
def test_the_picture_follows_the_brain_in_that_share_of_trials(share: float, followed: int) -> None:
    asked = [Demands(feedback=share).follows(trial) for trial in range(1, 11)]

    assert sum(asked) == followed
    assert not any(asked[i] == asked[i + 1] is False for i in range(9))


def test_a_beginner_and_an_easy_run_ask_the_least() -> None:
    asked = Demands(
        hold=0.5, windows=2, assistance=True, feedback=1.0, support="ghost", movement="grasp"
    )

    assert demands_of(Levels(), "reach") == EASY == asked


@pytest.mark.parametrize("variable", LADDERS)
def test_every_step_of_every_ladder_asks_something_else(variable: str) -> None:
    steps, games = range(len(LADDERS[variable])), ("garden", "reach")
    levels = [Levels(steps={**Levels().steps, variable: step}) for step in steps]
    asked = {demands_of(one, game) for one in levels for game in games}

    assert len(asked) == len(steps)


def test_no_butterfly_is_to_be_counted_that_the_screen_does_not_show() -> None:
    counting = Levels(steps={**Levels().steps, "distractors": 2})

    assert demands_of(counting, "reach").distractors == "dual goal"
    for quiet in (Accessibility(still=True), Accessibility(calm=True)):
        assert demands_of(counting, "reach", quiet).distractors == "none"


def train(home: Path, known: Known, demands: Demands, script: Script, trials: int = 4) -> Session:
    order, stored = recorded_order(home, known)
    plan = Plan(
        runs=1,
        trials=trials,
        timing=TIMING,
        paradigm="T5",
        paradigms=(shipped()["T5"],),
        demands=demands,
    )
    simulated = replace(simulated_order(home, plan, dprime=4.0, seed=5), patient=order.patient)
    return read_session(run_room(simulated, (known.model, stored), script))


@pytest.mark.parametrize(("share", "followed"), [(1.0, {2, 4, 6, 8}), (0.5, {4, 8})])
def test_in_pairs_too_the_picture_follows_that_share_of_the_movements(
    tmp_path: Path, known: Known, share: float, followed: set[int]
) -> None:
    """Every second trial of a pair is a movement: 2, 4, 6 and 8 of eight."""
    script = Script()
    train(tmp_path, known, Demands(hold=2.0, feedback=share), script, trials=8)

    moved = [one for one in script.moments if one.phase is Phase.IMAGERY and one.drive > 0]
    assert {one.trial for one in moved} == followed


@pytest.mark.parametrize(("hold", "dwell"), [(2.0, 2.0), (3.0, 2.42)])
def test_a_longer_hold_is_asked_of_movement_and_of_rest_as_far_as_it_fits(
    tmp_path: Path, known: Known, hold: float, dwell: float
) -> None:
    session = train(tmp_path, known, Demands(hold=hold), Script())
    (run,) = session.of_type("run_start")
    rate = session.record.rate

    assert run.details["demands"] == Demands(hold=hold, movement="grasp").model_dump()
    assert run.details["dwell"] == pytest.approx(dwell, abs=0.01)
    assert run.details["is_easy"] is False
    assert all((one.end_row - one.row) / rate > 2.9 for one in session.trials.played)


@pytest.mark.parametrize(("soonest", "dwell"), [(1.0, 3.0), (2.5, 2.42)])
def test_the_longest_hold_is_asked_where_the_decoder_speaks_early(
    soonest: float, dwell: float
) -> None:
    """Five seconds are scored: behind the first, three fit; behind the first whole window, 2.42."""
    plan = Plan(paradigms=(shipped()["T5"],), demands=Demands(hold=3.0))
    built = make_record("s", Built()).model_copy(update={"plan": plan})
    generator = np.random.default_rng(1)

    run = make_run(
        built, None, RunName("play", 2, "T5"),
        trials=4, first=0, generator=generator, soonest=lambda windows: soonest,
    )  # fmt: skip

    assert run.score.dwell == pytest.approx(dwell)


@pytest.mark.parametrize(
    ("paradigm", "hold", "first", "dwell", "windows"),
    [
        ("T5", 0.5, 2.5, 0.5, 6),
        ("T5", 1.0, 2.5, 1.0, 6),  # 2.5 + 5 * 0.24 + 1 fits into 4.92 s
        ("T5", 2.0, 2.5, 2.0, 2),
        ("T5", 3.0, 2.5, 2.42, 1),  # the hold itself does not fit
        ("T5", 2.0, 1.0, 2.0, 6),
        ("T5", 3.0, 1.0, 3.0, 4),
        ("T3", 0.5, 2.5, 0.0, 6),
        ("T6", 3.0, 2.5, 3.0, 6),
    ],
)
def test_as_much_evidence_is_asked_for_as_the_hold_leaves_room_for(
    paradigm: str, hold: float, first: float, dwell: float, windows: int
) -> None:
    plan = Plan(paradigms=(shipped()[paradigm],), demands=Demands(hold=hold, windows=6))
    task = Task.LEFT_VS_RIGHT if paradigm == "T3" else Task.HAND_VS_REST
    built = make_record("s", Built(task=task)).model_copy(update={"plan": plan})

    run = make_run(
        built, None, RunName("play", 2, paradigm),
        trials=4, first=0, generator=np.random.default_rng(1),
        soonest=lambda windows: first + 0.24 * (windows - 1),
    )  # fmt: skip

    assert run.score.dwell == pytest.approx(dwell)
    assert run.score.windows == run.details["windows"] == windows


def test_what_a_session_came_to_is_carried_over_with_a_reason(tmp_path: Path) -> None:
    plan = Plan(
        calibration_trials=40,
        runs=2,
        trials=20,
        timing=TIMING,
        paradigm="T5",
        paradigms=(shipped()["T5"],),
        demands=EASY,
    )
    order = simulated_order(tmp_path, plan, dprime=4.0)
    session = read_session(run_fast(order, None, ignore))
    scores = scores_of(session)

    changed = carry_over(tmp_path, session, NOW)

    assert [score.run for score in scores] == [1, 2]
    good = all(
        score.balanced_accuracy >= 0.75 and score.alarms / score.rests <= 0.15 for score in scores
    )
    assert len(changed) == good
    levels = read_levels(tmp_path, order.patient.pseudonym)
    assert len(levels.changes) == good
    assert len(levels.scores) == (0 if good else 2)


def test_the_therapist_sets_and_locks_with_a_reason(tmp_path: Path) -> None:
    patient = simulated_order(tmp_path, Plan(), dprime=1.0).patient.pseudonym

    def change(variable: str | None = None, **asked: object) -> dict[str, object]:
        given = {"step": None, "lock": None, "reason": "", **asked}
        return change_level(tmp_path, patient, variable=variable, voice=QUIET, **given)  # type: ignore[arg-type]

    found = change("hold", step=2, lock=True, reason="tires fast")

    assert found == {
        "patient": patient,
        "levels": {
            "hold": 2.0,
            "windows": 2,
            "assistance": True,
            "feedback": 1.0,
            "support": "ghost",
            "distractors": "none",
            "movement": "grasp",
        },
        "locked": ["hold"],
    }
    assert change() == found
    assert [one.values for one in read_levels(tmp_path, patient).changes] == [
        {"words": "tires fast"}
    ] * 2
    with pytest.raises(SessionError, match="needs a reason"):
        change("hold", step=1)
    with pytest.raises(SessionError, match="no level 'speed'"):
        change("speed", step=1, reason="why not")


def test_assistance_shows_the_movement_before_it_is_made_and_not_during_it(
    tmp_path: Path, known: Known
) -> None:
    script = Script()
    train(tmp_path, known, Demands(assistance=True), script)

    assisted = {phase for phase, is_assisted in script.assisted if is_assisted}
    assert assisted == {Phase.READY}


def test_butterflies_that_are_to_be_counted_are_counted_in_the_log(
    tmp_path: Path, known: Known
) -> None:
    demands = Demands(distractors="dual goal")
    session = train(tmp_path, known, demands, Script())
    (end,) = session.of_type("run_end")
    asked = len(session.of_type("cue"))

    assert end.details["butterflies"] == sum(demands.distracts(n) for n in range(1, asked + 1))
    assert 0 < int(str(end.details["butterflies"])) < asked
    assert [Demands(distractors="distractor").distracts(n) for n in (1, 2, 3)] == [True] * 3
    assert not any(Demands().distracts(n) for n in range(1, 40))


@pytest.mark.parametrize(("still", "raised"), [(False, ["distractors"]), (True, [])])
def test_no_butterfly_is_asked_for_where_none_would_fly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, still: bool, raised: list[str]
) -> None:
    monkeypatch.setattr("sessions.advance.scores_of", lambda session: (GOOD,) * 2)
    order = simulated_order(tmp_path, Plan(calibration_trials=20, runs=0, timing=TIMING))
    patient = order.patient.model_copy(update={"access": Accessibility(still=still)})
    session = read_session(run_fast(replace(order, patient=patient), None, ignore))
    top = {name: len(LADDERS[name]) - 1 for name in MENTAL}
    write_levels(tmp_path, patient.pseudonym, Levels(steps={**Levels().steps, **top}))

    assert [one.variable for one in carry_over(tmp_path, session, NOW)] == raised


@pytest.mark.parametrize(("alarms", "is_said"), [(1, True), (2, False)])
def test_self_paced_play_is_offered_once_rest_is_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alarms: int, is_said: bool
) -> None:
    """20 rests of 5 s are 1.67 min: one alarm is 0.6 a minute, two are 1.2. No level rises at 60 %."""
    run = GOOD.model_copy(update={"balanced_accuracy": 0.6, "alarms": alarms})
    monkeypatch.setattr("sessions.advance.scores_of", lambda session: (run, run))
    order = simulated_order(tmp_path, Plan(calibration_trials=20, runs=0, timing=TIMING))
    session = read_session(run_fast(order, None, ignore))
    voice = Voice(Language("en"), quiet=True)
    voice.console = Console(file=io.StringIO(), width=200)

    carry_over_and_say(tmp_path, session, voice)

    assert ("--paradigm T6" in voice.console.file.getvalue()) is is_said  # type: ignore[attr-defined]


def test_no_second_level_is_raised_by_runs_that_were_played_before_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.advance.scores_of", lambda session: (GOOD,) * 4)
    order = simulated_order(tmp_path, Plan(calibration_trials=20, runs=0, timing=TIMING))
    session = read_session(run_fast(order, None, ignore))

    assert [change.variable for change in carry_over(tmp_path, session, NOW)] == ["hold"]
    assert read_levels(tmp_path, order.patient.pseudonym).scores == ()


def test_runs_of_a_part_that_broke_off_count_once_and_whole(tmp_path: Path, known: Known) -> None:
    """Broken off in the second of two runs of six pairs, which the next part brings to its end."""
    order, stored = recorded_order(tmp_path, known)
    t5 = (shipped()["T5"],)
    plan = Plan(runs=2, trials=12, rest=1.0, timing=TIMING, paradigm="T5", paradigms=t5)
    simulated = replace(simulated_order(tmp_path, plan, dprime=4.0), patient=order.patient)
    model = known.model, stored
    whole = read_session(run_fast(simulated, model, ignore))
    stop = [cue.row for cue in whole.of_type("cue") if cue.details["run"] == 2][8]
    first = read_session(run_room(simulated, model, Script(commands=[(stop + 100, STOP)])))
    left = left_of(first.folder.name, first.events)
    second = read_session(run_fast(replace(simulated, continues=left), model, ignore))

    ended_by_hand = scores_of(first), scores_of(second)
    events = first.folder / "events.jsonl"
    lines = events.read_text(encoding="utf-8").splitlines(keepends=True)
    events.write_text("".join(lines[:-2]), encoding="utf-8")  # as a power cut leaves it
    broke_off = scores_of(read_session(second.folder))

    assert [[one.run for one in part] for part in ended_by_hand] == [[1], [2]]
    assert [(one.run, one.trials) for one in broke_off] == [(1, 12), (2, 12)]


@pytest.mark.parametrize(("paradigm", "is_shown"), [("T3", True), ("T2", False)])
def test_a_paradigm_with_a_prompt_shows_the_movement_whatever_the_level(
    paradigm: str, is_shown: bool
) -> None:
    plan = Plan(
        paradigms=(shipped()[paradigm],), demands=Demands(hold=1.0, assistance=False, feedback=0.7)
    )
    built = make_record("s", Built(task=Task.LEFT_VS_RIGHT)).model_copy(update={"plan": plan})
    name = RunName("play", 2, paradigm)

    run = make_run(built, None, name, trials=4, first=0, generator=np.random.default_rng(1))

    assert run.demands == Demands(hold=1.0, assistance=is_shown, feedback=0.7, movement="grasp")
