"""What every game promises, whoever wrote it: found in the catalogue, walked from end to end."""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from benchmarks.tour import STEP, setting_of, walk
from games.draw import INK, contrast
from games.game import SOUNDS, GameSetting, Moment, Phase
from games.loop import CATALOGUE, open_view
from games.player import Player
from games.screen import Screen
from games.surround import Surround
from games.text import Writer
from station.plugins import load, names
from station.task import Side, Task, hand
from tests.conftest import ROOT

GAMES = names(CATALOGUE)
SMALL = (320, 180)
Frame = NDArray[np.int16]


@pytest.fixture
def screen() -> Iterator[Screen]:
    with Screen(headless=True) as opened:
        yield opened


@dataclass(frozen=True)
class Walked:
    """What a whole tour left behind."""

    pictures: tuple[str, ...]
    states: tuple[str, ...]
    sounds: tuple[str, ...]
    plainest: float


def walked(game: str, setting: GameSetting) -> Walked:
    surface = pygame.Surface(SMALL)
    pictures, states, spread = [], [], []
    sounds: list[str] = []
    for _, player in walk(game, setting, surface, frames_per_step=1):
        pictures.append(hashlib.sha256(surface.get_buffer().raw).hexdigest())
        states.append(repr(player.latest()))
        sounds += player.take_sounds()
        spread.append(float(pygame.surfarray.pixels3d(surface)[::4, ::4].std()))
    return Walked(tuple(pictures), tuple(states), tuple(sounds), min(spread))


@cache
def right_hand(game: str) -> Walked:
    return walked(game, setting_of(task=Task.HAND_VS_REST))


def drawn(game: str, setting: GameSetting, moment: Moment, seconds: float = 3.0) -> Frame:
    """Return the picture after a moment has lasted for some seconds."""
    surface = pygame.Surface(SMALL)
    rules = load(CATALOGUE, game, part="rules")(setting, np.random.default_rng(1))
    player, view = Player(rules), open_view(game, setting, SMALL)
    before = Moment(Phase.READY, moment.cue, moment.side)
    for now, length in ((before, 1.0), (moment, seconds)):
        for _ in range(round(length / STEP)):
            player.advance(now, STEP)
            view.draw(surface, *player.latest(), STEP)
    return pygame.surfarray.array3d(surface).astype(np.int16)


def moved(game: str, setting: GameSetting) -> NDArray[np.bool_]:
    """Return what full evidence changes in the picture, shape (width, height)."""
    at = Moment(Phase.IMAGERY, hand(setting.side), setting.side)
    sign = 1 if setting.side == "right" else -1
    full = Moment(**{**vars(at), "drive": 1.0, "lean": float(sign)})
    one, other = drawn(game, setting, at), drawn(game, setting, full)
    result: NDArray[np.bool_] = np.abs(one - other).sum(axis=2) > 40
    return result


@pytest.mark.parametrize("game", GAMES)
def test_a_seeded_replay_gives_the_same_events_and_the_same_frames(
    screen: Screen, game: str
) -> None:
    again = walked(game, setting_of(task=Task.HAND_VS_REST))

    assert again.sounds == right_hand(game).sounds
    assert again.states == right_hand(game).states
    assert again.pictures == right_hand(game).pictures


@pytest.mark.parametrize("game", GAMES)
def test_every_scene_is_a_picture_and_the_session_ends(screen: Screen, game: str) -> None:
    session = right_hand(game)

    assert session.plainest > 5
    assert set(session.sounds) <= set(SOUNDS)
    assert {"ready", "go", "rest", "reward", "near", "done"} <= set(session.sounds)
    assert session.sounds[-1] == "done"
    assert len(set(session.pictures)) > 100


@pytest.mark.parametrize("game", GAMES)
def test_the_other_hand_acts_on_the_other_side(screen: Screen, game: str) -> None:
    middles = []
    for side in ("left", "right"):
        change = moved(game, setting_of(task=Task.LEFT_VS_RIGHT, side=side))
        assert change.sum() > 60
        middles.append(float(np.nonzero(change)[0].mean()))

    assert middles[0] + middles[1] == pytest.approx(SMALL[0], abs=0.15 * SMALL[0])


@pytest.mark.parametrize("profile", ["field_left", "field_right", "neglect"])
@pytest.mark.parametrize("game", GAMES)
def test_what_matters_lies_where_the_patient_sees_it(
    screen: Screen, game: str, profile: str
) -> None:
    setting = setting_of(profile)
    seen = Surround(setting, SMALL).field

    change = moved(game, setting)

    within = change[max(0, seen.left) : seen.right].sum() / change.sum()
    assert within > 0.9  # a sleeve may reach beyond


@pytest.mark.parametrize("game", GAMES)
def test_both_of_two_hands_move_where_the_patient_sees_them(screen: Screen, game: str) -> None:
    """In the left half, the left hand must not lie beyond the screen, nor the right one in the dark."""
    sides: tuple[Side, Side] = ("left", "right")
    changes = []
    for side in sides:
        setting = setting_of("field_left", task=Task.LEFT_VS_RIGHT, side=side)
        seen, change = Surround(setting, SMALL).field, moved(game, setting)
        assert (
            change[seen.left : seen.right].sum() / change.sum() > 0.8
        )  # a sleeve may reach beyond
        changes.append(float(change.sum()))

    left, right = changes
    assert left / right > 0.7  # it is as much to be seen as the other one, but for its sleeve


@pytest.mark.parametrize("profile", ["plain", "field_left", "neglect"])
@pytest.mark.parametrize("game", GAMES)
def test_words_stand_out_seven_to_one(
    screen: Screen, game: str, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies behind the letters is what is drawn when the letters are left out."""
    asked = partial(Moment, cue="right_hand")
    for moment in (
        asked(Phase.IMAGERY, drive=0.5),
        asked(Phase.FEEDBACK, is_rewarded=True),
        Moment(Phase.BREAK, elapsed=3.0, duration=60.0),
        Moment(Phase.QUESTION, question="pain", answer=3),
    ):
        words = drawn(game, setting_of(profile), moment)
        with monkeypatch.context() as without:
            without.setattr(Writer, "write", lambda *_, **__: None)
            behind = drawn(game, setting_of(profile), moment)
        letters = np.abs(words - behind).sum(axis=2) > 250
        assert letters.sum() > 60
        darkest = sorted(contrast(INK, tuple(map(int, c))) for c in behind[letters])  # type: ignore[arg-type]
        assert darkest[len(darkest) // 50] >= 7


@pytest.mark.parametrize("game", GAMES)
def test_the_mark_of_simulated_eeg_is_always_visible(screen: Screen, game: str) -> None:
    for phase in (Phase.IMAGERY, Phase.BREAK):
        corners = [
            drawn(game, setting_of(mark=mark), Moment(phase, "right_hand"), 1.0)[272:, 2:12].min()
            for mark in ("SIMULATED", "")
        ]
        assert corners[0] + 60 < corners[1]


@pytest.mark.parametrize("game", GAMES)
def test_rules_know_no_screen_and_nothing_asks_the_patient_for_a_key(game: str) -> None:
    for path in (ROOT / "games" / "catalogue" / game).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names_: set[Any] = {
            getattr(alias, "name", "").split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert path.name != "rules.py" or "pygame" not in names_
        touched = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "pygame"
        }
        assert not touched & {"event", "key", "mouse", "joystick", "display"}
