"""Scenes around the trials leave the words their room."""

from collections.abc import Iterator

import numpy as np
import pygame
import pytest

from games.accessibility import Accessibility
from games.aside import Aside
from games.draw import BLUE, PAPER
from games.game import QUESTIONS, GameSetting, Moment, Phase
from games.screen import Screen
from games.surround import Surround
from games.text import Writer
from station.task import REST

SCENES = (
    *(Moment(one, elapsed=9, duration=60) for one in (Phase.EYES_OPEN, Phase.EYES_CLOSED)),
    Moment(Phase.BREAK, elapsed=9, duration=60),
    *(Moment(Phase.QUESTION, question=one, answer=10) for one in QUESTIONS),
)
UNANSWERED = Moment(Phase.QUESTION, question="pain")


@pytest.fixture(autouse=True, scope="module")
def screen() -> Iterator[None]:
    with Screen(headless=True):
        yield


def highest(moment: Moment, top: float) -> int:
    """Return the uppermost row that a scene paints in the left half of the screen."""
    setting = GameSetting("right", (REST, "right_hand"), "imagery", "en", "", ACCESS)
    surface = pygame.Surface((1280, 720))
    surface.fill(PAPER)
    aside = Aside(setting, Writer("en"), pygame.Rect(0, 0, 640, 720), 1.0)
    aside.draw(surface, moment, 1.0, top)
    painted = np.any(pygame.surfarray.array3d(surface) != PAPER, axis=(0, 2))
    return int(np.flatnonzero(painted)[0])


ACCESS = Accessibility(field="left", text=96)


@pytest.mark.parametrize("moment", SCENES, ids=lambda one: one.question or one.phase.value)
def test_a_scene_stays_below_words_of_two_lines(moment: Moment) -> None:
    assert highest(moment, 274.0) >= 274


@pytest.mark.parametrize("moment", SCENES, ids=lambda one: one.question or one.phase.value)
def test_a_scene_below_one_line_is_as_large_as_without_words(moment: Moment) -> None:
    assert highest(moment, 160.0) == highest(moment, 0.0)


def numbers(field: pygame.Rect, text: int) -> pygame.Surface:
    """Return what stands below the steps of the scale."""
    access = Accessibility(text=text)
    setting = GameSetting("right", (REST, "right_hand"), "imagery", "en", "", access)
    surface = pygame.Surface((1280, 720))
    surface.fill(PAPER)
    Aside(setting, Writer("en"), field, 1.0).draw(surface, UNANSWERED, 1.0)
    painted = pygame.surfarray.array3d(surface)
    is_step = np.all(painted == BLUE, axis=2)
    foot = int(np.flatnonzero(is_step.any(axis=0))[-1]) + 1
    return surface.subsurface((0, foot, 1280, 720 - foot))


# Eleven numbers beside each other, two digits wide at the most, in what is seen.
@pytest.mark.parametrize(
    ("field", "text", "least"),
    [((0, 640), 96, 42), ((640, 640), 64, 42), ((0, 1280), 96, 90), ((0, 1280), 64, 64), ((0, 1280), 24, 24)],
)  # fmt: skip
def test_numbers_of_the_scale_are_as_large_as_the_field_allows(
    field: tuple[int, int], text: int, least: int
) -> None:
    shown = numbers(pygame.Rect(field[0], 0, field[1], 720), text)

    dark = np.all(pygame.surfarray.array3d(shown) < 120, axis=2)
    columns, rows = (np.flatnonzero(dark.any(axis=axis)) for axis in (1, 0))
    assert columns[0] > field[0]
    assert columns[-1] < field[0] + field[1]
    assert rows[-1] - rows[0] + 1 >= 0.7 * least  # a digit's height, of its letter's
    apart = np.diff(columns)[np.diff(columns) > 1]
    assert len(apart) == 11  # twelve digits, and none touches another


def test_the_words_tell_the_scene_how_far_down_they_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    tops: list[float] = []
    draw = Aside.draw

    def watch(
        self: Aside, surface: pygame.Surface, moment: Moment, opacity: float, top: float
    ) -> None:
        tops.append(top)
        draw(self, surface, moment, opacity, top)

    monkeypatch.setattr(Aside, "draw", watch)
    for text in (48, 96):
        access = Accessibility(field="left", text=text)
        setting = GameSetting("right", (REST, "right_hand"), "imagery", "en", "", access)
        surround, surface = Surround(setting, (1280, 720)), pygame.Surface((1280, 720))
        for _ in range(60):
            surround.follow(SCENES[0], 0.05)
        surround.draw(surface)

    one_line, two_lines = tops
    assert one_line < 200
    assert two_lines > 240
