"""Play a game's rules without a screen, step by step, as the training does."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from games.game import GameSetting, Moment, Phase
from station.plugins import load
from station.task import Side, Task, classes

STEP = 0.08
HAND = "right_hand"
Timed = tuple[Moment, float]


def opened(game: str, seed: int = 1, task: Task = Task.HAND_VS_REST) -> Any:
    setting = GameSetting("right", classes(task, "right"), "imagery", "en")
    return load("games.catalogue", game, part="rules")(setting, np.random.default_rng(seed))


def play(
    game: str,
    moments: Iterable[Timed],
    *,
    step: float = STEP,
    seed: int = 1,
    task: Task = Task.HAND_VS_REST,
) -> tuple[list[Any], list[str]]:
    """Return every state from the first to the last, and what was heard."""
    rules = opened(game, seed, task)
    states, heard = [rules.initial()], []
    for moment, seconds in moments:
        for number in range(round(seconds / step)):
            now = Moment(**{**vars(moment), "elapsed": number * step, "duration": seconds})
            state, sounds = rules.update(states[-1], now, step)
            states.append(state)
            heard += sounds
    return states, heard


def trial(
    drive: float, is_rewarded: bool, cue: str = HAND, side: Side = "right", relax: float = 3.0
) -> list[Timed]:
    return [
        (Moment(Phase.READY, cue, side), 1.0),
        (Moment(Phase.IMAGERY, cue, side, drive=drive), 4.0),
        (Moment(Phase.FEEDBACK, cue, side, is_rewarded=is_rewarded), 2.5),
        (Moment(Phase.RELAX), relax),
    ]
