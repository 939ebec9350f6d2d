"""How rowing looks: with the patient's own eyes, from the seat of a small boat on a calm lake.

The view follows the state softly and decides nothing. The shore glides by with each stroke, and
the lotus ahead comes near and is laid with the others in the bow.
"""

import math
from typing import Final

import pygame

from games.catalogue.rowing import scene
from games.catalogue.rowing.rules import RowingState
from games.draw import Point, blit_faint, glow
from games.game import GameSetting, Moment, View, ViewFactory
from games.hands.film import Film
from games.hands.pair import Pair, Soft
from games.motion import smooth
from games.surround import FADE, Span, Surround
from station.task import Side

_POSES = 14
_OARS = 40  # painted places of an oar on its way
_SHORE = 150.0  # logical pixels by which the shore glides in a stroke
_QUIET_SHORE = 40.0  # the same with a calm or still screen
_SIZES: Final = 24  # of the lotus that comes near
_NEAR: Final = 0.72  # share of a stroke after which the lotus is lifted out of the water
_COLLECTED: Final = 0.985  # and after which the next one is seen ahead
_KEPT: Final = 7  # lotuses that lie in the bow
_KEPT_AT: Final = 544  # height of the first row: both lie above a sound that is written below
_PIVOT: Final = (268.0, 62.0)  # of an oar, right and below the foot, logical
_OUTSIDE: Final = 165.0  # length of an oar outside the boat, logical
SPAN: Final[Span] = (400.0, 170.0)


class RowingView:
    """Draw lake, shore, boat, oars, hands and lotuses."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = s = self._surround.scale
        self._foot = self._surround.place(*scene.FOOT)
        self._lake = scene.lake(self._surround)
        self._shore = scene.shore(s)
        boat = scene.boat(self._surround)
        self._bow = boat.get_bounding_rect()
        self._boat = boat.subsurface(self._bow)
        self._hands = Pair(setting, lambda look: Film(scene.WAY, look, s, _POSES))
        self._oars = {side: self._painted_oars(film) for side, film in self._hands}
        self._glide = (_QUIET_SHORE if self._hands.is_still else _SHORE) * s
        self._lotuses = [scene.lotus((108 + 62 * k / (_SIZES - 1)) * s) for k in range(_SIZES)]
        self._kept = scene.lotus(72 * s)
        self._halo = glow((190 * s, 130 * s), (255, 244, 214), 0.8)
        self._calm = glow((400 * s, 240 * s), (255, 246, 222), 0.6)
        self._shown = Soft()

    def _painted_oars(self, film: Film) -> list[tuple[pygame.Surface, Point]]:
        oars = []
        for number in range(_OARS):
            pose, moved = film.at(number / (_OARS - 1))
            x, y = ((a + b) / self._scale for a, b in zip(pose.wrist, moved, strict=True))
            grip = (x - math.copysign(22, x), y - 62)
            pivot = (math.copysign(_PIVOT[0], x), _PIVOT[1])
            away = (pivot[0] - grip[0], pivot[1] - grip[1])
            share = _OUTSIDE / math.hypot(*away)
            tip = (pivot[0] + share * away[0], pivot[1] + share * away[1])
            oars.append(scene.oar(self._scale, tip, grip))
        return oars

    def draw(self, surface: pygame.Surface, state: RowingState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        surface.blit(self._lake, (0, 0))
        self._draw_shore(surface)
        calm = self._shown["calm"] * self._hands.breath()
        blit_faint(surface, self._calm, self._surround.place(640, 330), calm)
        self._draw_lotus(surface)
        surface.blit(self._boat, self._bow)
        self._draw_kept(surface)
        for side in self._hands.films:
            self._draw_oar(surface, side)
        self._hands.draw_in_place(surface, self._foot, self._shown)
        self._surround.draw(surface)

    def _follow(self, state: RowingState, moment: Moment, dt: float) -> None:
        self._hands.follow(moment, dt)
        self._shown.follow(dt, left=state.left.way, right=state.right.way)
        self._shown.follow(dt, travelled=state.travelled)
        self._shown.follow(dt, FADE, glow=state.glow, calm=state.calm)
        part = self._shown["travelled"] % 1.0
        ahead = 0.0 if _NEAR < part <= _COLLECTED else 1.0
        self._shown.follow(dt, FADE, ahead=ahead)

    def _draw_shore(self, surface: pygame.Surface) -> None:
        width = self._shore.get_width()
        top = self._surround.place(0, scene.HORIZON - 110)[1]
        left = -((self._shown["travelled"] * self._glide) % width)
        while left < surface.get_width():
            surface.blit(self._shore, (round(left), round(top)))
            left += width

    def _draw_lotus(self, surface: pygame.Surface) -> None:
        """The next lotus comes nearer with the stroke; a new one appears farther away."""
        part = self._shown["travelled"] % 1.0
        if part > _COLLECTED:
            part = 0.0
        place = self._surround.place(640, 318 + 110 * part)
        blit_faint(surface, self._halo, place, 0.8 * self._shown["glow"])
        lotus = self._lotuses[round(part * (_SIZES - 1))]
        blit_faint(surface, lotus, place, self._shown["ahead"])

    def _draw_kept(self, surface: pygame.Surface) -> None:
        for number in range(min(_KEPT, math.ceil(self._shown["travelled"]))):
            row, column = (0, number) if number < 3 else (1, number - 3)
            place = self._surround.place(640 + 70 * (column - (1, 1.5)[row]), _KEPT_AT + 42 * row)
            seen = smooth((self._shown["travelled"] - number - 0.7) / 0.28)
            blit_faint(surface, self._kept, place, seen)

    def _draw_oar(self, surface: pygame.Surface, side: Side) -> None:
        oars = self._oars[side]
        image, (x, y) = oars[round(self._shown[side] * (len(oars) - 1))]
        left, top = self._foot[0] + x * self._scale, self._foot[1] + y * self._scale
        surface.blit(image, (round(left), round(top)))


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return RowingView(setting, size)


PLUGIN: ViewFactory = _open
