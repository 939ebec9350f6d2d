"""What the garden does, without a screen."""

from collections.abc import Iterable

import pytest

from games.catalogue.garden.rules import KEPT, STEMS, GardenState
from games.game import Moment, Phase
from tests.games import playing
from tests.games.playing import HAND, Timed


def play(moments: Iterable[Timed]) -> tuple[GardenState, list[str]]:
    states, heard = playing.play("garden", moments)
    return states[-1], heard


def trial(drive: float, is_rewarded: bool, cue: str = HAND) -> list[Timed]:
    return playing.trial(drive, is_rewarded, cue, relax=4.0)


def test_a_reward_opens_one_bloom_within_the_feedback_and_the_hand_opens() -> None:
    state, heard = play(trial(1.0, True)[:3])

    assert heard == ["ready", "go", "reward"]
    assert state.blooms == state.standing == 1
    assert state.petals.way > 0.95
    assert state.stem.way > 0.99
    assert state.right.way < 0.01


def test_evidence_alone_closes_the_hand_and_raises_a_bud_that_does_not_open() -> None:
    state, _ = play(trial(1.0, False)[:2])

    assert state.right.way == state.bud.way == pytest.approx(1.0, abs=0.01)
    assert state.blooms == 0


def test_a_near_miss_leaves_half_of_what_grew_and_the_next_trial_begins_there() -> None:
    grown, _ = play(trial(0.6, False)[:2])
    later, heard = play(trial(0.6, False))
    after, _ = play([*trial(0.6, False), *trial(0.0, False)])

    assert grown.bud.way == pytest.approx(0.6, abs=0.01)
    assert later.bud.way == pytest.approx(KEPT * 0.6, abs=0.01)
    assert after.bud.way == pytest.approx(KEPT * 0.6, abs=0.01)
    assert after.blooms == 0
    assert heard == ["ready", "go", "near"]


def test_a_bud_sinks_more_slowly_than_it_rises() -> None:
    risen, _ = play([(Moment(Phase.IMAGERY, HAND, drive=1.0), 0.8)])
    full = (Moment(Phase.IMAGERY, HAND, drive=1.0), 4.0)
    sunk, _ = play([full, (Moment(Phase.IMAGERY, HAND, drive=0.0), 0.8)])

    assert 1.0 - sunk.bud.way < 0.5 * risen.bud.way


def test_bud_and_hand_hold_still_while_the_signal_says_nothing() -> None:
    before, _ = play(trial(0.8, False)[:2])
    steady = (Moment(Phase.IMAGERY, HAND, is_steady=True), 3.0)

    after, _ = play([*trial(0.8, False)[:2], steady])

    assert (after.bud.way, after.right.way) == (before.bud.way, before.right.way)


def test_rest_opens_no_bloom_and_moves_no_hand_whatever_is_said_of_it() -> None:
    state, _ = play(trial(0.0, True, "rest")[:3])

    assert state.blooms == 0
    assert state.right.way == state.left.way == 0.0
    assert state.calm > 0.9


def test_rest_without_reward_takes_nothing_away() -> None:
    before, _ = play(trial(0.6, False) + trial(1.0, True))
    after, _ = play(trial(0.6, False) + trial(1.0, True) + trial(0.0, False, "rest"))

    assert (after.blooms, after.kept) == (before.blooms, before.kept)


def test_blooms_stay_over_the_trials_and_a_full_pot_makes_room_for_the_next() -> None:
    full, _ = play(STEMS * trial(1.0, True))
    next_, _ = play([*STEMS * trial(1.0, True), *trial(0.0, False)[:1]])
    one_more, _ = play((STEMS + 1) * trial(1.0, True))

    assert (full.blooms, full.standing, full.pots) == (STEMS, STEMS, 0)
    assert (next_.blooms, next_.standing, next_.pots) == (STEMS, 0, 1)
    assert (one_more.blooms, one_more.standing, one_more.pots) == (STEMS + 1, 1, 1)


@pytest.mark.parametrize(("rewards", "standing", "pots"), [(3, 3, 0), (7, 7, 0), (16, 2, 2)])
def test_a_game_that_is_opened_again_goes_on_with_the_blooms_of_the_session(
    rewards: int, standing: int, pots: int
) -> None:
    state, _ = play([(Moment(Phase.RELAX, rewards=rewards), 1.0)])

    assert (state.blooms, state.standing, state.pots) == (rewards, standing, pots)


def test_only_the_cued_hand_closes() -> None:
    state, _ = play([(Moment(Phase.IMAGERY, "left_hand", "left", drive=1.0), 3.0)])

    assert state.left.way > 0.99
    assert state.right.way == 0.0
