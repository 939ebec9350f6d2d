"""The frame loop, the screen and the sounds, without a monitor or a sound card."""

import os
from typing import Any

import numpy as np
import pygame
import pytest

from games.errors import GameError
from games.game import ASIDE, SOUNDS, GameSetting, Moment, Phase
from games.loop import open_view, play
from games.player import Player
from games.screen import Screen
from games.sound import RATE, Sounds, compose
from station.plugins import UnknownPlugin, load

SETTING = GameSetting("right", ("rest", "right_hand"), "imagery", "en")


def player() -> Player:
    rules = load("games.catalogue", "graz", part="rules")(SETTING, np.random.default_rng(0))
    return Player(rules)


def run(keys: list[Any], frames: int = 2) -> tuple[list[str], list[tuple[Any, Moment, float]]]:
    heard: list[str] = []
    flips: list[tuple[Any, Moment, float]] = []
    with Screen(headless=True) as screen:
        for event in keys:
            pygame.event.post(event)
        play(
            screen,
            open_view("graz", SETTING, screen.size),
            player().latest,
            heard.append,
            lambda: len(flips) >= frames,
            lambda *flip: flips.append(flip),
            frames_per_second=200,
        )
    return heard, flips


def key(code: int) -> Any:
    return pygame.event.Event(pygame.KEYDOWN, key=code)


def test_the_therapist_s_keys_are_heard_in_order() -> None:
    codes = (pygame.K_SPACE, pygame.K_s, pygame.K_RIGHT, pygame.K_ESCAPE, pygame.K_q, pygame.K_x)
    heard, _ = run([key(code) for code in codes])
    assert heard == ["pause", "skip", "skip", "stop", "ask"]


def test_closing_the_window_stops() -> None:
    assert run([pygame.event.Event(pygame.QUIT)])[0] == ["stop"]


def test_every_flip_tells_what_is_shown_and_when() -> None:
    _, flips = run([], frames=3)
    assert [moment.phase for _, moment, _ in flips] == [Phase.RELAX] * 3
    times = [time for _, _, time in flips]
    assert times == sorted(times)


def test_an_unknown_game_is_answered_with_a_suggestion() -> None:
    with Screen(headless=True) as screen, pytest.raises(UnknownPlugin, match="'reach'"):
        open_view("raech", SETTING, screen.size)


def test_no_display_is_one_sentence_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "no-such-driver")
    with pytest.raises(GameError, match="use --headless"), Screen():
        pass


def test_headless_drivers_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "mine")
    monkeypatch.delenv("SDL_AUDIODRIVER", raising=False)
    with Screen(headless=True) as screen:
        assert screen.surface.get_size() == (1280, 720)
        assert os.environ["SDL_AUDIODRIVER"] == "dummy"
    assert os.environ["SDL_VIDEODRIVER"] == "mine"
    assert "SDL_AUDIODRIVER" not in os.environ


@pytest.mark.parametrize("name", SOUNDS)
def test_sounds_are_soft_bounded_and_smooth_at_both_ends(name: str) -> None:
    sound = compose(name)
    assert 0.3 < len(sound) / RATE < 8
    assert np.abs(sound).max() <= 0.36
    assert np.abs(sound[[0, -1]]).max() < 1e-3
    assert np.abs(np.diff(sound)).max() < 0.1


def test_an_instruction_asked_for_again_and_again_does_not_grow_loud(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Eight voices of 0.35 each would be clipped to noise."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    with Sounds() as sounds:
        for _ in range(8):
            sounds.play(["reward"])

        busy = [pygame.mixer.Channel(k).get_busy() for k in range(pygame.mixer.get_num_channels())]

    assert sum(busy) == 2


def test_a_machine_without_sound_plays_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    with Sounds() as sounds:
        assert sounds.is_silent
        sounds.play(SOUNDS)


def test_the_picture_fills_the_monitor_and_nobody_else_hears_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled: list[Screen] = []
    monkeypatch.setattr(Screen, "fill_monitor", lambda screen: filled.append(screen))

    heard, _ = run([key(pygame.K_f), key(pygame.K_s)])

    assert (heard, len(filled)) == (["skip"], 1)


@pytest.mark.parametrize("phase", sorted(ASIDE - {Phase.PAUSED, Phase.WAITING}))
def test_a_scene_begins_with_a_tone(phase: Phase) -> None:
    one = player()
    one.advance(Moment(phase), 0.08)
    one.advance(Moment(phase), 0.08)

    assert len(one.take_sounds()) == 1


def test_closed_eyes_hear_that_they_may_open() -> None:
    one = player()
    for phase in (Phase.EYES_CLOSED, Phase.RELAX, Phase.RELAX):
        one.advance(Moment(phase), 0.08)

    assert one.take_sounds() == ("ready", "ready")
