"""What the hand opens, lifts and picks: things and hands meet, for every size of hand."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pygame
import pytest

from benchmarks.tour import setting_of
from games.catalogue.reach import fruit, hand, steamer
from games.catalogue.reach.things import THINGS, Now, Thing
from games.game import Moment, Phase
from games.hands.anatomy import Look, joints
from games.hands.pose import pose_at
from games.movements import LADDER, Movement
from games.screen import Screen
from games.solid import Array
from tests.games.test_contract import drawn

LOOKS = [Look(), Look(child=True)]
AT: tuple[float, float] = (300.0, 250.0)


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen(headless=True) as opened:
        yield opened


@cache
def made(movement: Movement) -> Thing:
    return THINGS[movement](1.0, Look())


def digits(movement: Movement, look: Look, place: float) -> Array:
    return joints(pose_at(hand.way(movement, look), place), look)


def shown(movement: Movement, way: float, lift: float, *, is_leaving: bool = False) -> Array:
    """Return the picture of a thing alone, as a right hand has moved it."""
    surface = pygame.Surface((600, 400))
    thing = made(movement)
    now = Now({"right": way}, {"right": AT}, "right", lift, is_leaving, None)
    for draw in (thing.draw_behind, thing.draw_held, thing.draw_before):
        draw(surface, AT, now)
    return pygame.surfarray.array3d(surface).astype(float)


@pytest.mark.parametrize("look", LOOKS)
def test_thumb_and_index_finger_close_upon_the_berry(look: Look) -> None:
    first, last = (digits("pinch", look, place)[:2, 3] for place in (0.0, 1.0))
    apart = [float(np.linalg.norm(one[1] - one[0])) for one in (first, last)]

    assert last.mean(axis=0) == pytest.approx(np.array(hand.BERRY), abs=1e-6)
    assert apart[1] < 0.6 * apart[0]
    assert apart[1] > 2 * 20  # a berry is between them


@pytest.mark.parametrize("look", LOOKS)
def test_fingers_and_thumb_leave_the_mandarin_while_the_hand_opens(look: Look) -> None:
    way = [digits("open", look, place)[:, 3] - hand.palm(look) for place in (0.0, 0.5, 1.0)]
    closed, _, opened = np.linalg.norm(np.array(way), axis=2)

    assert (opened > 1.3 * closed).all()
    assert (closed[1:] < 2 * fruit.MANDARIN).all()  # the fingers lie around it


@pytest.mark.parametrize("look", LOOKS)
def test_the_lid_lies_on_the_fingers_and_rises_with_them_alone(look: Look) -> None:
    places = np.linspace(0, 1, 21).tolist()
    angles = steamer.angles(hand.way("wrist", look), look, 50.0, places)

    assert (np.diff(angles) > 0).all()
    assert 0 < angles[0] < 0.3 * angles[-1]
    assert angles[-1] < steamer.OPEN  # a reward opens it further
    wrists = [pose_at(hand.way("wrist", look), place).pitch for place in (0.0, 1.0)]
    assert wrists[0] - wrists[1] == pytest.approx(30)


@pytest.mark.parametrize("movement", ["open", "pinch", "wrist"])
def test_only_a_lift_moves_what_is_rewarded(screen: Screen, movement: Movement) -> None:
    still = shown(movement, 0.9, 0.0)
    moved = [np.abs(shown(movement, 0.9, lift) - still).sum() for lift in (0.0, 0.3, 0.9)]

    assert moved[0] == 0
    assert min(moved[1:]) > 0


@pytest.mark.parametrize("movement", ["open", "pinch"])
def test_what_is_held_stays_where_it_is_while_the_hand_moves(
    screen: Screen, movement: Movement
) -> None:
    assert np.array_equal(shown(movement, 0.0, 0.0), shown(movement, 0.93, 0.0))


def test_the_lid_follows_the_hand_without_a_reward(screen: Screen) -> None:
    places = [shown("wrist", way, 0.0) for way in (0.0, 0.3, 0.9)]
    changes = [np.abs(each - places[0]).sum() for each in places]

    assert 0 < changes[1] < changes[2]


def test_the_mandarin_in_the_bowl_gives_way_to_one_in_the_hand(screen: Screen) -> None:
    """It never rolls back: the last one fades where it lies, the next one comes where it begins."""
    before = shown("open", 1.0, 0.0)
    there, half = (shown("open", 1.0, lift, is_leaving=True) for lift in (1.0, 0.5))

    assert np.array_equal(there, shown("open", 1.0, 1.0))
    assert np.abs(half - (there + before) / 2).max() < 6


@pytest.mark.parametrize(
    ("movement", "skin"), list(product(LADDER[1:4], ("light", "tan", "brown", "dark")))
)
def test_the_movement_is_seen_in_every_skin(screen: Screen, movement: Movement, skin: str) -> None:
    access = setting_of().access.model_copy(update={"skin": skin})
    setting = replace(setting_of(), access=access, movement=movement, game="reach")
    begun, done = (
        drawn("reach", setting, Moment(Phase.IMAGERY, "right_hand", drive=drive), 2.0)
        for drive in (0.0, 1.0)
    )

    assert (np.abs(done - begun).sum(axis=2) > 60).sum() > 150
