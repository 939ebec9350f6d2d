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
_OVER, _UNDER = 0.65, 0.45  # of a ghost over a hand, and of the hand meanwhile
# Shares of the time in which it goes along with the patient: between two of them it moves, and from a
# third on it fades, so that it is gone when evidence begins to count.
_MOVING: Final = (0.2, 0.7)
_LEAVING: Final = 0.8
_JUMP: Final = 0.2  # of the way
_GONE: Final = 0.03
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
        """Let breath and ghost follow the moment; called once a frame.

        A ghost that is to begin elsewhere fades first: it never jumps.
        """
        self._time += dt
        way = self._way(moment)
        is_else = moment.side != self.ghost or (way is not None and abs(way - self.way) > _JUMP)
        if way is None or (is_else and self.opacity > _GONE):
            self.opacity = approach(self.opacity, 0.0, dt, FADE)
            return
        self.ghost, self.way = moment.side, way
        self.opacity = approach(self.opacity, _GHOST, dt, FADE)

    def _way(self, moment: Moment) -> float | None:
        """Return how far the movement that is shown has come; None where none is."""
        if moment.cue == REST or moment.side not in self.films:
            return None
        if 0 < moment.shown < _LEAVING and moment.phase is Phase.IMAGERY:
            begun, made = _MOVING
            return 1.0 if self.is_still else smooth((moment.shown - begun) / (made - begun))
        if moment.is_assisted and moment.phase in (Phase.READY, Phase.IMAGERY):
            return 1.0 if self.is_still else smooth(moment.elapsed / _SHOWING)
        return None

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

    def draw_in_place(self, surface: pygame.Surface, foot: Point, shares: Soft) -> None:
        """Draw hands that move where they lie, named in ``shares`` by side.

        There a ghost would be hidden by the hand that it lies behind: it is drawn over it, and the hand
        is fainter meanwhile.
        """
        for side, film in self:
            film.draw_shadow(surface, foot, shares[side])
            self.draw_under(surface, side, foot, shares[side])
            self.draw_over(surface, side, foot, shares[side])

    def draw_under(
        self, surface: pygame.Surface, side: Side, foot: Point, share: float, rise: float = 0.0
    ) -> None:
        """Draw one such hand behind what it holds."""
        at = foot[0], foot[1] - rise
        self.films[side].draw_ghost(surface, at, share, self._own(side))

    def draw_over(
        self, surface: pygame.Surface, side: Side, foot: Point, share: float, rise: float = 0.0
    ) -> None:
        """Draw what of it lies before what it holds, the ghost over that, and its sleeve."""
        film, own = self.films[side], self._own(side)
        film.draw_front(surface, foot, share, rise, own)
        if own < 1.0:
            film.draw_ghost(surface, foot, self.way, _OVER * self.opacity / _GHOST)
        film.draw_sleeve(surface, foot, share, rise)

    def _own(self, side: Side) -> float:
        """Return how opaque a hand is over which a ghost may be."""
        shown = self.opacity / _GHOST if side == self.ghost else 0.0
        return 1.0 if shown < _GONE else 1.0 - (1.0 - _UNDER) * shown
