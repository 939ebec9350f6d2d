"""How often the decoder would have rewarded a patient who was resting."""

from sessions.metric import Metric, MetricValue
from sessions.statistics import wilson
from sessions.store import Session
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return the share of played, usable rest trials whose evidence reached the reward threshold."""
    played = [trial for trial in session.trials.played if trial.is_valid]
    rests = [trial for trial in played if not trial.is_movement]
    alarms = sum(trial.is_at_threshold for trial in rests)
    return {
        "all": MetricValue(
            value=alarms / len(rests) if rests else None,
            interval=wilson(alarms, len(rests)) if rests else None,
            n=len(rests),
            unit="",
            reference=N_("the lower the better; about 15 % by design"),
        )
    }


PLUGIN: Metric = Metric(
    id="rest_false_positives",
    version=2,
    name=N_("False positives at rest"),
    definition=N_(
        "Played rest trials whose evidence reached the reward threshold, over all played rest "
        "trials with a usable signal; scored over the same length as imagery. Wilson 95 % interval. Not "
        "given where no rest is asked for."
    ),
    compute=compute,
)
