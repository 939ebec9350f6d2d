"""What the basket game does, without a screen."""

from collections.abc import Iterable
from itertools import pairwise

import pytest

from games.catalogue.basket.rules import COLOURS, GRASPED, TOUCH, BasketState
from games.game import Moment, Phase
from station.task import Task
from tests.games import playing
from tests.games.playing import STEP, Timed, trial


def play(
    moments: Iterable[Timed], task: Task = Task.HAND_VS_REST, step: float = STEP
) -> list[BasketState]:
    return playing.play("basket", moments, task=task, step=step)[0]


def test_a_reward_puts_the_ball_into_the_basket_within_the_feedback() -> None:
    first_ball = play([])[0].right.colour
    rewarded, afterwards = play(trial(1.0, True)[:3])[-1], play(trial(1.0, True))[-1]

    assert rewarded.right.kept == (first_ball,)
    assert afterwards.right.reach < 0.01
    assert afterwards.right.carry < 0.01
    assert afterwards.right.there > 0.99  # the next ball lies ready


def test_even_a_reward_out_of_the_resting_hand_is_brought_to_its_end() -> None:
    assert len(play(trial(0.0, True))[-1].right.kept) == 1


@pytest.mark.parametrize("step", [0.02, 0.0625, 0.25])
def test_every_reward_puts_in_one_ball_however_the_decision_steps_fall(step: float) -> None:
    assert len(play(3 * trial(0.9, True), step=step)[-1].right.kept) == 3


def test_the_ball_is_carried_only_in_a_closed_hand() -> None:
    states = play(trial(1.0, True))

    held = [state.right for state in states if state.right.is_held]
    assert len(held) > 5
    assert min(place.reach for place in held) > GRASPED - 0.01


def test_a_near_miss_closes_the_hand_partly_and_leaves_the_ball() -> None:
    states = play(trial(0.6, False))

    assert max(state.right.reach for state in states) == pytest.approx(0.6 * TOUCH, abs=0.01)
    assert max(state.right.carry for state in states) == 0.0
    assert states[-1].right.kept == ()
    assert states[-1].right.reach < 0.01
    assert states[-1].right.there == 1.0


def test_full_evidence_alone_takes_no_ball() -> None:
    assert not any(state.right.is_held for state in play(trial(1.0, False)))


def test_nothing_moves_while_the_signal_says_nothing() -> None:
    before = play(trial(0.8, False)[:2])[-1]
    steady = (Moment(Phase.IMAGERY, "right_hand", is_steady=True), 3.0)

    after = play([*trial(0.8, False)[:2], steady])[-1].right
    assert (after.reach, after.carry, after.kept) == (before.right.reach, 0.0, ())


def test_a_rest_trial_moves_no_hand_even_if_it_is_rewarded() -> None:
    states = play(trial(0.0, True, "rest"))

    assert all(state.right == states[0].right for state in states)
    assert max(state.calm for state in states) > 0.9


def test_balls_are_kept_over_trials_and_no_two_running_are_alike() -> None:
    kept = play(12 * trial(1.0, True))[-1].right.kept

    assert len(kept) == 12
    assert all(one != other for one, other in pairwise(kept))
    assert set(kept) <= set(range(COLOURS))


def test_each_hand_fills_its_own_basket() -> None:
    left = trial(1.0, True, "left_hand", "left")
    state = play([*left, *left, *trial(1.0, True)], Task.LEFT_VS_RIGHT)[-1]

    assert len(state.left.kept) == 2
    assert len(state.right.kept) == 1
