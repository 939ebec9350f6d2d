"""One run of the line: what falls on which row, what is judged, and what the patient is shown."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from decoding.evidence import Evidence
from decoding.online import OnlineDecoder
from games.cues import TrialRows
from games.game import Moment, Phase
from games.trial import Outcome, TrialEngine
from sessions.brain import Brain
from sessions.fast import run_fast
from sessions.line import Line
from sessions.log import SessionLog
from sessions.order import Order, open_session
from sessions.plan import Plan
from sessions.stage import make_player
from station.clock import VirtualClock
from station.events import Event
from station.stream import Chunk, Cue, StreamInfo
from station.task import REST, RIGHT_HAND
from tests.sessions.patients import TIMING, Known, ignore, recorded_order, simulated_order

STEP = 20


class Nobody:
    """A transport to which a line can talk."""

    def __init__(self, info: StreamInfo) -> None:
        self.info = info
        self.published: list[np.ndarray] = []

    def read(self) -> Chunk | None:
        """Return nothing."""
        return None

    def cues(self) -> list[Cue]:
        """Return nothing."""
        return []

    def send(self, event: Event) -> None:
        """Hear an event."""

    def send_intention(self, time: float, values: np.ndarray) -> None:
        """Remember a decision."""
        self.published.append(values)


class NoTrials:
    """A cue source that remembers at which rows it was asked."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def next(self, row: int) -> TrialRows | None:
        """Remember the row."""
        self.rows.append(row)
        return None

    def repeat(self, trial: TrialRows, *, first: bool) -> bool:
        """There is nothing to repeat."""
        return False

    def restart(self, row: int) -> None:
        """There is nothing to begin."""

    def leave(self, trial: TrialRows) -> None:
        """Nothing follows from it."""

    def is_waiting(self, row: int) -> bool:
        """Nothing waits."""
        return False

    def is_over(self, row: int) -> bool:
        """Nothing ends."""
        return False

    def has_ended(self, row: int) -> bool:
        """Nothing ends."""
        return False


def never(trial: TrialRows) -> Outcome | None:
    """Judge nothing."""
    return None


def chunk_of(first: int, stop: int) -> Chunk:
    volts = np.random.default_rng(first).normal(0, 1e-5, (8, stop - first))
    return Chunk(first, volts, np.arange(first, stop) / 250, np.zeros(stop - first, np.uint8))


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """Return a session with the simulated patient."""
    return simulated_order(tmp_path, Plan(runs=1, trials=4, timing=TIMING))


@pytest.mark.parametrize("sizes", [(1000,), (1, 19, 20, 21, 939), (333, 333, 334)])
def test_without_a_model_time_passes_on_the_decision_grid(
    order: Order, sizes: tuple[int, ...]
) -> None:
    clock = VirtualClock()
    folder, record = open_session(order, clock, fast=True)
    source = NoTrials()
    with SessionLog(folder, clock, started=(record.started, 0.0)) as log:
        line = Line(record, Nobody(order.info), log, make_player(record), clock, None)
        line.begin(TrialEngine(source, kind="calibration", run=1, judge=never), 4)
        first = 0
        for size in sizes:
            line.feed(chunk_of(first, first + size))
            first += size

    assert source.rows == list(range(STEP - 1, 1000, STEP))
    assert line.row == 999
    assert line.judge(TrialRows(REST, 0, 0, 100, 850, 900)) is None


def test_every_decision_is_written_and_published(order: Order, known: Known) -> None:
    clock = VirtualClock()
    folder, record = open_session(order, clock, fast=True)
    transport = Nobody(order.info)
    decoder = OnlineDecoder(known.model, record.rate, record.channels)
    brain = Brain(decoder, Evidence(decoder.grid, known.model.online.certainty), 1.0)
    with SessionLog(folder, clock, started=(record.started, 0.0)) as log:
        line = Line(record, transport, log, make_player(record), clock, brain)
        line.feed(chunk_of(0, 2000))

    table = np.fromfile(folder / "decisions.bin", "<f8").reshape(-1, 5)
    assert len(table) == len(transport.published)
    assert np.all(np.diff(table[:, 0]) == STEP)
    for published, row in zip(transport.published, table, strict=True):
        negative, positive, evidence = published
        assert negative + positive == pytest.approx(1.0)
        assert evidence == row[3]


def test_what_the_patient_sees_follows_the_trial(
    known: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rest trials drive nothing; a reward is shown only in the feedback of a hand trial."""
    seen: list[Moment] = []
    show = Line._set

    def watch(line: Line, moment: Moment) -> None:
        seen.append(moment)
        show(line, moment)

    monkeypatch.setattr(Line, "_set", watch)
    order, stored = recorded_order(tmp_path, known)
    run_fast(replace(order, game="reach"), (known.model, stored), ignore)

    scored = [moment for moment in seen if moment.phase is Phase.IMAGERY]
    assert {moment.drive for moment in scored if moment.cue == REST} == {0.0}
    assert max(moment.drive for moment in scored if moment.cue == RIGHT_HAND) == 1.0
    assert all(0.0 <= moment.drive <= 1.0 and -1.0 <= moment.lean <= 1.0 for moment in seen)
    rewarded = [moment for moment in seen if moment.is_rewarded]
    assert rewarded
    assert {(moment.phase, moment.cue) for moment in rewarded} == {(Phase.FEEDBACK, RIGHT_HAND)}
    counts = [moment.rewards for moment in seen]
    assert counts == sorted(counts)
    assert {moment.trials for moment in scored} == {20}
    assert seen[-1].phase is Phase.DONE
