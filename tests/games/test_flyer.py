"""Something flies by: for the patient to leave alone, and never where nothing is to move."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from benchmarks.tour import setting_of
from games.flyer import CROSSING, Butterfly
from games.game import Moment, Phase
from games.screen import Screen
from games.surround import Surround

ASKED = Moment(Phase.IMAGERY, "right_hand", trial=1, is_distracted=True, duration=5.0)
FIELD = pygame.Rect(320, 0, 640, 360)


@pytest.fixture(autouse=True)
def screen() -> object:
    with Screen(headless=True) as opened:
        yield opened


def places(trial: int) -> list[float]:
    """Return where it is seen, from the left, each fifth of a second."""
    flyer, seen = Butterfly(FIELD, 0.5), []
    for _ in range(round(6 / 0.2)):
        flyer.follow(replace(ASKED, trial=trial), 0.2)
        surface = pygame.Surface((1280, 360), pygame.SRCALPHA)
        flyer.draw(surface)
        columns = np.flatnonzero(pygame.surfarray.array_alpha(surface).any(axis=1))
        if columns.size:
            seen.append(float(columns.mean()))
    return seen


def test_it_crosses_the_seen_field_once_in_a_trial_and_from_either_side() -> None:
    there, back = places(2), places(1)
    assert there == sorted(there)
    assert back == sorted(back, reverse=True)
    for seen in (there, back):
        assert len(seen) == pytest.approx(CROSSING / 0.2, abs=2)
        assert min(seen) < FIELD.left + 40
        assert max(seen) > FIELD.right - 40


def test_without_being_asked_for_none_flies() -> None:
    flyer = Butterfly(FIELD, 0.5)
    surface = pygame.Surface((1280, 360), pygame.SRCALPHA)
    for phase in (Phase.RELAX, Phase.READY, Phase.IMAGERY, Phase.FEEDBACK):
        flyer.follow(replace(ASKED, phase=phase, is_distracted=False), 0.5)
        flyer.draw(surface)
    assert not pygame.surfarray.array_alpha(surface).any()


@pytest.mark.parametrize(("profile", "flies"), [("plain", True), ("still", False), ("calm", False)])
def test_nothing_flies_where_nothing_is_to_move_for_decoration(profile: str, flies: bool) -> None:
    pictures = []
    for moment in (ASKED, replace(ASKED, is_distracted=False)):
        surround = Surround(setting_of(profile), (640, 360))
        surface = pygame.Surface((640, 360))
        for _ in range(20):
            surround.follow(moment, 0.1)
        surround.draw(surface)
        pictures.append(pygame.surfarray.array3d(surface))
    assert bool((pictures[0] != pictures[1]).any()) is flies
