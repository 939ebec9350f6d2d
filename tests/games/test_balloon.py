"""What the balloon game does, without a screen."""

from collections.abc import Iterable

import pygame
import pytest

from games.accessibility import Accessibility
from games.catalogue.balloon.rules import ALMOST, KINDS, BalloonState
from games.game import GameSetting, Moment, Phase, Rules
from games.loop import open_view
from games.screen import Screen
from station.task import Task, classes
from tests.games import playing
from tests.games.playing import HAND, STEP, Timed


def play(moments: Iterable[Timed], seed: int = 1) -> tuple[BalloonState, list[str]]:
    states, heard = playing.play("balloon", moments, seed=seed)
    return states[-1], heard


def trial(drive: float, is_rewarded: bool, cue: str = HAND) -> list[Timed]:
    return playing.trial(drive, is_rewarded, cue, relax=4.0)


def test_a_reward_closes_the_hand_and_lifts_the_balloon_by_one_step_of_the_sky() -> None:
    rewarded, heard = play(trial(1.0, True)[:3])

    assert heard == ["ready", "go", "reward"]
    assert rewarded.right.way == pytest.approx(1.0, abs=0.01)
    assert rewarded.lift.way == pytest.approx(1.0, abs=0.02)
    assert len(rewarded.keepsakes) == 1
    assert play(trial(1.0, True))[0].height.way == pytest.approx(1.0, abs=0.01)


def test_after_a_reward_the_hand_opens_and_the_keepsake_stays() -> None:
    state, _ = play(trial(1.0, True))

    assert state.right.way < 0.01
    assert state.lift.way < 0.05
    assert len(state.keepsakes) == 1


def test_a_near_miss_closes_the_hand_partly_and_brings_nothing_and_takes_nothing() -> None:
    partly, _ = play(trial(0.6, False)[:2])
    before, _ = play(trial(1.0, True))
    after, heard = play([*trial(1.0, True), *trial(0.6, False)])

    assert partly.right.way == pytest.approx(0.6 * ALMOST, abs=0.01)
    assert 0.0 < partly.lift.way < 0.5
    assert heard[-1] == "near"
    assert after.keepsakes == before.keepsakes
    assert after.height.way == pytest.approx(1.0, abs=0.01)


def test_full_evidence_alone_brings_no_keepsake() -> None:
    assert play(trial(1.0, False))[0].keepsakes == ()


def test_nothing_moves_while_the_signal_says_nothing() -> None:
    before, _ = play(trial(0.8, False)[:2])
    steady = (Moment(Phase.IMAGERY, HAND, is_steady=True), 3.0)

    after, _ = play([*trial(0.8, False)[:2], steady])

    assert after.right.way == before.right.way
    assert after.lift.way == pytest.approx(before.lift.way, abs=1e-12)
    assert after.height.way == before.height.way


def test_a_rest_that_earns_nothing_is_calm_and_silent() -> None:
    state, heard = play(trial(0.0, False, "rest")[:3])

    assert heard == ["ready", "rest"]
    assert state.lift.way == state.height.way == 0.0
    assert state.keepsakes == ()


def test_keepsakes_of_a_session_come_in_turn_until_each_kind_is_there() -> None:
    keepsakes = play(4 * trial(1.0, True))[0].keepsakes

    assert sorted(keepsakes) == sorted(KINDS)
    assert play(5 * trial(1.0, True))[0].keepsakes == (*keepsakes, keepsakes[0])


def test_the_order_of_the_keepsakes_comes_from_the_seed_alone() -> None:
    orders = {play(4 * trial(1.0, True), seed)[0].keepsakes for seed in range(6)}

    assert len(orders) > 1
    assert play(4 * trial(1.0, True), 3) == play(4 * trial(1.0, True), 3)


def test_a_game_that_is_opened_amid_a_session_shows_what_was_earned_before() -> None:
    state, _ = play([(Moment(Phase.READY, HAND, rewards=7), 1.0)])

    assert len(state.keepsakes) == 7
    assert state.found > 1.0


@pytest.mark.parametrize("steps", [(0.0, 0.2, 2.0, 2.4), (0.0, 0.6, 0.6, 0.64), (0.5, 0.7, 2.45)])
def test_a_reward_brings_one_keepsake_however_the_steps_fall(steps: tuple[float, ...]) -> None:
    rules: Rules[BalloonState] = playing.opened("balloon")
    state = rules.initial()

    for elapsed in steps:
        reward = Moment(Phase.FEEDBACK, HAND, elapsed=elapsed, is_rewarded=True)
        state, _ = rules.update(state, reward, STEP)

    assert len(state.keepsakes) == 1


@pytest.mark.parametrize(
    ("access", "pictures"),
    [(Accessibility(), 8), (Accessibility(still=True), 1), (Accessibility(calm=True), 1)],
)
def test_the_sky_drifts_between_trials_unless_the_screen_is_still_or_calm(
    access: Accessibility, pictures: int
) -> None:
    setting = GameSetting("right", classes(Task.HAND_VS_REST, "right"), "imagery", "en", "", access)
    surface, seen = pygame.Surface((640, 360)), set()
    with Screen(headless=True):
        view = open_view("balloon", setting, (640, 360))
        for _ in range(8):
            view.draw(surface, BalloonState(), Moment(Phase.RELAX), 0.5)
            seen.add(surface.get_buffer().raw)

    assert len(seen) == pictures
