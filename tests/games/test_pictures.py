"""Both games as they are seen: off-screen, in both languages, on both sides."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from games.catalogue.reach import scene
from games.catalogue.reach.hand import WAY
from games.draw import INK, contrast
from games.game import GameSetting, Moment, Phase
from games.hands.anatomy import Look
from games.hands.film import Film
from games.loop import open_view
from games.player import Player
from games.prompts import caption
from games.screen import SIZE, Screen
from games.text import MARKS, Writer
from station.language import LANGUAGES
from station.plugins import load, names
from station.task import Side, Task, classes, hand

GAMES = names("games.catalogue")
STEP = 0.08
SIDES: tuple[Side, Side] = ("left", "right")
FRAMES = 4  # for each decision: 50 frames per second


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen(headless=True) as opened:
        yield opened


def setting_of(side: Side = "right", language: str = "en", mark: str = "") -> GameSetting:
    return GameSetting(side, classes(Task.HAND_VS_REST, side), "imagery", language, mark)


def trial(side: Side, cue: str = "") -> list[tuple[Moment, float]]:
    cue = cue or hand(side)
    lean = 0.9 if side == "right" else -0.9
    return [
        (Moment(Phase.RELAX, side=side), 0.4),
        (Moment(Phase.READY, cue, side), 0.8),
        (Moment(Phase.IMAGERY, cue, side, drive=1.0, lean=lean), 2.0),
        (Moment(Phase.FEEDBACK, cue, side, is_rewarded=True), 2.5),
        (Moment(Phase.RELAX, side=side), 1.5),
        (Moment(Phase.PAUSED, side=side), 0.8),
    ]


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


@pytest.mark.parametrize(("game", "language"), list(product(GAMES, LANGUAGES)))
def test_every_scene_can_be_drawn_on_either_side(screen: Screen, game: str, language: str) -> None:
    for side in SIDES:
        for phase in Phase:
            moment = Moment(phase, hand(side), side, drive=0.5, is_rewarded=True)
            picture = last(screen, game, setting_of(side, language), [(moment, STEP)])
            assert picture.std() > 5


def film(side: Side = "right") -> Film:
    return Film(WAY, Look(side), 1.0, 3, scene.nearness)


def test_the_left_hand_is_the_mirror_image_of_the_right(screen: Screen) -> None:
    for right, left in zip(film().poses, film("left").poses, strict=True):
        one = pygame.surfarray.array_alpha(right.hand.surface)
        other = pygame.surfarray.array_alpha(left.hand.surface)
        assert np.array_equal(one[::-1], other)
        assert right.hand.left + right.hand.surface.get_width() == -left.hand.left


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
    for painted in (first, final):
        assert painted.before is not None
        parts = (painted.hand.surface, painted.before.surface)
        shown, before = ((pygame.surfarray.array_alpha(part) > 0).sum() for part in parts)
        hidden.append(shown - before)
    assert hidden[0] == 0
    assert hidden[1] > 500


@pytest.mark.parametrize(("game", "cue"), list(product(GAMES, ["right_hand", "rest"])))
def test_light_changes_gently_from_frame_to_frame(screen: Screen, game: str, cue: str) -> None:
    before: NDArray[np.float64] | None = None
    weights = np.array([0.2126, 0.7152, 0.0722]) / 255
    for frame in frames(screen, game, setting_of(), trial("right", cue)):
        light = (frame[::8, ::8] @ weights).reshape(16, 10, 9, 10).mean(axis=(1, 3))
        if before is not None:
            assert np.abs(light.mean() - before.mean()) < 0.02
            assert np.abs(light - before).max() < 0.10  # in no field of 80 x 80 pixels
        before = light


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_its_glyphs(language: str) -> None:
    writer = Writer(language)
    said = {writer.tr(mark) for mark in MARKS}
    for phase, side, mode, win in product(Phase, SIDES, ("imagery", "attempt"), (True, False)):
        for cue in ("rest", hand(side)):
            setting = GameSetting(side, classes(Task.LEFT_VS_RIGHT, side), mode, language)
            said.add(caption(Moment(phase, cue, side, is_rewarded=win), setting, writer.tr))
    assert len(said) > 8
    for text in said:
        assert all(_has_glyph(writer, letter) for letter in text if letter.strip()), text


def _has_glyph(writer: Writer, letter: str) -> bool:
    """Whether a letter looks different from the box of a missing one."""
    pictures = [
        pygame.surfarray.array_alpha(writer.words(text, 40, INK)) for text in (letter, "\U0010fffd")
    ]
    return writer.has_glyphs(letter) and not np.array_equal(pictures[0], pictures[1])


def test_the_box_of_a_missing_letter_is_recognised() -> None:
    assert not _has_glyph(Writer("en"), "\ue123")


@pytest.mark.parametrize(("game", "phase"), list(product(GAMES, Phase)))
def test_words_stand_out_seven_to_one(screen: Screen, game: str, phase: Phase) -> None:
    moment = Moment(phase, "right_hand", drive=0.5, is_rewarded=True)
    setting = setting_of(mark="SIMULATED")
    picture = last(screen, game, setting, [(moment, 3.0)])
    for area in (picture[300:980, 50:150], picture[1090:, 10:50]):  # the caption, the mark
        darkest = area.reshape(-1, 3)
        behind = darkest[darkest.sum(axis=1) > 550]
        worst = behind[behind.sum(axis=1).argsort()[len(behind) // 20]]
        assert contrast(INK, (int(worst[0]), int(worst[1]), int(worst[2]))) >= 7


@pytest.mark.parametrize(("game", "phase"), list(product(GAMES, Phase)))
def test_the_mark_is_always_visible(screen: Screen, game: str, phase: Phase) -> None:
    moment = Moment(phase, "right_hand", drive=0.5)
    corner = [
        last(screen, game, setting_of(mark=mark), [(moment, 0.4)])[1090:, 10:50].min()
        for mark in ("SIMULATED", "")
    ]
    assert corner[0] < 60 < 150 < corner[1]
