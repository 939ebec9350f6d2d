"""How many played trials were decided rightly."""

from sessions.metric import Metric, MetricValue
from sessions.statistics import wilson
from sessions.store import Session
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return the share of played trials whose forced choice was the cued class."""
    played = session.trials.played
    correct, trials = sum(trial.is_correct for trial in played), len(played)
    return {
        "all": MetricValue(
            value=correct / trials if trials else None,
            interval=wilson(correct, trials) if trials else None,
            n=trials,
            unit="",
            reference=N_("chance: one half"),
        )
    }


PLUGIN: Metric = Metric(
    id="accuracy",
    version=1,
    name=N_("Accuracy"),
    definition=N_(
        "Played trials whose forced choice at the end of the imagery window was the cued class, "
        "over all played trials; unsure trials count like the others. Wilson 95 % interval."
    ),
    compute=compute,
)
