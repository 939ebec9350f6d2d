"""What the hand works with, a movement each: cup, mandarin and bowl, steamer, strawberry.

A thing is drawn behind the hands, between them (what is held) and before them. It follows the hands
and the lift of the rules alone.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pygame

from games.catalogue.reach import fruit, hand, scene, steamer
from games.draw import Point, blit_faint, glow
from games.hands.anatomy import Look
from games.hands.painted import Nearness
from games.motion import smooth
from games.movements import Movement
from games.solid import Array, project
from station.task import Side

LIFT: Final = 96.0  # logical pixels that a held thing is lifted
_STEAM: Final = 6
_ROLLED: Final = 0.85  # lift at which a mandarin lies in the bowl
_TO_BOWL: Final = -24.0  # logical pixels from the hand's foot to the bowl's
_BEHIND: Final = 50.0  # how far the bowl, and the steamer, stand behind the hand's foot


@dataclass(frozen=True)
class Now:
    """What is shown in this frame.

    Attributes
    ----------
    ways : dict
        Side to place on the way of its hand, 0 to 1; only sides that are trained.
    feet : dict
        Side to the foot of its hand, in pixels.
    holder : {"left", "right"}
        The hand that lifts.
    lift : float
        How far that is done, 0 to 1.
    is_leaving : bool
        It comes back already.
    time : float or None
        Seconds, for what moves as decoration; None on a still screen.
    """

    ways: dict[Side, float]
    feet: dict[Side, Point]
    holder: Side
    lift: float
    is_leaving: bool
    time: float | None


class Thing(Protocol):
    """What the hands work with.

    Attributes
    ----------
    nearness : callable or None
        Of what is held (:data:`games.hands.painted.Nearness`).
    apart : float
        How far from the middle each of two hands works, in logical pixels.
    rise : float
        How far the hand that lifts goes up, in logical pixels.
    """

    nearness: Nearness | None
    apart: float
    rise: float

    def draw_behind(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw what lies behind the hands."""

    def draw_held(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw what lies between the fingers."""

    def draw_before(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw what lies before the hands."""


class Steam:
    """Warm steam that rises from a place; none on a still screen."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._puff = glow((26 * scale, 34 * scale), (255, 252, 246), 0.5)

    def draw(self, surface: pygame.Surface, place: Point, wide: float, now: Now) -> None:
        """Draw it, the stronger the more is lifted."""
        if now.time is None:
            return
        s = self._scale
        for number in range(_STEAM):
            age = (now.time / 3.2 + number / _STEAM) % 1.0
            sway = 11 * math.sin(2.6 * age * math.pi + number * 2.1)
            at = place[0] + (sway + wide * (number % 3 - 1)) * s, place[1] - 105 * age * s
            strength = math.sin(math.pi * age) * (0.30 + 0.60 * now.lift)
            blit_faint(surface, self._puff, at, strength)


class Cup:
    """A cup of tea that is grasped and lifted."""

    apart = 0.0
    rise = LIFT

    def __init__(self, scale: float, look: Look) -> None:
        self._scale = scale
        self.nearness: Nearness | None = scene.nearness
        self._cup, self._steam = scene.cup(scale), Steam(scale)
        self._under = glow((104 * scale, 62 * scale), (64, 48, 30), 0.55)

    def draw_behind(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw its shadow."""
        blit_faint(surface, self._under, (foot[0], foot[1] + 8), 1.0 - 0.7 * now.lift)

    def draw_held(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw the cup."""
        self._cup.blit(surface, foot[0], foot[1] - LIFT * self._scale * now.lift)

    def draw_before(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw its steam."""
        top = foot[1] - (105 + LIFT * now.lift) * self._scale
        self._steam.draw(surface, (foot[0], top), 7, now)


class Mandarin:
    """A mandarin that lies in a hand, and rolls into a bowl from the opened one."""

    apart = 30.0
    rise = 0.0

    def __init__(self, scale: float, look: Look) -> None:
        self._scale = scale
        self._start = hand.palm(look)
        self.nearness: Nearness | None = fruit.ball(*self._start, fruit.MANDARIN)
        self._edge = hand.fingertip(look) + np.array([0.0, 0.0, fruit.MANDARIN + 10])
        self._fruit = fruit.mandarin(scale)
        self._back, self._front = (fruit.bowl(scale, is_front=front) for front in (False, True))
        self._under = glow((150 * scale, 96 * scale), (64, 48, 30), 0.5)

    def draw_behind(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw the bowl and what lies in it."""
        x, y = self._bowl(foot, now)
        blit_faint(surface, self._under, (x, y + 10 * self._scale), 1.0)
        self._back.blit(surface, x, y)
        for place in sorted(fruit.HEAP, key=lambda each: -each[1]):
            self._put(surface, (x, y), np.array(place), 1.0)
        self._front.blit(surface, x, y)

    def draw_held(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw the mandarins in the hands; a new one fades in when the last lies in the bowl."""
        for side in now.ways:
            is_gone = side == now.holder and now.lift > 0.02
            opacity = 0.0 if is_gone and not now.is_leaving else 1.0 - now.lift * is_gone
            self._put(surface, now.feet[side], self._turned(self._start, side), opacity)

    def draw_before(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw the mandarin that rolls into the bowl."""
        if now.lift <= 0.02:
            return
        share = 1.0 if now.is_leaving else min(1.0, now.lift / _ROLLED)
        home, bowl = now.feet[now.holder], self._bowl(foot, now)
        start, edge = (self._turned(each, now.holder) for each in (self._start, self._edge))
        points = [self._seen(home, start), self._seen(home, edge)]
        points.append(self._seen(bowl, np.array(fruit.LAID)))
        first, second = min(1.0, share / 0.55), smooth((share - 0.55) / 0.45)
        x, y = (a + (b - a) * first for a, b in zip(points[0], points[1], strict=True))
        x += (points[2][0] - points[1][0]) * second
        y += (points[2][1] - points[1][1]) * second**1.6
        self._fruit.blit(surface, x, y, now.lift if now.is_leaving else 1.0)

    def _bowl(self, foot: Point, now: Now) -> Point:
        turn = ("right" in now.ways) - ("left" in now.ways)
        return foot[0] + turn * _TO_BOWL * self._scale, foot[1] - _BEHIND * 0.75 * self._scale

    def _turned(self, place: Array, side: Side) -> Array:
        turned: Array = place * np.array([1.0 if side == "right" else -1.0, 1.0, 1.0])
        return turned

    def _seen(self, foot: Point, place: Array) -> Point:
        x, y, _ = project(place) * self._scale
        return foot[0] + float(x), foot[1] + float(y)

    def _put(self, surface: pygame.Surface, foot: Point, place: Array, opacity: float) -> None:
        self._fruit.blit(surface, *self._seen(foot, place), opacity)


class Steamer:
    """A steamer whose lid the fingers lift."""

    nearness: Nearness | None = None
    apart = 44.0
    rise = 0.0

    def __init__(self, scale: float, look: Look) -> None:
        self._scale = scale
        places = np.linspace(0, 1, 25)
        self._places = places
        path = hand.way("wrist", look)
        self._angles = steamer.angles(path, look, _BEHIND, places.tolist())
        self._body, self._buns = steamer.steamer(scale), steamer.buns(scale)
        self._front, self._lids = steamer.front(scale), steamer.lids(scale)
        self._steam = Steam(scale)
        self._under = glow((150 * scale, 96 * scale), (64, 48, 30), 0.5)

    def draw_behind(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw the steamer, and its lid where it stands behind the hand."""
        x, y = foot[0], foot[1] - _BEHIND * 0.75 * self._scale
        blit_faint(surface, self._under, (x, y + 10 * self._scale), 1.0)
        if not steamer.is_over(self._angle(now)):
            self._draw_lid(surface, (x, y), now)
        for part in (self._body, self._buns, self._front):
            part.blit(surface, x, y)

    def draw_held(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Nothing is held."""

    def draw_before(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw the lid where it hides the fingers, and the steam."""
        x, y = foot[0], foot[1] - _BEHIND * 0.75 * self._scale
        if steamer.is_over(self._angle(now)):
            self._draw_lid(surface, (x, y), now)
        if now.lift > 0.02:
            self._steam.draw(surface, (x, y - 60 * self._scale), 40, now)

    def _angle(self, now: Now) -> float:
        held = max(float(np.interp(way, self._places, self._angles)) for way in now.ways.values())
        return held + (steamer.OPEN - held) * now.lift

    def _draw_lid(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        share = self._angle(now) / steamer.OPEN
        self._lids[round(share * (steamer.ANGLES - 1))].blit(surface, *foot)


class Strawberry:
    """A strawberry that is picked from a dish."""

    apart = 64.0
    rise = LIFT

    def __init__(self, scale: float, look: Look) -> None:
        self._scale = scale
        self.nearness: Nearness | None = fruit.ball(*hand.BERRY, 25.0)
        self._berry = fruit.strawberry(scale)
        self._back, self._front = (fruit.dish(scale, is_front=front) for front in (False, True))
        self._under = glow((150 * scale, 90 * scale), (64, 48, 30), 0.5)

    def draw_behind(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw the dish and the berries that stay in it."""
        blit_faint(surface, self._under, (foot[0], foot[1] + 8), 1.0)
        self._back.blit(surface, *foot)
        for x, y, z in ((-8, 62, 36), (-60, 34, 38), (-74, -18, 38), (60, 34, 36)):
            self._put(surface, foot, np.array([x, y, z]), 0.0)
        self._front.blit(surface, *foot)

    def draw_held(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Draw the berries that are picked."""
        for side in now.ways:
            rise = LIFT * now.lift if side == now.holder else 0.0
            self._put(surface, now.feet[side], np.array(hand.BERRY), rise)

    def draw_before(self, surface: pygame.Surface, foot: Point, now: Now) -> None:
        """Nothing lies before the hands."""

    def _put(self, surface: pygame.Surface, foot: Point, place: Array, rise: float) -> None:
        x, y, _ = project(place) * self._scale
        self._berry.blit(surface, foot[0] + float(x), foot[1] + float(y) - rise * self._scale)


THINGS: Final[dict[Movement, Callable[[float, Look], Thing]]] = {
    "grasp": Cup,
    "reach": Cup,
    "open": Mandarin,
    "wrist": Steamer,
    "pinch": Strawberry,
}
