"""The faint hand that goes along at the start of imagery: seen in every game with hands, and gone in time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from benchmarks.tour import STEP, setting_of
from games.game import Moment, Phase
from games.hands.pair import Pair
from games.loop import CATALOGUE, open_view
from games.movements import IN_PLACE, Movement, has_hands
from games.player import Player
from games.screen import Screen
from station.plugins import load, names
from station.task import Side, hand

STEPS = 30  # in which it goes along
SIZE = (320, 180)


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen(headless=True) as opened:
        yield opened


def asked(step: int, side: Side = "right", *, is_shown: bool = True) -> Moment:
    shown = (step + 1) / STEPS if is_shown and step < STEPS else 0.0
    return Moment(Phase.IMAGERY, hand(side), side, elapsed=step * STEP, shown=shown)


def frames(
    game: str, side: Side, profile: str, movement: Movement | Literal[""] = "", *, is_shown: bool
) -> NDArray[np.int16]:
    """Return the pictures of a trial from its cue on, shape (steps, width, height, 3)."""
    setting = replace(setting_of(profile, side=side), game=game, movement=movement)
    surface = pygame.Surface(SIZE)
    rules = load(CATALOGUE, game, part="rules")(setting, np.random.default_rng(1))
    player, view = Player(rules), open_view(game, setting, SIZE)
    pictures = []
    ready = [Moment(Phase.READY, hand(side), side)] * 12
    for now in (*ready, *(asked(step, side, is_shown=is_shown) for step in range(40))):
        player.advance(now, STEP)
        view.draw(surface, *player.latest(), STEP)
        pictures.append(pygame.surfarray.array3d(surface).astype(np.int16))
    return np.array(pictures[len(ready) :])


@pytest.mark.parametrize(("side", "profile"), [("right", "plain"), ("left", "calm_child")])
@pytest.mark.parametrize("game", names(CATALOGUE))
def test_it_is_seen_where_there_are_hands_and_gone_before_anything_is_scored(
    screen: Screen, game: str, side: Side, profile: str
) -> None:
    shown, alone = (frames(game, side, profile, is_shown=told) for told in (True, False))
    differs = (np.abs(shown - alone).sum(axis=3) > 40).sum(axis=(1, 2))

    assert bool(differs.max() > 60) is has_hands(game)
    assert differs[STEPS:].max() < 15


@pytest.mark.parametrize("movement", IN_PLACE)
@pytest.mark.parametrize("game", ["garden", "reach"])
def test_it_is_seen_over_a_hand_that_moves_where_it_lies(
    screen: Screen, game: str, movement: Movement
) -> None:
    shown, alone = (
        frames(game, "right", "plain", movement, is_shown=told) for told in (True, False)
    )
    differs = (np.abs(shown - alone).sum(axis=3) > 40).sum(axis=(1, 2))

    assert differs.max() > 150
    assert differs[STEPS:].max() < 15


def test_it_makes_the_movement_once_and_fades(screen: Screen) -> None:
    hands = Pair(setting_of(), lambda look: None)  # type: ignore[arg-type, return-value]
    ways, opacities = [], []
    for step in range(40):
        hands.follow(asked(step), STEP)
        ways.append(hands.way)
        opacities.append(hands.opacity)

    assert ways == sorted(ways)
    assert ways[0] < 0.05
    assert ways[-1] > 0.95
    assert max(opacities) > 0.4
    assert opacities[STEPS] < 0.05


def test_one_that_showed_the_movement_beforehand_fades_before_it_begins_anew(
    screen: Screen,
) -> None:
    hands = Pair(setting_of(), lambda look: None)  # type: ignore[arg-type, return-value]
    for step in range(25):
        before = Moment(Phase.READY, hand("right"), "right", elapsed=step * STEP)
        hands.follow(replace(before, is_assisted=True), STEP)
    assert hands.way > 0.9
    assert hands.opacity > 0.4
    jumps = []
    for step in range(STEPS):
        way = hands.way
        hands.follow(asked(step), STEP)
        jumps.append((abs(hands.way - way), hands.opacity))

    assert max(size for size, _ in jumps) > 0.5  # it did begin anew
    assert all(size < 0.25 or opacity < 0.3 for size, opacity in jumps)
    assert max(opacity for _, opacity in jumps[5:]) > 0.4


def test_without_movement_for_decoration_it_shows_where_the_movement_ends(screen: Screen) -> None:
    hands = Pair(setting_of("still"), lambda look: None)  # type: ignore[arg-type, return-value]
    hands.follow(asked(5), STEP)

    assert hands.way == 1.0
