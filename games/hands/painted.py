"""Pictures of a hand in one pose: the hand, what of it lies before a thing, sleeve and shadow.

The sleeve is one picture, turned to follow the forearm.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

from games.draw import picture
from games.hands.anatomy import PALETTES, Look, bones, cuff
from games.hands.pose import Pose
from games.solid import (
    FINER,
    Array,
    Bones,
    Material,
    Rendered,
    bone,
    bounds,
    join,
    project,
    render,
    shrink,
)
from station.task import opposite

# How near a thing is to the viewer at places (x right, y down), logical pixels from the foot of
# the scene; -inf beside it.
Nearness = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
_REACH: Final = 230  # logical pixels around the foot that hold whatever a hand may be behind of
_SHADOW: Final = (70, 42, 22)
_COARSER: Final = 4  # a blurred shadow needs few pixels
_SLEEVE_LENGTH: Final = 1000.0
_SLEEVE: Final = ((0.445, 0.565, 0.625), (0.205, 0.285, 0.345))


@dataclass(frozen=True)
class Placed:
    """A picture and the place of its corner, in pixels from the foot of the scene."""

    surface: pygame.Surface
    left: int
    top: int

    def mirrored(self) -> "Placed":
        """Return its mirror image on the other side of the foot."""
        flipped = pygame.transform.flip(self.surface, True, False)
        return Placed(flipped, -self.left - self.surface.get_width(), self.top)

    def blit(self, surface: pygame.Surface, x: float, y: float, opacity: float = 1.0) -> None:
        """Put it on a surface, the foot of the scene at (x, y)."""
        self.surface.set_alpha(round(255 * min(1.0, opacity)))
        surface.blit(self.surface, (round(x + self.left), round(y + self.top)))


@dataclass(frozen=True)
class Painted:
    """All pictures of a hand in one pose.

    Attributes
    ----------
    hand, sleeve, shadow : Placed
    before : Placed or None
        The part of the hand that is nearer than the thing it holds; None without a thing.
    wrist : tuple of float
        Where the wrist is, in pixels from the foot of the scene.
    """

    hand: Placed
    before: Placed | None
    sleeve: Placed
    shadow: Placed
    wrist: tuple[float, float]

    def mirrored(self) -> "Painted":
        """Return the other hand in the same pose."""
        return Painted(
            self.hand.mirrored(),
            None if self.before is None else self.before.mirrored(),
            self.sleeve.mirrored(),
            self.shadow.mirrored(),
            (-self.wrist[0], self.wrist[1]),
        )


# Every hand painted so far. A left hand is the mirror image of a right one, but neither is kept for
# the other's sake: a hand in all its poses takes some hundred megabytes.
_KEPT: Final[dict[tuple[Pose, Look, float, Nearness | None], Painted]] = {}


def painted(pose: Pose, look: Look, scale: float, thing: Nearness | None = None) -> Painted:
    """Return the pictures of a hand in a pose; needs some 40 ms once.

    Parameters
    ----------
    pose : Pose
    look : Look
    scale : float
        Pixels per logical pixel.
    thing : callable, optional
        What the hand holds: :data:`Nearness`, a function of a module.
    """
    key = pose, look, scale, thing
    if key not in _KEPT:
        other = replace(look, side=opposite(look.side))
        twin = _KEPT.get((pose, other, scale, thing))
        if twin is None and look.side == "left":
            twin = _paint(pose, other, scale, thing)
        _KEPT[key] = _paint(*key) if twin is None else twin.mirrored()
    return _KEPT[key]


def _paint(pose: Pose, look: Look, scale: float, thing: Nearness | None) -> Painted:
    """Paint a right hand."""
    body = bones(pose, look)
    box = bounds(body, scale)
    rendered = render(body, PALETTES[look.skin], box, scale)
    corner = (round(box[0] * scale), round(box[1] * scale))
    wrist = project(np.array(pose.wrist, dtype=float)) * scale
    before = None
    if thing is not None:
        mask = _is_before(rendered, corner, scale, thing)
        before = _cropped(rendered.rgb, mask, corner)
    return Painted(
        _cropped(rendered.rgb, rendered.mask, corner),
        before,
        _placed_sleeve(pose, look, scale),
        _shadow(body, pose, look, scale),
        (float(wrist[0]), float(wrist[1])),
    )


def solid(body: Bones, palette: Sequence[Material], scale: float) -> Placed:
    """Return the picture of a round body that is no hand."""
    box = bounds(body, scale)
    rendered = render(body, palette, box, scale)
    return _cropped(rendered.rgb, rendered.mask, (round(box[0] * scale), round(box[1] * scale)))


def _cropped(rgb: NDArray[np.float32], mask: NDArray[np.bool_], corner: tuple[int, int]) -> Placed:
    surface = picture(shrink(rgb, mask)).convert_alpha()
    return _trimmed(Placed(surface, *corner))


def _trimmed(placed: Placed) -> Placed:
    """Return the same picture without its empty margins: a blit costs what is blitted."""
    box = placed.surface.get_bounding_rect()
    part = placed.surface.subsurface(box).copy()
    return Placed(part, placed.left + box.left, placed.top + box.top)


@cache
def _nearness(scale: float, thing: Nearness) -> NDArray[np.float32]:
    """Return how near the thing is, over a box (-_REACH, -_REACH, 2 _REACH, 2 _REACH)."""
    reach = round(_REACH * scale)
    steps = (np.arange(2 * reach * FINER) + 0.5) / (FINER * scale) - reach / scale
    return thing(steps[None, :], steps[:, None]).astype(np.float32)


def _is_before(
    rendered: Rendered, corner: tuple[int, int], scale: float, thing: Nearness
) -> NDArray[np.bool_]:
    """Return where the hand is nearer than the thing; both lie on the same grid."""
    rows, columns = rendered.mask.shape
    near, reach = _nearness(scale, thing), round(_REACH * scale)
    left, top = ((place + reach) * FINER for place in corner)
    hidden = np.full((rows, columns), -np.inf, dtype=np.float32)
    y0, y1 = max(0, -top), min(rows, len(near) - top)
    x0, x1 = max(0, -left), min(columns, len(near) - left)
    if y0 < y1 and x0 < x1:
        hidden[y0:y1, x0:x1] = near[y0 + top : y1 + top, x0 + left : x1 + left]
    return rendered.mask & (rendered.nearness > hidden)


def _shadow(body: Bones, pose: Pose, look: Look, scale: float) -> Placed:
    """Return the soft shadow that hand and sleeve throw on the table."""
    arm = (36 * look.size, 50 * look.size)
    body = join([body, bone(cuff(pose, look), np.array(pose.elbow, dtype=float), arm, 0)])
    ground = body.ends.copy()
    ground[..., 0] += 0.10 * body.ends[..., 2]
    ground[..., 1] -= 0.35 * body.ends[..., 2]
    ground[..., 2] = 0.0
    part = scale / _COARSER
    places, radii = project(ground)[..., :2] * part, body.radii * part
    margin = round(42 * part) + 1 + radii.max()
    low = np.floor(places.min(axis=(0, 1)) - margin).astype(int)
    size = np.ceil(places.max(axis=(0, 1)) + margin).astype(int) - low
    surface = pygame.Surface((int(size[0]), int(size[1])), pygame.SRCALPHA)
    surface.fill((*_SHADOW, 0))
    for ends, ends_radii in zip(places - low, radii, strict=True):
        _draw_flat(surface, ends, ends_radii)
    soft = pygame.transform.gaussian_blur(surface, max(1, round(14 * part)), False)
    large = pygame.transform.smoothscale(soft, (int(size[0]) * _COARSER, int(size[1]) * _COARSER))
    placed = Placed(large.convert_alpha(), int(low[0]) * _COARSER, int(low[1]) * _COARSER)
    return _trimmed(placed)


def _draw_flat(surface: pygame.Surface, ends: Array, radii: Array) -> None:
    length = float(np.linalg.norm(ends[1] - ends[0]))
    for share in np.linspace(0, 1, max(2, int(2 * length / float(radii.min())) + 1)):
        place, radius = ends[0] + share * (ends[1] - ends[0]), radii[0] + share * np.diff(radii)[0]
        pygame.draw.circle(surface, (*_SHADOW, 95), (float(place[0]), float(place[1])), radius)


@cache
def _sleeve(scale: float) -> pygame.Surface:
    """Return the sleeve, its cuff at the top, wider towards the elbow."""
    width, length = round(320 * scale), round(_SLEEVE_LENGTH * scale)
    fine = 2
    y, x = np.mgrid[0 : length * fine, 0 : width * fine].astype(np.float32) / (fine * scale)
    x -= width / scale / 2
    half = 52 + 34 * y / 660
    around = np.clip(x / half, -1, 1)
    start = 20 - 20 * np.sqrt(1 - around**2)  # the round opening, seen from behind
    # Softer than a pixel, or its edge would turn to steps when the sleeve is turned.
    cover = np.clip((half - np.abs(x)) * scale / 2, 0, 1) * np.clip((y - start) * scale / 2, 0, 1)
    along = y - start
    light = np.sqrt(1 - around**2) * 0.9 + 0.1
    fold = 0.05 * np.sin(along / 38 + 2.2 * around) * np.clip(along / 120, 0, 1)
    seam = -0.22 * np.exp(-(((along - 34) / 2.0) ** 2)) + 0.06 * (along < 34)
    lit, shade = (np.array(colour, dtype=np.float32) for colour in _SLEEVE)
    rgb = shade + (lit - shade) * np.clip(light + fold + seam, 0, 1.15)[..., None]
    # The colour goes on beyond the edge, or turning the sleeve would darken its edge.
    rgba = np.concatenate([np.clip(rgb, 0, 1), cover[..., None]], axis=2)
    small = rgba.reshape(length, fine, width, fine, 4).mean(axis=(1, 3))
    return picture(small).convert_alpha()


def _placed_sleeve(pose: Pose, look: Look, scale: float) -> Placed:
    """Return the sleeve turned from the wrist to the elbow."""
    sleeve = _sleeve(scale * look.size / 1.42)
    elbow = np.array(pose.elbow, dtype=float)
    start, end = project(np.stack([cuff(pose, look), elbow]))[:, :2] * scale
    along = end - start
    angle = float(np.degrees(np.arctan2(along[0], along[1])))
    turned = pygame.transform.rotozoom(sleeve, angle, 1.0)
    # rotozoom turns around the middle; the middle of the cuff must lie at its place
    reach = sleeve.get_height() / 2
    middle = start + along / np.linalg.norm(along) * reach
    corner = middle - np.array(turned.get_size()) / 2
    placed = Placed(turned.convert_alpha(), round(float(corner[0])), round(float(corner[1])))
    return _trimmed(placed)
