"""The hand in all its postures, drawn beforehand: a frame only picks and places them.

A posture has three pictures: the hand, the part of it that lies before the cup, and its shadow
on the table. The sleeve is one picture, turned to follow the arm.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from games.catalogue.reach import scene
from games.catalogue.reach.hand import ELBOW, PALETTE, cuff, pose, spheres
from games.draw import picture
from games.solid import FINER, Rendered, Spheres, bone, bounds, join, project, render, shrink

POSTURES: Final = 28
_REACH: Final = 190  # logical pixels around the foot of the cup that hold all of it
_SHADOW: Final = (70, 42, 22)
_COARSER: Final = 4
_SLEEVE_LENGTH: Final = 660
_SLEEVE: Final = ((0.445, 0.565, 0.625), (0.205, 0.285, 0.345))


@dataclass(frozen=True)
class Placed:
    """A picture and the place of its corner, in pixels from the foot of the cup."""

    surface: pygame.Surface
    left: int
    top: int

    def mirrored(self) -> "Placed":
        """Return its mirror image on the other side of the cup."""
        flipped = pygame.transform.flip(self.surface, True, False)
        return Placed(flipped, -self.left - self.surface.get_width(), self.top)


@dataclass(frozen=True)
class Posture:
    """All pictures of the hand at one point of its way.

    Attributes
    ----------
    anchor : tuple of float
        Where the wrist is, in pixels from the foot of the cup.
    """

    hand: Placed
    before: Placed
    sleeve: Placed
    shadow: Placed
    anchor: tuple[float, float]

    def mirrored(self) -> "Posture":
        """Return the other hand in the same posture."""
        return Posture(
            self.hand.mirrored(),
            self.before.mirrored(),
            self.sleeve.mirrored(),
            self.shadow.mirrored(),
            (-self.anchor[0], self.anchor[1]),
        )


@cache
def postures(scale: float) -> tuple[Posture, ...]:
    """Return the right hand on its way from resting to holding; needs a few seconds once."""
    sleeve = _sleeve(scale)
    return tuple(_posture(k / (POSTURES - 1), scale, sleeve) for k in range(POSTURES))


@cache
def mirrored(scale: float) -> tuple[Posture, ...]:
    """Return the left hand."""
    return tuple(posture.mirrored() for posture in postures(scale))


def _posture(reach: float, scale: float, sleeve: pygame.Surface) -> Posture:
    body = spheres(pose(reach))
    box = bounds(body, scale)
    rendered = render(body, PALETTE, box, scale)
    corner = (round(box[0] * scale), round(box[1] * scale))
    wrist = project(np.array([pose(reach).wrist]))[0]
    return Posture(
        Placed(_surface(rendered.rgb, rendered.mask), *corner),
        Placed(_surface(rendered.rgb, _is_before(rendered, corner, scale)), *corner),
        _placed_sleeve(sleeve, pose(reach).wrist, scale),
        _shadow(body, pose(reach).wrist, scale),
        (float(wrist[0]) * scale, float(wrist[1]) * scale),
    )


def _surface(rgb: NDArray[np.float32], mask: NDArray[np.bool_]) -> pygame.Surface:
    return picture(shrink(rgb, mask).astype(np.float64)).convert_alpha()


@cache
def _cup_nearness(scale: float) -> NDArray[np.float32]:
    """Return how near the cup is, over a box (-_REACH, -_REACH, 2 _REACH, 2 _REACH) around it."""
    reach = round(_REACH * scale)
    steps = (np.arange(2 * reach * FINER) + 0.5) / (FINER * scale) - reach / scale
    return scene.nearness(steps[None, :], steps[:, None]).astype(np.float32)


def _is_before(rendered: Rendered, corner: tuple[int, int], scale: float) -> NDArray[np.bool_]:
    """Return where the hand is nearer than the cup; both lie on the same grid."""
    rows, columns = rendered.mask.shape
    near, reach = _cup_nearness(scale), round(_REACH * scale)
    left, top = ((place + reach) * FINER for place in corner)
    hidden = np.full((rows, columns), -np.inf, dtype=np.float32)
    y0, y1 = max(0, -top), min(rows, len(near) - top)
    x0, x1 = max(0, -left), min(columns, len(near) - left)
    if y0 < y1 and x0 < x1:
        hidden[y0:y1, x0:x1] = near[y0 + top : y1 + top, x0 + left : x1 + left]
    return rendered.mask & (rendered.nearness > hidden)


def _shadow(body: Spheres, wrist: tuple[float, ...], scale: float) -> Placed:
    """Return the soft shadow that hand and sleeve throw on the table."""
    body = join([body, bone(cuff(wrist), ELBOW, (50.0, 72.0), 0)])
    ground = body.centres.copy()
    ground[:, 0] += 0.10 * body.centres[:, 2]
    ground[:, 1] -= 0.35 * body.centres[:, 2]
    ground[:, 2] = 0.0
    part = scale / _COARSER  # a blurred shadow needs few pixels
    places = project(ground)[:, :2] * part
    margin = round(42 * part) + 1
    low = np.floor(places.min(axis=0)).astype(int) - margin - round(74 * part)
    size = np.ceil(places.max(axis=0)).astype(int) + margin + round(74 * part) - low
    surface = pygame.Surface((int(size[0]), int(size[1])), pygame.SRCALPHA)
    surface.fill((*_SHADOW, 0))
    for place, radius in zip(places - low, body.radii * part, strict=True):
        pygame.draw.circle(surface, (*_SHADOW, 95), (float(place[0]), float(place[1])), radius)
    soft = pygame.transform.gaussian_blur(surface, max(1, round(14 * part)), False)
    large = pygame.transform.smoothscale(soft, (int(size[0]) * _COARSER, int(size[1]) * _COARSER))
    return Placed(large.convert_alpha(), int(low[0]) * _COARSER, int(low[1]) * _COARSER)


def _sleeve(scale: float) -> pygame.Surface:
    """Return the sleeve, its cuff at the top, wider towards the elbow."""
    width, length = round(220 * scale), round(_SLEEVE_LENGTH * scale)
    fine = 2
    y, x = np.mgrid[0 : length * fine, 0 : width * fine] / (fine * scale)
    x -= 110.0
    half = 52 + 34 * y / _SLEEVE_LENGTH
    around = np.clip(x / half, -1, 1)
    start = 20 - 20 * np.sqrt(1 - around**2)  # the round opening, seen from behind
    cover = (np.abs(x) < half) & (y > start)
    along = y - start
    light = np.sqrt(1 - around**2) * 0.9 + 0.1
    fold = 0.05 * np.sin(along / 38 + 2.2 * around) * np.clip(along / 120, 0, 1)
    seam = -0.22 * np.exp(-(((along - 34) / 2.0) ** 2)) + 0.06 * (along < 34)
    lit, shade = (np.array(colour) for colour in _SLEEVE)
    rgb = shade + (lit - shade) * np.clip(light + fold + seam, 0, 1.15)[..., None]
    # The colour goes on beyond the edge, or turning the sleeve would darken its edge.
    rgba = np.concatenate([np.clip(rgb, 0, 1), cover[..., None].astype(float)], axis=2)
    small = rgba.reshape(length, fine, width, fine, 4).mean(axis=(1, 3))
    return picture(small).convert_alpha()


def _placed_sleeve(sleeve: pygame.Surface, wrist: tuple[float, ...], scale: float) -> Placed:
    """Return the sleeve turned from the wrist to the elbow."""
    start, end = project(np.stack([cuff(wrist), ELBOW]))[:, :2] * scale
    along = end - start
    angle = float(np.degrees(np.arctan2(along[0], along[1])))
    turned = pygame.transform.rotozoom(sleeve, angle, 1.0)
    # rotozoom turns around the middle; the middle of the cuff must lie at its place
    reach = sleeve.get_height() / 2
    middle = start + along / np.linalg.norm(along) * reach
    corner = middle - np.array(turned.get_size()) / 2
    return Placed(turned.convert_alpha(), round(float(corner[0])), round(float(corner[1])))
