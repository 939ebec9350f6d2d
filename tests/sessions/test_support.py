"""A faint hand goes along with the patient before anything is scored, and nothing is decided from it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from games.game import Phase
from sessions.advance import carry_over
from sessions.demands import EASY, GHOST_SECONDS, Demands, demands_of
from sessions.fast import run_fast
from sessions.levels import LADDERS, Levels, write_levels
from sessions.paradigm import shipped
from sessions.plan import Plan
from sessions.played import played_runs
from sessions.replay import replay
from sessions.retold import told_trials
from sessions.runs import Run, RunName, make_run
from sessions.spectra import BASELINE, clean_trials
from sessions.store import Session, read_session
from station.task import REST, Task
from tests.sessions.builders import Script as Built
from tests.sessions.builders import make_record
from tests.sessions.patients import TIMING, Known, ignore, recorded_order, simulated_order
from tests.sessions.room import Script, run_room
from tests.sessions.test_demands import GOOD, NOW

SHOWN = Demands(support="ghost")


def train(home: Path, known: Known, script: Script) -> Session:
    order, stored = recorded_order(home, known)
    t5 = (shipped()["T5"],)
    plan = Plan(runs=1, trials=8, timing=TIMING, paradigm="T5", paradigms=t5, demands=SHOWN)
    simulated = replace(
        simulated_order(home, plan, dprime=4.0, seed=5), patient=order.patient, game="reach"
    )
    return read_session(run_room(simulated, (known.model, stored), script))


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def session(tmp_path: Path, known: Known, script: Script) -> Session:
    return train(tmp_path, known, script)


def test_the_hand_goes_along_at_the_start_of_each_movement_and_the_picture_stands_still(
    session: Session, script: Script
) -> None:
    seen = [one for one in script.moments if one.shown > 0]

    assert {one.phase for one in seen} == {Phase.IMAGERY}
    assert {one.trial for one in seen} == {2, 4, 6, 8}  # every second one of a pair
    assert all(one.cue != REST and one.drive == one.lean == 0 for one in seen)
    assert not any(one.is_assisted for one in seen)
    assert max(one.elapsed for one in seen) < GHOST_SECONDS
    assert min(one.shown for one in seen) < 0.1 < 0.9 < max(one.shown for one in seen) <= 1
    assert any(one.drive > 0 for one in script.moments)


def test_rest_is_scored_for_as_long_as_a_movement_and_neither_for_what_was_shown(
    session: Session,
) -> None:
    lead = round(GHOST_SECONDS * session.record.rate)
    ends = {one.row: int(str(one.details["end_row"])) for one in session.of_type("cue")}
    lengths = {ends[one.cue_row] - one.row for one in session.trials.played}

    assert {(one.is_movement, one.lead) for one in session.trials.played} == {
        (True, lead),
        (False, 0),
    }
    assert len(lengths) == 1
    assert session.trials.problems == ()


def test_nothing_is_decided_or_learned_from_what_was_recorded_while_the_hand_was_shown(
    session: Session, known: Known
) -> None:
    table = session.decisions
    rows, evidence = table[:, 0], table[:, 3]
    for trial in (one for one in session.trials.played if one.is_movement):
        soonest = trial.row + round((session.record.reaction + session.record.window) * 125)
        early = (rows >= trial.cue_row) & (rows < soonest - 2)
        assert early.sum() > 40
        assert not evidence[early].any()

    taught = {row for row, _, _ in told_trials(session.events)}
    assert taught
    assert taught <= {one.row for one in session.trials.played}


def test_every_decision_is_found_again(session: Session) -> None:
    found = replay(session.folder, session.folder.parents[1] / "models")

    assert found.missing == found.extra == 0
    assert max(found.differences.values()) < 1e-9


def test_what_was_there_before_is_read_before_the_cue(session: Session) -> None:
    """From three seconds to one before the cue, and not while the hand was shown."""
    (first, *_) = [one for one in session.trials.played if one.is_movement]
    spoilt = session.raw.flags.copy()
    at = first.cue_row + round((BASELINE[0] + 0.2) * session.record.rate)
    spoilt[at] = 2
    harmed = replace(session, raw=replace(session.raw, flags=spoilt))

    assert clean_trials(session, "C3", [first]) == [first]
    assert clean_trials(harmed, "C3", [first]) == []


def run_of(kind: str, paradigm: str, *, is_easy: bool = False, game: str = "reach") -> Run:
    plan = Plan(paradigms=(shipped()[paradigm],) if paradigm else (), demands=SHOWN)
    task = Task.LEFT_VS_RIGHT if paradigm in ("T1", "T2", "T3") else Task.HAND_VS_REST
    record = make_record("s", Built(task=task)).model_copy(update={"plan": plan, "game": game})
    name = RunName(kind, 1, paradigm, is_easy)
    return make_run(record, None, name, trials=4, first=0, generator=np.random.default_rng(1))


def lead_of(run: Run) -> int:
    trials = [run.source.next(0) for _ in range(4)]
    return max(trial.lead for trial in trials if trial is not None)


@pytest.mark.parametrize(
    ("kind", "paradigm", "game", "is_shown"),
    [
        ("play", "T2", "reach", True),
        ("play", "T5", "drum", True),
        ("play", "", "garden", True),
        ("play", "T5", "graz", False),  # no hand
        ("play", "T6", "reach", False),  # whenever it suits
        ("calibration", "", "reach", False),  # or the decoder learns what it looks like
        ("observe", "T7", "observe", False),  # the hand moves anyway
    ],
)
def test_a_hand_goes_along_where_a_movement_is_asked_for_and_a_hand_is_seen(
    kind: str, paradigm: str, game: str, is_shown: bool
) -> None:
    run = run_of(kind, paradigm, game=game)

    assert (lead_of(run) > 0) is is_shown
    assert run.demands.support == ("ghost" if is_shown else "cue")


def test_an_easy_run_has_the_most_support() -> None:
    assert EASY.support == demands_of(Levels(), "reach").support == "ghost"
    assert demands_of(Levels(), "graz").support == "cue"
    assert lead_of(run_of("play", "T5", is_easy=True)) > 0


def test_a_run_tells_that_a_hand_was_shown(session: Session) -> None:
    assert [one.is_shown for one in played_runs(session)] == [True]


@pytest.mark.parametrize(("game", "raised"), [("reach", ["support"]), ("graz", ["distractors"])])
def test_a_game_without_hands_raises_neither_what_they_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, game: str, raised: list[str]
) -> None:
    monkeypatch.setattr("sessions.advance.scores_of", lambda session: (GOOD,) * 2)
    plan = Plan(calibration_trials=20, runs=0, timing=TIMING)
    order = replace(simulated_order(tmp_path, plan), game=game)
    session = read_session(run_fast(order, None, ignore))
    top = {name: len(LADDERS[name]) - 1 for name in ("hold", "windows", "feedback")}
    top |= {"assistance": 1 if game == "reach" else 0}
    write_levels(tmp_path, order.patient.pseudonym, Levels(steps={**Levels().steps, **top}))

    assert [one.variable for one in carry_over(tmp_path, session, NOW)] == raised
