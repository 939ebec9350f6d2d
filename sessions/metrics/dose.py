"""How much was trained."""

from sessions.metric import Metric, MetricValue
from sessions.store import Session
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return valid contingent repetitions, and the minutes of imagery."""
    played = session.trials.played
    paced = [phase for phase in session.trials.paced if phase.is_movement]
    repetitions = [trial for trial in played if trial.is_movement and trial.is_valid]
    repetitions += [phase for phase in paced if phase.is_rewarded]
    imagery = [trial for trial in session.trials.cued if trial.is_movement] + paced
    rows = sum(trial.end_row - trial.row for trial in imagery)
    counted = N_("compare with the plan")
    return {
        "repetitions": MetricValue(
            len(repetitions), None, len(played) + len(paced), "trials", counted
        ),
        "active_minutes": MetricValue(
            rows / session.record.rate / 60, None, len(imagery), "min", counted
        ),
    }


PLUGIN: Metric = Metric(
    id="dose",
    version=1,
    name=N_("Dose"),
    definition=N_(
        "Repetitions: played movement trials with a usable signal, whose feedback followed the "
        "EEG, and rewarded movements of self-paced play. Active minutes: imagery windows of all "
        "movement trials, calibration included."
    ),
    compute=compute,
)
