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
from games.game import GameSetting, Moment, View, ViewFactory
from games.hands.film import Film
from games.hands.pair import Pair, Soft
from games.motion import smooth
from games.surround import FADE, Span, Surround

_POSES = 18
_SPREADING = 1.1  # seconds a wave takes from the middle to the rim
SPAN: Final[Span] = (390.0, 190.0)


class DrumView:
    """Draw table, drum, hands and light."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = s = self._surround.scale
        self._foot = self._surround.place(*scene.DRUM)
        self._skin = (self._foot[0], self._foot[1] - scene.RISE * s)
        self._room = scene.room(self._surround)
        self._hands = Pair(setting, lambda look: Film(scene.WAY, look, s, _POSES))
        self._waves = [] if self._hands.is_still else scene.waves(s)
        self._halo = glow((300 * s, 226 * s), (255, 240, 204), 0.62)
        self._joy = glow((250 * s, 190 * s), (255, 216, 150), 0.85)
        self._calm = glow((400 * s, 300 * s), (255, 243, 214), 0.6)
        self._shown = Soft()

    def draw(self, surface: pygame.Surface, state: DrumState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        surface.blit(self._room, (0, 0))
        self._draw_lights(surface)
        self._draw_wave(surface, state.ringing)
        self._hands.draw_ghost(surface, self._foot)
        for side, film in self._hands:
            way = self._shown[side]
            # The shadow falls on the table beside the drum, and on the skin over it.
            rise = scene.RISE * self._scale * smooth(way / (0.6 * RAISED))
            film.draw_shadow(surface, (self._foot[0], self._foot[1] - rise), way)
        for side, film in self._hands:
            film.draw(surface, self._foot, self._shown[side])
        self._surround.draw(surface)

    def _follow(self, state: DrumState, moment: Moment, dt: float) -> None:
        self._hands.follow(moment, dt)
        self._shown.follow(dt, left=state.left.way, right=state.right.way)
        self._shown.follow(dt, FADE, glow=state.glow, calm=state.calm)

    def _draw_lights(self, surface: pygame.Surface) -> None:
        blit_faint(surface, self._calm, self._skin, self._shown["calm"] * self._hands.breath())
        blit_faint(surface, self._halo, self._skin, 0.8 * self._shown["glow"])
        # Only a reward lights it so far: imagery and reward must not look alike.
        blit_faint(surface, self._joy, self._skin, smooth((self._shown["glow"] - 0.8) / 0.2))

    def _draw_wave(self, surface: pygame.Surface, ringing: float) -> None:
        if not self._waves or ringing >= _SPREADING:
            return
        place = ringing / _SPREADING * (len(self._waves) - 1)
        low = int(place)
        strength = math.cos(0.5 * math.pi * ringing / _SPREADING) * smooth(ringing / 0.12)
        for number, share in ((low, 1 - place + low), (low + 1, place - low)):
            blit_faint(surface, self._waves[number], self._skin, strength * share)


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return DrumView(setting, size)


PLUGIN: ViewFactory = _open
