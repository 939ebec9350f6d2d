"""Grasp a ball of wool and drop it into a basket: what happens, without a screen.

The hand goes to the ball and closes around it as far as the evidence for the cue carries it. A
reward closes the grasp, carries the ball over the basket and lets it go; otherwise the hand calmly
goes home and the ball stays where it lies. What lies in a basket stays there all session.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.leading import FORWARD, HOME, calm_of, glow_of, is_win, led
from games.motion import approach, spring
from games.prompts import sounds_of
from station.task import REST, Side

COLOURS: Final = 4
GRASPED: Final = 0.97
TOUCH: Final = 0.93  # how far evidence alone carries the hand: fingers at the ball, not yet closed
LET_GO: Final = 0.62  # place on the hand's way where it is open again
_CARRY: Final = 0.21  # seconds; time constants
_OPENING: Final = 0.16
_FALLING: Final = 0.5  # seconds
_APPEARING: Final = 0.3
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class Place:
    """A hand, its ball and its basket.

    Attributes
    ----------
    reach, speed : float
        How far the hand is on its way to the ball, 0 (home) to 1 (grasp closed).
    carry, carry_speed : float
        How far the hand is on its way from the table to the basket, 0 to 1.
    is_held : bool
        The hand carries the ball.
    fall : float or None
        How far the ball has fallen into the basket, 0 to 1; None if it does not fall.
    there : float
        How visible the ball on the table is, 0 to 1.
    colour : int
        Of the ball.
    kept : tuple of int
        Colours of the balls in the basket, in the order in which they came.
    """

    reach: float = 0.0
    speed: float = 0.0
    carry: float = 0.0
    carry_speed: float = 0.0
    is_held: bool = False
    fall: float | None = None
    there: float = 1.0
    colour: int = 0
    kept: tuple[int, ...] = ()


@dataclass(frozen=True)
class BasketState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase
    left, right : Place
    glow, calm : float
        The light around what is asked for, and of a rest trial, 0 to 1.
    """

    phase: Phase = Phase.RELAX
    left: Place = field(default_factory=Place)
    right: Place = field(default_factory=Place)
    glow: float = 0.0
    calm: float = 0.0

    def place(self, side: Side) -> Place:
        """Return what belongs to one hand."""
        return self.left if side == "left" else self.right


class BasketRules:
    """Move the hands and the balls."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator

    def initial(self) -> BasketState:
        """Return the state before the first trial."""
        return BasketState(left=Place(colour=1), right=Place(colour=0))

    def update(
        self, state: BasketState, moment: Moment, dt: float
    ) -> tuple[BasketState, tuple[str, ...]]:
        """Return the next state and what happened."""
        sounds = () if moment.phase is state.phase else sounds_of(moment)
        new = replace(
            state,
            phase=moment.phase,
            left=self._follow_ball(_move(state.left, "left", moment, dt), dt),
            right=self._follow_ball(_move(state.right, "right", moment, dt), dt),
            glow=approach(state.glow, glow_of(moment), dt, _LIGHT),
            calm=approach(state.calm, calm_of(moment), dt, _LIGHT),
        )
        return new, sounds

    def _follow_ball(self, place: Place, dt: float) -> Place:
        if place.is_held:
            if place.carry < GRASPED:
                return place
            return replace(place, is_held=False, fall=0.0, there=0.0)
        if place.fall is not None:
            if place.fall < 1:
                return replace(place, fall=min(1.0, place.fall + dt / _FALLING))
            other = int(self._generator.integers(1, COLOURS))  # never the same twice running
            kept = (*place.kept, place.colour)
            colour = (place.colour + other) % COLOURS
            return replace(place, fall=None, kept=kept, colour=colour)
        if place.there < 1 and place.carry < 0.05:
            return replace(place, there=_nearly(approach(place.there, 1.0, dt, _APPEARING)))
        return place


def _nearly(share: float) -> float:
    return 1.0 if share > 0.995 else share


def _move(place: Place, side: Side, moment: Moment, dt: float) -> Place:
    goal, seconds = _goal(place, side, moment)
    # The ball leaves the table only in a closed hand; once it has left it goes its whole way.
    is_won = is_win(moment) and moment.side == side and place.there > 0.99
    is_held = place.is_held or (is_won and place.fall is None and place.reach > GRASPED)
    is_over = is_held or place.fall is not None
    reach, speed, carry, carry_speed = place.reach, place.speed, place.carry, place.carry_speed
    if goal != reach:
        reach, speed = spring(reach, speed, goal, dt, seconds)
    far = 1.0 if is_over else 0.0
    if far != carry:
        carry, carry_speed = spring(carry, carry_speed, far, dt, _CARRY if is_over else HOME)
    return replace(
        place,
        reach=min(1.0, max(0.0, reach)),
        speed=speed if goal != place.reach else 0.0,
        carry=min(1.0, max(0.0, carry)),
        carry_speed=carry_speed,
        is_held=is_held,
    )


def _goal(place: Place, side: Side, moment: Moment) -> tuple[float, float]:
    """Return where the hand goes on its way to the ball, and how quickly."""
    is_asked = moment.side == side and moment.cue != REST
    if place.is_held:
        return 1.0, FORWARD
    if place.fall is not None:
        return LET_GO, _OPENING
    if is_asked and is_win(moment) and place.there > 0.99:
        return 1.0, FORWARD
    return led(place.reach, side, moment, TOUCH)


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[BasketState]:
    return BasketRules(generator)


PLUGIN: RulesFactory = _open
