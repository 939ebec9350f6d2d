"""What making tea does, without a screen."""

from collections.abc import Iterable

import pytest

from games.catalogue.tea.rules import REACHED, STEPS, TeaState
from games.game import Moment, Phase
from tests.games import playing
from tests.games.playing import HAND, Timed, trial


def play(moments: Iterable[Timed]) -> tuple[TeaState, list[str]]:
    states, heard = playing.play("tea", moments)
    return states[-1], heard


def test_a_reward_takes_exactly_one_step_and_the_hand_goes_home() -> None:
    state, heard = play(trial(1.0, True))

    assert heard == ["ready", "go", "reward"]
    assert (state.steps, state.act) == (1, 0.0)
    assert state.right.way < 0.01


def test_a_reward_after_little_evidence_is_carried_to_its_end() -> None:
    assert play(trial(0.0, True))[0].steps == 1


def test_a_near_miss_brings_the_hand_part_of_the_way_and_takes_no_step() -> None:
    near, _ = play(trial(0.6, False)[:2])
    state, heard = play(trial(0.6, False))

    assert near.right.way == pytest.approx(0.6 * REACHED, abs=0.01)
    assert heard == ["ready", "go", "near"]
    assert state.steps == 0
    assert state.right.way < 0.01


def test_steps_are_kept_over_trials_that_earn_nothing() -> None:
    state, _ = play(trial(1.0, True) + trial(0.4, False) + trial(0.0, True, "rest"))

    assert STEPS[state.step] == "pot"


def test_after_lid_pot_pouring_and_cup_the_tea_is_made_anew() -> None:
    seen = [STEPS[play(number * trial(1.0, True))[0].step] for number in range(5)]

    assert seen == ["lid", "pot", "pour", "cup", "lid"]


def test_full_evidence_alone_takes_no_step() -> None:
    assert play(trial(1.0, False))[0].steps == 0


def test_the_hand_holds_still_while_the_signal_says_nothing() -> None:
    before, _ = play(trial(0.8, False)[:2])
    steady = (Moment(Phase.IMAGERY, HAND, is_steady=True), 3.0)

    after, _ = play([*trial(0.8, False)[:2], steady])

    assert after.right.way == before.right.way


def test_a_pause_holds_a_step_where_it_is() -> None:
    begun = [*trial(1.0, False)[:2], (Moment(Phase.FEEDBACK, HAND, is_rewarded=True), 1.2)]
    before, _ = play(begun)
    after, _ = play([*begun, (Moment(Phase.PAUSED), 5.0)])

    assert 0 < before.act < 1
    assert (after.act, after.right.way) == (before.act, before.right.way)


def test_a_rest_trial_moves_nothing_even_if_it_is_rewarded() -> None:
    state, _ = play(trial(0.0, True, "rest")[:3])

    assert state.right.way == state.left.way == state.act == 0.0
    assert state.calm > 0.9
