"""A calm lake with its far shore, a wooden bow, an oar and lotuses, painted once from formulas."""

from typing import Final

import numpy as np
import pygame

from games.draw import Point, picture, polygon
from games.hands.pose import FIST, HALF, RELAXED, Pose, Way
from games.scenery import Array, blend, finish, places, step
from games.surround import Surround

HORIZON: Final = 210.0
FOOT: Final = (640.0, 452.0)  # origin of the hands, logical
PERIOD: Final = 1280.0  # logical width after which the shore repeats
WAY: Final[Way] = (
    (0.0, Pose(RELAXED, (184, -176, 62), 14, -8, 6)),
    (0.25, Pose(HALF, (172, -172, 66), 12, -4, 6)),
    (0.45, Pose(FIST, (168, -176, 68), 10, 0, 6)),  # around the handle
    (1.0, Pose(FIST, (214, -262, 74), 12, 0, 6)),  # drawn back to the chest
)
_SKY: Final = ((226.0, 236.0, 236.0), (250, 240, 222))
_LAKE: Final = ((206.0, 222.0, 216.0), (126, 168, 172))
_WOOD: Final = ((214.0, 168.0, 116.0), (150, 100, 62))
_DECK: Final = 486.0  # logical y to which the deck at the bow reaches
_BLADE: Final = 0.34  # share of an oar
_PETAL: Final = ((226, 138, 160), (240, 172, 186), (250, 210, 216))


def lake(surround: Surround) -> pygame.Surface:
    """Return sky and water."""
    x, y = places(surround)
    up = _tones(_SKY, y / HORIZON)
    down = _tones(_LAKE, (y - HORIZON) / (720 - HORIZON))
    depth = np.maximum(y - HORIZON, 1)
    ripple = np.sin(depth**0.62 * 4 + 1.2 * np.sin(x / (60 + depth))) * np.cos(x / (90 + depth))
    light = 12 * np.exp(-np.square((x - 640) / 360)) * np.exp(-np.square(depth / 260))
    down = down + (2.6 * ripple + light)[..., None]
    return finish(blend(up + 0 * down, down, step(y - HORIZON, 1.5) + 0 * x))


def _tones(tones: tuple[tuple[float, ...], tuple[float, ...]], share: Array) -> Array:
    one, other = (np.array(colour, dtype=np.float32) for colour in tones)
    result: Array = one + (other - one) * np.clip(share, 0, 1)[..., None]
    return result


def shore(scale: float) -> pygame.Surface:
    """Return hills and trees with their reflection, seamless to the left and right."""
    width, height = round(PERIOD * scale), round(190 * scale)
    x = ((np.arange(width) + 0.5) / width * 2 * np.pi)[None, :]
    y = ((np.arange(height) + 0.5) / scale - 110)[:, None]  # 0: the water's edge
    rgba = np.zeros((height, width, 4), dtype=np.float32)
    hills = 62 + 22 * np.sin(2 * x + 1) + 12 * np.sin(5 * x)
    trees = 22 + 7 * np.sin(3 * x + 2) + 6 * np.abs(np.sin(17 * x)) + 4 * np.abs(np.sin(29 * x + 1))
    for top, colour, mirrored in (
        (hills, (168, 190, 188), 0.34),
        (trees, (112, 148, 124), 0.40),
    ):
        above = step(top + y, 2) * step(-y, 1.5)
        below = mirrored * step(0.9 * top - y, 14) * step(y, 1.5)
        share = np.maximum(above, below)[..., None]
        tone = np.array(colour, dtype=np.float32) / 255
        old = rgba[..., 3:]
        full = share + old * (1 - share)
        rgba[..., :3] = (tone * share + rgba[..., :3] * old * (1 - share)) / np.maximum(full, 1e-6)
        rgba[..., 3:] = full
    return picture(rgba).convert_alpha()


def boat(surround: Surround) -> pygame.Surface:
    """Return the bow, seen from the seat."""
    x, y = places(surround)
    down = np.clip((y - 410) / 310, 0, 2)
    half = 430 * np.sqrt(down) - 2 + 0 * x
    away = half - np.abs(x - 640)
    rim = step(away, 2) * step(30 + 0 * away - away, 3)
    across = (x - 640) / np.maximum(0.8 * half, 1)  # the same along a plank, which runs to the bow
    seam = np.exp(-np.square((np.abs((7 * across) % 2 - 1) - 1) * half / 9))
    rgb = _tones(_WOOD, 0.45 + 0.35 * down + 0.06 * np.cos(11 * across))
    rgb = rgb * (1 - 0.26 * seam)[..., None]
    wall = step(70 + 60 * down - away, 10) * (
        0.16 + 0.18 * (away < 60)
    )  # the inner side of the hull
    rgb = rgb * (1 - wall)[..., None]
    rgb = _decked(rgb, x, y)
    rgb = blend(rgb, _tones(_WOOD, 0.1 + 0.2 * down + 0 * x), rim)
    alpha = 255 * step(away, 2)
    return picture(np.concatenate([rgb, alpha[..., None]], axis=2) / 255).convert_alpha()


def _decked(rgb: Array, x: Array, y: Array) -> Array:
    """Return the boat with a small deck at its bow, which throws a shadow."""
    edge = _DECK - 26 * np.square((x - 640) / 230)  # it is hollowed out towards the seat
    shadow = 0.42 * np.exp(-np.maximum(y - edge, 0) / 26)
    rgb = rgb * (1 - shadow)[..., None]
    grain = 5 * np.sin(y / 3.1 + 1.5 * np.sin(x / 70)) + 4 * np.sin(y / 7.7)
    deck = _tones(_WOOD, 0.24 + 0 * x * y) + grain[..., None]
    lip = np.exp(-np.square((y - edge + 4) / 3))
    return blend(rgb, deck + (22 * lip)[..., None], step(edge - y, 1.5))


def oar(scale: float, tip: Point, grip: Point) -> tuple[pygame.Surface, Point]:
    """Return an oar from blade to grip (logical points), and its top left corner.

    The far half of the blade is in the water, which is seen over it, with soft rings around it.
    """
    start, end = np.array(tip), np.array(grip)
    along = (end - start) / np.hypot(*(end - start))
    across = np.array((-along[1], along[0]))
    end = end + 34 * along
    corner = np.minimum(start, end) - 64
    size = (np.abs(end - start) + 128) * scale
    result = pygame.Surface((round(size[0]), round(size[1])), pygame.SRCALPHA)
    reach = float(np.hypot(*(end - start)))
    blade = _blade(along * reach * _BLADE, across)
    _ripple(result, ((start + blade[4] - corner) * scale).tolist(), scale)
    for length, thick, colour in (
        ((0.10, 1.0), 9.0, (138, 90, 54)),
        ((0.10, 1.0), 5.0, (184, 130, 84)),
    ):
        one, two = (start + (end - start) * part for part in length)
        ring = [one + across * thick * 0.6, one - across * thick * 0.6]
        ring += [two - across * thick * 0.8, two + across * thick * 0.8]
        points = [((p - corner) * scale).tolist() for p in ring]
        result.blit(polygon(size, points, colour).convert_alpha(), (0, 0))
    for grown, colour in ((1.0, (138, 90, 54)), (0.80, (196, 146, 98))):
        points = [
            ((start + grown * p + (1 - grown) * blade[0] - corner) * scale).tolist() for p in blade
        ]
        result.blit(polygon(size, points, colour).convert_alpha(), (0, 0))
    _dip(result, [((start + p - corner) * scale).tolist() for p in blade])
    return result.convert_alpha(), (float(corner[0]), float(corner[1]))


def _blade(length: Array, across: Array) -> list[Array]:
    """Return the outline of a blade that is round at its end, from its tip; logical."""
    part = np.linspace(0, np.pi, 17)
    wide = 19.0 * np.sin(part) ** 0.7 * (1.05 - 0.35 * part / np.pi)
    place = 0.5 - 0.5 * np.cos(part)
    one = [length * p + across * w for p, w in zip(place, wide, strict=True)]
    other = [length * p - across * w for p, w in zip(place[::-1], wide[::-1], strict=True)]
    return one + other


def _dip(oar: pygame.Surface, blade: list[Point]) -> None:
    """Lay the water over the far half of a blade (pixels), the deeper the more."""
    veil = pygame.Surface(oar.get_size(), pygame.SRCALPHA)
    half = len(blade) // 2
    for near in range(2, half // 2 + 2):
        part = blade[: near + 1] + blade[-near - 1 :]
        veil.fill((0, 0, 0, 0))
        pygame.draw.polygon(veil, (146, 184, 186, 46), part)
        oar.blit(veil, (0, 0))


def _ripple(oar: pygame.Surface, middle: Point, scale: float) -> None:
    """Draw soft rings on the water around a place, in pixels."""
    for width, opacity in ((64, 70), (96, 46), (132, 26)):
        size = round(width * scale), round(0.36 * width * scale)
        ring = pygame.Surface((3 * size[0], 3 * size[1]), pygame.SRCALPHA)
        ring.fill((240, 248, 246, 0))
        thick = max(1, round(7 * scale))
        pygame.draw.ellipse(ring, (240, 248, 246, opacity), ring.get_rect(), thick)
        soft = pygame.transform.smoothscale(ring, size)
        oar.blit(soft, soft.get_rect(center=(round(middle[0]), round(middle[1]))))


def lotus(width: float) -> pygame.Surface:
    """Return a lotus on its leaf, in pixels."""
    finer = 3
    large = pygame.Surface((round(width * finer), round(width * 0.8 * finer)), pygame.SRCALPHA)
    unit = width * finer / 100
    large.fill((116, 152, 120, 0))
    pygame.draw.ellipse(large, (116, 152, 120), (4 * unit, 50 * unit, 92 * unit, 27 * unit))
    for turns, length, colour in (
        ((-62, 62, -34, 34, 0), 46, _PETAL[0]),
        ((-48, 48, -18, 18), 42, _PETAL[1]),
        ((-30, 30, 0), 34, _PETAL[2]),
    ):
        for turn in turns:
            pygame.draw.polygon(large, colour, _petal(turn, length, unit))
    return pygame.transform.smoothscale(large, (round(width), round(width * 0.8))).convert_alpha()


def _petal(turn: float, length: float, unit: float) -> list[Point]:
    part = np.linspace(0, 1, 15)
    wide = 0.24 * length * np.sin(np.pi * part**1.1)
    side = np.concatenate([wide, -wide[::-1]])
    out = length * np.concatenate([part, part[::-1]])
    angle = np.radians(turn)
    x = 50 + out * np.sin(angle) + side * np.cos(angle)
    y = 62 - out * np.cos(angle) * 0.95 + side * np.sin(angle)
    return [(float(a * unit), float(b * unit)) for a, b in zip(x, y, strict=True)]
