"""Row a small boat over a calm lake: what happens, without a screen.

The hand draws its oar back as far as the evidence for the cue carries it. A reward ends the
stroke, slowly: the boat glides on and a lotus is collected. Otherwise the oar calmly goes home
and the boat stays where it is. Nothing moves where the signal says nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.motion import approach, spring
from games.prompts import sounds_of
from station.task import REST, Side

DRAWN: Final = 0.70  # place on the oar's way that evidence alone reaches; 1: a whole stroke
_PULLING: Final = 1.4  # seconds of the reward in which the oar is drawn
_FORWARD: Final = 0.22  # seconds; time constants of the springs
_BACKWARD: Final = 0.75
_HOME: Final = 0.32
_GLIDE: Final = 0.42
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class Oar:
    """One oar: how far it is drawn, 0 (home) to 1 (a whole stroke), and how fast."""

    way: float = 0.0
    speed: float = 0.0


@dataclass(frozen=True)
class RowingState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Oar
    strokes : int
        Strokes rowed, and lotuses collected, since the session began.
    travelled, pace : float
        How far the boat has come, in strokes, and how fast, in strokes per second.
    glow, calm : float
        The light of the lotus, and of a rest trial, 0 to 1.
    """

    phase: Phase = Phase.RELAX
    left: Oar = Oar()
    right: Oar = Oar()
    strokes: int = 0
    travelled: float = 0.0
    pace: float = 0.0
    glow: float = 0.0
    calm: float = 0.0

    def oar(self, side: Side) -> Oar:
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
        strokes = state.strokes + (is_new and _is_win(moment))
        travelled, pace = state.travelled, state.pace
        if moment.phase is not Phase.PAUSED:
            travelled, pace = spring(travelled, pace, float(strokes), dt, _GLIDE)
        new = replace(
            state,
            phase=moment.phase,
            left=_move(state, "left", moment, dt),
            right=_move(state, "right", moment, dt),
            strokes=strokes,
            travelled=travelled,
            pace=pace,
            glow=approach(state.glow, _glow(moment), dt, _LIGHT),
            calm=approach(state.calm, _calm(moment), dt, _LIGHT),
        )
        return new, sounds_of(moment) if is_new else ()


def _is_win(moment: Moment) -> bool:
    return moment.phase is Phase.FEEDBACK and moment.is_rewarded and moment.cue != REST


def _move(state: RowingState, side: Side, moment: Moment, dt: float) -> Oar:
    oar = state.oar(side)
    is_asked = moment.side == side and moment.cue != REST
    if is_asked and _is_win(moment) and moment.elapsed < _PULLING:
        goal, seconds = 1.0, _FORWARD
    elif is_asked and moment.phase is Phase.IMAGERY:
        goal = oar.way if moment.is_steady else DRAWN * min(1.0, max(0.0, moment.drive))
        seconds = _FORWARD if goal >= oar.way else _BACKWARD
    elif moment.phase is Phase.PAUSED:
        goal, seconds = oar.way, _FORWARD
    else:
        goal, seconds = 0.0, _HOME
    if goal == oar.way:
        return Oar(oar.way)
    way, speed = spring(oar.way, oar.speed, goal, dt, seconds)
    return Oar(min(1.0, max(0.0, way)), speed)


def _glow(moment: Moment) -> float:
    match moment.phase:
        case Phase.READY:
            return 0.6
        case Phase.IMAGERY if moment.cue != REST:
            return 0.5 + 0.3 * moment.drive
        case Phase.FEEDBACK if _is_win(moment):
            return 1.0
    return 0.0


def _calm(moment: Moment) -> float:
    is_rest = moment.cue == REST and moment.phase in (Phase.IMAGERY, Phase.FEEDBACK)
    return 1.0 if is_rest else 0.0


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[RowingState]:
    return RowingRules()


PLUGIN: RulesFactory = _open
