"""Table, teapot, lidded cup and lid, painted once; and where each is in every step."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

from games.catalogue.reach.scene import TEACUP
from games.catalogue.reach.vessel import opening
from games.draw import picture
from games.hands.painted import Placed, solid
from games.hands.pose import OPEN, PINCH, RELAXED, WIDE, Pose, Way
from games.motion import smooth
from games.scenery import finish, mat, places, soft_shadow, step
from games.scenery import room as scenery_room
from games.solid import COS, Bones, Material, bone, join
from games.surround import Surround

Array = NDArray[Any]  # of floating point numbers
MIDDLE: Final = (640.0, 448.0)  # logical place of the middle of the mat
CUP_X: Final = -126.0  # logical pixels to the right of the middle, for a right hand
POT_X: Final = 140.0
NEAR_X: Final = 84.0  # where the pot stands ready to pour
POUR_X: Final = -6.0
RESTING: Final = (72.0, 62.0)  # how far right of and below its scene a hand rests
LID_X: Final = -262.0  # where the lid is laid
PIVOT: Final = 206.0  # height of the pot's handle, where the hand holds it
TILTS: Final = 9
TILT: Final = np.radians(32)
_SPOUT: Final = (-168.0, 118.0)  # its tip: to the right, and up
TOP: Final[Way] = (  # a hand that comes from beside knob or handle, to hide less of cup and pot
    (0.0, Pose(RELAXED, (292, -196, 34), 14, -11, 8)),
    (0.45, Pose(OPEN, (216, -130, 96), 20, -4, 10, (560, -720, 70))),
    (0.80, Pose(WIDE, (158, -64, 88), 26, 6, 18, (630, -850, 84))),
    (1.0, Pose(PINCH, (138, -50, 62), 26, 14, 20, (630, -850, 80))),
)
_CLAY: Final = Material((0.66, 0.40, 0.29), (0.30, 0.15, 0.11), 0.16)
_BAMBOO: Final = Material((0.86, 0.70, 0.42), (0.48, 0.33, 0.16), 0.10)
_GLAZE: Final = Material((0.955, 0.965, 0.945), (0.56, 0.64, 0.62), 0.10)
_BLUE: Final = Material((0.33, 0.52, 0.60), (0.15, 0.26, 0.33), 0.12)
_PALETTE: Final = (_CLAY, _BAMBOO, _GLAZE, _BLUE)


@dataclass(frozen=True)
class Things:
    """Where everything is, logical pixels for a right hand: x, and height over the table.

    Attributes
    ----------
    lid, pot, cup : tuple of float
    tilt : float
        How far the pot is tilted, 0 to 1.
    tea : float
        How full the cup is, 0 to 1.
    stream : float
        How strongly the tea runs, 0 to 1.
    """

    lid: tuple[float, float] = (CUP_X, TEACUP.height)
    pot: tuple[float, float] = (POT_X, 0.0)
    cup: tuple[float, float] = (CUP_X, 0.0)
    tilt: float = 0.0
    tea: float = 0.0
    stream: float = 0.0


def things(number: int, act: float) -> Things:
    """Return where everything is in a step, some share of it done."""
    way = smooth((act - 0.15) / 0.7)
    up = smooth(act / 0.4) * smooth((1 - act) / 0.4)
    if number == 0:
        height = TEACUP.height * (1 - way) + 70 * up
        return Things(lid=(CUP_X + (LID_X - CUP_X) * way, height))
    lid = (LID_X, 0.0)
    if number == 1:
        return Things(lid=lid, pot=(POT_X + (NEAR_X - POT_X) * way, 56 * up))
    if number == 2:
        there = smooth(act / 0.34) * smooth((1 - act) / 0.30)
        home = NEAR_X if act < 0.5 else POT_X
        return Things(
            lid=lid,
            pot=(home + (POUR_X - home) * there, 124 * there),
            tilt=smooth((act - 0.12) / 0.25) * smooth((0.88 - act) / 0.2),
            tea=smooth((act - 0.32) / 0.4),
            stream=smooth((act - 0.30) / 0.08) * smooth((0.76 - act) / 0.08),
        )
    lift = 92 * smooth(act / 0.35) * smooth((1 - act) / 0.3)
    return Things(lid=lid, cup=(CUP_X, lift / COS), tea=1.0)


def spout(tilt: float) -> tuple[float, float]:
    """Return how far right of and above the pot's foot the tip of its spout is."""
    x, z = _SPOUT[0], _SPOUT[1] - PIVOT
    cos, sin = float(np.cos(tilt * TILT)), float(np.sin(tilt * TILT))
    return x * cos - z * sin, PIVOT + x * sin + z * cos


def room(surround: Surround) -> pygame.Surface:
    """Return wall, table and mat."""
    x, y = places(surround)
    rgb = mat(scenery_room(x, y), x, y, MIDDLE, 262)
    return finish(soft_shadow(rgb, x, y, (MIDDLE[0], MIDDLE[1] + 20), (330, 150)))


def pots(scale: float) -> list[Placed]:
    """Return the pot, less to more tilted around its handle."""
    return [solid(_pot(TILT * k / (TILTS - 1)), _PALETTE, scale) for k in range(TILTS)]


def lid(scale: float) -> Placed:
    """Return the lid of the cup."""
    turns = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    rim = [np.array([64 * np.cos(t), 64 * np.sin(t), 2.0]) for t in turns]
    parts = [bone(np.array([0, 0, 16.0]), 0.8 * end, (14, 8.5), 2) for end in rim]
    parts += [
        bone(one, other, (7.4, 7.4), 3) for one, other in zip(rim, rim[1:] + rim[:1], strict=True)
    ]
    parts.append(bone(np.array([0, 0, 26.0]), np.array([0, 0, 36.0]), (9, 13), 3))
    return solid(join(parts), _PALETTE, scale)


def emptiness(scale: float) -> Placed:
    """Return the inside of the cup where the tea would be."""
    left, top, width, height = -80.0, -150.0, 160.0, 130.0
    x = (np.arange(round(width * scale))[None, :] + 0.5) / scale + left
    y = (np.arange(round(height * scale))[:, None] + 0.5) / scale + top
    tea = opening(x, y, TEACUP.rim - 11, TEACUP.height - 22)
    inside = opening(x, y, TEACUP.rim - 5.5, TEACUP.height)
    deep = np.clip(0.45 + (y + 0 * x + 110) / 160, 0.3, 0.9)[..., None]
    rgba = np.empty((*tea.shape, 4))
    rgba[..., :3] = np.array(_GLAZE.shade) * (1 - deep) + np.array(_GLAZE.lit) * deep
    rgba[..., 3] = step(tea + 1.6, 1.6) * step(inside, 1.6)
    return Placed(picture(rgba).convert_alpha(), round(left * scale), round(top * scale))


def _pot(tilt: float) -> Bones:
    def at(x: float, z: float) -> Array:
        cos, sin, up = np.cos(tilt), np.sin(tilt), z - PIVOT
        return np.array([x * cos - up * sin, 0.0, PIVOT + x * sin + up * cos])

    parts = [
        bone(at(0, 66), at(0, 78), (82, 74), 0),
        bone(at(0, 140), at(0, 146), (30, 26), 0),
        bone(at(0, 168), at(0, 170), (11, 11), 0),
        bone(at(-70, 56), at(-122, 84), (25, 15), 0),
        bone(at(-122, 84), at(*_SPOUT), (15, 9), 0),
    ]
    turns = np.linspace(0.04, np.pi - 0.04, 15)
    arch = [at(72 * np.cos(t), 112 + (PIVOT - 112) * np.sin(t) ** 0.8) for t in turns]
    parts += [bone(a, b, (7.5, 7.5), 1) for a, b in pairwise(arch)]
    return join(parts)
