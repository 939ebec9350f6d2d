"""Making tea in four steps: what happens, without a screen.

The hand goes to the thing of the present step as far as the evidence carries it. A reward closes
the hand and takes this one step; otherwise the hand calmly goes home and the same step comes
again. Nothing is ever taken back, and after the fourth step the tea is made anew.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.leading import calm_of, glow_of, is_win, led
from games.motion import Moving, approach
from games.prompts import sounds_of
from station.task import Side

STEPS: Final = ("lid", "pot", "pour", "cup")
REACHED: Final = 0.80  # place on the hand's way to which evidence alone carries it; 1: closed
_CLOSED: Final = 0.95
_ACTING: Final = 1.5  # seconds a step takes in the closed hand
_CLOSING: Final = 0.12  # seconds; time constants
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class TeaState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Moving
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
    left: Moving = Moving()
    right: Moving = Moving()
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

    def hand(self, side: Side) -> Moving:
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
            glow=approach(state.glow, glow_of(moment), dt, _LIGHT),
            calm=approach(state.calm, calm_of(moment), dt, _LIGHT),
        )
        return new, sounds


def _acted(state: TeaState, moment: Moment, dt: float) -> TeaState:
    """Return the state with the step begun, carried on to its end, or ended."""
    is_over = state.is_over and moment.phase is Phase.FEEDBACK
    is_begun = state.act > 0
    if moment.phase in (Phase.PAUSED, Phase.WAITING) or not (
        is_begun or (is_win(moment) and not is_over)
    ):
        return replace(state, is_over=is_over)
    actor = state.actor if is_begun else moment.side
    if state.hand(actor).way < _CLOSED:
        return replace(state, actor=actor, is_over=is_over)
    act = state.act + dt / _ACTING
    if act < 1:
        return replace(state, actor=actor, act=act, is_over=is_over)
    return replace(state, actor=actor, act=0.0, steps=state.steps + 1, is_over=True)


def _move(state: TeaState, side: Side, moment: Moment, dt: float) -> Moving:
    hand = state.hand(side)
    goal, seconds = led(hand.way, side, moment, REACHED)
    is_acting = state.act > 0 and state.actor == side
    is_won = moment.side == side and is_win(moment) and not state.is_over
    if (is_acting or is_won) and moment.phase not in (Phase.PAUSED, Phase.WAITING):
        goal, seconds = 1.0, _CLOSING
    return hand.to(goal, dt, seconds)


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[TeaState]:
    return TeaRules()


PLUGIN: RulesFactory = _open
