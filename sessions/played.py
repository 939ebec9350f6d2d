"""Which runs a session had, and in which of them a reward followed the brain.

In a run of observation (T7) the movement is played back whatever the EEG says. It is training, but
its rewards are no answers, so it is labelled, and every count of hits leaves it out.
"""

from dataclasses import dataclass

from sessions.record import SessionRecord
from sessions.store import Session
from sessions.trials import Played
from station.events import Event
from station.task import Task

OBSERVE = "T7"


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
        "T1" to "T7".
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
        one = _run(event, session.record)
        found[one.kind, one.run] = one
    return tuple(found.values())


def contingent_trials(session: Session) -> tuple[Played, ...]:
    """Return the played trials of all runs but those of observation."""
    observed = {one.run for one in played_runs(session) if not one.is_contingent}
    return tuple(trial for trial in session.trials.played if trial.run not in observed)


def _run(event: Event, record: SessionRecord) -> PlayedRun:
    details = event.details
    paradigm = str(details.get("paradigm") or _usual(record, event.label))
    return PlayedRun(
        kind=event.label,
        run=int(str(details["run"])),
        game=str(details["game"]),
        paradigm=paradigm,
        is_contingent=paradigm != OBSERVE,
    )


def _usual(record: SessionRecord, kind: str) -> str:
    """Return what a run was before runs named their paradigm."""
    if record.task is Task.LEFT_VS_RIGHT:
        return "T1" if kind == "calibration" else "T2"
    return "T4" if record.mode == "attempt" else "T5"
