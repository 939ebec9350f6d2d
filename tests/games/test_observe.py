"""What watching the hand does, without a screen."""

from dataclasses import replace

import numpy as np

from games.catalogue.reach.rules import ReachState
from games.game import GameSetting, Moment, Phase
from station.plugins import load
from station.task import Task, classes

STEP = 0.08
HAND = "right_hand"


def watch(cue: str = HAND, *, is_rewarded: bool = False) -> tuple[list[ReachState], list[str]]:
    setting = GameSetting("right", classes(Task.HAND_VS_REST, "right"), "imagery", "en")
    rules = load("games.catalogue", "observe", part="rules")(setting, np.random.default_rng(1))
    drive = 0.0 if cue == "rest" else 1.0
    state, states, heard = rules.initial(), [], []
    moments = (
        (Moment(Phase.IMAGERY, cue, drive=drive, is_assisted=True), 4.0),
        (Moment(Phase.FEEDBACK, cue, is_rewarded=is_rewarded, is_assisted=True), 2.5),
    )
    for moment, seconds in moments:
        for step in range(round(seconds / STEP)):
            now = replace(moment, elapsed=step * STEP)
            state, sounds = rules.update(state, now, STEP)
            states.append(state)
            heard += sounds
    return states, heard


def test_the_cup_is_lifted_whether_or_not_the_trial_would_be_rewarded() -> None:
    unearned, earned = watch(is_rewarded=False), watch(is_rewarded=True)

    assert unearned[0][-1].lift > 0.95
    assert unearned[0] == earned[0]


def test_nothing_sounds_as_if_it_had_been_earned() -> None:
    assert watch(is_rewarded=True)[1] == ["go"]


def test_a_watched_rest_trial_moves_nothing() -> None:
    states, _ = watch("rest")

    assert all(state.lift == 0.0 and state.right.reach == 0.0 for state in states)
