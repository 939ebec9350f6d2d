"""Rise through the sky with a balloon: what happens, without a screen.

The hand closes around the balloon's thread as far as the evidence for the cue carries it, and the
balloon rises a little with it. A reward lets it rise through the sky and brings a keepsake, which
stays. While the patient rests, still like a statue, the balloon floats and the hand does nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.leading import calm_of, is_win
from games.motion import approach, spring
from games.prompts import sounds_of
from station.task import REST, Side

KINDS: Final = ("star", "moon", "bird", "kite")
ALMOST: Final = 0.85  # how far evidence alone closes the hand; 1: around the thread
_PULL: Final = 0.4  # how far evidence alone lifts the balloon
_FOUND: Final = 0.6  # seconds of the reward after which its keepsake appears
_FORWARD: Final = 0.22  # seconds; time constants of the springs
_BACKWARD: Final = 0.75
_HOME: Final = 0.32
_RISE: Final = 0.36
_CLIMB: Final = 0.55
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class Sprung:
    """Something that moves softly: how far it is on its way, and how fast."""

    way: float = 0.0
    speed: float = 0.0


@dataclass(frozen=True)
class BalloonState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Sprung
        Each hand, 0 (open, beside the thread) to 1 (closed around it).
    lift : Sprung
        The balloon over the hand, 0 to 1.
    height : Sprung
        How high in the sky it is, in rewards.
    keepsakes : tuple of str
        All that were brought since the session began, of :data:`KINDS`, oldest first.
    found : float
        Seconds since the newest one appeared; infinite before.
    calm : float
        How calmly the balloon floats in a rest trial, 0 to 1.
    """

    phase: Phase = Phase.RELAX
    left: Sprung = Sprung()
    right: Sprung = Sprung()
    lift: Sprung = Sprung()
    height: Sprung = Sprung()
    keepsakes: tuple[str, ...] = ()
    found: float = float("inf")
    calm: float = 0.0

    def hand(self, side: Side) -> Sprung:
        """Return one hand."""
        return self.left if side == "left" else self.right


class BalloonRules:
    """Close the hands, let the balloon rise, keep what it brings.

    Parameters
    ----------
    order : tuple of str
        In which keepsakes come, over and over.
    """

    def __init__(self, order: tuple[str, ...]) -> None:
        self._order = order

    def initial(self) -> BalloonState:
        """Return the state before the first trial."""
        return BalloonState()

    def update(
        self, state: BalloonState, moment: Moment, dt: float
    ) -> tuple[BalloonState, tuple[str, ...]]:
        """Return the next state and what happened."""
        sounds = () if moment.phase is state.phase else sounds_of(moment)
        count = self._count(state, moment)
        is_new = count > len(state.keepsakes)
        kept = tuple(self._order[number % len(self._order)] for number in range(count))
        new = replace(
            state,
            phase=moment.phase,
            left=_close(state, "left", moment, dt),
            right=_close(state, "right", moment, dt),
            lift=_lift(state.lift, moment, dt),
            height=_climb(state.height, float(count), moment, dt),
            keepsakes=kept,
            found=0.0 if is_new and is_win(moment) else state.found + dt,
            calm=approach(state.calm, calm_of(moment), dt, _LIGHT),
        )
        return new, sounds

    def _count(self, state: BalloonState, moment: Moment) -> int:
        """Return how many keepsakes there are: one more in every reward."""
        count = len(state.keepsakes)
        if moment.phase is Phase.READY:  # a game that is opened amid a session goes on from there
            return max(count, moment.rewards)
        is_missing = state.found > moment.elapsed  # the newest one came before this feedback
        return count + (is_win(moment) and is_missing and moment.elapsed >= _FOUND)


def _close(state: BalloonState, side: Side, moment: Moment, dt: float) -> Sprung:
    hand = state.hand(side)
    is_asked = moment.side == side and moment.cue not in ("", REST)
    if is_asked and is_win(moment):
        return _towards(hand, 1.0, dt, _FORWARD)
    if is_asked and moment.phase is Phase.IMAGERY:
        goal = hand.way if moment.is_steady else ALMOST * min(1.0, max(0.0, moment.drive))
        return _towards(hand, goal, dt, _FORWARD if goal >= hand.way else _BACKWARD)
    return _towards(
        hand, hand.way if moment.phase in (Phase.PAUSED, Phase.WAITING) else 0.0, dt, _HOME
    )


def _lift(lift: Sprung, moment: Moment, dt: float) -> Sprung:
    if is_win(moment):
        return _towards(lift, 1.0, dt, _RISE)
    if moment.phase in (Phase.PAUSED, Phase.WAITING) or (
        moment.phase is Phase.IMAGERY and moment.is_steady
    ):
        return Sprung(lift.way)
    is_moved = moment.phase is Phase.IMAGERY and moment.cue not in ("", REST)
    goal = _PULL * min(1.0, max(0.0, moment.drive)) if is_moved else 0.0
    return _towards(lift, goal, dt, _RISE if goal >= lift.way else _BACKWARD)


def _climb(height: Sprung, goal: float, moment: Moment, dt: float) -> Sprung:
    is_held = moment.phase in (Phase.PAUSED, Phase.WAITING) or (
        moment.phase is Phase.IMAGERY and moment.is_steady
    )
    return Sprung(height.way) if is_held else _towards(height, goal, dt, _CLIMB)


def _towards(what: Sprung, goal: float, dt: float, seconds: float) -> Sprung:
    if goal == what.way:
        return Sprung(what.way)
    way, speed = spring(what.way, what.speed, goal, dt, seconds)
    return Sprung(max(0.0, way), speed)


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[BalloonState]:
    return BalloonRules(tuple(KINDS[k] for k in generator.permutation(len(KINDS))))


PLUGIN: RulesFactory = _open
