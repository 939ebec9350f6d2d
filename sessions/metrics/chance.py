"""Whether the played trials can be told from chance."""

from sessions.metric import Metric, MetricValue
from sessions.played import chance_p
from sessions.store import Session
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return the one-sided exact p of the played trials; None where there is no test."""
    played = session.trials.played
    reference = N_("above chance: p at most 0.05")
    value = chance_p(session.record.classes, played)
    return {"all": MetricValue(value, None, len(played), "", reference)}


PLUGIN: Metric = Metric(
    id="chance",
    version=1,
    name=N_("Chance test"),
    definition=N_(
        "Probability of a result at least as good by chance. Left against right: exact one-sided "
        "binomial test. Hand against rest: Fisher's one-sided exact test on cue and choice."
    ),
    compute=compute,
)
