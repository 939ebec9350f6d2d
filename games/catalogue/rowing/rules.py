"""Row a small boat over a calm lake: what happens, without a screen.

The hand draws its oar back as far as the evidence for the cue carries it. A reward ends the
stroke, slowly: the boat glides on and a lotus is collected. Otherwise the oar calmly goes home
and the boat stays where it is. Nothing moves where the signal says nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.leading import FORWARD, calm_of, glow_of, is_win, led
from games.motion import Moving, approach, spring
from games.movements import Movement
from games.prompts import sounds_of
from station.task import Side

MOVEMENTS: Final[tuple[Movement, ...]] = ("pull",)
DRAWN: Final = 0.70  # place on the oar's way that evidence alone reaches; 1: a whole stroke
_PULLING: Final = 1.4  # seconds of the reward in which the oar is drawn
_GLIDE: Final = 0.42  # seconds; time constants
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class RowingState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Moving
    strokes : int
        Strokes rowed, and lotuses collected, since the session began.
    travelled, pace : float
        How far the boat has come, in strokes, and how fast, in strokes per second.
    glow, calm : float
        The light of the lotus, and of a rest trial, 0 to 1.
    """

    phase: Phase = Phase.RELAX
    left: Moving = Moving()
    right: Moving = Moving()
    strokes: int = 0
    travelled: float = 0.0
    pace: float = 0.0
    glow: float = 0.0
    calm: float = 0.0

    def oar(self, side: Side) -> Moving:
        """Return one oar."""
        return self.left if side == "left" else self.right


class RowingRules:
    """Draw the oars, let the boat glide."""

    def initial(self) -> RowingState:
        """Return the state before the first trial."""
        return RowingState()

    def update(
        self, state: RowingState, moment: Moment, dt: float
    ) -> tuple[RowingState, tuple[str, ...]]:
        """Return the next state and what happened."""
        is_new = moment.phase is not state.phase
        strokes = state.strokes + (is_new and is_win(moment))
        travelled, pace = state.travelled, state.pace
        if moment.phase not in (Phase.PAUSED, Phase.WAITING):
            travelled, pace = spring(travelled, pace, float(strokes), dt, _GLIDE)
        new = replace(
            state,
            phase=moment.phase,
            left=_move(state, "left", moment, dt),
            right=_move(state, "right", moment, dt),
            strokes=strokes,
            travelled=travelled,
            pace=pace,
            glow=approach(state.glow, glow_of(moment), dt, _LIGHT),
            calm=approach(state.calm, calm_of(moment), dt, _LIGHT),
        )
        return new, sounds_of(moment) if is_new else ()


def _move(state: RowingState, side: Side, moment: Moment, dt: float) -> Moving:
    oar = state.oar(side)
    goal, seconds = led(oar.way, side, moment, DRAWN)
    if moment.side == side and is_win(moment) and moment.elapsed < _PULLING:
        goal, seconds = 1.0, FORWARD
    return oar.to(goal, dt, seconds)


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[RowingState]:
    return RowingRules()


PLUGIN: RulesFactory = _open
