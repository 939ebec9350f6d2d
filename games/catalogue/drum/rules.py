"""Strike a frame drum with flat fingers: what happens, without a screen.

The hand rises over the drum as far as the evidence for the cue carries it. A reward lets the hand
fall twice, slowly, and each time the drum sounds; otherwise the hand calmly goes home and the
drum stays silent. Nothing moves where the signal says nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.leading import FORWARD, calm_of, glow_of, is_win, led
from games.motion import Moving, approach
from games.movements import Movement
from games.prompts import sounds_of
from station.task import Side

MOVEMENTS: Final[tuple[Movement, ...]] = ("drum",)
RAISED: Final = 0.70  # place on the hand's way where it hovers over the drum; 1: on its skin
_FALLING: Final = ((0.0, 0.75), (1.35, 2.1))  # seconds of the reward in which the hand falls
_TOUCH: Final = 0.97
_FALL: Final = 0.11  # seconds; time constants
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class DrumState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Moving
    beats : int
        How often the drum was struck since the session began.
    ringing : float
        Seconds since it was struck last; infinite before.
    glow, calm : float
        The light of the drum, and of a rest trial, 0 to 1.
    """

    phase: Phase = Phase.RELAX
    left: Moving = Moving()
    right: Moving = Moving()
    beats: int = 0
    ringing: float = float("inf")
    glow: float = 0.0
    calm: float = 0.0

    def hand(self, side: Side) -> Moving:
        """Return one hand."""
        return self.left if side == "left" else self.right


class DrumRules:
    """Move the hands, sound the drum."""

    def initial(self) -> DrumState:
        """Return the state before the first trial."""
        return DrumState()

    def update(
        self, state: DrumState, moment: Moment, dt: float
    ) -> tuple[DrumState, tuple[str, ...]]:
        """Return the next state and what happened."""
        sounds = () if moment.phase is state.phase else sounds_of(moment)
        left, right = _move(state, "left", moment, dt), _move(state, "right", moment, dt)
        pairs = ((state.left, left), (state.right, right))
        is_struck = any(old.way < _TOUCH <= new.way for old, new in pairs)
        new = replace(
            state,
            phase=moment.phase,
            left=left,
            right=right,
            beats=state.beats + is_struck,
            ringing=0.0 if is_struck else state.ringing + dt,
            glow=approach(state.glow, glow_of(moment), dt, _LIGHT),
            calm=approach(state.calm, calm_of(moment), dt, _LIGHT),
        )
        return new, (*sounds, "drum") if is_struck else sounds


def _move(state: DrumState, side: Side, moment: Moment, dt: float) -> Moving:
    hand = state.hand(side)
    goal, seconds = led(hand.way, side, moment, RAISED)
    if moment.side == side and is_win(moment):
        is_falling = any(start <= moment.elapsed < end for start, end in _FALLING)
        goal, seconds = (1.0, _FALL) if is_falling else (RAISED, FORWARD)
    return hand.to(goal, dt, seconds)


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[DrumState]:
    return DrumRules()


PLUGIN: RulesFactory = _open
