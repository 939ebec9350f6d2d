"""Reach, grasp and lift a cup, or another movement: what happens, without a screen.

The hand goes as far as the evidence for the cue carries it: to the cup, opening on its way,
fingers closing at last. A reward closes the grasp and lifts the cup; otherwise the hand calmly
goes home. It moves forward willingly and backward slowly, and holds still when the signal says
nothing. All movement is critically damped.

Every movement goes by the same rules, in the same time: the hand opens around a mandarin, the
wrist lifts a lid, the fingers close upon a strawberry. What a reward adds, the lift, then lets the
mandarin roll into its bowl, opens the lid altogether, or picks the berry up.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.leading import FORWARD, calm_of, glow_of, is_win, led
from games.motion import approach, spring
from games.movements import LADDER, Movement
from games.prompts import sounds_of
from station.task import Side

MOVEMENTS: Final[tuple[Movement, ...]] = LADDER
_LIFT = 0.28  # seconds; time constants
_TOUCH = 0.93  # how far evidence alone carries the hand: fingers at the cup, not yet closed
_LIGHT = 0.35


@dataclass(frozen=True)
class Hand:
    """One hand: how far it reached, 0 (home) to 1 (grasp closed), and how fast it moves."""

    reach: float = 0.0
    speed: float = 0.0


@dataclass(frozen=True)
class ReachState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Hand
    holder : {"left", "right"}
        The hand that lifts the cup, or is rewarded otherwise.
    lift, lift_speed : float
        How high the cup is, 0 to 1; how far the reward of another movement is done.
    glow : float
        The light around the cup, 0 to 1.
    calm : float
        The breathing light of a rest trial, 0 to 1.
    """

    phase: Phase = Phase.RELAX
    left: Hand = Hand()
    right: Hand = Hand()
    holder: Side = "right"
    lift: float = 0.0
    lift_speed: float = 0.0
    glow: float = 0.0
    calm: float = 0.0

    def hand(self, side: Side) -> Hand:
        """Return one hand."""
        return self.left if side == "left" else self.right


class ReachRules:
    """Move the hands, the cup and the lights."""

    def __init__(self, setting: GameSetting) -> None:
        self._side = setting.side

    def initial(self) -> ReachState:
        """Return the state before the first trial."""
        return ReachState(holder=self._side)

    def update(
        self, state: ReachState, moment: Moment, dt: float
    ) -> tuple[ReachState, tuple[str, ...]]:
        """Return the next state and what happened."""
        sounds = () if moment.phase is state.phase else sounds_of(moment)
        is_won = is_win(moment)
        holder = moment.side if is_won and state.lift < 0.02 else state.holder
        # The cup leaves the table only in a closed hand, and the hand leaves only a cup that
        # is back on the table.
        may_lift = is_won and state.hand(holder).reach > 0.97
        lift, lift_speed = spring(state.lift, state.lift_speed, 1.0 if may_lift else 0.0, dt, _LIFT)
        new = replace(
            state,
            phase=moment.phase,
            left=_move(state, "left", moment, dt),
            right=_move(state, "right", moment, dt),
            holder=holder,
            lift=lift,
            lift_speed=lift_speed,
            glow=approach(state.glow, glow_of(moment), dt, _LIGHT),
            calm=approach(state.calm, calm_of(moment), dt, _LIGHT),
        )
        return new, sounds


def _move(state: ReachState, side: Side, moment: Moment, dt: float) -> Hand:
    hand = state.hand(side)
    goal, seconds = led(hand.reach, side, moment, _TOUCH)
    if (state.lift > 0.04 and side == state.holder) or (moment.side == side and is_win(moment)):
        goal, seconds = 1.0, FORWARD
    reach, speed = spring(hand.reach, hand.speed, goal, dt, seconds)
    return Hand(min(1.0, max(0.0, reach)), speed)


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[ReachState]:
    return ReachRules(setting)


PLUGIN: RulesFactory = _open
