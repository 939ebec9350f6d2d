"""Where cues come from: balanced and seeded ones of our own, and those of a recording."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from games.balance import balanced
from games.cues import PhaseSteps, Recorded, Scheduled, TrialRows
from station.stream import END_OF_RECORDING, Cue

CLASSES = ("rest", "right_hand")
STEP = 20
LENGTHS = PhaseSteps(relax=(2, 4), ready=(3, 3), imagery=50, feedback=10)


def scheduled(*, trials: int = 8, first: int = 0, seed: int = 1) -> Scheduled:
    return Scheduled(
        balanced(CLASSES, trials, generator := np.random.default_rng(seed)),
        lengths=dict.fromkeys(CLASSES, LENGTHS),
        step=STEP,
        first=first,
        generator=generator,
    )


def all_of(source: Scheduled) -> list[TrialRows]:
    trials = []
    while (trial := source.next(0)) is not None:
        trials.append(trial)
    return trials


def recorded(*cues: tuple[int, str]) -> Recorded:
    source = Recorded(imagery=(0, 1000), feedback=625, labels=CLASSES)
    for row, label in cues:
        source.hear(Cue(row, label))
    return source


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31), blocks=st.integers(1, 20))
def test_every_block_of_four_holds_two_of_each_and_never_four_alike_follow(
    seed: int, blocks: int
) -> None:
    labels = balanced(CLASSES, 4 * blocks, np.random.default_rng(seed))

    assert len(labels) == 4 * blocks
    for first in range(0, len(labels), 4):
        assert sorted(labels[first : first + 4]) == ["rest", "rest", "right_hand", "right_hand"]
    for first in range(len(labels) - 3):
        assert len(set(labels[first : first + 4])) == 2


def test_the_order_is_that_of_the_seed() -> None:
    assert all_of(scheduled(seed=3)) == all_of(scheduled(seed=3))
    orders = {tuple(trial.label for trial in all_of(scheduled(seed=seed))) for seed in range(10)}
    assert len(orders) > 5


@pytest.mark.parametrize("first", [0, 1, 19, 20, 777])
def test_phases_follow_each_other_on_the_decision_grid(first: int) -> None:
    """Decisions fall on rows r with (r + 1) % step == 0; nothing changes between two of them."""
    trials = all_of(scheduled(first=first))

    assert first <= trials[0].relax < first + STEP
    for trial in trials:
        rows = (trial.relax, trial.ready, trial.cue, trial.end, trial.feedback_end)
        assert all((row + 1) % STEP == 0 for row in rows)
        assert 2 * STEP <= trial.ready - trial.relax <= 4 * STEP
        assert trial.cue - trial.ready == 3 * STEP
        assert trial.end - trial.cue == 50 * STEP
        assert trial.feedback_end - trial.end == 10 * STEP
    for one, following in pairwise(trials):
        assert following.relax == one.feedback_end


def test_the_pause_before_a_cue_cannot_be_foreseen() -> None:
    lengths = {trial.ready - trial.relax for trial in all_of(scheduled(trials=40))}

    assert lengths == {2 * STEP, 3 * STEP, 4 * STEP}


def test_a_class_is_asked_again_next_or_at_the_end() -> None:
    source = scheduled(trials=4)
    first = source.next(0)
    assert first is not None

    source.repeat(replace(first, label="rest"), first=True)
    source.repeat(replace(first, label="right_hand"), first=False)
    labels = [trial.label for trial in all_of(source)]

    assert len(labels) == 5
    assert (labels[0], labels[-1]) == ("rest", "right_hand")


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**31), spoilt=st.sets(st.integers(0, 15), max_size=3))
def test_what_is_asked_again_makes_no_four_alike_where_that_can_be_avoided(
    seed: int, spoilt: set[int]
) -> None:
    """Three of a class may be spoilt before the last two trials are asked."""
    source, labels = scheduled(trials=20, seed=seed), list[str]()
    while (trial := source.next(0)) is not None:
        labels.append(trial.label)
        if len(labels) - 1 in spoilt:
            assert source.repeat(trial, first=False)

    assert len(labels) == 20 + len(spoilt)
    assert all(len(set(labels[first : first + 4])) == 2 for first in range(len(labels) - 3))


def test_what_must_be_asked_again_at_the_very_end_is_asked_although_four_are_alike() -> None:
    source = Scheduled(
        ["rest"] * 3,
        lengths=dict.fromkeys(CLASSES, LENGTHS),
        step=STEP,
        first=0,
        generator=np.random.default_rng(1),
    )
    asked = [source.next(0) for _ in range(3)]
    assert asked[-1] is not None

    assert source.repeat(asked[-1], first=False)
    assert [trial.label for trial in all_of(source)] == ["rest"]


def test_rest_and_movement_take_turns_with_lengths_of_their_own() -> None:
    trials = all_of(paired(3))

    assert [trial.label for trial in trials] == [*CLASSES] * 3
    assert [trial.pair for trial in trials] == [1, 1, 2, 2, 3, 3]
    for rest, movement in zip(trials[::2], trials[1::2], strict=True):
        assert rest.feedback_end == rest.end == movement.relax == movement.ready
        assert movement.end - movement.cue == rest.end - rest.cue


def test_half_a_pair_is_no_answer_so_an_invalid_one_is_asked_whole_and_once() -> None:
    source = paired(2)
    rest, movement = source.next(0), source.next(0)
    assert rest is not None
    assert movement is not None

    assert source.repeat(rest, first=False)
    assert not source.repeat(movement, first=False)

    assert [trial.label for trial in all_of(source)] == [*CLASSES] * 2


@pytest.mark.parametrize(("broken", "left"), [(0, ["rest", "right_hand"]), (1, [*CLASSES])])
def test_a_pair_that_breaks_off_begins_again_with_its_rest(broken: int, left: list[str]) -> None:
    source = paired(1)
    trials = [trial for trial in (source.next(0) for _ in range(broken + 1)) if trial is not None]

    source.repeat(trials[-1], first=True)

    assert [trial.label for trial in all_of(source)] == left


def paired(pairs: int) -> Scheduled:
    return Scheduled(
        [*CLASSES] * pairs,
        lengths={
            "rest": PhaseSteps(relax=(25, 25), ready=(6, 25), imagery=62, feedback=0),
            "right_hand": PhaseSteps(relax=(0, 0), ready=(19, 19), imagery=62, feedback=31),
        },
        step=STEP,
        first=0,
        generator=np.random.default_rng(1),
        is_paired=True,
    )


def test_a_restarted_schedule_begins_on_the_grid_no_earlier() -> None:
    source = scheduled()
    source.next(0)

    source.restart(5001)
    trial = source.next(5001)

    assert trial is not None
    assert trial.relax == 5019


def test_our_own_cues_wait_for_the_feedback_and_end_with_the_last_trial() -> None:
    source = scheduled(trials=4)

    assert not source.is_over(0)
    assert not source.is_waiting(10**6)
    all_of(source)
    assert source.is_over(0)


def test_a_recorded_cue_comes_at_its_own_row_and_not_before() -> None:
    source = recorded((813, "right_hand"))

    assert source.next(812) is None
    assert not source.is_waiting(812)
    assert source.is_waiting(813)
    assert source.next(813) == TrialRows("right_hand", -1, -1, 813, 1813, 2438)
    assert source.next(813) is None


def test_imagery_may_begin_some_time_after_the_recorded_event() -> None:
    source = Recorded(imagery=(250, 1250), feedback=100, labels=CLASSES)
    source.hear(Cue(1000, "rest"))

    assert source.next(1000) == TrialRows("rest", -1, -1, 1250, 2250, 2350)


def test_events_of_a_recording_that_are_not_played_are_ignored() -> None:
    source = recorded((10, "left_hand"), (20, "rest"))

    trial = source.next(30)

    assert trial is not None
    assert trial.label == "rest"
    assert source.next(30) is None


def test_recorded_cues_that_came_during_a_hold_are_dropped() -> None:
    source = recorded((100, "rest"), (3000, "right_hand"), (6000, "rest"))

    source.restart(3001)
    trial = source.next(6000)

    assert trial is not None
    assert trial.cue == 6000


def test_a_recording_is_over_at_its_end_and_not_while_a_cue_is_left() -> None:
    source = recorded((100, "rest"), (2000, END_OF_RECORDING))

    assert not source.is_over(1999)
    source.next(100)
    assert not source.is_over(1998)
    assert source.is_over(1999)


def test_nothing_waits_for_feedback_behind_the_last_row() -> None:
    source = recorded((2000, END_OF_RECORDING))

    assert not source.has_ended(1998)
    assert source.has_ended(1999)
    assert source.is_waiting(1999)
    assert not scheduled().has_ended(10**9)


def test_a_recording_whose_end_was_not_yet_told_goes_on() -> None:
    assert not recorded().is_over(10**9)
