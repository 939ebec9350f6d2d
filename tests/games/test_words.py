"""Every word that a patient reads: few, whole, inside what is seen, in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Literal

import pygame
import pytest

from games.accessibility import Accessibility
from games.draw import BLUE, ORANGE, PAPER, contrast
from games.game import QUESTIONS, GameSetting, Moment, Phase
from games.prompts import caption, sound_caption
from games.screen import SIZE, Screen
from games.surround import Surround
from games.text import LEAST, MARKS, Writer
from station.language import LANGUAGES, Language
from station.plugins import names
from station.task import Side, Task, classes, hand

SIDES: tuple[Side, Side] = ("left", "right")
MOST_WORDS = 5
MOST_CHINESE = 10


def captions(language: str) -> Iterator[str]:
    """Yield all that the games' own prompts can say."""
    tr = Language(language)
    modes, games = ("imagery", "attempt"), names("games.catalogue")
    for side, mode, child, game in product(SIDES, modes, (True, False), games):
        access = Accessibility(child=child)
        task = classes(Task.LEFT_VS_RIGHT, side)
        setting = GameSetting(side, task, mode, language, access=access, game=game)
        for phase, win, cue in product(Phase, (True, False), ("rest", hand(side))):
            yield caption(Moment(phase, cue, side, is_rewarded=win), setting, tr)
        yield caption(Moment(Phase.IMAGERY, hand(side), side, is_free=True), setting, tr)
        for question in QUESTIONS:
            yield caption(Moment(Phase.QUESTION, question=question), setting, tr)


def sounds(language: str) -> Iterator[str]:
    tr = Language(language)
    for phase, win, cue in product(Phase, (True, False), ("rest", "right_hand")):
        yield sound_caption(Moment(phase, cue, is_rewarded=win), tr)


@pytest.mark.parametrize(
    ("game", "said"),
    [("reach", "right hand grasps"), ("drum", "right hand drums"), ("rowing", "right hand pulls")],
)
def test_the_words_ask_for_what_the_hand_on_the_screen_does(game: str, said: str) -> None:
    for mode, verb in (("imagery", "Imagine"), ("attempt", "Try")):
        setting = GameSetting("right", ("rest", "right_hand"), mode, "en", game=game)
        moment = Moment(Phase.IMAGERY, "right_hand", "right")

        assert caption(moment, setting, Language("en")) == f"{verb}: {said}"


@pytest.mark.parametrize(
    ("game", "mode", "said"),
    [
        ("reach", "attempt", "Grasp whenever you like"),
        ("drum", "imagery", "Imagine drumming whenever you like"),
    ],
)
def test_nobody_who_sets_the_pace_is_asked_to_move_at_once(game: str, mode: str, said: str) -> None:
    setting = GameSetting("right", ("rest", "right_hand"), mode, "en", game=game)
    free = Moment(Phase.IMAGERY, "right_hand", is_free=True)

    assert caption(free, setting, Language("en")) == said
    assert caption(replace(free, cue="rest"), setting, Language("en")) == "Relax"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cue_has_at_most_five_words(language: str) -> None:
    said = set(captions(language)) - {""}

    assert len(said) > 15
    for text in said:
        letters = text if language == "en" else "".join(filter(str.isalnum, text))
        count = len(text.split()) if language == "en" else len(letters)
        assert count <= (MOST_WORDS if language == "en" else MOST_CHINESE), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_its_glyphs(language: str) -> None:
    writer = Writer(language)
    said = {*captions(language), *sounds(language), *(writer.tr(mark) for mark in MARKS)}

    for text in said | {"0123456789:"}:
        assert all(_has_glyph(writer, letter) for letter in text if letter.strip()), text


def _has_glyph(writer: Writer, letter: str) -> bool:
    """Whether a letter looks different from the box of a missing one."""
    shapes = []
    for text in (letter, "\U0010fffd"):
        alpha = pygame.surfarray.array_alpha(writer.words(text, 40, (0, 0, 0)))
        shapes.append(alpha[alpha.any(axis=1)].tobytes())
    return writer.has_glyphs(letter) and shapes[0] != shapes[1]


def test_the_box_of_a_missing_letter_is_recognised() -> None:
    assert not _has_glyph(Writer("en"), "\ue123")


@pytest.mark.parametrize(
    ("language", "size", "field"),
    list(product(LANGUAGES, (24, 64, 96), ("whole", "left", "centre"))),
)
def test_words_stay_inside_what_is_seen_and_never_get_too_small(
    language: str, size: int, field: str
) -> None:
    writer = Writer(language)
    narrow = {"whole": 1040.0, "centre": 0.62 * SIZE[0] - 40, "left": SIZE[0] / 2 - 40}[field]
    for text in set(captions(language)) - {""}:
        lines, fitted = writer.fit(text, size, (narrow, max(160, 2.1 * 1.22 * size)))

        assert LEAST <= fitted <= size
        assert len(lines) <= 2
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert (
            max(writer.words(line, fitted, (0, 0, 0)).get_width() for line in lines) <= narrow + 4
        )


def test_blue_and_orange_differ_in_light_for_whoever_sees_no_colour() -> None:
    assert contrast(BLUE, ORANGE) > 2
    assert contrast(BLUE, PAPER) > 4.5


def test_short_words_keep_the_size_that_the_patient_wants() -> None:
    assert Writer("en").fit("Relax", 96, (600, 250)) == (["Relax"], 96)


def test_chinese_is_not_torn_inside_a_word_while_it_can_be_smaller() -> None:
    lines, fitted = Writer("zh").fit("请轻轻活动您的手", 96, (600, 250))

    assert lines == ["请轻轻活动您的手"]
    assert 60 < fitted < 96


@pytest.mark.parametrize(
    ("access", "left", "right"),
    [
        (Accessibility(), 0, 1280),
        (Accessibility(field="left"), 0, 640),
        (Accessibility(field="right"), 640, 1280),
        (Accessibility(offset=0.3), 768, 1280),
        (Accessibility(offset=-0.3), 0, 512),
        (Accessibility(field="centre"), 243, 1037),
    ],
)
def test_the_field_is_what_the_patient_sees(access: Accessibility, left: int, right: int) -> None:
    setting = GameSetting("right", ("rest", "right_hand"), "imagery", "en", access=access)
    with Screen(headless=True):
        surround = Surround(setting, SIZE)

    assert (surround.field.left, surround.field.right) == (left, right)
    # What matters of a game, 420 logical pixels to either side of its middle, is within.
    assert surround.place(640 - 420, 0)[0] >= left - 1
    assert surround.place(640 + 420, 0)[0] <= right + 1


@pytest.mark.parametrize(("side", "offset"), [("right", 0.3), ("right", -0.3), ("left", 0.3)])
def test_one_hand_and_its_thing_keep_their_size_where_a_neglecting_patient_looks(
    side: Side, offset: float
) -> None:
    """350 logical pixels to the hand's side and 130 to the other fit in two fifths of 1280."""
    access = Accessibility(offset=offset)
    setting = GameSetting(side, ("rest", f"{side}_hand"), "imagery", "en", access=access)
    with Screen(headless=True):
        surround = Surround(setting, SIZE, (350.0, 130.0))

    out = 1 if side == "right" else -1
    edges = [surround.place(640 + out * x, 360)[0] for x in (-130, 350)]
    assert surround.scale == 1.0
    assert surround.field.left <= min(edges)
    assert max(edges) <= surround.field.right


def test_words_that_miss_one_line_by_little_become_that_much_smaller() -> None:
    """On two lines the praise for a reward covered what the hand had lifted."""
    with Screen(headless=True):
        (lines, size), (broken, full) = (
            Writer("en").fit(text, 96, (472, 237)) for text in ("Well done!", "On to the next")
        )

    assert (lines, broken) == (["Well done!"], ["On to", "the next"])
    assert 87 <= size < 96
    assert full == 96


def test_large_words_on_two_lines_push_the_scene_down_and_short_ones_do_not() -> None:
    def top(text: int, field: Literal["whole", "left"]) -> float:
        access = Accessibility(text=text, field=field)
        setting = GameSetting("right", ("rest", "right_hand"), "imagery", "en", access=access)
        return Surround(setting, SIZE, (320.0, 200.0)).place(640, 360)[1]

    with Screen(headless=True):
        assert top(64, "whole") == 360
        assert 360 + 20 < top(96, "left") <= 360 + 44
