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
from games.game import GameSetting, Moment, Phase, View, ViewFactory
from games.hands.anatomy import look_of
from games.hands.film import Film
from games.motion import approach, smooth
from games.solid import COS, SIN
from games.surround import FADE, Span, Surround
from station.task import REST, Side, hand

_FOLLOW: Final = 0.05
_BREATH: Final = 5.0  # seconds
_POSES: Final = 22
_SHOWING: Final = 2.0  # seconds for the movement that is shown beforehand
_OVER: Final = 66.0  # logical pixels between the rim and a ball that is let go
_LEAVING: Final = 0.5  # share of its fall for which a ball is still between the fingers
_ARC: Final = 46.0  # how much higher than a straight line the hand goes
SIDES: Final[tuple[Side, Side]] = ("left", "right")
SPAN: Final[Span] = (390.0, 195.0)


class BasketView:
    """Draw table, baskets, balls, hands and light."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = s = self._surround.scale
        self._hands: dict[Side, Film] = {
            side: Film(scene.way(), look_of(setting.access, side), s, _POSES, scene.nearness)
            for side in SIDES
            if hand(side) in setting.classes
        }
        apart = scene.APART if len(self._hands) == 2 else scene.ASIDE
        shifts = {side: apart * _sign(side) for side in self._hands}
        self._room = scene.room(self._surround, tuple(shifts.values()))
        self._feet = {
            side: self._surround.place(scene.FOOT[0] + shift, scene.FOOT[1])
            for side, shift in shifts.items()
        }
        self._balls = [scene.ball(colour, s) for colour in range(COLOURS)]
        self._back, self._front = scene.back(s), scene.front(s)
        self._make_lights()
        self._is_still = setting.access.still or setting.access.calm
        self._shown: dict[str, float] = {}
        self._time, self._ghost, self._way = 0.0, setting.side, 0.0

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
        for side in self._hands:
            self._draw_basket(surface, side, state.place(side))
        self._draw_ghost(surface, moment, dt)
        for side in self._hands:
            self._draw_hand(surface, side, state.place(side))
        self._surround.draw(surface)

    def _follow(self, state: BasketState, moment: Moment, dt: float) -> None:
        self._time += dt
        goals = {"calm": (state.calm, FADE)}
        for side in self._hands:
            place = state.place(side)
            lit = state.glow if moment.side == side else 0.0
            goals |= {f"{side} glow": (lit, FADE), f"{side} there": (place.there, FADE)}
            goals |= {side: (place.reach, _FOLLOW), f"{side} carry": (place.carry, _FOLLOW)}
            goals[f"{side} fall"] = (place.fall or 0.0, _FOLLOW)
        for name, (goal, seconds) in goals.items():
            self._shown[name] = approach(self._shown.get(name, goal), goal, dt, seconds)

    def _draw_lights(self, surface: pygame.Surface) -> None:
        swell = 0.0 if self._is_still else math.cos(2 * math.pi * self._time / _BREATH)
        middle = self._surround.place(scene.FOOT[0], scene.FOOT[1] - 40)
        blit_faint(surface, self._calm, middle, self._shown["calm"] * (0.75 - 0.25 * swell))
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
        film, foot, reach = self._hands[side], self._feet[side], self._shown[side]
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

    def _draw_ghost(self, surface: pygame.Surface, moment: Moment, dt: float) -> None:
        """Show the movement beforehand: a faint hand closes around the ball."""
        is_shown = moment.is_assisted and moment.cue != REST and moment.side in self._hands
        is_shown = is_shown and moment.phase in (Phase.READY, Phase.IMAGERY)
        if is_shown:
            self._ghost = moment.side
            self._way = 1.0 if self._is_still else smooth(moment.elapsed / _SHOWING)
        goal = 0.45 if is_shown else 0.0
        self._shown["ghost"] = approach(self._shown.get("ghost", 0.0), goal, dt, FADE)
        if self._ghost in self._hands:
            film, foot = self._hands[self._ghost], self._feet[self._ghost]
            film.draw_ghost(surface, foot, self._way, self._shown["ghost"])

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
