"""Trial structures are data, and what is played has their phases, pairs and statistic."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from console.arguments import Wish
from console.structure import TASKS, structure_for
from games.game import GameSetting, Moment, Phase
from sessions.episode import Episode
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.paradigm import Paradigm, Score, shipped
from sessions.plan import Plan
from sessions.replay import replay
from sessions.store import Session, read_session
from sessions.trials import pairing_problems
from station.events import Event
from station.plugins import load
from station.task import REST, Task
from tests.sessions.patients import TIMING, ignore, simulated_order

PEAK = Score(statistic="peak", earliest=1.0, dwell=0.24, ends_early=True)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Return a session of attempts against rest by a clear patient."""
    structure = shipped()["T5"]
    plan = Plan(
        calibration_trials=20,
        runs=1,
        trials=24,
        timing=TIMING,
        paradigm="T5",
        paradigms=(structure,),
    )
    order = simulated_order(tmp_path_factory.mktemp("home"), plan, dprime=3.0)
    return read_session(run_fast(replace(order, decoder="adaptive"), None, ignore))


def test_every_structure_scores_rest_exactly_as_long_as_movement() -> None:
    assert set(shipped()) == {"T1", "T2", "T3", "T4", "T5", "T6", "T7"}
    for one in shipped().values():
        assert one.of_rest.scored == one.movement.scored
    told = shipped()["T4"].model_dump()
    unequal = {**told, "rest": {**told["rest"], "scored": 4.0}}
    with pytest.raises(ValidationError, match="lengths must be equal"):
        Paradigm.model_validate(unequal)


@pytest.mark.parametrize(
    ("name", "seconds"), [("T1", (7.5, 8.5)), ("T2", (10.0, 11.0)), ("T3", (8.0, 8.0))]
)
def test_single_trials_are_as_long_as_published_but_for_the_reward_of_two_hands(
    name: str, seconds: tuple[float, float]
) -> None:
    """T2 is published with 8.5 to 9.5 s, in which a reward would have one."""
    phases = shipped()[name].movement
    fixed = phases.scored + phases.feedback
    assert tuple(
        fixed + relax + ready for relax, ready in zip(phases.relax, phases.ready, strict=True)
    ) == pytest.approx(seconds)


@pytest.mark.parametrize("name", ["T2", "T3", "T4", "T5", "T6"])
def test_a_reward_lasts_until_the_slowest_game_has_shown_it(name: str) -> None:
    """The drum is struck twice, and the tea has made its step."""
    seconds, setting = (
        shipped()[name].movement.feedback,
        GameSetting("right", (REST, "right_hand"), "attempt", "en"),
    )
    shown = []
    for game in ("drum", "tea"):
        rules = load("games.catalogue", game, part="rules")(setting, np.random.default_rng(1))
        state = rules.initial()
        asked = [Moment(Phase.IMAGERY, "right_hand", drive=1.0, elapsed=k / 50) for k in range(200)]
        rewarded = [
            Moment(Phase.FEEDBACK, "right_hand", is_rewarded=True, elapsed=k / 50)
            for k in range(round(50 * seconds))
        ]
        for moment in (*asked, *rewarded, Moment(Phase.RELAX)):
            state, _ = rules.update(state, moment, 1 / 50)
        shown.append(state)

    assert (shown[0].beats, shown[1].steps) == (2, 1)


def test_rest_and_movement_take_turns_and_are_held_against_each_other(session: Session) -> None:
    cues = [event for event in session.of_type("cue") if event.details["kind"] == "play"]

    assert [cue.label for cue in cues] == [REST, "right_hand"] * 12
    assert [cue.details["pair"] for cue in cues] == [n for n in range(1, 13) for _ in range(2)]
    assert {int(str(cue.details["end_row"])) - cue.row for cue in cues} == {1250 - 10}
    assert session.trials.problems == ()


def test_a_movement_ends_when_it_is_detected_and_a_rest_never(session: Session) -> None:
    played, rate = session.trials.played, session.record.rate
    lengths = [(trial.end_row - trial.row) / rate for trial in played]
    detected = [
        (trial, length)
        for trial, length in zip(played, lengths, strict=True)
        if trial.is_movement and trial.is_at_threshold
    ]

    assert len(detected) >= 4
    assert all(1.0 <= length < 4.9 for _, length in detected)
    assert all(trial.is_rewarded and trial.choice == trial.label for trial, _ in detected)
    others = set(lengths) - {length for _, length in detected}
    assert others <= {4.96}
    assert replay(session.folder).worst == 0.0


def test_the_score_is_the_most_that_the_logged_evidence_held(session: Session) -> None:
    rate, table = session.record.rate, session.decisions
    for trial in session.trials.played:
        episode = Episode(PEAK, rate, round(session.record.step * rate))
        episode.begin(trial.row)
        rows = (table[:, 0] >= trial.row) & (table[:, 0] < trial.end_row)
        for row, evidence in table[rows][:, [0, 3]]:
            if evidence != 0:  # the first window that counts has been
                episode.add(int(row), float(evidence))
        assert trial.score == pytest.approx(episode.score(trial.evidence), abs=1e-12)


def test_phases_without_length_are_not_told(session: Session) -> None:
    run = session.of_type("run_start")[-1]
    phases = [event.label for event in session.of_type("phase") if event.row >= run.row]

    assert phases[:5] == ["relax", "imagery", "ready", "imagery", "feedback"]
    assert run.details["paradigm"] == "T5"
    assert run.details["paradigm_version"] == 1


@pytest.mark.parametrize(
    ("held", "earliest", "peak"),
    [((0.1, 0.9, 0.9, 0.9, 0.2), 0, 0.9), ((0.1, 0.9, 0.1, 0.9, 0.2), 0, 0.1)],
)
def test_a_peak_has_to_hold(held: Sequence[float], earliest: int, peak: float) -> None:
    episode = Episode(PEAK, 250.0, 20)
    episode.begin(1000)
    episode.add(1100, 5.0)  # before anything counts
    for number, evidence in enumerate(held):
        episode.add(1250 + 20 * number, evidence)

    assert episode.score(final=7.0) == peak
    assert episode.is_detected(0.9) == (peak == 0.9)


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        ([(REST, 0, 100), ("right_hand", 200, 300)], None),
        ([(REST, 0, 100)], "half a pair"),
        ([("right_hand", 0, 100), (REST, 200, 300)], "pair out of order"),
        ([(REST, 0, 80), ("right_hand", 200, 300)], "rest of another length"),
    ],
)
def test_a_pair_that_cannot_be_compared_is_named(
    pair: list[tuple[str, int, int]], what: str | None
) -> None:
    events = []
    for trial, (label, row, end) in enumerate(pair, 1):
        place: dict[str, object] = {"run": 1, "trial": trial}
        details = {**place, "kind": "play", "pair": 1, "end_row": end}
        events.append(_event("cue", label, row, details))
        events.append(_event("result", label, end, place))

    assert [one.what for one in pairing_problems(events)] == ([what] if what else [])


@pytest.mark.parametrize(
    ("wish", "task", "mode", "name"),
    [
        (Wish(), Task.HAND_VS_REST, "attempt", "T4"),
        (Wish(), Task.HAND_VS_REST, "imagery", "T5"),
        (Wish(), Task.LEFT_VS_RIGHT, "imagery", "T2"),
        (Wish(paradigm="t3"), Task.LEFT_VS_RIGHT, "imagery", "T3"),
    ],
)
def test_a_session_without_a_programme_has_the_structure_of_its_task(
    wish: Wish, task: Task, mode: str, name: str
) -> None:
    assert structure_for(wish, task, mode).name == name  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(paradigm="T44"), "did you mean 'T4'"),
        (Wish(paradigm="t7"), "Observation (T7) is a part of programmes"),
        (Wish(paradigm="T2"), "trains left-vs-right"),
        (Wish(program="RES-LAB", paradigm="T4"), "leave out --paradigm"),
    ],
)
def test_a_structure_that_does_not_fit_is_refused(wish: Wish, said: str) -> None:
    with pytest.raises(SessionError) as refused:
        structure_for(wish, Task.HAND_VS_REST, "attempt")

    assert said in str(refused.value)
    assert set(TASKS) <= set(shipped())


def _event(type_: str, label: str, row: int, details: dict[str, object]) -> Event:
    return Event(number=row, type=type_, label=label, row=row, time=0.0, wall="", details=details)
