"""How reaching looks: with the patient's own eyes, across a warm table, at a cup of tea.

The view follows the state softly and decides nothing. Light and movement change gently: no
flash, no jump, and nothing that blames.
"""

import math
from typing import Final

import pygame

from games.catalogue.reach import scene
from games.catalogue.reach.hand import way
from games.catalogue.reach.rules import ReachState
from games.draw import blit_faint, glow
from games.game import GameSetting, Moment, View, ViewFactory
from games.hands.film import Film
from games.hands.painted import Placed
from games.hands.pair import Pair, Soft
from games.movements import shown_by
from games.surround import FADE, Span, Surround

_FOLLOW = 0.07
_LIFT = 96.0  # logical pixels
_STEAM = 6
_POSES = 24
SPAN: Final[Span] = (350.0, 125.0)


class ReachView:
    """Draw table, cup, hands and light."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = self._surround.scale
        self._foot = self._surround.place(*scene.CUP)
        self._room = scene.room(self._surround)
        self._cup = scene.cup(self._scale)
        path = way(shown_by("reach", setting.movement))
        self._hands = Pair(
            setting, lambda look: Film(path, look, self._scale, _POSES, scene.nearness)
        )
        self._make_lights()
        self._shown = Soft()

    def _make_lights(self) -> None:
        s = self._scale
        self._halo = glow((330 * s, 260 * s), (255, 238, 196), 0.8)
        self._calm = glow((400 * s, 300 * s), (255, 243, 214), 0.75)
        self._steam = glow((26 * s, 34 * s), (255, 252, 246), 0.5)
        self._under = glow((104 * s, 62 * s), (64, 48, 30), 0.55)

    def draw(self, surface: pygame.Surface, state: ReachState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        surface.blit(self._room, (0, 0))
        self._draw_lights(surface, state)
        self._hands.draw_ghost(surface, self._foot)
        self._draw_bodies(surface, state)
        if not self._hands.is_still:
            self._draw_steam(surface)
        self._surround.draw(surface)

    def _follow(self, state: ReachState, moment: Moment, dt: float) -> None:
        self._hands.follow(moment, dt)
        self._shown.follow(dt, _FOLLOW, left=state.left.reach, right=state.right.reach)
        self._shown.follow(dt, _FOLLOW, lift=state.lift)
        self._shown.follow(dt, FADE, glow=state.glow, calm=state.calm)

    def _draw_lights(self, surface: pygame.Surface, state: ReachState) -> None:
        x, y = self._foot
        rest = (x + self._hand_x(), y + 70 * self._scale)
        blit_faint(surface, self._calm, rest, self._shown["calm"] * self._hands.breath())
        blit_faint(surface, self._halo, (x, y - 40 * self._scale), self._shown["glow"])
        blit_faint(surface, self._under, (x, y + 8), 1.0 - 0.7 * self._shown["lift"])

    def _hand_x(self) -> float:
        """Return how far beside the cup a single hand rests; 0 for two hands."""
        away = 215 * self._scale
        return away * (("right" in self._hands.films) - ("left" in self._hands.films))

    def _draw_bodies(self, surface: pygame.Surface, state: ReachState) -> None:
        rise = _LIFT * self._scale * self._shown["lift"]
        rises = {side: rise if side == state.holder else 0.0 for side in self._hands.films}
        for side, film in self._hands:
            film.draw_shadow(surface, self._foot, self._shown[side], rises[side])
            film.draw_hand(surface, self._foot, self._shown[side], rises[side])
        left, top = round(self._cup.left * self._scale), round(self._cup.top * self._scale)
        Placed(self._cup.surface, left, top).blit(surface, self._foot[0], self._foot[1] - rise)
        for side, film in self._hands:
            film.draw_before(surface, self._foot, self._shown[side], rises[side])

    def _draw_steam(self, surface: pygame.Surface) -> None:
        """Draw warm steam that rises from the lifted cup."""
        x, y = self._foot
        top = y - (105 + _LIFT * self._shown["lift"]) * self._scale
        for number in range(_STEAM):
            age = (self._hands.time / 3.2 + number / _STEAM) % 1.0
            sway = 11 * math.sin(2.6 * age * math.pi + number * 2.1)
            place = (x + (sway + 7 * (number % 3 - 1)) * self._scale, top - 105 * age * self._scale)
            strength = math.sin(math.pi * age) * (0.30 + 0.60 * self._shown["lift"])
            blit_faint(surface, self._steam, place, strength)


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return ReachView(setting, size)


PLUGIN: ViewFactory = _open
