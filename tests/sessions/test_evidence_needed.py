"""More evidence before anything counts: in a session, its replay, what is left of it, and what rises."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from benchmarks.evidence_steps import play
from console.levels import change_level
from console.words import Voice
from sessions.advance import carry_over
from sessions.control import STOP
from sessions.demands import Demands
from sessions.fast import run_fast
from sessions.left import Left, left_of
from sessions.levels import LADDERS, Levels, write_levels
from sessions.paradigm import shipped
from sessions.plan import Plan
from sessions.replay import replay
from sessions.reward import RewardThreshold
from sessions.rewarding import Rewarding
from sessions.store import Session, read_session
from station.language import Language
from station.task import REST
from tests.sessions.patients import TIMING, Known, ignore, recorded_order, simulated_order
from tests.sessions.room import Script, run_room
from tests.sessions.test_demands import GOOD, NOW

MUCH = Demands(hold=0.5, windows=6)


def train(home: Path, known: Known, *, stop: int | None = None) -> Session:
    order, stored = recorded_order(home, known)
    t5 = (shipped()["T5"],)
    plan = Plan(runs=1, trials=12, timing=TIMING, paradigm="T5", paradigms=t5, demands=MUCH)
    simulated = replace(simulated_order(home, plan, dprime=4.0, seed=5), patient=order.patient)
    script = Script(commands=() if stop is None else [(stop, STOP)])
    return read_session(run_room(simulated, (known.model, stored), script))


@pytest.fixture
def session(tmp_path: Path, known: Known) -> Session:
    return train(tmp_path, known)


def test_nothing_is_said_or_rewarded_before_enough_of_it_is_in(session: Session) -> None:
    """The first whole window ends 2.5 s after the cue, the sixth of evidence 1.2 s later."""
    (run,) = session.of_type("run_start")
    rate, rows, evidence = session.record.rate, session.decisions[:, 0], session.decisions[:, 3]
    moves = [one for one in session.trials.played if one.is_rewarded]

    assert run.details["windows"] == 6
    for trial in session.trials.played:
        within = (rows >= trial.row) & (rows < trial.end_row)
        assert rows[within & (evidence != 0)][0] - trial.row >= 3.6 * rate
    assert moves
    assert min((one.end_row - one.row) / rate for one in moves) >= 3.6 + 0.5


def test_every_decision_is_found_again(session: Session) -> None:
    found = replay(session.folder, session.folder.parents[1] / "models")

    assert found.missing == found.extra == 0
    assert max(found.differences.values()) < 1e-9


def test_what_is_left_of_a_session_keeps_its_rests_apart_by_their_evidence(
    tmp_path: Path, known: Known, session: Session
) -> None:
    stop = session.of_type("cue")[7].row + 100
    broken = train(tmp_path / "again", known, stop=stop)
    left = left_of(broken.folder.name, broken.events)

    assert left is not None
    assert {(one.windows, one.dwell) for one in left.scores} == {(6, 0.5)}


def test_rests_of_more_evidence_say_nothing_of_a_run_that_asks_less() -> None:
    """Taken over from a session that broke off: ten rests, low because they came late."""
    late = [
        {"run": 1, "label": REST, "score": value, "dwell": 0.5, "windows": 6}
        for value in np.linspace(-3, -2, 12)
    ]
    left = Left.model_validate(
        {"of": "s", "kind": "play", "run": 2, "labels": [], "judged": 0, "scores": late}
    )
    reward = RewardThreshold(1.0, lambda: 1.0, Rewarding())
    reward.take_over(left)
    lowest = reward._difficulty.floor.value

    reward.begin_run(reward._rule._replace(windows=2))

    assert lowest < -2
    assert reward.value >= 1.0


@pytest.mark.parametrize(("hold", "raised"), [(0, ["windows"]), (2, ["feedback"])])
def test_no_more_is_asked_for_where_the_hold_left_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: Known, hold: int, raised: list[str]
) -> None:
    """Behind 2.5 s, 2 s of holding leave room for two windows, not for four."""
    monkeypatch.setattr("sessions.advance.scores_of", lambda session: (GOOD,) * 2)
    order, stored = recorded_order(tmp_path, known)
    asked = Demands(hold=float(LADDERS["hold"][hold]), windows=4)
    t5 = (shipped()["T5"],)
    plan = Plan(runs=1, trials=4, timing=TIMING, paradigm="T5", paradigms=t5, demands=asked)
    simulated = replace(simulated_order(tmp_path, plan, seed=5), patient=order.patient)
    session = read_session(run_fast(simulated, (known.model, stored), ignore))
    steps = {"hold": 3, "windows": 1, "assistance": 1, "feedback": 1, "support": 1}
    steps = {name: min(step, len(LADDERS[name]) - 1) for name, step in steps.items()}
    levels = Levels(steps={**Levels().steps, **steps})
    write_levels(tmp_path, order.patient.pseudonym, levels)

    assert [one.variable for one in carry_over(tmp_path, session, NOW)] == raised


@pytest.mark.parametrize(("language", "said"), [("en", "4 stretches of EEG"), ("zh", "4 段脑电")])
def test_the_therapist_reads_how_much_evidence_is_needed(
    tmp_path: Path, language: str, said: str
) -> None:
    patient = simulated_order(tmp_path, Plan(), dprime=1.0).patient.pseudonym
    voice = Voice(Language(language), quiet=False)
    voice.console = Console(file=io.StringIO(), width=200)

    found = change_level(
        tmp_path, patient, variable="windows", step=1, lock=None, reason="steadier", voice=voice
    )

    assert found["levels"]["windows"] == 4  # type: ignore[index]
    assert said in voice.console.file.getvalue()  # type: ignore[attr-defined]


def test_more_evidence_comes_later_and_never_at_the_price_of_rest() -> None:
    """400 rests at each step, simulated by the evidence alone: 15 % are expected at most."""
    found = {windows: play(1.0, windows, 3) + play(1.0, windows, 4) for windows in (2, 6)}
    alarms = {
        windows: np.mean([came.score >= limit for label, came, limit in some if label == REST])
        for windows, some in found.items()
    }
    first = {
        windows: min(came.detected for _, came, _ in some if came.detected is not None)
        for windows, some in found.items()
    }

    assert max(alarms.values()) <= 0.2
    assert first[6] - first[2] == pytest.approx(4 * 0.24, abs=0.08)
