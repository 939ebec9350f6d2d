"""Self-paced play: windows that go on behind a detection, one rule for movement and rest."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from console.structure import check_self_paced
from games.cues import PhaseSteps, TrialRows
from games.self_paced import SETTING, SelfPaced
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.left import left_of
from sessions.levels import Levels, Score
from sessions.metrics.self_paced import PLUGIN
from sessions.paradigm import Paradigm, shipped
from sessions.plan import Plan
from sessions.replay import replay
from sessions.statistics import poisson_interval
from sessions.store import Session, read_session
from station.task import REST
from tests.sessions.patients import TIMING, ignore, simulated_order
from tests.sessions.room import Script, run_room

HAND = "right_hand"
# Windows of twenty seconds: the rule is the shipped one.
T6 = shipped()["T6"]
SHORT = Paradigm.model_validate(
    {
        **T6.model_dump(),
        "rest": {**T6.of_rest.model_dump(), "scored": 20.0},
        "movement": {**T6.movement.model_dump(), "scored": 20.0},
    }
)


def plan_of(paradigm: Paradigm, trials: int) -> Plan:
    return Plan(
        calibration_trials=20,
        runs=1,
        trials=trials,
        timing=TIMING,
        paradigm="T6",
        paradigms=(paradigm,),
    )


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Return a session of a patient whose movements can be told well."""
    order = simulated_order(tmp_path_factory.mktemp("home"), plan_of(SHORT, 8), dprime=3.0)
    order = replace(order, decoder="adaptive")
    return read_session(run_fast(order, None, ignore))


def source(labels: tuple[str, ...] = (REST, HAND)) -> SelfPaced:
    lengths = {REST: PhaseSteps((2, 2), (0, 0), 100, 0), HAND: PhaseSteps((2, 2), (1, 1), 100, 5)}
    return SelfPaced(
        labels,
        lengths=lengths,
        step=10,
        first=9,
        generator=np.random.default_rng(1),
        refractory=100,
        least=200,
    )


def test_a_window_goes_on_behind_a_detection_once_the_refractory_period_is_over() -> None:
    windows = source((HAND,))
    first = windows.next(9)
    assert first is not None
    assert (first.relax, first.ready, first.cue, first.end) == (9, 29, 39, 1039)

    windows.restart(400 + 50)  # detected before row 400, then 50 rows of feedback
    second = windows.next(450)

    assert second is not None
    assert (second.window, second.end) == (1, 1039)
    assert second.cue == 509  # the first row of the grid 100 rows behind the detection


def test_too_little_of_a_window_is_not_begun_again() -> None:
    windows = source((HAND,))
    windows.next(9)

    windows.restart(800 + 50)

    assert windows.is_over(850)
    assert windows.next(850) is None


def test_a_window_that_was_left_is_asked_from_its_beginning() -> None:
    windows = source()
    left = windows.next(9)
    assert left is not None

    windows.restart(500)
    windows.repeat(left, first=True)
    again = windows.next(500)

    assert again is not None
    assert (again.label, again.window, again.end - again.cue) == (REST, 1, 1000)


def test_a_window_that_was_skipped_is_left_whole_but_for_the_rest_that_sets_the_threshold() -> None:
    """What a shorter rest than the other windows allows would be too low a threshold."""
    windows = source((REST, HAND, REST))
    setting = windows.next(9)
    assert setting is not None
    engine_skips(windows, setting, 500)

    again = windows.next(500)
    assert again is not None
    assert (again.window, again.end - again.cue) == (SETTING, 1000)
    moving = windows.next(again.feedback_end)
    assert moving is not None
    engine_skips(windows, moving, moving.cue + 100)

    resting = windows.next(moving.cue + 100)
    assert resting is not None
    assert (resting.label, resting.window) == (REST, 3)
    assert windows.labels == ()


def engine_skips(windows: SelfPaced, phase: TrialRows, row: int) -> None:
    """Skip as the engine does it."""
    windows.restart(row)
    windows.leave(phase)


def test_the_first_rest_sets_the_threshold_and_nothing_is_detected_in_it(session: Session) -> None:
    paced = session.trials.paced
    setting = [phase for phase in paced if phase.window == SETTING]
    event = next(e for e in session.of_type("threshold") if e.label == "self-paced")

    assert [(phase.label, phase.end_row - phase.row) for phase in setting] == [(REST, 20 * 250 - 0)]
    assert float(str(event.details["threshold"])) >= setting[0].score
    assert {phase.threshold for phase in paced[1:]} == {event.details["threshold"]}


def test_everything_stands_still_while_it_is_played(session: Session) -> None:
    begun = next(e.row for e in session.of_type("run_start") if e.details.get("paradigm") == "T6")
    learned = [e.type for e in session.events if e.type in ("reference", "refit")]

    assert learned == []
    assert [e.label for e in session.of_type("threshold") if e.row >= begun] == ["self-paced"]


def test_movement_and_rest_are_cut_by_one_rule_and_every_decision_is_recomputed(
    session: Session,
) -> None:
    assert session.trials.problems == ()
    assert session.trials.played == ()
    detected = [
        phase for phase in session.trials.paced if phase.is_at_threshold and phase.window > 1
    ]
    assert len([phase for phase in detected if phase.is_movement]) >= 4
    assert all(phase.is_rewarded == phase.is_movement for phase in detected)
    assert replay(session.folder).worst == 0.0


def test_a_clear_patient_is_detected_more_often_than_rest(session: Session) -> None:
    values = PLUGIN.compute(session)

    found, alarms = values["detections"].value, values["false_positives"].value
    assert found is not None
    assert alarms is not None
    assert found > 2 * alarms
    assert values["time_to_target"].value is not None


def test_rates_are_counts_over_the_minutes_that_were_scored(session: Session) -> None:
    rests = [one for one in session.trials.paced if one.label == REST and one.window > SETTING]
    minutes = sum(one.end_row - one.row for one in rests) / session.record.rate / 60
    alarms = sum(one.is_at_threshold for one in rests)
    value = PLUGIN.compute(session)["false_positives"]

    assert value.value == pytest.approx(alarms / minutes)
    assert value.interval == pytest.approx([limit / minutes for limit in poisson_interval(alarms)])


@pytest.mark.parametrize(
    ("count", "interval"), [(0, (0.0, 3.689)), (1, (0.025, 5.572)), (10, (4.795, 18.390))]
)
def test_the_interval_of_a_count_is_the_published_one(
    count: int, interval: tuple[float, float]
) -> None:
    assert poisson_interval(count) == pytest.approx(interval, abs=1e-3)


def test_a_run_that_broke_off_begins_anew(session: Session) -> None:
    cut = next(i for i, e in enumerate(session.events) if e.details.get("window") == 3)
    left = left_of("S-1", session.events[: cut + 1])

    assert left is not None
    assert left.labels == (REST, *(REST, HAND) * 4)


def quiet(alarms: int) -> Score:
    return Score(
        session="S",
        run=1,
        correct=18,
        trials=20,
        balanced_accuracy=0.9,
        alarms=alarms,
        rests=12,
        rest_seconds=5.0,
    )


@pytest.mark.parametrize("alarms", [(), (1,), (1, 2)])
def test_self_paced_play_waits_for_two_runs_of_quiet_rest(alarms: tuple[int, ...]) -> None:
    levels = Levels(scores=tuple(map(quiet, alarms)))

    with pytest.raises(SessionError, match="two runs with at most 1 false positive a minute"):
        check_self_paced(plan_of(T6, 4), levels, "")
    check_self_paced(plan_of(T6, 4), levels, "for a study")
    check_self_paced(plan_of(T6, 4), Levels(scores=(quiet(1), quiet(1))), "")
    check_self_paced(Plan(paradigms=(shipped()["T5"],)), levels, "")


@pytest.mark.parametrize(
    ("table", "field", "value"), [("score", "memory", 0.0), ("score", "ends_early", False)]
)
def test_half_a_rule_is_refused(table: str, field: str, value: object) -> None:
    told = T6.model_dump()

    with pytest.raises(ValidationError):
        Paradigm.model_validate({**told, table: {**told[table], field: value}})


def test_a_rest_that_sets_the_threshold_is_asked_again_if_a_gap_spoilt_it() -> None:
    windows = source()
    setting = windows.next(9)
    assert setting is not None

    assert windows.repeat(setting, first=False)
    again = windows.next(setting.feedback_end)
    assert again is not None
    assert (again.label, again.window) == (REST, SETTING)
    assert again.relax >= setting.feedback_end

    later = windows.next(again.feedback_end)
    assert later is not None
    assert (later.window, windows.repeat(later, first=False)) == (2, False)


def test_a_spoilt_first_rest_leaves_no_run_without_its_threshold(tmp_path: Path) -> None:
    """The headset loses samples in the first rest: it is asked again, and only then sets it."""
    order = simulated_order(tmp_path / "whole", plan_of(SHORT, 4), dprime=3.0)
    whole = read_session(run_fast(order, None, ignore))
    first = next(cue for cue in whole.of_type("cue") if cue.details.get("window") == SETTING)
    order = simulated_order(tmp_path / "gap", plan_of(SHORT, 4), dprime=3.0)
    script = Script(held=(first.row + 500, first.row + 700))

    session = read_session(run_room(order, None, script))

    setting = [phase for phase in session.trials.paced if phase.window == SETTING]
    told = [event for event in session.of_type("threshold") if event.label == "self-paced"]
    assert [phase.is_valid for phase in setting] == [False, True]
    assert [event.row for event in told] == [setting[1].end_row]


def test_easier_and_harder_move_nothing_in_self_paced_play(tmp_path: Path) -> None:
    order = simulated_order(tmp_path / "whole", plan_of(SHORT, 4), dprime=3.0)
    whole = read_session(run_fast(order, None, ignore))
    told = next(event for event in whole.of_type("threshold") if event.label == "self-paced")
    order = simulated_order(tmp_path / "asked", plan_of(SHORT, 4), dprime=3.0)

    asked = Script(commands=[(told.row + 1000, "easier")])
    session = read_session(run_room(order, None, asked))

    (easier,) = session.of_type("easier")
    assert easier.details == {"threshold": told.details["threshold"], "is_bound": True}
