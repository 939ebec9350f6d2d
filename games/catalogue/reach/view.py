"""How reaching looks: with the patient's own eyes, across a warm table, at what the hand works with.

The view follows the state softly and decides nothing. Light and movement change gently: no
flash, no jump, and nothing that blames.
"""

from typing import Final

import pygame

from games.catalogue.reach import scene
from games.catalogue.reach.hand import way
from games.catalogue.reach.rules import ReachState
from games.catalogue.reach.things import THINGS, Now
from games.draw import Point, blit_faint, glow
from games.game import GameSetting, Moment, View, ViewFactory
from games.hands.anatomy import look_of
from games.hands.film import Film
from games.hands.pair import Pair, Soft
from games.movements import IN_PLACE, shown_by
from games.surround import FADE, Span, Surround
from station.task import Side

_FOLLOW = 0.07
_POSES = 24
SPAN: Final[Span] = (350.0, 125.0)


class ReachView:
    """Draw table, hands, what they work with, and light."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = s = self._surround.scale
        self._foot = self._surround.place(*scene.CUP)
        self._room = scene.room(self._surround)
        movement = shown_by("reach", setting.movement)
        self._goes_out = movement not in IN_PLACE
        self._thing = thing = THINGS[movement](s, look_of(setting.access, "right"))
        self._hands = Pair(
            setting, lambda look: Film(way(movement, look), look, s, _POSES, thing.nearness)
        )
        self._halo = glow((330 * s, 260 * s), (255, 238, 196), 0.8)
        self._calm = glow((400 * s, 300 * s), (255, 243, 214), 0.75)
        self._shown = Soft()

    def draw(self, surface: pygame.Surface, state: ReachState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        surface.blit(self._room, (0, 0))
        self._draw_lights(surface)
        self._draw_bodies(surface, self._now(state))
        self._surround.draw(surface)

    def _follow(self, state: ReachState, moment: Moment, dt: float) -> None:
        self._hands.follow(moment, dt)
        self._shown.follow(dt, _FOLLOW, left=state.left.reach, right=state.right.reach)
        self._shown.follow(dt, _FOLLOW, lift=state.lift)
        self._shown.follow(dt, FADE, glow=state.glow, calm=state.calm)

    def _draw_lights(self, surface: pygame.Surface) -> None:
        x, y = self._foot
        rest = (x + self._hand_x(), y + 70 * self._scale)
        blit_faint(surface, self._calm, rest, self._shown["calm"] * self._hands.breath())
        blit_faint(surface, self._halo, (x, y - 40 * self._scale), self._shown["glow"])

    def _hand_x(self) -> float:
        """Return how far beside its work a single hand rests; 0 for two hands."""
        away = 215 * self._scale
        return away * (("right" in self._hands.films) - ("left" in self._hands.films))

    def _now(self, state: ReachState) -> Now:
        return Now(
            {side: self._shown[side] for side in self._hands.films},
            {side: self._foot_of(side) for side in self._hands.films},
            state.holder,
            self._shown["lift"],
            state.lift_speed < 0,
            None if self._hands.is_still else self._hands.time,
        )

    def _foot_of(self, side: Side) -> Point:
        """Return where the scene of a hand has its foot: two hands work beside each other."""
        away = self._thing.apart * self._scale if len(self._hands) > 1 else 0.0
        return self._foot[0] + (away if side == "right" else -away), self._foot[1]

    def _draw_bodies(self, surface: pygame.Surface, now: Now) -> None:
        rise = self._thing.rise * self._scale * now.lift
        rises = {side: rise if side == now.holder else 0.0 for side in now.ways}
        self._thing.draw_behind(surface, self._foot, now)
        if self._goes_out:
            self._hands.draw_ghost(surface, self._foot_of(self._hands.ghost))
        for side, film in self._hands:
            place = now.feet[side], now.ways[side], rises[side]
            film.draw_shadow(surface, *place)
            if self._goes_out:
                film.draw_hand(surface, *place)
            else:
                self._hands.draw_under(surface, side, *place)
        self._thing.draw_held(surface, self._foot, now)
        for side, film in self._hands:
            place = now.feet[side], now.ways[side], rises[side]
            if self._goes_out:
                film.draw_before(surface, *place)
            else:
                self._hands.draw_over(surface, side, *place)
        self._thing.draw_before(surface, self._foot, now)


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return ReachView(setting, size)


PLUGIN: ViewFactory = _open
