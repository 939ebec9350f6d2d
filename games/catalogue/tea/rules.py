"""Making tea in four steps: what happens, without a screen.

The hand goes to the thing of the present step as far as the evidence carries it. A reward closes
the hand and takes this one step; otherwise the hand calmly goes home and the same step comes
again. Nothing is ever taken back, and after the fourth step the tea is made anew.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.motion import approach, spring
from games.prompts import sounds_of
from station.task import REST, Side

STEPS: Final = ("lid", "pot", "pour", "cup")
REACHED: Final = 0.80  # place on the hand's way to which evidence alone carries it; 1: closed
_CLOSED: Final = 0.95
_ACTING: Final = 1.5  # seconds a step takes in the closed hand
_FORWARD: Final = 0.22  # seconds; time constants of the springs
_CLOSING: Final = 0.12
_BACKWARD: Final = 0.75
_HOME: Final = 0.32
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class Hand:
    """One hand: how far it is on its way, 0 (home) to 1 (closed), and how fast."""

    way: float = 0.0
    speed: float = 0.0


@dataclass(frozen=True)
class TeaState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Hand
    steps : int
        How many steps were taken since the session began.
    act : float
        How much of the present step is done, 0 to 1.
    actor : {"left", "right"}
        The hand that takes the step.
    is_over : bool
        This trial's step was taken.
    glow, calm : float
        The light of the present thing, and of a rest trial, 0 to 1.
    """

    phase: Phase = Phase.RELAX
    left: Hand = Hand()
    right: Hand = Hand()
    steps: int = 0
    act: float = 0.0
    actor: Side = "right"
    is_over: bool = False
    glow: float = 0.0
    calm: float = 0.0

    @property
    def step(self) -> int:
        """The present step, a place in :data:`STEPS`."""
        return self.steps % len(STEPS)

    def hand(self, side: Side) -> Hand:
        """Return one hand."""
        return self.left if side == "left" else self.right


class TeaRules:
    """Move the hands, make the tea."""

    def initial(self) -> TeaState:
        """Return the state before the first trial."""
        return TeaState()

    def update(
        self, state: TeaState, moment: Moment, dt: float
    ) -> tuple[TeaState, tuple[str, ...]]:
        """Return the next state and what happened."""
        sounds = () if moment.phase is state.phase else sounds_of(moment)
        new = replace(
            _acted(state, moment, dt),
            phase=moment.phase,
            left=_move(state, "left", moment, dt),
            right=_move(state, "right", moment, dt),
            glow=approach(state.glow, _glow(moment), dt, _LIGHT),
            calm=approach(state.calm, _calm(moment), dt, _LIGHT),
        )
        return new, sounds


def _acted(state: TeaState, moment: Moment, dt: float) -> TeaState:
    """Return the state with the step begun, carried on to its end, or ended."""
    is_over = state.is_over and moment.phase is Phase.FEEDBACK
    is_begun = state.act > 0
    if moment.phase in (Phase.PAUSED, Phase.WAITING) or not (
        is_begun or (_is_win(moment) and not is_over)
    ):
        return replace(state, is_over=is_over)
    actor = state.actor if is_begun else moment.side
    if state.hand(actor).way < _CLOSED:
        return replace(state, actor=actor, is_over=is_over)
    act = state.act + dt / _ACTING
    if act < 1:
        return replace(state, actor=actor, act=act, is_over=is_over)
    return replace(state, actor=actor, act=0.0, steps=state.steps + 1, is_over=True)


def _is_win(moment: Moment) -> bool:
    return moment.phase is Phase.FEEDBACK and moment.is_rewarded and moment.cue != REST


def _move(state: TeaState, side: Side, moment: Moment, dt: float) -> Hand:
    hand = state.hand(side)
    is_asked = moment.side == side and moment.cue != REST
    is_acting = state.act > 0 and state.actor == side
    if moment.phase in (Phase.PAUSED, Phase.WAITING):
        goal, seconds = hand.way, _FORWARD
    elif is_acting or (is_asked and _is_win(moment) and not state.is_over):
        goal, seconds = 1.0, _CLOSING
    elif is_asked and moment.phase is Phase.IMAGERY:
        goal = hand.way if moment.is_steady else REACHED * min(1.0, max(0.0, moment.drive))
        seconds = _FORWARD if goal >= hand.way else _BACKWARD
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


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[TeaState]:
    return TeaRules()


PLUGIN: RulesFactory = _open
