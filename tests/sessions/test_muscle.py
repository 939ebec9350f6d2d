"""Muscles that move although only imagery was asked for are seen, told and, by choice, not rewarded."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.montage import MONTAGES
from acquisition.spec import BoardSpec, make_board
from games.cues import TrialRows
from games.game import GameSetting, Moment, Phase
from games.prompts import caption
from sessions.assess import assess_session
from sessions.fast import run_fast
from sessions.metrics.muscle import PLUGIN
from sessions.muscle import Burst, MuscleWatch
from sessions.order import Order, open_session
from sessions.paradigm import shipped
from sessions.plan import Plan
from sessions.record import SessionRecord
from sessions.replay import replay
from sessions.report.conduct import muscles
from sessions.report.words import Words
from sessions.rewarding import Rewarding
from sessions.store import Session, read_session
from station.clock import VirtualClock
from station.language import LANGUAGES, Language
from station.stream import Chunk, RowFlag
from station.task import REST
from tests.sessions.patients import TIMING, ignore, simulated_order
from tests.sessions.room import Script, run_room

HAND, RATE = "right_hand", 250
CHANNELS = MONTAGES["M8-B"].channels


def order_with(home: Path, moves: float, rewarding: Rewarding = Rewarding()) -> Order:  # noqa: B008
    plan = Plan(
        calibration_trials=20,
        runs=1,
        trials=12,
        timing=TIMING,
        paradigm="T5",
        paradigms=(shipped()["T5"],),
        rewarding=rewarding,
    )
    order = simulated_order(home, plan, dprime=3.0)
    told = {"name": "simulated", "dprime": 3.0, "seed": 1, "channels": CHANNELS, "moves": moves}
    board = BoardSpec.model_validate(told)
    return replace(order, board=board, info=make_board(board).info, decoder="adaptive")


def session_with(home: Path, moves: float, rewarding: Rewarding = Rewarding()) -> Session:  # noqa: B008
    return read_session(run_fast(order_with(home, moves, rewarding), None, ignore))


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> SessionRecord:
    order = simulated_order(tmp_path_factory.mktemp("home"), Plan(timing=TIMING))
    info = replace(order.info, channels=("C3", "EMG affected", "EMG unaffected"))
    return open_session(replace(order, info=info), VirtualClock(), fast=True)[1]


def microvolts(
    bursts: dict[int, list[tuple[float, float]]], seconds: float = 20.0
) -> NDArray[np.float64]:
    """Return noise of 2 µV on two muscles with bursts of 20 µV, in seconds."""
    made = np.random.default_rng(3).standard_normal((round(seconds * RATE), 3)) * 2.0
    for channel, stretches in bursts.items():
        for first, end in stretches:
            made[round(first * RATE) : round(end * RATE), channel] *= 10
    return made


def judged(
    record: SessionRecord,
    rows: NDArray[np.float64],
    label: str = HAND,
    flags: NDArray[np.uint8] | None = None,
) -> tuple[Burst, ...]:
    """Return the bursts of a trial that is scored from second 14 to 18, behind a long pause."""
    watch = MuscleWatch(record)
    flags = np.zeros(len(rows), np.uint8) if flags is None else flags
    for first in range(0, len(rows), 20):
        part = slice(first, first + 20)
        times = np.arange(first, first + len(rows[part])) / RATE
        watch.feed(Chunk(first, 1e-6 * rows[part].T, times, flags[part]))
    trial = TrialRows(label, 2 * RATE, 13 * RATE, 14 * RATE, 18 * RATE, 18 * RATE)
    return watch.judge(trial)


def test_a_contraction_is_found_with_its_onset_its_length_and_its_hand(
    record: SessionRecord,
) -> None:
    (burst,) = judged(record, microvolts({1: [(15.0, 16.0)]}))

    assert (burst.channel, burst.role, burst.is_overt) == ("EMG affected", "imagined", True)
    assert burst.onset == pytest.approx(1.0, abs=0.06)
    assert burst.seconds == pytest.approx(1.0, abs=0.12)
    assert 10 < burst.peak_uv < 30
    assert burst.limit_uv < 4


@pytest.mark.parametrize(
    ("channel", "label", "role"),
    [
        (2, HAND, "other hand"),
        (1, REST, "rest"),
        (1, "left_hand", "other hand"),
        (2, "left_hand", "imagined"),
    ],
)
def test_what_a_contraction_means_depends_on_what_was_asked(
    record: SessionRecord, channel: int, label: str, role: str
) -> None:
    (burst,) = judged(record, microvolts({channel: [(15.0, 16.0)]}), label)

    assert burst.role == role


def test_an_attempt_is_welcome(record: SessionRecord) -> None:
    tried = record.model_copy(update={"mode": "attempt"})
    (burst,) = judged(tried, microvolts({1: [(15.0, 16.0)]}))

    assert (burst.role, burst.is_overt) == ("attempted", False)


@pytest.mark.parametrize(
    "bursts", [{}, {1: [(15.0, 15.05)]}, {1: [(13.2, 13.9)]}, {1: [(18.5, 19.5)]}]
)
def test_rest_short_twitches_and_what_lies_outside_the_phase_are_no_bursts(
    record: SessionRecord, bursts: dict[int, list[tuple[float, float]]]
) -> None:
    assert judged(record, microvolts(bursts)) == ()


def test_mains_and_electrode_potentials_are_no_muscles(record: SessionRecord) -> None:
    rows = microvolts({})
    time = np.arange(len(rows)) / RATE
    rows += 3000.0 + 40.0 * np.sin(2 * np.pi * 50.0 * time)[:, None]

    assert judged(record, rows) == ()


def test_a_gap_is_no_burst(record: SessionRecord) -> None:
    rows = microvolts({})
    flags = np.zeros(len(rows), np.uint8)
    gap = slice(15 * RATE, 15 * RATE + 25)
    rows[gap], flags[gap] = 500.0, RowFlag.HELD

    assert judged(record, rows, flags=flags) == ()


def test_without_muscle_channels_or_enough_rest_nothing_is_said(record: SessionRecord) -> None:
    bare = record.model_copy(update={"channels": ("C3", "C4", "Cz")})
    assert judged(bare, microvolts({1: [(15.0, 16.0)]})) == ()

    watch, rows = MuscleWatch(record), microvolts({1: [(2.5, 3.5)]}, 5.0)
    watch.feed(Chunk(0, 1e-6 * rows.T, np.arange(len(rows)) / RATE, np.zeros(len(rows), np.uint8)))
    assert watch.judge(TrialRows(HAND, 0, RATE, 2 * RATE, 4 * RATE, 4 * RATE)) == ()


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return session_with(tmp_path_factory.mktemp("home"), moves=1.0)


def test_a_session_tells_every_overt_movement_and_its_report_says_so(moving: Session) -> None:
    moves = [trial for trial in moving.trials.played if trial.is_movement]
    overt = [trial for trial in moves if trial.is_overt]
    value = PLUGIN.compute(moving)["overt"]

    assert len(overt) > 0.8 * len(moves)
    assert value.value == len(overt) / len(moves)
    assert {e.label for e in moving.of_type("muscle")} <= {"EMG extensor", "EMG flexor"}
    assert any(trial.is_rewarded for trial in overt)  # not withheld unless it is asked for
    for code in LANGUAGES:
        words = Words(moving, assess_session(moving), Language(code))
        assert any(sign in muscles(words)[0] for sign in ("EMG", "肌电"))
    assert replay(moving.folder).worst == 0.0


def test_a_hand_that_lies_still_is_hardly_ever_called_moving(tmp_path: Path) -> None:
    still = session_with(tmp_path, moves=0.0)

    assert sum(trial.is_overt for trial in still.trials.played) <= 1


def test_the_therapist_may_choose_that_overt_movements_earn_nothing(tmp_path: Path) -> None:
    session = session_with(tmp_path, moves=1.0, rewarding=Rewarding(withhold_overt=True))

    overt = [trial for trial in session.trials.played if trial.is_overt]
    assert any(trial.is_at_threshold for trial in overt)
    assert not any(trial.is_rewarded for trial in overt)


def test_the_patient_is_asked_for_a_soft_hand_before_the_next_trial() -> None:
    setting = GameSetting("right", (REST, HAND), "imagery", "en")
    ready = Moment(Phase.READY, HAND, is_soft=True)

    assert caption(ready, setting, Language("en")) == "Only imagine, hand soft"
    assert caption(replace(ready, is_soft=False), setting, Language("en")) == "Get ready"


def test_the_soft_hand_is_asked_for_although_a_rest_lies_between(tmp_path: Path) -> None:
    """In pairs only the movement is announced, and its rest was judged before."""
    script = Script()
    run_room(order_with(tmp_path, moves=1.0), None, script)

    ready = [moment for moment in script.moments if moment.phase is Phase.READY and moment.cue]
    played = [moment for moment in ready if moment.cue == HAND and moment.trials == 12]
    assert sum(moment.is_soft for moment in played) > len(played) / 2
    assert not played[0].is_soft
