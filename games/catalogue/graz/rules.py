"""Cross, arrow and bar: what the research screen does, without a screen.

The course of a trial is the one that laboratories have used since the first Graz studies: a
cross with a tone, a cue, a bar. The bar follows the evidence, smoothed a little.
"""

from dataclasses import dataclass

import numpy as np

from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from games.motion import approach
from games.prompts import sounds_of
from station.task import REST

HAS_HANDS = False  # its cue is an arrow, or a hand that lies still
_BAR_SECONDS = 0.25  # about the half second of smoothing that patients are used to


@dataclass(frozen=True)
class GrazState:
    """What the screen shows.

    Attributes
    ----------
    phase : Phase
    bar : float
        -1 (full to the left) to 1 (full to the right).
    """

    phase: Phase = Phase.RELAX
    bar: float = 0.0


class GrazRules:
    """Advance the bar and name the sounds."""

    def __init__(self, setting: GameSetting) -> None:
        self._has_rest = REST in setting.classes

    def initial(self) -> GrazState:
        """Return the state before the first trial."""
        return GrazState()

    def update(
        self, state: GrazState, moment: Moment, dt: float
    ) -> tuple[GrazState, tuple[str, ...]]:
        """Return the next state and what happened."""
        sounds = () if moment.phase is state.phase else sounds_of(moment)
        return GrazState(moment.phase, self._bar(state, moment, dt)), sounds

    def _bar(self, state: GrazState, moment: Moment, dt: float) -> float:
        if moment.phase is Phase.FEEDBACK or moment.is_steady:
            return state.bar
        if moment.phase is not Phase.IMAGERY:
            return approach(state.bar, 0.0, dt, _BAR_SECONDS)
        if self._has_rest:
            goal = moment.drive if moment.side == "right" else -moment.drive
        else:
            goal = moment.lean
        return approach(state.bar, goal, dt, _BAR_SECONDS)


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[GrazState]:
    return GrazRules(setting)


PLUGIN: RulesFactory = _open
