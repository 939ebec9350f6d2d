"""What a movement follows: the evidence as grasping does, a reward, and nothing else."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from games.catalogue.garden.rules import GardenState
from games.game import GameSetting, Moment, Phase, Rules
from games.movements import Movement, movements_of
from station.plugins import load
from station.task import Task, classes

STEP = 0.08
GAMES = ("garden", "observe", "reach")
SHOWN = [(game, movement) for game in GAMES for movement in movements_of(game)]
IMAGERY = Moment(Phase.IMAGERY, "right_hand", "right")


def rules_of(game: str, movement: Movement) -> Rules[Any]:
    pair = classes(Task.HAND_VS_REST, "right")
    setting = GameSetting("right", pair, "imagery", "en", game=game, movement=movement)
    rules: Rules[Any] = load("games.catalogue", game, part="rules")(
        setting, np.random.default_rng(5)
    )
    return rules


def way(state: Any) -> float:
    return float(state.right.way if isinstance(state, GardenState) else state.right.reach)


def earned(state: Any) -> float:
    return float(state.blooms if isinstance(state, GardenState) else state.lift)


def played(game: str, movement: Movement, *moments: tuple[Moment, float]) -> list[Any]:
    rules = rules_of(game, movement)
    states = [rules.initial()]
    for moment, seconds in moments:
        for step in range(round(seconds / STEP)):
            now = replace(moment, elapsed=step * STEP)
            states.append(rules.update(states[-1], now, STEP)[0])
    return states


@pytest.mark.parametrize(("game", "movement"), SHOWN)
def test_a_movement_goes_as_far_as_the_evidence_and_no_further(
    game: str, movement: Movement
) -> None:
    ends = [
        way(played(game, movement, (replace(IMAGERY, drive=drive), 4.0))[-1])
        for drive in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]

    assert ends[0] == 0
    assert all(one < other for one, other in pairwise(ends))
    assert ends[2] == pytest.approx(ends[4] / 2, abs=0.02)


@pytest.mark.parametrize(("game", "movement"), SHOWN)
def test_evidence_alone_earns_nothing_and_a_near_miss_goes_home(
    game: str, movement: Movement
) -> None:
    near = [(replace(IMAGERY, drive=0.8), 4.0), (Moment(Phase.FEEDBACK, "right_hand"), 2.5)]
    states = played(game, movement, *near, (Moment(Phase.RELAX), 2.0))

    assert max(map(earned, states)) == 0
    assert 0.5 < max(map(way, states)) < 0.95
    assert way(states[-1]) < 0.05


@pytest.mark.parametrize(("game", "movement"), SHOWN)
def test_a_reward_is_seen_within_its_phase(game: str, movement: Movement) -> None:
    reward = Moment(Phase.FEEDBACK, "right_hand", is_rewarded=True)
    states = played(game, movement, (replace(IMAGERY, drive=1.0), 4.0), (reward, 2.5))

    assert earned(states[round(4.0 / STEP)]) == 0
    assert earned(states[-1]) > 0.9


@pytest.mark.parametrize(("game", "movement"), SHOWN)
def test_rest_moves_nothing_even_when_it_is_rewarded(game: str, movement: Movement) -> None:
    rest = replace(IMAGERY, cue="rest", drive=1.0)
    done = Moment(Phase.FEEDBACK, "rest", is_rewarded=True)
    states = played(game, movement, (rest, 4.0), (done, 2.5))

    assert max(map(way, states)) == max(map(earned, states)) == 0


@pytest.mark.parametrize(("game", "movement"), SHOWN)
def test_every_movement_takes_the_time_of_the_games_own(game: str, movement: Movement) -> None:
    """Only what is seen differs: the score moves the scene as it moves grasping."""
    wavering = [(replace(IMAGERY, drive=k % 2), 0.4) for k in range(6)]
    reward = [(Moment(Phase.FEEDBACK, "right_hand", is_rewarded=True), 2.5)]
    own = movements_of(game)[0]

    assert played(game, movement, *wavering, *reward) == played(game, own, *wavering, *reward)
