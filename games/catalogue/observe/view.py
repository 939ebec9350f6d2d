"""How watching looks: the scene of :mod:`games.catalogue.reach`, over words that say so."""

from dataclasses import replace

import pygame

from games.catalogue.reach.rules import ReachState
from games.catalogue.reach.view import SPAN, ReachView
from games.draw import INK, blit_faint, glow
from games.game import ASIDE, GameSetting, Moment, Phase, View, ViewFactory
from games.motion import approach
from games.surround import FADE, Surround
from games.text import Writer
from station.task import REST

_SIZE = 32
_ASIDE = 110  # logical pixels away from the hand that is watched


class ObserveView:
    """Draw the hand, what it works with, and the label."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        surround = Surround(setting, size, SPAN)
        self._reach = ReachView(setting, size)
        self._writer = Writer(setting.language, surround.pixel)
        both = REST not in setting.classes
        aside = 0 if both else -_ASIDE if setting.side == "right" else _ASIDE
        self._words = self._writer.tr("Watch: it plays by itself")
        half = self._writer.words(self._words, _SIZE, INK).get_width() / 2
        x, y = surround.place(640 + aside, 604)
        seen = surround.field  # the label is among what matters
        self._where = min(max(x, seen.left + half), seen.right - half), y
        self._panel = glow((330 * surround.scale, 46 * surround.scale), (255, 246, 230), 0.95)
        self._shown = 0.0

    def draw(self, surface: pygame.Surface, state: ReachState, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        is_watched = moment.is_assisted and moment.phase not in ASIDE | {Phase.RELAX}
        self._shown = approach(self._shown, float(is_watched), dt, FADE)
        # The hand moves for everybody to see; a ghost before it would be a second one.
        has_ghost = moment.phase is not Phase.FEEDBACK
        shown = replace(moment, is_assisted=False) if has_ghost else moment
        self._reach.draw(surface, state, shown, dt)
        if self._shown > 0.01:
            blit_faint(surface, self._panel, self._where, self._shown)
            self._writer.write(surface, self._words, self._where, _SIZE, INK, self._shown)


def _open(setting: GameSetting, size: tuple[int, int]) -> View:
    return ObserveView(setting, size)


PLUGIN: ViewFactory = _open
