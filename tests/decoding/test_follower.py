"""What a decoder on a stream learns from the trials that it judged."""

import numpy as np
import pytest
from numpy.typing import NDArray

from decoding.calibrate import calibrate
from decoding.follower import Follower
from decoding.intention import DecisionFlag
from decoding.members import Session
from decoding.online import Decision
from decoding.phase import PhaseEvidence
from decoding.windows import ScoredRows
from decoding.work import at_work
from station.stream import RowFlag
from tests.decoding.signals import CLASSES, IMAGERY, RATE, chunk, recording

SHORT, LONG = round(1.5 * RATE), round(3.5 * RATE)


@pytest.fixture
def follower(monkeypatch: pytest.MonkeyPatch) -> Follower:
    """Return the default, calibrated, behind the first half minute of another run."""
    monkeypatch.setattr("decoding.calibrate.CLEARLY", np.inf)  # the rival reads it as well
    model = calibrate([recording()], classes=CLASSES, imagery=IMAGERY, decoder="adaptive")
    run = recording(seed=1)
    made = Follower(model, RATE, run.info.channels, is_today=True)
    made.restart(0)
    list(made.feed(chunk(run.microvolts[: round(30 * RATE)])))
    return made


def told(follower: Follower, first: int, rows: int, *, label: bool) -> NDArray[np.float64]:
    """Judge rows, tell their label, and return the covariances that were learned from."""
    assert follower.judge(first, first + rows) is not None
    follower.note(label)
    session = follower.decoder.session()
    assert isinstance(session, Session)
    return np.asarray(session.views[0][-1])


def seen(follower: Follower, first: int, rows: int) -> NDArray[np.float64]:
    """Return the covariances of rows."""
    follower.judge(first, first + rows)
    assert follower.judged is not None
    return follower.judged.views[0]


def test_whole_trials_speak_from_one_second_after_the_cue_on(follower: Follower) -> None:
    """Half a second of reaction, and half a second that is read."""
    assert PhaseEvidence(follower, 0.7).soonest() == pytest.approx(1.0, abs=2 / RATE)
    assert PhaseEvidence(follower, 0.7).soonest(2) == pytest.approx(1.24, abs=2 / RATE)


def test_rest_teaches_no_more_rows_than_the_movement_that_ended_early(follower: Follower) -> None:
    """Else short would be told from long, and not movement from rest."""
    begun = [round(second * RATE) for second in (22, 24, 26)]

    movement = told(follower, begun[0], SHORT, label=True)
    rest = told(follower, begun[1], LONG, label=False)

    np.testing.assert_array_equal(movement, seen(follower, begun[0], SHORT))
    np.testing.assert_array_equal(rest, seen(follower, begun[1], SHORT))
    # How long the rest itself was is what the next movement is held against.
    later = told(follower, begun[2], LONG, label=True)
    np.testing.assert_array_equal(later, seen(follower, begun[2], LONG))


def test_trials_of_one_length_are_learned_from_whole(follower: Follower) -> None:
    begun = [round(second * RATE) for second in (22, 24, 26)]

    for first, label in zip(begun, (False, True, False), strict=True):
        lesson = told(follower, first, LONG, label=label)
        np.testing.assert_array_equal(lesson, seen(follower, first, LONG))


@pytest.mark.parametrize(
    ("loud", "is_valid"),
    [(0.0, True), (0.02, True), (1.6, False)],
    ids=["clean", "a pop", "two fifths of the phase"],
)
def test_a_pop_spoils_the_windows_that_it_touches_and_not_the_trial(
    loud: float, is_valid: bool
) -> None:
    """It holds some rows of the phase; windows of two seconds that touch it are half of them."""
    model = calibrate([recording()], classes=CLASSES, imagery=IMAGERY, decoder="tangent")
    run = recording(seed=1)
    microvolts = run.microvolts.copy()
    first = round(20 * RATE)
    end = first + round(4 * RATE)
    popped = slice(first + round(1.2 * RATE), first + round((1.2 + loud) * RATE))
    microvolts[popped, 0] += 400.0 * np.where(np.arange(len(microvolts[popped])) % 9 < 4, 1, -1)
    follower, evidence = at_work(model, RATE, run.info.channels, is_today=True)
    follower.restart(0)
    evidence.begin(ScoredRows(first, end))

    for decision in follower.feed(chunk(microvolts[: end + 1])):
        if decision.row < end:
            evidence.add(decision)

    assert evidence.end().is_valid == is_valid


@pytest.mark.parametrize("piece", [7, 250, 1000])
def test_a_window_in_which_the_head_moved_is_an_artefact_and_no_other(
    follower: Follower, piece: int
) -> None:
    """Two seconds long, so that the last to touch the movement ends just before two seconds later."""
    run, first = recording(seed=1), round(30 * RATE)
    flags = np.zeros(len(run), np.uint8)
    flags[round(35 * RATE) : round(36 * RATE)] = RowFlag.MOVED
    decisions: list[Decision] = []
    for start in range(first, round(42 * RATE), piece):
        rows = slice(start, min(start + piece, round(42 * RATE)))
        decisions += follower.feed(chunk(run.microvolts[rows], first=start, flags=flags[rows]))

    spoilt = {one.row for one in decisions if one.flags & DecisionFlag.ARTEFACT}
    touching = {
        one.row
        for one in decisions
        if one.row >= round(35 * RATE)
        and one.row + 1 - follower.grid.window_rows < round(36 * RATE)
    }
    assert spoilt == touching
    assert len(touching) > 30
