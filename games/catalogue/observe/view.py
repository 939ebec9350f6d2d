"""How watching looks: the cup of :mod:`games.catalogue.reach`, under words that say so."""

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


class ObserveView:
    """Draw the hand, the cup and the label."""

    def __init__(self, setting: GameSetting, size: tuple[int, int]) -> None:
        surround = Surround(setting, size, SPAN)
        self._reach = ReachView(setting, size)
        self._writer = Writer(setting.language, surround.pixel)
        both = REST not in setting.classes
        aside = 0 if both else -70 if setting.side == "right" else 70
        self._where = surround.place(640 + aside, 604)
        self._words = self._writer.tr("Watch: it plays by itself")
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
