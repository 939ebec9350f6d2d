"""Which runs a session had, and in which of them a reward followed the brain.

In a run of observation (T7) the movement is played back whatever the EEG says. It is training, but
its rewards are no answers, so it is labelled, and every count of hits leaves it out.
"""

from dataclasses import dataclass

from sessions.store import Session
from sessions.trials import Played
from station.events import Event

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
    """

    kind: str
    run: int
    game: str
    paradigm: str
    is_contingent: bool


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


def _run(event: Event) -> PlayedRun:
    details = event.details
    paradigm = str(details.get("paradigm") or PLAIN)
    return PlayedRun(
        kind=event.label,
        run=int(str(details["run"])),
        game=str(details["game"]),
        paradigm=paradigm,
        is_contingent=paradigm != OBSERVE,
    )
