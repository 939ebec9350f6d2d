"""The trial engine: what is asked when, in which order, on which row."""

from dataclasses import replace

import numpy as np
import pytest

from games.balance import balanced
from games.cues import CueSource, PhaseSteps, Recorded, Scheduled, TrialRows
from games.game import Phase
from games.trial import MAX_REPEATS, Happening, Outcome, TrialEngine
from station.stream import END_OF_RECORDING, Cue

CLASSES = ("rest", "right_hand")
STEP = 20
LENGTHS = PhaseSteps(relax=(2, 4), ready=(3, 3), imagery=50, feedback=10)


def make_outcome(*, valid: bool = True) -> Outcome:
    return Outcome(
        choice="right_hand",
        evidence=1.0,
        probability=0.7,
        unsure=False,
        rewarded=True,
        threshold=0.8,
        score=1.0,
        windows=12,
        valid=valid,
    )


class Judge:
    """Say a given outcome, and remember who was judged."""

    def __init__(self, *validity: bool, otherwise: bool = True) -> None:
        self._validity = list(validity)
        self._otherwise = otherwise
        self.judged: list[TrialRows] = []

    def __call__(self, trial: TrialRows) -> Outcome:
        self.judged.append(trial)
        return make_outcome(valid=self._validity.pop(0) if self._validity else self._otherwise)


def scheduled(*, trials: int = 4, first: int = 0, seed: int = 1) -> Scheduled:
    return Scheduled(
        balanced(CLASSES, trials, generator := np.random.default_rng(seed)),
        lengths=dict.fromkeys(CLASSES, LENGTHS),
        step=STEP,
        first=first,
        generator=generator,
    )


def recorded(*cues: tuple[int, str]) -> Recorded:
    source = Recorded(imagery=(0, 1000), feedback=625, labels=CLASSES)
    for row, label in cues:
        source.hear(Cue(row, label))
    return source


def engine_for(source: CueSource, judge: Judge | None = None) -> TrialEngine:
    return TrialEngine(source, kind="play", run=2, judge=judge or Judge())


def walk(engine: TrialEngine, first: int, stop: int) -> list[Happening]:
    """Advance decision by decision over the rows ``[first, stop)``."""
    rows = (row for row in range(first, stop) if (row + 1) % STEP == 0)
    return [one for row in rows for one in engine.advance(row)]


def walk_to_the_end(engine: TrialEngine, first: int = 0) -> list[Happening]:
    happened, row = [], first + (-(first + 1)) % STEP
    while not engine.is_over(row):
        happened += engine.advance(row)
        row += STEP
        assert row < 10**6, "the run does not end"
    return happened


def kinds(happened: list[Happening]) -> list[str]:
    return [one.label if one.type == "phase" else one.type for one in happened]


def test_a_trial_walks_through_its_phases_in_order() -> None:
    happened = walk_to_the_end(engine_for(scheduled()))

    one = ["relax", "ready", "imagery", "cue", "result", "feedback"]
    assert kinds(happened) == one * 4


def test_a_trial_of_a_calibration_whose_samples_were_lost_is_asked_again() -> None:
    broken = [True, False, True]
    engine = TrialEngine(
        scheduled(),
        kind="calibration",
        run=1,
        judge=lambda trial: None,
        is_broken=lambda trial: broken.pop(0) if broken else False,
    )

    happened = walk_to_the_end(engine)

    assert kinds(happened).count("cue") == 6
    assert "result" not in kinds(happened)


def test_every_phase_begins_on_its_row() -> None:
    planned = scheduled()
    trial = planned.next(0)
    assert trial is not None

    happened = walk_to_the_end(engine_for(scheduled()))[:6]

    assert [one.row for one in happened] == [
        trial.relax,
        trial.ready,
        trial.cue,
        trial.cue,
        trial.end,
        trial.end,
    ]


def test_cue_and_result_of_a_trial_belong_together() -> None:
    judge = Judge()
    happened = walk_to_the_end(engine_for(scheduled(trials=8), judge))
    cues = [one for one in happened if one.type == "cue"]
    results = [one for one in happened if one.type == "result"]

    assert len(cues) == len(results) == 8
    for number, (cue, result) in enumerate(zip(cues, results, strict=True), 1):
        assert cue.details["run"] == result.details["run"] == 2
        assert cue.details["trial"] == result.details["trial"] == number
        assert cue.details["kind"] == "play"
        assert cue.label == result.label
        assert cue.details["end_row"] == result.row
    assert [trial.cue for trial in judge.judged] == [cue.row for cue in cues]


def test_a_calibration_has_no_results() -> None:
    engine = TrialEngine(scheduled(), kind="calibration", run=1, judge=lambda _: None)

    happened = walk_to_the_end(engine)

    assert "result" not in kinds(happened)
    assert {one.details["kind"] for one in happened if one.type == "cue"} == {"calibration"}


@pytest.mark.parametrize("block", [1, 7, 25])
def test_looking_less_often_changes_no_row(block: int) -> None:
    """An engine that is told of several steps at once does the same things at the same rows."""
    expected = walk(engine_for(scheduled()), 0, 8000)
    engine, happened = engine_for(scheduled()), []

    for row in range(STEP * block - 1, 8000, STEP * block):
        happened += engine.advance(row)

    shared = len(happened)
    assert shared > 8
    assert happened == expected[:shared]


def test_an_invalid_trial_is_asked_again_at_the_end() -> None:
    happened = walk_to_the_end(engine_for(scheduled(), Judge(False)))
    labels = [one.label for one in happened if one.type == "cue"]

    assert len(labels) == 5
    assert labels[-1] == labels[0]


def test_at_most_six_trials_are_repeated() -> None:
    happened = walk_to_the_end(engine_for(scheduled(), Judge(otherwise=False)))

    assert kinds(happened).count("cue") == 4 + MAX_REPEATS == 10


def test_a_pause_breaks_the_trial_off_and_asks_it_again() -> None:
    engine = engine_for(scheduled())
    before = walk(engine, 0, 600)
    assert engine.phase is Phase.IMAGERY
    asked = before[-1].label

    left = engine.hold(599)
    during = walk(engine, 600, 5000)
    engine.release(5000)
    after = walk_to_the_end(engine, 5000)

    assert [(one.type, one.label, one.row) for one in left] == [("skip", asked, 599)]
    assert during == []
    cues = [one for one in after if one.type == "cue"]
    assert cues[0].label == asked
    assert cues[0].row > 5000
    assert len(cues) == 4
    assert "result" not in kinds(before)
    assert kinds(after).count("result") == 4


def test_a_held_run_is_not_over() -> None:
    engine = engine_for(scheduled())
    walk(engine, 0, 600)

    engine.hold(599)

    assert engine.phase is Phase.PAUSED
    assert not engine.is_over(10**6)


def test_a_pause_between_trials_asks_the_same_again_without_a_word() -> None:
    engine = engine_for(scheduled())
    walk(engine, 0, 40)
    assert engine.phase is Phase.RELAX

    left = engine.hold(39)
    engine.release(1000)
    after = walk_to_the_end(engine, 1000)

    assert left == []
    assert kinds(after).count("cue") == 4


def test_a_pause_during_feedback_repeats_nothing() -> None:
    engine = engine_for(scheduled())
    trial = scheduled().next(0)
    assert trial is not None
    walk(engine, 0, trial.end + 1)
    assert engine.phase is Phase.FEEDBACK

    engine.hold(trial.end)
    engine.release(5000)
    after = walk_to_the_end(engine, 5000)

    assert kinds(after).count("cue") == 3


def test_a_skipped_trial_is_not_asked_again() -> None:
    engine = engine_for(scheduled())
    walk(engine, 0, 600)

    left = engine.skip(599)
    after = walk_to_the_end(engine, 600)

    assert kinds(left) == ["skip"]
    assert left[0].details == {"run": 2, "trial": 1}
    assert kinds(after).count("cue") == 3


def test_the_next_recorded_cue_cuts_the_feedback() -> None:
    source = recorded((100, "rest"), (1300, "right_hand"), (9000, END_OF_RECORDING))
    happened = walk_to_the_end(engine_for(source))

    assert [(one.type, one.row) for one in happened if one.type != "phase"] == [
        ("cue", 100),
        ("result", 1100),
        ("cue", 1300),
        ("result", 2300),
    ]


def test_a_recorded_trial_has_neither_relax_nor_ready() -> None:
    source = recorded((100, "rest"), (9000, END_OF_RECORDING))

    assert kinds(walk_to_the_end(engine_for(source))) == ["imagery", "cue", "result", "feedback"]


def test_a_recording_is_not_asked_again() -> None:
    source = recorded((100, "rest"), (2000, "right_hand"), (9000, END_OF_RECORDING))
    happened = walk_to_the_end(engine_for(source, Judge(otherwise=False)))

    assert kinds(happened).count("cue") == 2


def test_recorded_cues_during_a_hold_are_dropped() -> None:
    source = recorded((100, "rest"), (3000, "rest"), (6000, "right_hand"), (9000, END_OF_RECORDING))
    engine = engine_for(source)
    walk(engine, 0, 600)

    engine.hold(599)
    walk(engine, 600, 5000)
    engine.release(5000)
    after = walk_to_the_end(engine, 5000)

    assert [(one.label, one.row) for one in after if one.type == "cue"] == [("right_hand", 6000)]


def test_the_last_trial_of_a_recording_is_judged_although_nothing_follows_it() -> None:
    """Its imagery may end with the very last row: no row remains for the feedback."""
    engine = engine_for(recorded((1000, "rest"), (2000, END_OF_RECORDING)))

    happened = walk(engine, 0, 2000) + engine.advance(2000)

    assert kinds(happened) == ["imagery", "cue", "result", "feedback"]
    assert happened[2].row == 2000
    assert engine.is_over(1999)
    assert engine.is_over(2000)


def test_a_recording_that_ends_while_the_game_is_held_is_over() -> None:
    """Nothing more will come: waiting for the therapist would wait for ever."""
    engine = engine_for(recorded((1000, "rest"), (2000, END_OF_RECORDING)))
    walk(engine, 0, 1500)

    engine.hold(1499)

    assert not engine.is_over(1500)
    assert engine.is_over(1999)


def test_a_run_may_end_with_the_first_success_of_its_second_half() -> None:
    """Of eight trials the fourth is no success and the fifth is one: three are never asked."""
    verdicts = iter([True, True, True, False, True])

    def judge(trial: TrialRows) -> Outcome:
        return replace(make_outcome(), rewarded=next(verdicts))

    engine = TrialEngine(scheduled(trials=8), kind="play", run=1, judge=judge, good_end=4)
    happened = walk_to_the_end(engine)

    assert kinds(happened).count("result") == 5
    assert kinds(happened)[-1] == "feedback"
    assert engine.has_ended_well


def test_without_any_success_such_a_run_asks_all_its_trials() -> None:
    def judge(trial: TrialRows) -> Outcome:
        return replace(make_outcome(), rewarded=False)

    engine = TrialEngine(scheduled(trials=8), kind="play", run=1, judge=judge, good_end=4)

    assert kinds(walk_to_the_end(engine)).count("result") == 8
    assert not engine.has_ended_well
