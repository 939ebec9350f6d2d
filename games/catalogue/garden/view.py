"""How the garden looks: with the patient's own eyes, beside a pot of flowers on a warm table.

The view follows the state softly and decides nothing. What has bloomed stays in sight: in the pot,
and in the full pots at the back of the table.
"""

import math
from typing import Final

import pygame

from games.catalogue.garden import scene
from games.catalogue.garden.flowers import TIPS, Flowers, Plant, place_of
from games.catalogue.garden.rules import STEMS, GardenState
from games.draw import Point, blit_faint, glow
from games.game import GameSetting, Moment, Phase, View, ViewFactory
from games.hands.film import Film
from games.hands.pair import Pair, Soft
from games.movements import shown_by
from games.surround import FADE, Span, Surround

_FOLLOW = 0.06
_POSES = 14
_MOTES = 6  # of pollen over a new bloom
_SMALLER = 0.29  # the pots at the back
_CHANGE = 0.5  # seconds; time constant with which a pot is put to the back
_BACK: Final[tuple[Point, ...]] = (  # logical places of their feet
    (424, 284),
    (856, 284),
    (324, 288),
    (956, 288),
    (224, 292),
    (1056, 292),
)
SPAN: Final[Span] = (400.0, 140.0)


class GardenView:
    """Draw table, pots, flowers, hands and light."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = s = self._surround.scale
        self._foot = self._surround.place(*scene.HAND)
        self._soil = self._surround.place(scene.POT[0], scene.POT[1] - scene.RISE + 4)
        self._room = scene.room(self._surround)
        self._flowers = Flowers(s)
        self._small, self._small_foot = _full_pot(self._flowers, s)
        way = scene.way(shown_by("garden", setting.movement))
        self._hands = Pair(setting, lambda look: Film(way, look, s, _POSES))
        self._halo = glow((280 * s, 190 * s), (255, 242, 208), 0.7)
        self._calm = glow((400 * s, 300 * s), (255, 243, 214), 0.6)
        self._mote = glow((9 * s, 9 * s), (255, 246, 206), 0.9)
        self._shown = Soft()
        self._blooms = 0

    def draw(self, surface: pygame.Surface, state: GardenState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        surface.blit(self._room, (0, 0))
        self._draw_lights(surface)
        self._draw_pots(surface)
        self._draw_plants(surface, state)
        if not self._hands.is_still:
            self._draw_motes(surface, state)
        self._hands.draw_in_place(surface, self._foot, self._shown)
        self._surround.draw(surface)

    def _follow(self, state: GardenState, moment: Moment, dt: float) -> None:
        self._hands.follow(moment, dt)
        if state.blooms != self._blooms:  # the bud of before is the newest bloom now
            self._blooms = state.blooms
            self._shown["stem"] = self._shown["bud"]
            self._shown["petals"] = 0.0
            self._shown["bud"], self._shown["begun"] = 0.0, 0.0
        is_begun = state.standing < STEMS and state.petals.way > 0.9
        self._shown.follow(dt, _FOLLOW, left=state.left.way, right=state.right.way)
        self._shown.follow(
            dt, _FOLLOW, bud=state.bud.way, stem=state.stem.way, petals=state.petals.way
        )
        self._shown.follow(dt, _CHANGE, begun=float(is_begun), pots=float(state.pots))
        self._shown.follow(dt, FADE, glow=state.glow, calm=state.calm)

    def _draw_lights(self, surface: pygame.Surface) -> None:
        middle = (self._soil[0], self._soil[1] - 130 * self._scale)
        blit_faint(surface, self._calm, middle, self._shown["calm"] * self._hands.breath())
        blit_faint(surface, self._halo, middle, 0.9 * self._shown["glow"])

    def _draw_pots(self, surface: pygame.Surface) -> None:
        for number, place in enumerate(_BACK):
            x, y = self._surround.place(*place)
            opacity = min(1.0, max(0.0, self._shown["pots"] - number))
            left, top = x - self._small_foot[0], y - self._small_foot[1]
            width, height = self._small.get_size()
            blit_faint(surface, self._small, (left + width / 2, top + height / 2), opacity)

    def _draw_plants(self, surface: pygame.Surface, state: GardenState) -> None:
        """Draw the farthest first; a full pot fades while it is put to the back."""
        leaving = min(1.0, max(0.0, state.pots - self._shown["pots"]))
        plants = [(Plant(k, 1.0, 1.0), leaving) for k in range(STEMS) if leaving > 0.01]
        for number in range(state.standing):
            is_newest = number == state.standing - 1
            height = self._shown["stem"] if is_newest else 1.0
            opening = self._shown["petals"] if is_newest else 1.0
            plants.append((Plant(number, height, opening), 1.0))
        if state.standing < STEMS:
            bud = Plant(state.standing, self._shown["bud"], 0.0)
            plants.append((bud, self._shown["begun"] * (1.0 - leaving)))
        for plant, opacity in sorted(plants, key=lambda each: TIPS[each[0].number][1]):
            self._flowers.draw(surface, self._soil, plant, opacity)

    def _draw_motes(self, surface: pygame.Surface, state: GardenState) -> None:
        """Draw pollen that rises softly from a bloom that has just opened."""
        strength = self._shown["glow"] - 0.8
        if state.phase is not Phase.FEEDBACK or not state.standing or strength <= 0:
            return
        x, y = place_of(state.standing - 1, self._shown["stem"])
        for number in range(_MOTES):
            age = (self._hands.time / 2.6 + number / _MOTES) % 1.0
            sway = 34 * math.sin(number * 2.4) + 8 * math.sin(2 * math.pi * age + number)
            at = (x + sway) * self._scale, (y + 14 - 62 * age) * self._scale
            opacity = 4.0 * strength * math.sin(math.pi * age) * self._shown["petals"]
            blit_faint(surface, self._mote, (self._soil[0] + at[0], self._soil[1] + at[1]), opacity)


def _full_pot(flowers: Flowers, scale: float) -> tuple[pygame.Surface, Point]:
    """Return a small picture of a pot in full bloom, and where its foot is, in pixels."""
    pot, foot = scene.alone(scale)
    size = (round(400 * scale), round(400 * scale))
    large = pygame.Surface(size, pygame.SRCALPHA)
    at = (size[0] / 2, 330 * scale)
    large.blit(pot, (round(at[0] - foot[0]), round(at[1] - foot[1])))
    soil = (at[0], at[1] - (scene.RISE - 4) * scale)
    for number in sorted(range(STEMS), key=lambda each: TIPS[each][1]):
        flowers.draw(large, soil, Plant(number, 1.0, 1.0), 1.0)
    small = pygame.transform.smoothscale(
        large, (round(size[0] * _SMALLER), round(size[1] * _SMALLER))
    )
    return small.convert_alpha(), (at[0] * _SMALLER, at[1] * _SMALLER)


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return GardenView(setting, size)


PLUGIN: ViewFactory = _open
