"""The frame loop: draw the newest picture, play its sounds, hear the therapist's keys.

It runs on the main thread, because SDL wants it there, and waits for nothing but the next
frame. It decides nothing: rules are advanced elsewhere, on sample time.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import pygame

from games.game import GameSetting, Moment, View
from games.player import REPEAT
from games.screen import Screen
from games.sound import Sounds
from games.voice import Announcer
from station.plugins import load

CATALOGUE: Final = "games.catalogue"
FILL: Final = "fill"  # the whole monitor, or a window again: nobody but the screen hears of it
KEYS: Final = {
    pygame.K_SPACE: "pause",  # and again: resume
    pygame.K_s: "skip",
    pygame.K_RIGHT: "skip",
    pygame.K_r: REPEAT,
    pygame.K_DOWN: "easier",
    pygame.K_UP: "harder",
    pygame.K_c: "compensated",
    pygame.K_d: "drowsy",
    pygame.K_q: "ask",  # for the ratings, now
    pygame.K_g: "start",  # although the signals are not good enough
    pygame.K_ESCAPE: "stop",
    pygame.K_f: FILL,
    # Ratings, where one is asked: the digits, T for ten, minus for no answer.
    **{getattr(pygame, f"K_{digit}"): f"rate {digit}" for digit in range(10)},
    **{getattr(pygame, f"K_KP{digit}"): f"rate {digit}" for digit in range(10)},
    pygame.K_t: "rate 10",
    pygame.K_MINUS: "rate -",
    pygame.K_KP_MINUS: "rate -",
}

Latest = Callable[[], tuple[Any, Moment]]
OnFlip = Callable[[Any, Moment, float], None]


def open_view(name: str, setting: GameSetting, size: tuple[int, int]) -> View:
    """Return the pictures of a game by its name.

    Raises
    ------
    UnknownPlugin
        If there is no such game.
    """
    view: View = load(CATALOGUE, name, part="view")(setting, size)
    return view


def play(
    screen: Screen,
    view: View,
    latest: Latest,
    on_key: Callable[[str], None],
    finished: Callable[[], bool],
    on_flip: OnFlip | None = None,
    take_sounds: Callable[[], Iterable[str]] = tuple,
    announcer: Announcer | None = None,
    frames_per_second: int = 60,
) -> None:
    """Draw until the session is finished.

    Parameters
    ----------
    screen : Screen
        Open.
    view : View
        From :func:`open_view`. Painting it may take seconds, in which no trial should run.
    latest : callable
        Returns the newest (state, moment); :meth:`games.player.Player.latest`.
    on_key : callable
        Hears "pause" (also to resume), "skip", "repeat", "easier", "harder", "compensated", "drowsy",
        "ask", "start", "rate 7" or "stop"; closing the window is "stop".
    finished : callable
        Whether to end; asked before every frame.
    on_flip : callable, optional
        Hears the state and moment that are now on the screen, and when, on the stream clock.
    take_sounds : callable
        Returns the sounds to be played now; :meth:`games.player.Player.take_sounds`.
    announcer : Announcer, optional
        Says the cues aloud.
    frames_per_second : int
    """
    clock = pygame.time.Clock()
    with Sounds() as sounds:
        while not finished():
            # A frame that came late moves the picture no further than three frames would.
            dt = min(clock.tick(frames_per_second) / 1000, 3 / frames_per_second)
            for name in _keys():
                if name == FILL:
                    screen.fill_monitor()
                else:
                    on_key(name)
            now = tuple(take_sounds())
            sounds.play(now)
            state, moment = latest()
            if announcer is not None:
                announcer.follow(moment)
                if REPEAT in now:
                    announcer.repeat()
            view.draw(screen.surface, state, moment, dt)
            screen.flip()
            if on_flip is not None:
                on_flip(state, moment, time.perf_counter())


def _keys() -> Iterable[str]:
    for event in pygame.event.get():
        if event.type == pygame.QUIT:
            yield "stop"
        elif event.type == pygame.KEYDOWN and event.key in KEYS:
            yield KEYS[event.key]
