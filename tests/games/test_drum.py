"""What the drum game does, without a screen."""

from collections.abc import Iterable

import pytest

from games.catalogue.drum.rules import RAISED, DrumState
from games.game import Moment, Phase
from tests.games import playing
from tests.games.playing import HAND, Timed, trial


def play(moments: Iterable[Timed]) -> tuple[DrumState, list[str]]:
    states, heard = playing.play("drum", moments)
    return states[-1], heard


def test_a_reward_strikes_the_drum_twice_and_the_hand_goes_home() -> None:
    state, heard = play(trial(1.0, True))

    assert heard == ["ready", "go", "reward", "drum", "drum"]
    assert state.beats == 2
    assert state.right.way < 0.01


def test_a_near_miss_raises_the_hand_and_leaves_the_drum_silent() -> None:
    raised, _ = play(trial(0.6, False)[:2])
    state, heard = play(trial(0.6, False))

    assert raised.right.way == pytest.approx(0.6 * RAISED, abs=0.01)
    assert heard == ["ready", "go", "near"]
    assert state.beats == 0


def test_full_evidence_alone_never_sounds_the_drum() -> None:
    assert "drum" not in play(trial(1.0, False))[1]


def test_the_hand_holds_still_while_the_signal_says_nothing() -> None:
    before, _ = play(trial(0.8, False)[:2])
    steady = (Moment(Phase.IMAGERY, HAND, is_steady=True), 3.0)

    after, _ = play([*trial(0.8, False)[:2], steady])

    assert after.right.way == before.right.way


def test_a_rest_trial_moves_no_hand_even_if_it_is_rewarded() -> None:
    state, heard = play(trial(0.0, True, "rest")[:3])

    assert state.right.way == state.left.way == 0.0
    assert "drum" not in heard
    assert state.calm > 0.9


def test_the_beats_of_a_session_are_counted_over_its_trials() -> None:
    assert play(3 * trial(1.0, True))[0].beats == 6
