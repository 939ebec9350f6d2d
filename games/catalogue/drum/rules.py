"""Strike a frame drum with the palm: what happens, without a screen.

The hand rises over the drum as far as the evidence for the cue carries it. A reward lets the palm
fall twice, slowly, and each time the drum sounds; otherwise the hand calmly goes home and the
drum stays silent. Nothing moves where the signal says nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.motion import approach, spring
from games.prompts import sounds_of
from station.task import REST, Side

RAISED: Final = 0.70  # place on the hand's way where it hovers over the drum; 1: on its skin
_FALLING: Final = ((0.0, 0.75), (1.35, 2.1))  # seconds of the reward in which the palm falls
_TOUCH: Final = 0.97
_FORWARD: Final = 0.22  # seconds; time constants of the springs
_BACKWARD: Final = 0.75
_HOME: Final = 0.32
_FALL: Final = 0.11
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class Hand:
    """One hand: how far it is on its way, 0 (home) to 1 (palm on the drum), and how fast."""

    way: float = 0.0
    speed: float = 0.0


@dataclass(frozen=True)
class DrumState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Hand
    beats : int
        How often the drum was struck since the session began.
    ringing : float
        Seconds since it was struck last; infinite before.
    glow, calm : float
        The light of the drum, and of a rest trial, 0 to 1.
    """

    phase: Phase = Phase.RELAX
    left: Hand = Hand()
    right: Hand = Hand()
    beats: int = 0
    ringing: float = float("inf")
    glow: float = 0.0
    calm: float = 0.0

    def hand(self, side: Side) -> Hand:
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
            glow=approach(state.glow, _glow(moment), dt, _LIGHT),
            calm=approach(state.calm, _calm(moment), dt, _LIGHT),
        )
        return new, (*sounds, "drum") if is_struck else sounds


def _is_win(moment: Moment) -> bool:
    return moment.phase is Phase.FEEDBACK and moment.is_rewarded and moment.cue != REST


def _move(state: DrumState, side: Side, moment: Moment, dt: float) -> Hand:
    hand = state.hand(side)
    is_asked = moment.side == side and moment.cue != REST
    if is_asked and _is_win(moment):
        is_falling = any(start <= moment.elapsed < end for start, end in _FALLING)
        goal, seconds = (1.0, _FALL) if is_falling else (RAISED, _FORWARD)
    elif is_asked and moment.phase is Phase.IMAGERY:
        goal = hand.way if moment.is_steady else RAISED * min(1.0, max(0.0, moment.drive))
        seconds = _FORWARD if goal >= hand.way else _BACKWARD
    elif moment.phase in (Phase.PAUSED, Phase.WAITING):
        goal, seconds = hand.way, _FORWARD
    else:
        goal, seconds = 0.0, _HOME
    if goal == hand.way:
        return Hand(hand.way)
    way, speed = spring(hand.way, hand.speed, goal, dt, seconds)
    return Hand(min(1.0, max(0.0, way)), speed)


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


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[DrumState]:
    return DrumRules()


PLUGIN: RulesFactory = _open
