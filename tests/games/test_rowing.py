"""What the rowing game does, without a screen."""

from collections.abc import Iterable

import pytest

from games.catalogue.rowing.rules import DRAWN, RowingState
from games.game import Moment, Phase
from tests.games import playing
from tests.games.playing import HAND, Timed, trial


def play(moments: Iterable[Timed]) -> tuple[RowingState, list[str]]:
    states, heard = playing.play("rowing", moments)
    return states[-1], heard


def test_a_reward_is_one_stroke_and_the_oar_goes_home() -> None:
    state, heard = play(trial(1.0, True))

    assert heard == ["ready", "go", "reward"]
    assert state.strokes == 1
    assert state.travelled == pytest.approx(1.0, abs=0.01)
    assert state.right.way < 0.01


def test_a_near_miss_draws_the_oar_partly_and_the_boat_stays() -> None:
    drawn, _ = play(trial(0.6, False)[:2])
    state, heard = play(trial(0.6, False))

    assert drawn.right.way == pytest.approx(0.6 * DRAWN, abs=0.01)
    assert heard == ["ready", "go", "near"]
    assert state.strokes == state.travelled == 0


def test_the_oar_holds_still_while_the_signal_says_nothing() -> None:
    before, _ = play(trial(0.8, False)[:2])
    steady = (Moment(Phase.IMAGERY, HAND, is_steady=True), 3.0)

    after, _ = play([*trial(0.8, False)[:2], steady])

    assert after.right.way == before.right.way


def test_a_rest_trial_draws_no_oar_even_if_it_is_rewarded() -> None:
    state, _ = play(trial(0.0, True, "rest")[:3])

    assert state.right.way == state.left.way == state.travelled == 0.0
    assert state.calm > 0.9


def test_the_boat_travels_on_over_the_trials_of_a_session() -> None:
    state, _ = play([*trial(1.0, True), *trial(0.6, False), *trial(1.0, True)])

    assert state.strokes == 2
    assert state.travelled == pytest.approx(2.0, abs=0.01)
