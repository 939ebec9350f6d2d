"""The flash analyser tells the truth of built clips, and every game stays far below the limit."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from benchmarks.flashes.analyser import ALLOWED, Analyser
from benchmarks.flashes.clips import CLIPS, Clip, analyse
from benchmarks.flashes.scenes import Scene, analyse_game
from benchmarks.tour import PROFILES, setting_of, tour
from games.game import ASIDE, Phase
from games.loop import CATALOGUE
from games.movements import Movement, movements_of
from games.screen import Screen
from station.plugins import names
from station.task import Task

OTHERS = [(game, one) for game in names(CATALOGUE) for one in movements_of(game)[1:]]


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen(headless=True) as opened:
        yield opened


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_the_flashes_of_a_built_clip_are_counted(clip: Clip) -> None:
    found = analyse(clip)

    assert (found.flashes, found.red_flashes) == (clip.flashes, clip.red_flashes)


def test_the_clips_reach_both_sides_of_the_limit() -> None:
    rates = [clip.flashes for clip in CLIPS]

    assert any(0 < rate <= ALLOWED for rate in rates)
    assert any(rate > ALLOWED for rate in rates)


def test_the_mean_change_of_light_is_that_of_the_whole_frame() -> None:
    analyser = Analyser((4, 4), 25)
    black, half = np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4, 3), np.uint8)
    half[:2] = 255

    analyser.see(black)

    assert analyser.see(half).change == pytest.approx(0.5, abs=1e-3)


def test_a_calm_scene_that_jumps_is_not_safe() -> None:
    jump = ("graz", "relax", "calm", "en", "hand_vs_rest", 0.0, 0.0, 0.12)

    assert not Scene(*jump).is_safe
    assert Scene(*(value if value != "calm" else "plain" for value in jump)).is_safe  # type: ignore[arg-type]


def test_a_red_flash_or_a_fourth_flash_is_never_safe() -> None:
    scene = ("graz", "relax", "plain", "en", "hand_vs_rest")

    assert not Scene(*scene, 3.5, 0.0, 0.0).is_safe
    assert not Scene(*scene, 0.0, 0.5, 0.0).is_safe
    assert Scene(*scene, 3.0, 0.0, 0.0).is_safe


def test_the_tour_shows_every_phase() -> None:
    shown = {moment.phase for stop in tour(setting_of()) for moment, _ in stop.moments}

    assert shown == set(Phase) >= ASIDE


@pytest.mark.parametrize(("game", "movement"), OTHERS)
def test_the_trials_of_another_movement_bear_its_name(game: str, movement: Movement) -> None:
    usual = [stop.name for stop in tour(replace(setting_of(), game=game))]
    other = [stop.name for stop in tour(replace(setting_of(movement=movement), game=game))]

    assert all(name.startswith(f"{movement}_") for name in other)
    assert {name.removeprefix(f"{movement}_") for name in other} < set(usual)
    assert {f"{movement}_{name}_right" for name in ("imagery", "reward", "wavering")} < set(other)


@pytest.mark.parametrize(("game", "movement"), OTHERS)
@pytest.mark.parametrize("profile", ["plain", "calm_child"])
def test_no_scene_of_another_movement_flashes(
    screen: Screen, game: str, movement: Movement, profile: str
) -> None:
    scenes = analyse_game(game, profile, "en", Task.HAND_VS_REST, 1, movement)

    assert {scene.scene.split("_")[0] for scene in scenes} == {movement}
    assert [scene for scene in scenes if not scene.is_safe] == []
    assert max(scene.largest_change for scene in scenes) < 0.08


@pytest.mark.parametrize(
    ("game", "profile"), list(product(names(CATALOGUE), ["plain", "calm_child"]))
)
def test_no_scene_flashes(screen: Screen, game: str, profile: str) -> None:
    assert PROFILES["calm_child"].calm
    task = Task.LEFT_VS_RIGHT if profile == "plain" else Task.HAND_VS_REST

    scenes = analyse_game(game, profile, "zh", task, frames_per_step=1 if profile == "plain" else 2)

    assert [scene for scene in scenes if not scene.is_safe] == []
    assert max(scene.largest_change for scene in scenes) < 0.08
