"""How the basket looks: with the patient's own eyes, over balls of wool on a warm table.

The view follows the state softly and decides nothing. With two hands there are two baskets, each
on its hand's side; a left hand's table is the mirror image of a right hand's.
"""

import math
from typing import Final

import pygame

from games.catalogue.basket import scene
from games.catalogue.basket.rules import COLOURS, BasketState
from games.catalogue.basket.rules import Place as Kept
from games.draw import Point, blit_faint, glow
from games.game import GameSetting, Moment, View, ViewFactory
from games.hands.film import Film
from games.hands.pair import Pair, Soft
from games.motion import smooth
from games.solid import COS, SIN
from games.surround import FADE, Span, Surround
from station.task import REST, Side

_POSES: Final = 22
_OVER: Final = 66.0  # logical pixels between the rim and a ball that is let go
_LEAVING: Final = 0.5  # share of its fall for which a ball is still between the fingers
_ARC: Final = 46.0  # how much higher than a straight line the hand goes
SPAN: Final[Span] = (390.0, 195.0)
_BOTH: Final[Span] = (SPAN[0] + scene.APART - scene.ASIDE, SPAN[1])  # each by its own basket


class BasketView:
    """Draw table, baskets, balls, hands and light."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN if REST in setting.classes else _BOTH)
        self._scale = s = self._surround.scale
        self._hands = Pair(setting, lambda look: Film(scene.way(), look, s, _POSES, scene.nearness))
        apart = scene.APART if len(self._hands) == 2 else scene.ASIDE
        shifts = {side: apart * _sign(side) for side in self._hands.films}
        self._room = scene.room(self._surround, tuple(shifts.values()))
        self._feet = {
            side: self._surround.place(scene.FOOT[0] + shift, scene.FOOT[1])
            for side, shift in shifts.items()
        }
        self._balls = [scene.ball(colour, s) for colour in range(COLOURS)]
        self._back, self._front = scene.back(s), scene.front(s)
        self._make_lights()
        self._shown = Soft()

    def _make_lights(self) -> None:
        s = self._scale
        self._halo = glow((210 * s, 160 * s), (255, 240, 204), 0.7)
        self._calm = glow((400 * s, 300 * s), (255, 243, 214), 0.6)
        self._under = glow((96 * s, 60 * s), (64, 40, 22), 0.62)

    def draw(self, surface: pygame.Surface, state: BasketState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        surface.blit(self._room, (0, 0))
        self._draw_lights(surface)
        for side in self._hands.films:
            self._draw_basket(surface, side, state.place(side))
        self._hands.draw_ghost(surface, self._feet[self._hands.ghost])
        for side in self._hands.films:
            self._draw_hand(surface, side, state.place(side))
        self._surround.draw(surface)

    def _follow(self, state: BasketState, moment: Moment, dt: float) -> None:
        self._hands.follow(moment, dt)
        self._shown.follow(dt, FADE, calm=state.calm)
        for side in self._hands.films:
            place = state.place(side)
            lit = state.glow if moment.side == side else 0.0
            self._shown.follow(dt, FADE, **{f"{side} glow": lit, f"{side} there": place.there})
            self._shown.follow(dt, **{side: place.reach, f"{side} carry": place.carry})
            self._shown.follow(dt, **{f"{side} fall": place.fall or 0.0})

    def _draw_lights(self, surface: pygame.Surface) -> None:
        middle = self._surround.place(scene.FOOT[0], scene.FOOT[1] - 40)
        blit_faint(surface, self._calm, middle, self._shown["calm"] * self._hands.breath())
        for side, foot in self._feet.items():
            home = 1.0 - smooth(self._shown[f"{side} carry"])  # it goes with the ball
            x, y = scene.BALL
            where = self._at(foot, side, (x * home, y * home, 60.0 * (1 - home)))
            blit_faint(surface, self._halo, where, self._shown[f"{side} glow"])

    def _draw_basket(self, surface: pygame.Surface, side: Side, place: Kept) -> None:
        foot = self._feet[side]
        self._back.blit(surface, *foot)
        for number, colour in sorted(_heap(place.kept).items(), key=lambda kept: _depth(kept[0])):
            self._balls[colour].blit(surface, *self._at(foot, side, scene.HEAP[number]))
        if place.fall is not None and self._shown[f"{side} fall"] >= _LEAVING:
            self._draw_falling(surface, side, place)
        self._front.blit(surface, *foot)

    def _draw_falling(self, surface: pygame.Surface, side: Side, place: Kept) -> None:
        share = self._shown[f"{side} fall"]
        goal = scene.HEAP[_slot(len(place.kept))]
        start = (0.0, 0.0, scene.HEIGHT + _OVER)
        way = (share, share, share * share)  # it falls faster and faster
        now = [a + (b - a) * k for a, b, k in zip(start, goal, way, strict=True)]
        where = self._at(self._feet[side], side, (now[0], now[1], now[2]))
        self._balls[place.colour].blit(surface, *where)

    def _draw_hand(self, surface: pygame.Surface, side: Side, place: Kept) -> None:
        film, foot, reach = self._hands.films[side], self._feet[side], self._shown[side]
        lying = (*scene.BALL, scene.RADIUS)
        carry = smooth(self._shown[f"{side} carry"])
        rise = carry * (scene.HEIGHT + _OVER - scene.RADIUS) + _ARC * math.sin(math.pi * carry)
        back = self._shown[f"{side} there"]
        ground = (lying[0] * (1 - carry), lying[1] * (1 - carry), 0.0)
        moved = self._at(foot, side, (-lying[0] * carry, -lying[1] * carry, 0.0))
        shade = self._at(foot, side, (ground[0] + 4, ground[1] - 14, 0.0))
        blit_faint(surface, self._under, shade, back * (1 - 0.8 * smooth(2 * carry)))
        film.draw_shadow(surface, moved, reach, rise * self._scale * COS)
        film.draw_hand(surface, moved, reach, rise * self._scale * COS)
        if place.fall is None and back > 0.01:
            held = (ground[0], ground[1], lying[2] + rise) if place.is_held else lying
            where = self._at(foot, side, held)
            self._balls[place.colour].blit(surface, *where, opacity=back)
        if place.fall is not None and self._shown[f"{side} fall"] < _LEAVING:
            self._draw_falling(surface, side, place)
        film.draw_before(surface, moved, reach, rise * self._scale * COS)

    def _at(self, foot: Point, side: Side, place: tuple[float, float, float]) -> Point:
        """Return where a place (right, away, up; mirrored for the left hand) is seen."""
        across = place[0] * _sign(side)
        down = -(place[1] * SIN + place[2] * COS)
        return foot[0] + across * self._scale, foot[1] + down * self._scale


def _sign(side: Side) -> int:
    return 1 if side == "right" else -1


def _slot(number: int) -> int:
    """Return where in the heap a ball comes to lie; a full basket's top is changed in turn."""
    full = len(scene.HEAP)
    return number if number < full else full - 4 + (number - full) % 4


def _heap(kept: tuple[int, ...]) -> dict[int, int]:
    return {_slot(number): colour for number, colour in enumerate(kept)}


def _depth(slot: int) -> float:
    _, away, up = scene.HEAP[slot]
    return up * SIN - away * COS


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return BasketView(setting, size)


PLUGIN: ViewFactory = _open
