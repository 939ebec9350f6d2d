"""How drumming looks: with the patient's own eyes, over a frame drum on a warm table.

The view follows the state softly and decides nothing. A beat spreads over the skin as a soft
ring of light; with a calm or still screen the skin only becomes a little lighter.
"""

import math
from typing import Final

import pygame

from games.catalogue.drum import scene
from games.catalogue.drum.rules import RAISED, DrumState
from games.draw import blit_faint, glow
from games.game import GameSetting, Moment, Phase, View, ViewFactory
from games.hands.anatomy import look_of
from games.hands.film import Film
from games.motion import approach, smooth
from games.surround import FADE, Span, Surround
from station.task import REST, Side, hand

_FOLLOW = 0.05
_BREATH = 5.0  # seconds
_POSES = 18
_SHOWING = 2.0  # seconds for the movement that is shown beforehand
_SPREADING = 1.1  # seconds a wave takes from the middle to the rim
SIDES: Final[tuple[Side, Side]] = ("left", "right")
SPAN: Final[Span] = (390.0, 190.0)


class DrumView:
    """Draw table, drum, hands and light."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = s = self._surround.scale
        self._foot = self._surround.place(*scene.DRUM)
        self._skin = (self._foot[0], self._foot[1] - scene.RISE * s)
        self._room = scene.room(self._surround)
        self._hands: dict[Side, Film] = {
            side: Film(scene.WAY, look_of(setting.access, side), s, _POSES)
            for side in SIDES
            if hand(side) in setting.classes
        }
        self._is_still = setting.access.still or setting.access.calm
        self._waves = [] if self._is_still else scene.waves(s)
        self._halo = glow((300 * s, 226 * s), (255, 240, 204), 0.62)
        self._calm = glow((400 * s, 300 * s), (255, 243, 214), 0.6)
        self._shown: dict[str, float] = {}
        self._time, self._ghost, self._way = 0.0, setting.side, 0.0

    def draw(self, surface: pygame.Surface, state: DrumState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, dt)
        surface.blit(self._room, (0, 0))
        self._draw_lights(surface)
        self._draw_wave(surface, state.ringing)
        self._draw_ghost(surface, moment, dt)
        for side, film in self._hands.items():
            way = self._shown[side]
            # The shadow falls on the table beside the drum, and on the skin over it.
            rise = scene.RISE * self._scale * smooth(way / (0.6 * RAISED))
            film.draw_shadow(surface, (self._foot[0], self._foot[1] - rise), way)
        for side, film in self._hands.items():
            film.draw(surface, self._foot, self._shown[side])
        self._surround.draw(surface)

    def _follow(self, state: DrumState, dt: float) -> None:
        self._time += dt
        for name, goal, seconds in (
            ("left", state.left.way, _FOLLOW),
            ("right", state.right.way, _FOLLOW),
            ("glow", state.glow, FADE),
            ("calm", state.calm, FADE),
        ):
            self._shown[name] = approach(self._shown.get(name, goal), goal, dt, seconds)

    def _draw_lights(self, surface: pygame.Surface) -> None:
        swell = 0.0 if self._is_still else math.cos(2 * math.pi * self._time / _BREATH)
        blit_faint(surface, self._calm, self._skin, self._shown["calm"] * (0.75 - 0.25 * swell))
        blit_faint(surface, self._halo, self._skin, 0.8 * self._shown["glow"])

    def _draw_wave(self, surface: pygame.Surface, ringing: float) -> None:
        if not self._waves or ringing >= _SPREADING:
            return
        place = ringing / _SPREADING * (len(self._waves) - 1)
        low = int(place)
        strength = math.cos(0.5 * math.pi * ringing / _SPREADING) * smooth(ringing / 0.12)
        for number, share in ((low, 1 - place + low), (low + 1, place - low)):
            blit_faint(surface, self._waves[number], self._skin, strength * share)

    def _draw_ghost(self, surface: pygame.Surface, moment: Moment, dt: float) -> None:
        """Show the movement beforehand: a faint hand rises over the drum and falls."""
        is_shown = moment.is_assisted and moment.cue != REST and moment.side in self._hands
        is_shown = is_shown and moment.phase in (Phase.READY, Phase.IMAGERY)
        if is_shown:
            self._ghost = moment.side
            self._way = 1.0 if self._is_still else smooth(moment.elapsed / _SHOWING)
        goal = 0.45 if is_shown else 0.0
        self._shown["ghost"] = approach(self._shown.get("ghost", 0.0), goal, dt, FADE)
        if self._ghost in self._hands:
            film = self._hands[self._ghost]
            film.draw_ghost(surface, self._foot, self._way, self._shown["ghost"])


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return DrumView(setting, size)


PLUGIN: ViewFactory = _open
