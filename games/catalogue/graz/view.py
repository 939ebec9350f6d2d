"""How cross, arrow and bar look: quiet shapes on light paper."""

import pygame

from games.catalogue.graz.rules import GrazState
from games.draw import BLUE, INK, ORANGE, SAND, bar, blit_faint, disc, glow, paper, polygon
from games.game import GameSetting, Moment, Phase, View, ViewFactory
from games.hands.anatomy import look_of
from games.hands.painted import painted
from games.hands.pose import OPEN, Pose
from games.motion import approach
from games.surround import FADE, Surround
from station.task import REST, Side

SIDES: tuple[Side, Side] = ("left", "right")
_HAND = Pose(OPEN, yaw=2.0, elbow=(0.0, -660.0, 40.0))


class GrazView:
    """Draw the research screen."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        self._surround = Surround(setting, size)
        self._scale = self._surround.scale
        self._middle = self._surround.place(640, 392)
        self._paper = paper(size)
        self._access = setting.access
        self._make_shapes()
        self._shown: dict[str, float] = {}
        self._bar = 0.0
        self._side = setting.side

    def _make_shapes(self) -> None:
        s = self._scale
        self._stroke = (
            bar(150 * s, 14 * s, INK),
            pygame.transform.rotate(bar(150 * s, 14 * s, INK), 90),
        )
        points = [(0, 34), (118, 34), (118, 0), (200, 60), (118, 120), (118, 86), (0, 86)]
        arrow = polygon((201 * s, 121 * s), [(x * s, y * s) for x, y in points], BLUE)
        self._cue = {"right": arrow, "left": pygame.transform.flip(arrow, True, False)}
        access = self._access
        if access.offset or access.field in ("left", "right"):
            # To a patient who neglects a side, a hand says more than a direction.
            self._cue = {
                side: painted(_HAND, look_of(access, side), 0.5 * s).hand.surface for side in SIDES
            }
        self._ring = disc(92 * s, BLUE, 80 * s)
        self._breath = glow((150 * s, 150 * s), (120, 170, 205), 0.5)
        self._track = bar(760 * s, 40 * s, SAND)
        self._fill = bar(760 * s, 40 * s, ORANGE)
        self._warm = glow((420 * s, 200 * s), (255, 214, 130), 0.8)

    def draw(self, surface: pygame.Surface, state: GrazState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        self._surround.follow(moment, dt)
        self._follow(state, moment, dt)
        surface.blit(self._paper, (0, 0))
        self._draw_cue(surface, moment)
        self._draw_bar(surface)
        self._surround.draw(surface)

    def _follow(self, state: GrazState, moment: Moment, dt: float) -> None:
        phase, is_rest = moment.phase, moment.cue == REST
        is_task = phase is Phase.IMAGERY
        goals = {
            "cross": phase in (Phase.READY, Phase.IMAGERY) and not (is_task and is_rest),
            "arrow": is_task and not is_rest,
            "ring": is_task and is_rest,
            "bar": (phase is Phase.FEEDBACK and not is_rest) or (is_task and not is_rest),
            "warm": phase is Phase.FEEDBACK and moment.is_rewarded,
        }
        for name, goal in goals.items():
            self._shown[name] = approach(self._shown.get(name, 0.0), float(goal), dt, FADE)
        if self._shown["arrow"] < 0.05:
            self._side = moment.side
        self._bar = approach(self._bar, state.bar, dt, 0.06)

    def _draw_cue(self, surface: pygame.Surface, moment: Moment) -> None:
        x, y = self._middle
        blit_faint(surface, self._breath, self._middle, self._shown["ring"])
        blit_faint(surface, self._ring, self._middle, self._shown["ring"])
        for stroke in self._stroke:
            blit_faint(surface, stroke, self._middle, self._shown["cross"])
        away = 210 * self._scale * (1 if self._side == "right" else -1)
        blit_faint(surface, self._cue[self._side], (x + away, y), self._shown["arrow"])

    def _draw_bar(self, surface: pygame.Surface) -> None:
        opacity = self._shown["bar"]
        centre = (self._middle[0], self._middle[1] + 165 * self._scale)
        blit_faint(surface, self._warm, centre, self._shown["warm"])
        blit_faint(surface, self._track, centre, opacity * 0.8)
        width, height = self._fill.get_size()
        length = round(abs(self._bar) * width / 2)
        left = width // 2 if self._bar > 0 else width // 2 - length
        if length < 1:
            return
        self._fill.set_alpha(round(255 * opacity))
        corner = (centre[0] - width / 2 + left, centre[1] - height / 2)
        surface.blit(self._fill, corner, (left, 0, length, height))


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return GrazView(setting, size)


PLUGIN: ViewFactory = _open
