"""How the balloon looks: with the child's own eyes, its thread between the fingers.

The view follows the state softly and decides nothing. On a still or calm screen nothing sways or
drifts, and a keepsake fades into its place instead of gliding there.
"""

import math
from typing import Final

import pygame

from games.catalogue.balloon import scene
from games.catalogue.balloon.keepsakes import RADIUS, empty_place, stickers
from games.catalogue.balloon.rules import BalloonState
from games.draw import Point, blit_faint, glow
from games.game import GameSetting, Moment, Phase, View, ViewFactory
from games.hands.film import Film
from games.hands.pair import Pair, Soft
from games.motion import smooth
from games.surround import FADE, Span, Surround
from station.task import Side

PLACES: Final = 6  # two columns of three; more keepsakes lie upon the first ones
_PILE: Final = 3  # how many of a pile are drawn
_POSES: Final = 15
_GLIDING: Final = 1.5  # seconds that a keepsake takes to its place
_SWAY: Final = 5.2  # seconds
_LIFT: Final = 50.0  # logical pixels that the balloon rises over the hand
_CLIMB: Final = 70.0  # logical pixels that the sky passes by for every reward
_THREAD: Final = (104, 84, 70)
_BELOW: Final = 64.0  # of the thread, under the grip
# Share of the width, place on the way down, how near, which picture.
_CLOUDS: Final = (
    (0.14, 420, 0.6, 0),
    (0.83, 330, 0.8, 2),
    (0.36, 700, 1.0, 1),
    (0.70, 90, 0.5, 1),
    (0.93, 600, 0.9, 0),
    (0.04, 120, 0.7, 2),
)
SPAN: Final[Span] = (330.0, 230.0)


class BalloonView:
    """Draw sky, balloon, hands and keepsakes."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size, SPAN)
        self._scale = s = self._surround.scale
        self._grip = self._surround.place(*scene.GRIP)
        self._sky, self._hills = scene.sky(self._surround), scene.hills(self._surround)
        self._clouds = scene.clouds(self._surround.pixel)
        self._balloon = scene.balloon(s)
        self._awake, self._asleep = (scene.face(s, is_asleep=b) for b in (False, True))
        self._stickers, self._empty = stickers(s), empty_place(s)
        self._hands = Pair(
            setting, lambda look: Film(scene.way(look.size), look, s, _POSES, scene.nearness)
        )
        self._halo = glow((210 * s, 220 * s), (255, 246, 214), 0.8)
        self._outward = -1.0 if setting.side == "right" else 1.0  # the row is beside the other hand
        self._shown = Soft()
        self._time = 0.0

    def draw(self, surface: pygame.Surface, state: BalloonState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        self._draw_sky(surface)
        self._draw_row(surface, state)
        middle = self._middle()
        blit_faint(surface, self._halo, middle, 0.75 * max(self._shown["light"], 0.0))
        self._hands.draw_ghost(surface, self._grip)
        for side, film in self._hands:
            film.draw_hand(surface, self._grip, self._shown[side], self._rise(side))
        self._draw_thread(surface, middle)
        for side, film in self._hands:
            film.draw_before(surface, self._grip, self._shown[side], self._rise(side))
        blit_faint(surface, self._balloon, middle, 1.0)
        blit_faint(surface, self._awake, middle, 1 - self._shown["calm"])
        blit_faint(surface, self._asleep, middle, self._shown["calm"])
        self._draw_newest(surface, state, middle)
        self._surround.draw(surface)

    def _follow(self, state: BalloonState, moment: Moment, dt: float) -> None:
        self._time += 0.0 if self._hands.is_still or moment.is_steady else dt
        is_lit = moment.phase is Phase.FEEDBACK and moment.is_rewarded
        self._hands.follow(moment, dt)
        self._shown.follow(dt, left=state.left.way, right=state.right.way)
        self._shown.follow(dt, lift=state.lift.way, height=state.height.way)
        self._shown.follow(dt, FADE, calm=state.calm)
        self._shown.follow(dt, 2 * FADE, light=float(is_lit))

    def _middle(self) -> Point:
        """Return where the balloon is."""
        turn = 2 * math.pi * self._time / _SWAY
        across, down = 7 * math.sin(turn), 4 * math.sin(2 * turn + 0.6)
        x, y = scene.BALLOON
        return self._surround.place(x + across, y + down - _LIFT * self._shown["lift"])

    def _rise(self, side: Side) -> float:
        """Return how far a closed hand is carried up, in pixels."""
        return 18 * self._scale * self._shown["lift"] * smooth(2 * self._shown[side] - 1)

    def _draw_sky(self, surface: pygame.Surface) -> None:
        surface.blit(self._sky, (0, 0))
        width, height = self._surround.size
        pixel, climbed = self._surround.pixel, _CLIMB * self._shown["height"]
        for share, place, near, kind in _CLOUDS:
            cloud = self._clouds[kind]
            drift = share * width + 4 * near * self._time * pixel
            x = drift % (width + cloud.get_width()) - cloud.get_width() / 2
            y = (place + near * climbed) % 940 - 110
            blit_faint(surface, cloud, (x, y * pixel), 0.55 + 0.45 * near)
        for hill, away in zip(self._hills, (0.6, 1.0), strict=True):
            top = height - hill.get_height() + round(away * climbed * pixel)
            if top < height:
                surface.blit(hill, (0, top))

    def _place(self, number: int) -> Point:
        """Return where a keepsake lies: beside the balloon, below the words."""
        row, column = divmod(number % PLACES, 2)
        pile, apart = 6 * (number // PLACES), 2 * RADIUS + 8
        x, y = self._surround.place(
            640 + self._outward * (140 + apart * (1 - column)), 290 + apart * row
        )
        return x, y + min(pile, 6 * _PILE) * self._scale

    def _draw_row(self, surface: pygame.Surface, state: BalloonState) -> None:
        count = len(state.keepsakes)
        for number in range(PLACES):
            blit_faint(surface, self._empty, self._place(number), 0.75)
        is_gliding = state.found < _GLIDING
        for number in range(max(0, count - _PILE * PLACES), count - is_gliding):
            blit_faint(surface, self._stickers[state.keepsakes[number]], self._place(number), 1.0)

    def _draw_newest(self, surface: pygame.Surface, state: BalloonState, middle: Point) -> None:
        """Let the newest keepsake glide from beside the balloon into the row."""
        if state.found >= _GLIDING or not state.keepsakes:
            return
        sticker = self._stickers[state.keepsakes[-1]]
        end, share = self._place(len(state.keepsakes) - 1), smooth(state.found / _GLIDING)
        if self._hands.is_still:
            blit_faint(surface, sticker, end, share)
            return
        start = middle[0] + self._outward * 116 * self._scale, middle[1] - 20 * self._scale
        arch = 46 * self._scale * math.sin(math.pi * share)
        x = start[0] + (end[0] - start[0]) * share
        y = start[1] + (end[1] - start[1]) * share + arch
        blit_faint(surface, sticker, (x, y), smooth(state.found / 0.4))

    def _draw_thread(self, surface: pygame.Surface, middle: Point) -> None:
        s = self._scale
        x, top, low = middle[0], middle[1] + (scene.KNOT - 2) * s, self._grip[1]
        lean = self._grip[0] - x
        points = []
        for number in range(17):
            share = number / 16
            points.append((x + lean * smooth(share), top + (low - top) * share))
        points.append((self._grip[0], low + _BELOW * s))
        for beside in (-1.3 * s, -0.5 * s, 0.5 * s, 1.3 * s):
            pygame.draw.aalines(surface, _THREAD, False, [(a + beside, b) for a, b in points])


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return BalloonView(setting, size)


PLUGIN: ViewFactory = _open
