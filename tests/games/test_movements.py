"""What a hand is asked to do: in words, on the screen, and only in games that show it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.tour import setting_of
from games.game import GameSetting, Moment, Phase
from games.loop import CATALOGUE
from games.movements import LADDER, NAMES, movements_of, shown_by
from games.prompts import caption
from games.screen import Screen
from games.surround import Surround
from station.language import LANGUAGES, Language
from station.plugins import names
from station.task import hand
from tests.games.test_contract import SMALL, drawn, moved

SHOWN = [(game, one) for game in names(CATALOGUE) for one in movements_of(game)]
SEVERAL = [pair for pair in SHOWN if len(movements_of(pair[0])) > 1]

_VERBS = {
    "grasp": ("grasps", "抓握"),
    "open": ("opens", "张"),
    "wrist": ("wrist lifts", "腕"),
    "pinch": ("pinch", "捏"),
    "reach": ("reaches out", "伸"),
    "drum": ("drums", "击鼓"),
    "pull": ("pulls", "划桨"),
}


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen(headless=True) as opened:
        yield opened


def asked(game: str, movement: str, side: str = "right") -> GameSetting:
    setting = setting_of(side="left" if side == "left" else "right")
    return replace(setting, game=game, movement=movement)  # type: ignore[arg-type]


def picture(game: str, movement: str, phase: Phase, **told: float | bool) -> NDArray[np.int16]:
    moment = Moment(phase, "right_hand", "right", **told)  # type: ignore[arg-type]
    return drawn(game, asked(game, movement), moment)


def test_a_game_that_does_not_show_a_movement_keeps_its_own() -> None:
    assert shown_by("garden", "open") == shown_by("reach", "open") == "open"
    assert shown_by("garden", "reach") == "grasp"
    assert shown_by("drum", "open") == "drum"
    assert shown_by("rowing", "grasp") == "pull"
    assert shown_by("reach", "") == shown_by("tea", "pinch") == "grasp"
    assert {one for _, one in SHOWN} == set(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_movement_is_asked_for_in_few_words_of_its_own(language: str) -> None:
    said = set()
    for (game, movement), side, mode, free in product(
        SEVERAL, ("left", "right"), ("imagery", "attempt"), (False, True)
    ):
        setting = replace(asked(game, movement, side), mode=mode, language=language)
        moment = Moment(Phase.IMAGERY, hand(setting.side), setting.side, is_free=free)
        words = caption(moment, setting, Language(language))
        assert len(words.split()) <= 5
        assert language == "en" or len(words) <= 10
        said.add((movement, words))

    assert len({words for _, words in said}) == len(said) == len(LADDER) * 2 * 3


@pytest.mark.parametrize(("game", "movement"), SHOWN)
def test_the_words_name_side_and_movement_in_their_own_language(game: str, movement: str) -> None:
    """What is read is what the hand on the screen then does, in both languages, in every game."""
    english, chinese = _VERBS[movement]
    for side, mode in product(("left", "right"), ("imagery", "attempt")):
        moment = Moment(Phase.IMAGERY, hand("left" if side == "left" else "right"), side)  # type: ignore[arg-type]
        setting = replace(asked(game, movement, side), mode=mode)
        told = caption(moment, replace(setting, language="en"), Language("en"))
        said = caption(moment, replace(setting, language="zh"), Language("zh"))
        assert side in told
        assert english in told
        assert {"left": "左", "right": "右"}[side] in said
        assert chinese in said
        assert not any(letter.isascii() and letter.isalpha() for letter in said)


@pytest.mark.parametrize("game", ["garden", "reach", "observe"])
def test_each_movement_looks_different_with_the_evidence_and_in_the_ghost(
    screen: Screen, game: str
) -> None:
    for one, other in combinations(movements_of(game), 2):
        for phase, told in (
            (Phase.IMAGERY, {"drive": 1.0 if game == "garden" else 0.3}),
            (Phase.READY, {"is_assisted": True}),
        ):
            if game == "observe" and phase is Phase.READY:
                continue  # nothing is shown before what is watched
            first, second = (picture(game, each, phase, **told) for each in (one, other))
            assert (np.abs(first - second)[:, 60:].sum(axis=2) > 40).sum() > 60


@pytest.mark.parametrize(("game", "movement"), [("reach", one) for one in LADDER])
def test_the_ghost_is_not_hidden_by_the_hand_that_it_shows(
    screen: Screen, game: str, movement: str
) -> None:
    told, untold = (
        picture(game, movement, Phase.READY, is_assisted=shown, elapsed=2.0)
        for shown in (True, False)
    )

    assert (np.abs(told - untold)[:, 60:].sum(axis=2) > 40).sum() > 60


@pytest.mark.parametrize(("game", "movement"), SEVERAL)
@pytest.mark.parametrize("profile", ["field_left", "field_right", "neglect"])
def test_each_movement_lies_where_the_patient_sees_it(
    screen: Screen, game: str, movement: str, profile: str
) -> None:
    setting = replace(setting_of(profile), game=game, movement=movement)  # type: ignore[arg-type]
    seen = Surround(setting, SMALL).field

    change = moved(game, setting)

    assert change.sum() > 30
    assert change[max(0, seen.left) : seen.right].sum() / change.sum() > 0.9
