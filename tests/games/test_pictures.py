"""Hands and words as they are seen, off-screen."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from games.accessibility import Accessibility
from games.catalogue.balloon.rules import BalloonState
from games.catalogue.reach import scene
from games.catalogue.reach.hand import WAY
from games.catalogue.rowing.rules import RowingState
from games.draw import ORANGE
from games.game import GameSetting, Moment, Phase
from games.hands.anatomy import Look
from games.hands.film import Film
from games.hands.painted import Painted, painted
from games.loop import open_view
from games.player import Player
from games.screen import SIZE, Screen
from station.plugins import load
from station.task import Side, Task, classes

STEP = 0.08
SIDES: tuple[Side, Side] = ("left", "right")
FRAMES = 4  # for each decision: 50 frames per second


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen(headless=True) as opened:
        yield opened


def setting_of(side: Side = "right", language: str = "en", mark: str = "") -> GameSetting:
    return GameSetting(side, classes(Task.HAND_VS_REST, side), "imagery", language, mark)


def frames(
    screen: Screen, game: str, setting: GameSetting, moments: list[tuple[Moment, float]]
) -> Iterator[NDArray[np.uint8]]:
    rules = load("games.catalogue", game, part="rules")(setting, np.random.default_rng(1))
    player, view = Player(rules), open_view(game, setting, screen.size)
    for moment, seconds in moments:
        for _ in range(round(seconds / STEP)):
            player.advance(moment, STEP)
            for _ in range(FRAMES):
                view.draw(screen.surface, *player.latest(), STEP / FRAMES)
                yield pygame.surfarray.array3d(screen.surface)


def last(
    screen: Screen, game: str, setting: GameSetting, moments: list[tuple[Moment, float]]
) -> NDArray[np.int64]:
    picture: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
    for frame in frames(screen, game, setting, moments):
        picture = frame
    return np.array(picture, dtype=np.int64)


def film(side: Side = "right") -> Film:
    return Film(WAY, Look(side), 1.0, 3, scene.nearness)


def test_the_left_hand_is_the_mirror_image_of_the_right(screen: Screen) -> None:
    for right, left in zip(film().poses, film("left").poses, strict=True):
        one = pygame.surfarray.array_alpha(right.hand.surface)
        other = pygame.surfarray.array_alpha(left.hand.surface)
        assert np.array_equal(one[::-1], other)
        assert right.hand.left + right.hand.surface.get_width() == -left.hand.left


def test_a_left_hand_keeps_no_right_one_in_memory_beside_it(screen: Screen) -> None:
    """A hand in all its poses takes some hundred megabytes; the hidden twin took as many again."""
    before = _painted_hands()

    kept = Film(WAY, Look("left", "dark"), 0.21, 3, scene.nearness)

    assert _painted_hands() == before + len(kept.poses)


@pytest.mark.parametrize(("first", "second"), [("left", "right"), ("right", "left")])
def test_whichever_hand_is_painted_first_they_look_the_same(
    screen: Screen, first: Side, second: Side
) -> None:
    scale = 0.22 if first == "left" else 0.23
    for side in (first, second):
        painted(WAY[0][1], Look(side), scale, scene.nearness)
    alone = painted(WAY[0][1], Look("right", "tan"), scale, scene.nearness)

    left, right = (painted(WAY[0][1], Look(side), scale, scene.nearness) for side in SIDES)

    assert left.wrist == (-right.wrist[0], right.wrist[1])
    assert (right.wrist, right.hand.left, right.hand.top) == (
        alone.wrist, alone.hand.left, alone.hand.top
    )  # fmt: skip
    shown = pygame.surfarray.array3d(right.hand.surface)
    np.testing.assert_array_equal(pygame.surfarray.array3d(left.hand.surface)[::-1], shown)


def _painted_hands() -> int:
    gc.collect()
    return sum(isinstance(one, Painted) for one in gc.get_objects())


def test_a_patient_who_uses_the_left_hand_sees_it_on_the_left(screen: Screen) -> None:
    moments: list[tuple[Moment, float]] = [(Moment(Phase.RELAX), 0.1)]
    one = last(screen, "reach", setting_of("left"), moments)
    other = last(screen, "reach", setting_of("right"), moments)
    changed = np.abs(one - other).sum(axis=2) > 60
    assert changed[: SIZE[0] // 2].sum() == pytest.approx(changed[SIZE[0] // 2 :].sum(), rel=0.1)
    sleeve = np.abs(one - np.array([100, 130, 145])).sum(axis=2) < 60
    on_left, on_right = sleeve[: SIZE[0] // 2].sum(), sleeve[SIZE[0] // 2 :].sum()
    assert on_left > 5000
    assert on_left > 5 * on_right


def test_the_hand_comes_to_the_cup_and_is_partly_behind_it(screen: Screen) -> None:
    first, _, final = film().poses
    assert abs(final.wrist[0]) < abs(first.wrist[0])
    hidden = []
    for one in (first, final):
        assert one.before is not None
        parts = (one.hand.surface, one.before.surface)
        shown, before = ((pygame.surfarray.array_alpha(part) > 0).sum() for part in parts)
        hidden.append(shown - before)
    assert hidden[0] == 0
    assert hidden[1] > 500


def test_what_was_collected_on_the_lake_lies_above_a_sound_that_is_written(screen: Screen) -> None:
    """The melody of a reward is written over the lower rim, while its lotus is laid down."""
    setting, surface = setting_of(), pygame.Surface((640, 360))

    def drawn(strokes: int) -> NDArray[np.int64]:
        view = open_view("rowing", setting, surface.get_size())
        state = RowingState(strokes=strokes, travelled=float(strokes))
        for _ in range(60):  # until everything has faded in
            view.draw(surface, state, Moment(Phase.RELAX), 0.05)
        return np.array(pygame.surfarray.array3d(surface), dtype=np.int64)

    is_lotus = np.abs(drawn(7) - drawn(0)).sum(axis=2)[:, 240:] > 30  # behind the shore
    lowest = 240 + int(np.flatnonzero(is_lotus.any(axis=0))[-1])

    assert 300 < lowest < 328  # where a sound is written with words of 64


@pytest.mark.parametrize(("side", "field"), [("right", "left"), ("left", "right")])
def test_in_half_a_field_a_written_sound_leaves_the_arm_to_be_seen(
    screen: Screen, side: Side, field: Literal["left", "right"]
) -> None:
    """The balloon's arm comes in beside the middle; the chime of getting ready is written with words of 96."""
    size = (640, 360)

    def drawn(captions: bool) -> NDArray[np.int64]:
        access = Accessibility(field=field, text=96, captions=captions, still=True)
        setting = replace(setting_of(side=side), access=access)
        view, surface = open_view("balloon", setting, size), pygame.Surface(size)
        ready = Moment(Phase.READY, f"{side}_hand", side)
        for _ in range(20):  # one second: the sound is there, and stays for another
            view.draw(surface, BalloonState(), ready, 0.05)
        return np.array(pygame.surfarray.array3d(surface), dtype=np.int64)

    changed = np.abs(drawn(True) - drawn(False)).sum(axis=2) > 30
    columns = np.flatnonzero(changed.any(axis=1))
    away = (
        columns if side == "right" else size[0] - 1 - columns
    )  # from the rim of the field that is free

    assert away.max() - away.min() > 60
    assert away.max() < 150  # the middle is at 160, and the arm right behind it
    assert not changed[:, :300].any()


def test_stars_stand_for_what_was_worked_and_none_for_nothing(screen: Screen) -> None:
    def orange(trial: int, trials: int) -> int:
        done: list[tuple[Moment, float]] = [
            (Moment(Phase.DONE, elapsed=9.0, trial=trial, trials=trials), 2.0)
        ]
        picture = last(screen, "graz", setting_of(), done)
        return int((np.abs(picture - np.array(ORANGE)).sum(axis=2) < 24).sum())

    three, one = orange(20, 20), orange(5, 20)

    assert orange(0, 0) == orange(0, 20) == 0
    assert one > 1000
    assert three == pytest.approx(3 * one, rel=0.02)
