"""Which runs a session had, and in which of them a reward followed the brain.

In a run of observation (T7) the movement is played back whatever the EEG says. It is training, but
its rewards are no answers, so it is labelled, and every count of hits leaves it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from decoding.score import is_below_chance
from sessions.demands import GHOST
from sessions.statistics import binomial_p, fisher_p, guessing_p
from sessions.store import Session
from sessions.trials import Played
from station.events import Event
from station.task import REST

OBSERVE, PLAIN = "T7", "plain"


@dataclass(frozen=True)
class PlayedRun:
    """One run, as its ``run_start`` tells it.

    Attributes
    ----------
    kind : str
        "calibration", "play" or another kind.
    run : int
    game : str
    paradigm : str
        "T1" to "T7", or "plain" for trials without such a structure.
    is_contingent : bool
        Whether a reward only ever followed the EEG.
    movement : str
        What the hand was asked to do; "" where nobody told.
    is_shown : bool
        Whether a faint hand made each movement along with the patient, before it was scored.
    """

    kind: str
    run: int
    game: str
    paradigm: str
    is_contingent: bool
    movement: str = ""
    is_shown: bool = False


def played_runs(session: Session) -> tuple[PlayedRun, ...]:
    """Return the runs of a session in order; one that was resumed is there once."""
    found: dict[tuple[str, int], PlayedRun] = {}
    for event in session.of_type("run_start"):
        one = _run(event)
        found[one.kind, one.run] = one
    return tuple(found.values())


def contingent_trials(session: Session) -> tuple[Played, ...]:
    """Return the played trials of all runs but those of observation."""
    observed = {one.run for one in played_runs(session) if not one.is_contingent}
    return tuple(trial for trial in session.trials.played if trial.run not in observed)


def chance_p(classes: Sequence[str], trials: Sequence[Played]) -> float | None:
    """Return the one-sided exact p of trials against chance; None where there is no test.

    For two hands the larger of the binomial one and that of guesses which favour a hand as often: where one hand
    was asked more often, naming it is right more often, too. Fisher's on cue and choice where one class is rest.
    """
    if REST not in classes:
        correct = sum(trial.is_correct for trial in trials)
        if not trials:
            return None
        labels = np.array([trial.label == classes[1] for trial in trials])
        choices = np.array([trial.choice == classes[1] for trial in trials])
        return max(binomial_p(correct, len(trials)), guessing_p(choices, labels))
    moves = [trial.choice != REST for trial in trials if trial.is_movement]
    rests = [trial.choice != REST for trial in trials if not trial.is_movement]
    return fisher_p(sum(moves), len(moves), sum(rests), len(rests)) if moves and rests else None


def is_below(classes: Sequence[str], trials: Sequence[Played]) -> bool:
    """Return whether so few trials are right that sides or labels may be swapped."""
    labels = np.array([trial.label == classes[1] for trial in trials], dtype=bool)
    choices = np.array([trial.choice == classes[1] for trial in trials], dtype=bool)
    return len(trials) > 0 and is_below_chance(choices, labels)


def _run(event: Event) -> PlayedRun:
    details = event.details
    paradigm = str(details.get("paradigm") or PLAIN)
    told = details.get("demands")
    demands = told if isinstance(told, dict) else {}
    return PlayedRun(
        kind=event.label,
        run=int(str(details["run"])),
        game=str(details["game"]),
        paradigm=paradigm,
        is_contingent=paradigm != OBSERVE,
        movement=str(demands.get("movement", "")),
        is_shown=demands.get("support") == GHOST,
    )
