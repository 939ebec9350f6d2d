"""Watch a hand move: what happens, without a screen.

In a run of observation the session plays the movement back whatever the EEG says
(:func:`games.game.played_back`). Here it always runs to its end, the cup lifted, whether or not
a trial would have been rewarded; and nothing sounds as if the patient had earned it.
"""

from dataclasses import replace

import numpy as np

from games.catalogue.reach.rules import MOVEMENTS as MOVEMENTS
from games.catalogue.reach.rules import ReachRules, ReachState
from games.game import GameSetting, Moment, Phase, Rules, RulesFactory
from station.task import REST


class ObserveRules:
    """Play the movement to its end."""

    def __init__(self, setting: GameSetting) -> None:
        self._reach = ReachRules(setting)

    def initial(self) -> ReachState:
        """Return the state before the first trial."""
        return self._reach.initial()

    def update(
        self, state: ReachState, moment: Moment, dt: float
    ) -> tuple[ReachState, tuple[str, ...]]:
        """Return the next state and what happened."""
        is_end = moment.phase is Phase.FEEDBACK and moment.is_assisted
        if is_end and moment.cue != REST:
            moment = replace(moment, is_rewarded=True)
        new, sounds = self._reach.update(state, moment, dt)
        return new, () if is_end else sounds


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[ReachState]:
    return ObserveRules(setting)


PLUGIN: RulesFactory = _open
