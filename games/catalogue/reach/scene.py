"""The room, and a cup of tea, painted once from formulas."""

from typing import Final

import numpy as np
import pygame

from games.catalogue.reach.vessel import BAND, GLAZE, Array, Vessel, hollow, opening, thing, tone
from games.hands.painted import Placed
from games.scenery import blend, finish, mat, places, step
from games.scenery import room as scenery_room
from games.surround import Surround

CUP: Final = (640.0, 418.0)  # logical place of the foot of the cup
TEACUP: Final = Vessel(foot=46, rim=74, height=132, belly=2.2)
_TEA: Final = (0.690, 0.420, 0.170)


def room(surround: Surround) -> pygame.Surface:
    """Return wall, table and mat."""
    x, y = places(surround)
    return finish(mat(scenery_room(x, y), x, y, CUP))


def nearness(x: Array, y: Array) -> Array:
    """Return how near the cup is to the viewer, -inf beside it."""
    return TEACUP.nearness(x, y)


def cup(scale: float) -> Placed:
    """Return the cup of tea."""
    return thing(_painted_cup, (-80.0, -150.0, 160.0, 200.0), scale)


def _painted_cup(x: Array, y: Array) -> tuple[Array, Array]:
    rgb, light, cover = TEACUP.outside(x, y, GLAZE)
    z, _ = TEACUP.wall_height(x, y)
    around = np.clip(x / TEACUP.radius_at(z), -1, 1)
    shine = 0.16 * np.exp(-(((around + 0.45) / 0.10) ** 2)) * step(z - 30, 60)
    is_band = step(z - 88, 2) * step(106 - z, 2) + step(z - 78, 1.5) * step(82 - z, 1.5)
    rgb = hollow(blend(rgb, tone(BAND, light), is_band) + shine[..., None], x, y, TEACUP, 5.5)
    inside = opening(x, y, TEACUP.rim - 5.5, TEACUP.height)
    tea = opening(x, y, TEACUP.rim - 11, TEACUP.height - 22)
    ripple = 0.07 * np.clip(tea / 40, 0, 1)
    colour = np.array(_TEA) + ripple[..., None] * np.array([1.0, 0.8, 0.5])
    gleam = np.exp(-(((x + 22) / 20) ** 2) - ((y + 100) / 7) ** 2) * 0.22
    rgb = blend(rgb, colour + gleam[..., None], step(tea, 0.8) * step(inside, 0.8))
    return rgb, cover
