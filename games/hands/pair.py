"""The hands of a game, one or two, and the faint one that shows a movement beforehand.

What the views of all games with hands do alike: values that follow the state softly, hands only
for the sides that are trained, and the ghost of the cued one.
"""

import math
from collections.abc import Callable, Iterator
from typing import Final

import pygame

from games.draw import Point
from games.game import GameSetting, Moment, Phase
from games.hands.anatomy import Look, look_of
from games.hands.film import Film
from games.motion import approach, smooth
from games.surround import FADE
from station.task import REST, Side, hand

SIDES: Final[tuple[Side, Side]] = ("left", "right")
FOLLOW: Final = 0.05  # seconds; less than a decision step: smooth between two of them
_SHOWING: Final = 2.0  # seconds for the movement that is shown beforehand
_GHOST: Final = 0.45
_BREATH: Final = 5.0  # seconds


class Soft:
    """Named values that follow their goals; a new one begins where its goal is."""

    def __init__(self) -> None:
        self._values: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        return self._values.get(name, 0.0)

    def __setitem__(self, name: str, value: float) -> None:
        self._values[name] = value

    def follow(self, dt: float, seconds: float = FOLLOW, **goals: float) -> None:
        """Move values towards their goals; ``seconds`` covers two thirds of the way."""
        for name, goal in goals.items():
            self._values[name] = approach(self._values.get(name, goal), goal, dt, seconds)


class Pair:
    """The films of the trained hands, and the ghost.

    Parameters
    ----------
    setting : GameSetting
    film : callable
        Makes the film of a hand from its look.

    Attributes
    ----------
    films : dict
        Side to film; only the sides that are trained.
    is_still : bool
        Nothing moves for decoration.
    """

    def __init__(self, setting: GameSetting, film: Callable[[Look], Film]) -> None:
        self.films: dict[Side, Film] = {
            side: film(look_of(setting.access, side))
            for side in SIDES
            if hand(side) in setting.classes
        }
        self.is_still = setting.access.still or setting.access.calm
        self.ghost: Side = setting.side
        self.way = 0.0  # of the ghost
        self.opacity = 0.0
        self._time = 0.0

    def __iter__(self) -> Iterator[tuple[Side, Film]]:
        return iter(self.films.items())

    def __len__(self) -> int:
        return len(self.films)

    def follow(self, moment: Moment, dt: float) -> None:
        """Let breath and ghost follow the moment; called once a frame."""
        self._time += dt
        is_shown = moment.is_assisted and moment.cue != REST and moment.side in self.films
        is_shown = is_shown and moment.phase in (Phase.READY, Phase.IMAGERY)
        if is_shown:
            self.ghost = moment.side
            self.way = 1.0 if self.is_still else smooth(moment.elapsed / _SHOWING)
        self.opacity = approach(self.opacity, _GHOST if is_shown else 0.0, dt, FADE)

    @property
    def time(self) -> float:
        """Seconds since the view was opened."""
        return self._time

    def breath(self) -> float:
        """Return how bright the light of a rest trial is now, 0.5 to 1."""
        if self.is_still:
            return 0.75
        return 0.75 - 0.25 * math.cos(2 * math.pi * self._time / _BREATH)

    def draw_ghost(self, surface: pygame.Surface, foot: Point) -> None:
        """Show the movement beforehand: a faint hand makes it."""
        if self.ghost in self.films:
            self.films[self.ghost].draw_ghost(surface, foot, self.way, self.opacity)
