"""What some of the therapist's commands do, as details of the event that tells of them."""

from typing import Literal

from games.trial import TrialEngine
from sessions.brain import Brain
from sessions.control import HARDER, Command
from sessions.reward import RewardThreshold
from station.language import N_


def tagged(engine: TrialEngine | None) -> dict[str, object] | None:
    """Return which trial is marked: the one under way or just ended; None if there is none yet."""
    if engine is None or engine.number == 0:
        return None
    return {"run": engine.run, "trial": engine.number}


FLOOR, MINUTES = "floor", "minutes"
LONG = N_(
    "{minutes:.0f} active minutes are more than the {most:.0f} of one session: end it, or make a long "
    "break."
)
# What is honest instead of a looser threshold (CLINICAL 2.6).
INSTEAD_OF_IMAGERY = N_(
    "Fewer than half of the movements were rewarded in two runs, because rest allows no lower "
    "threshold. It is not loosened. What can help: attempt instead of imagery (T4), a new "
    "calibration in the next session (--calibrate), runs of observation (a programme with T7), the "
    "other hand or other electrodes, a longer break."
)
INSTEAD_OF_ATTEMPT = N_(
    "Fewer than half of the movements were rewarded in two runs, because rest allows no lower "
    "threshold. It is not loosened. What can help: a new calibration in the next session "
    "(--calibrate), runs of observation (a programme with T7), the other hand or other electrodes, a "
    "longer break."
)
INSTEAD_OF_HANDS = N_(
    "Fewer than half of the trials were rewarded in two runs, because a lower threshold would reward the "
    "wrong hand too often. It is not loosened. What can help: one hand against rest (--task "
    "hand-vs-rest), a new calibration in the next session (--calibrate), runs of observation (a "
    "programme with T7), other electrodes, a longer break."
)


def advice_of(
    reward: RewardThreshold | None, mode: Literal["imagery", "attempt"]
) -> dict[str, object] | None:
    """Return honest alternatives after a run, as details of an ``advice``; None if none are needed."""
    if reward is None or not reward.is_starved:
        return None
    of_rest = INSTEAD_OF_ATTEMPT if mode == "attempt" else INSTEAD_OF_IMAGERY
    sentence = of_rest if reward.has_rest else INSTEAD_OF_HANDS
    return {"act": "change", "sentence": sentence, "values": {}}


def nudged(command: Command, brain: Brain | None) -> dict[str, object]:
    """Move the reward's threshold for the next trials; rest alone says how low it may be.

    Returns
    -------
    details : dict
        ``threshold`` that is now in force (None where it does not move: no model yet, assessment; in
        self-paced play it stands still), and ``is_bound``: whether a limit left less or nothing of what was asked.
    """
    if brain is None or brain.reward is None:
        return {"threshold": None, "is_bound": True}
    if brain.pace is not None:
        return {"threshold": brain.pace, "is_bound": True}
    is_bound = brain.reward.nudge(harder=command.name == HARDER)
    return {"threshold": brain.reward.value, "is_bound": is_bound}
