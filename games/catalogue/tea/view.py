"""How making tea looks: with the patient's own eyes, over a pot and a lidded cup.

The view follows the state softly and decides nothing. For a left hand the table is laid the
other way round.
"""

from dataclasses import fields
from typing import Any, Final

import pygame

from games.catalogue.reach import scene as reach
from games.catalogue.reach.hand import WAY
from games.catalogue.tea import scene
from games.catalogue.tea.rules import STEPS, TeaState
from games.draw import Point, blit_faint, glow
from games.game import GameSetting, Moment, View, ViewFactory
from games.hands.film import Film
from games.hands.painted import Placed
from games.hands.pair import FOLLOW, SIDES, Pair, Soft
from games.motion import approach, smooth
from games.solid import COS
from games.surround import FADE, Span, Surround
from station.task import Side

_LAYING = 0.5  # seconds; the table is laid anew after the last step
_POSES = 11
_TEA = (196, 128, 62)
_KNOB = 30.0  # the lid's knob over its rim
_THROUGH = 26.0  # how far below the top of the handle the fingers reach through it
SPAN: Final[Span] = (400.0, 345.0)


class TeaView:
    """Draw table, pot, cup, lid, hands and light."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = s = self._surround.scale
        self._home = self._surround.place(*scene.MIDDLE)
        self._turn = 1 if setting.side == "right" else -1
        self._room = scene.room(self._surround)
        self._pots = [self._laid(pot) for pot in scene.pots(s)]
        self._cup = reach.cup(s)
        self._lid, self._empty = scene.lid(s), scene.emptiness(s)
        self._hands = Pair(setting, lambda look: Film(scene.TOP, look, s, _POSES))
        self._around_cup = Pair(setting, lambda look: Film(WAY, look, s, _POSES, reach.nearness))
        self._halo = glow((190 * s, 160 * s), (255, 240, 204), 0.7)
        self._calm = glow((400 * s, 300 * s), (255, 243, 214), 0.6)
        self._shade = glow((104 * s, 62 * s), (64, 48, 30), 0.55)
        self._drop = glow((5 * s, 9 * s), _TEA, 1.0)
        self._shown = Soft()
        self._things: dict[str, Any] = {}
        self._step, self._steps = 0, 0

    def draw(self, surface: pygame.Surface, state: TeaState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        surface.blit(self._room, (0, 0))
        self._draw_lights(surface)
        now = scene.Things(**self._things)
        for x in (now.lid[0], now.pot[0], now.cup[0]):
            blit_faint(surface, self._shade, self._at(x, -6), 0.8)
        for side in self._hands.films:
            foot, rise = self._grip(side)
            self._film(side).draw_shadow(surface, foot, self._shown[side], rise)
        self._draw_things(surface, now)
        self._draw_ghost(surface)
        self._surround.draw(surface)

    def _laid(self, thing: Placed) -> Placed:
        return thing if self._turn > 0 else thing.mirrored()

    def _at(self, x: float, height: float = 0.0) -> Point:
        """Return where a thing's foot is: logical pixels right of the middle, and up."""
        s = self._scale
        return self._home[0] + self._turn * x * s, self._home[1] - height * COS * s

    def _film(self, side: Side) -> Film:
        hands = self._around_cup if STEPS[self._step] == "cup" else self._hands
        return hands.films[side]

    def _follow(self, state: TeaState, moment: Moment, dt: float) -> None:
        self._hands.follow(moment, dt)
        self._shown.follow(dt, left=state.left.way, right=state.right.way)
        self._shown.follow(dt, FADE, glow=state.glow, calm=state.calm)
        # A hand on its way home still belongs to the step that it took.
        if state.steps != self._steps and max(self._shown[s] for s in SIDES) < 0.03:
            self._steps, self._step = state.steps, state.step
        is_taken = state.steps != self._steps
        things = scene.things(self._step, 1.0 if is_taken else state.act)
        seconds = FOLLOW if state.act > 0 or is_taken else _LAYING
        for name in (field.name for field in fields(things)):
            value = getattr(things, name)
            self._things[name] = _approach(self._things.get(name), value, dt, seconds)

    def _grip(self, side: Side, way: float | None = None) -> tuple[Point, float]:
        """Return the foot of a hand's scene, and how far above it the hand is, in pixels."""
        now, share = scene.Things(**self._things), smooth(self._shown[side] if way is None else way)
        match STEPS[self._step]:
            case "lid":
                (x, height), up = now.lid, _KNOB
            case "cup":
                (x, height), up = now.cup, 0.0
            case _:
                (x, height), up = now.pot, scene.PIVOT - _THROUGH
        beside, below = (away * (1 - share) for away in scene.RESTING)
        beside *= 1 if side == "right" else -1
        s = self._scale
        foot = self._home[0] + (self._turn * x * share + beside) * s, self._home[1] + below * s
        return foot, (height + up) * COS * s * share

    def _draw_things(self, surface: pygame.Surface, now: scene.Things) -> None:
        is_cup = STEPS[self._step] == "cup"
        pot = self._pots[round(now.tilt * (scene.TILTS - 1))]
        if STEPS[self._step] != "pour":
            pot.blit(surface, *self._at(*now.pot))
        if is_cup:
            for side in self._hands.films:
                foot, rise = self._grip(side)
                self._film(side).draw_hand(surface, foot, self._shown[side], rise)
        cup = self._at(*now.cup)
        self._cup.blit(surface, *cup)
        self._empty.blit(surface, *cup, 1.0 - now.tea)
        self._draw_stream(surface, now)
        self._lid.blit(surface, *self._at(*now.lid))
        if STEPS[self._step] == "pour":
            pot.blit(surface, *self._at(*now.pot))
        for side in self._hands.films:
            foot, rise = self._grip(side)
            film = self._film(side)
            (film.draw_before if is_cup else film.draw)(surface, foot, self._shown[side], rise)

    def _draw_stream(self, surface: pygame.Surface, now: scene.Things) -> None:
        if now.stream < 0.02:
            return
        right, up = scene.spout(now.tilt)
        x, top = now.pot[0] + right, now.pot[1] + up
        x0, y0 = self._at(x, top)
        y1 = self._at(x, reach.TEACUP.height - 22)[1]
        for y in range(round(y0), round(y1), max(1, round(3 * self._scale))):
            blit_faint(surface, self._drop, (x0, y), now.stream)

    def _draw_lights(self, surface: pygame.Surface) -> None:
        strength = self._shown["calm"] * self._hands.breath()
        blit_faint(surface, self._calm, self._home, strength)
        x = {"lid": scene.CUP_X, "cup": scene.CUP_X, "pot": scene.POT_X, "pour": scene.NEAR_X}
        place = self._at(x[STEPS[self._step]], 60)
        blit_faint(surface, self._halo, place, 0.9 * self._shown["glow"])

    def _draw_ghost(self, surface: pygame.Surface) -> None:
        side, way = self._hands.ghost, self._hands.way
        (x, y), rise = self._grip(side, way)
        self._film(side).draw_ghost(surface, (x, y - rise), way, self._hands.opacity)


def _approach(value: Any, goal: Any, dt: float, seconds: float) -> Any:
    if value is None:
        return goal
    if isinstance(goal, tuple):
        return tuple(approach(a, b, dt, seconds) for a, b in zip(value, goal, strict=True))
    return approach(value, goal, dt, seconds)


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return TeaView(setting, size)


PLUGIN: ViewFactory = _open
