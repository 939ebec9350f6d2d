"""Reach, grasp and lift a cup: what happens, without a screen.

The hand goes as far as the evidence for the cue carries it: to the cup, opening on its way,
fingers closing at last. A reward closes the grasp and lifts the cup; otherwise the hand calmly
goes home. It moves forward willingly and backward slowly, and holds still when the signal says
nothing. All movement is critically damped.
"""

from dataclasses import dataclass, replace

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.motion import approach, spring
from games.prompts import sounds_of
from station.task import REST, Side

_FORWARD = 0.22  # seconds; time constants of the springs
_BACKWARD = 0.75
_HOME = 0.32
_LIFT = 0.28
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
        The hand that lifts the cup.
    lift, lift_speed : float
        How high the cup is, 0 to 1.
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
        is_win = _is_win(moment)
        holder = moment.side if is_win and state.lift < 0.02 else state.holder
        # The cup leaves the table only in a closed hand, and the hand leaves only a cup that
        # is back on the table.
        may_lift = is_win and state.hand(holder).reach > 0.97
        lift, lift_speed = spring(state.lift, state.lift_speed, 1.0 if may_lift else 0.0, dt, _LIFT)
        new = replace(
            state,
            phase=moment.phase,
            left=_move(state, "left", moment, dt),
            right=_move(state, "right", moment, dt),
            holder=holder,
            lift=lift,
            lift_speed=lift_speed,
            glow=approach(state.glow, _glow(moment), dt, _LIGHT),
            calm=approach(state.calm, _calm(moment), dt, _LIGHT),
        )
        return new, sounds


def _is_win(moment: Moment) -> bool:
    return moment.phase is Phase.FEEDBACK and moment.is_rewarded and moment.cue != REST


def _move(state: ReachState, side: Side, moment: Moment, dt: float) -> Hand:
    hand = state.hand(side)
    if (state.lift > 0.04 and side == state.holder) or (moment.side == side and _is_win(moment)):
        goal, seconds = 1.0, _FORWARD
    elif moment.side == side and moment.phase is Phase.IMAGERY and moment.cue != REST:
        goal = hand.reach if moment.is_steady else _TOUCH * min(1.0, max(0.0, moment.drive))
        seconds = _FORWARD if goal >= hand.reach else _BACKWARD
    elif moment.phase in (Phase.PAUSED, Phase.WAITING):
        goal, seconds = hand.reach, _FORWARD
    else:
        goal, seconds = 0.0, _HOME
    reach, speed = spring(hand.reach, hand.speed, goal, dt, seconds)
    return Hand(min(1.0, max(0.0, reach)), speed)


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


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[ReachState]:
    return ReachRules(setting)


PLUGIN: RulesFactory = _open
