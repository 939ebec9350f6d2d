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
        Placed(_surface(rendered.rgb, _is_before(rendered, box, scale)), *corner),
        _placed_sleeve(sleeve, pose(reach).wrist, scale),
        _shadow(body, pose(reach).wrist, scale),
        (float(wrist[0]) * scale, float(wrist[1]) * scale),
    )


def _surface(rgb: NDArray[np.float32], mask: NDArray[np.bool_]) -> pygame.Surface:
    return picture(shrink(rgb, mask).astype(np.float64)).convert_alpha()


def _is_before(
    rendered: Rendered, box: tuple[float, float, float, float], scale: float
) -> NDArray[np.bool_]:
    rows, columns = rendered.mask.shape
    fine = FINER * scale
    y = (np.arange(rows)[:, None] + 0.5) / fine + box[1]
    x = (np.arange(columns)[None, :] + 0.5) / fine + box[0]
    return rendered.mask & (rendered.nearness > scene.nearness(x, y))


def _shadow(body: Spheres, wrist: tuple[float, ...], scale: float) -> Placed:
    """Return the soft shadow that hand and sleeve throw on the table."""
    body = join([body, bone(cuff(wrist), ELBOW, (50.0, 72.0), 0)])
    ground = body.centres.copy()
    ground[:, 0] += 0.10 * body.centres[:, 2]
    ground[:, 1] -= 0.35 * body.centres[:, 2]
    ground[:, 2] = 0.0
    places, margin = project(ground)[:, :2] * scale, round(60 * scale)
    low = np.floor(places.min(axis=0)).astype(int) - margin
    size = np.ceil(places.max(axis=0)).astype(int) + margin - low
    surface = pygame.Surface((int(size[0]), int(size[1])), pygame.SRCALPHA)
    surface.fill((70, 42, 22, 0))
    for place, radius in zip(places - low, body.radii * scale, strict=True):
        pygame.draw.circle(surface, (70, 42, 22, 92), (float(place[0]), float(place[1])), radius)
    soft = pygame.transform.gaussian_blur(surface, round(14 * scale), False)
    return Placed(soft.convert_alpha(), int(low[0]), int(low[1]))


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
    small = shrink(rgb.astype(np.float32), cover)
    return picture(small.astype(np.float64)).convert_alpha()


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
