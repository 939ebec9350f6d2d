"""Both games by their rules alone: frame by frame, without a screen."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from games.catalogue.balloon.rules import BalloonState
from games.catalogue.basket.rules import BasketState
from games.catalogue.drum.rules import DrumState
from games.catalogue.garden.rules import GardenState
from games.catalogue.reach.rules import ReachState
from games.catalogue.rowing.rules import RowingState
from games.catalogue.tea.rules import TeaState
from games.game import SOUNDS, GameSetting, Moment, Phase, Rules
from games.motion import spring
from games.player import Player
from games.prompts import caption
from station.language import Language
from station.plugins import load, names

GAMES = names("games.catalogue")
STEP = 0.08
HAND = ("rest", "right_hand")


def rules_of(game: str, classes: tuple[str, str] = HAND) -> Rules[Any]:
    setting = GameSetting("right", classes, "imagery", "en")
    rules: Rules[Any] = load("games.catalogue", game, part="rules")(
        setting, np.random.default_rng(5)
    )
    return rules


def play(rules: Rules[Any], moments: list[tuple[Moment, float]]) -> list[Any]:
    """Return the states of all steps."""
    states = [rules.initial()]
    for moment, seconds in moments:
        for _ in range(round(seconds / STEP)):
            states.append(rules.update(states[-1], moment, STEP)[0])
    return states


def trial(drive: float, is_rewarded: bool, cue: str = "right_hand") -> list[tuple[Moment, float]]:
    return [
        (Moment(Phase.READY, cue), 2.0),
        (Moment(Phase.IMAGERY, cue, drive=drive, lean=drive), 4.0),
        (Moment(Phase.FEEDBACK, cue, is_rewarded=is_rewarded), 2.5),
        (Moment(Phase.RELAX), 2.0),
    ]


@pytest.mark.parametrize("game", GAMES)
def test_rules_need_no_pygame(game: str) -> None:
    code = (
        f"import sys, games.player, games.catalogue.{game}.rules; sys.exit('pygame' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("game", GAMES)
def test_the_same_moments_give_the_same_states(game: str) -> None:
    moments = trial(0.8, True) + trial(0.2, False) + trial(0.0, False, "rest")
    assert play(rules_of(game), moments) == play(rules_of(game), moments)


@pytest.mark.parametrize("game", GAMES)
def test_every_phase_begins_with_its_sound_once(game: str) -> None:
    player = Player(rules_of(game))
    for moment, seconds in [*trial(1.0, True), (Moment(Phase.DONE), 1.0)]:
        for _ in range(round(seconds / STEP)):
            player.advance(moment, STEP)
    begun = [name for name in player.take_sounds() if name != "drum"]  # a game's own sound
    assert begun == ["ready", "go", "reward", "done"]
    assert player.take_sounds() == ()


# What there is of three rewards in games that keep something.
KEPT: dict[str, Callable[[Any], int]] = {
    "balloon": lambda state: len(state.keepsakes),
    "basket": lambda state: len(state.right.kept),
    "garden": lambda state: state.blooms,
    "rowing": lambda state: state.strokes,
    "tea": lambda state: state.steps,
}


@pytest.mark.parametrize("step", [STEP, 0.0625])
@pytest.mark.parametrize("game", KEPT)
def test_what_was_earned_in_an_earlier_part_of_the_session_is_there_unheard(
    game: str, step: float
) -> None:
    player = Player(rules_of(game))

    player.go_on(("right",) * 3, step)

    assert KEPT[game](player.latest()[0]) == 3
    assert player.take_sounds() == ()
    player.advance(Moment(Phase.READY, "right_hand", rewards=3), step)
    assert KEPT[game](player.latest()[0]) == 3


@pytest.mark.parametrize("game", GAMES)
def test_hands_lie_at_home_when_a_session_is_taken_up(game: str) -> None:
    player, new = Player(rules_of(game)), rules_of(game)

    player.go_on(("right",), STEP)

    assert _way(player.latest()[0]) == pytest.approx(_way(new.initial()), abs=0.02)


def test_each_hand_finds_its_own_basket_again() -> None:
    player = Player(rules_of("basket", ("left_hand", "right_hand")))

    player.go_on(("left", "right", "left"), STEP)

    state = player.latest()[0]
    assert (len(state.left.kept), len(state.right.kept)) == (2, 1)


@pytest.mark.parametrize("game", GAMES)
def test_rest_without_reward_ends_in_silence(game: str) -> None:
    player = Player(rules_of(game))
    for moment, _ in trial(0.0, False, "rest"):
        player.advance(moment, STEP)
    heard = player.take_sounds()
    assert heard == ("ready", "rest")
    assert set(heard) <= set(SOUNDS)


def test_a_reward_lifts_the_cup_within_the_feedback_and_puts_it_back() -> None:
    states: list[ReachState] = play(rules_of("reach"), trial(1.0, True))
    end_of_feedback = round(8.5 / STEP)
    assert max(state.lift for state in states[: round(6.0 / STEP)]) == 0.0
    assert states[end_of_feedback].lift > 0.9
    assert states[-1].lift < 0.05
    assert all(state.right.reach > 0.95 for state in states if state.lift > 0.05)


def test_without_a_reward_the_cup_stays_and_the_hand_goes_home() -> None:
    states: list[ReachState] = play(rules_of("reach"), trial(0.6, False))
    assert max(state.lift for state in states) == 0.0
    assert 0.5 < max(state.right.reach for state in states) < 0.6
    assert states[-1].right.reach < 0.05


def test_evidence_alone_never_closes_the_grasp() -> None:
    states: list[ReachState] = play(rules_of("reach"), trial(1.0, False))
    assert max(state.right.reach for state in states) < 0.95


def test_in_rest_trials_and_pauses_nothing_reaches() -> None:
    rest = play(rules_of("reach"), trial(1.0, True, "rest"))
    assert max(state.right.reach for state in rest) == 0.0
    assert max(state.lift for state in rest) == 0.0


def test_only_the_cued_hand_acts() -> None:
    moment = Moment(Phase.IMAGERY, "left_hand", "left", drive=1.0, lean=-1.0)
    state = play(rules_of("reach", ("left_hand", "right_hand")), [(moment, 4.0)])[-1]
    assert state.left.reach > 0.85
    assert state.right.reach == 0.0


@pytest.mark.parametrize("game", GAMES)
def test_a_signal_that_says_nothing_holds_the_picture_still(game: str) -> None:
    rules = rules_of(game)
    state = play(rules, trial(0.7, False)[:2])[-1]
    steady = Moment(Phase.IMAGERY, "right_hand", is_steady=True)
    later = play_on(rules, state, steady, 2.0)
    one, other = _way(state), _way(later)
    assert other == pytest.approx(one, abs=0.02)


def play_on(rules: Rules[Any], state: Any, moment: Moment, seconds: float) -> Any:
    for _ in range(round(seconds / STEP)):
        state, _ = rules.update(state, moment, STEP)
    return state


def _way(state: Any) -> float:
    if isinstance(state, BalloonState | DrumState | GardenState | RowingState | TeaState):
        return state.right.way
    if isinstance(state, ReachState | BasketState):
        return state.right.reach
    return float(state.bar)


def test_backward_is_slower_than_forward() -> None:
    rules = rules_of("reach")
    on, off = (Moment(Phase.IMAGERY, "right_hand", drive=d) for d in (1.0, 0.0))
    forward = play_on(rules, rules.initial(), on, 0.8).right.reach
    full = play_on(rules, rules.initial(), on, 4.0)
    backward = full.right.reach - play_on(rules, full, off, 0.8).right.reach
    assert backward < 0.5 * forward


def test_the_bar_leans_to_the_side_of_the_evidence() -> None:
    rules = rules_of("graz", ("left_hand", "right_hand"))
    left = Moment(Phase.IMAGERY, "left_hand", "left", lean=-0.8)
    assert play(rules, [(left, 3.0)])[-1].bar == pytest.approx(-0.8, abs=0.01)


def test_a_spring_is_the_same_in_one_step_or_many_and_never_overshoots() -> None:
    once = spring(0.0, 0.0, 1.0, 0.5, 0.2)
    value, speed = 0.0, 0.0
    for _ in range(50):
        value, speed = spring(value, speed, 1.0, 0.01, 0.2)
        assert 0.0 <= value < 1.0
    assert (value, speed) == pytest.approx(once, abs=1e-12)


@pytest.mark.parametrize("mode", ["imagery", "attempt"])
@pytest.mark.parametrize("cue", ["rest", "left_hand", "right_hand"])
@pytest.mark.parametrize("phase", list(Phase))
def test_no_caption_has_more_than_five_words(mode: str, cue: str, phase: Phase) -> None:
    setting = GameSetting("right", HAND, mode, "en")
    moment = Moment(phase, cue, "left" if cue == "left_hand" else "right")
    assert len(caption(moment, setting, Language("en")).split()) <= 5
