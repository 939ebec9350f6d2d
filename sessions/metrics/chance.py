"""Whether the played trials can be told from chance."""

from sessions.metric import Metric, MetricValue
from sessions.statistics import binomial_p, fisher_p
from sessions.store import Session
from station.language import N_
from station.task import REST


def compute(session: Session) -> dict[str, MetricValue]:
    """Return the one-sided exact p of the played trials; None where there is no test."""
    played = session.trials.played
    reference = N_("above chance: p at most 0.05")
    if REST not in session.record.classes:
        correct = sum(trial.is_correct for trial in played)
        value = binomial_p(correct, len(played)) if played else None
        return {"all": MetricValue(value, None, len(played), "", reference)}
    moves = [trial.choice != REST for trial in played if trial.is_movement]
    rests = [trial.choice != REST for trial in played if not trial.is_movement]
    value = fisher_p(sum(moves), len(moves), sum(rests), len(rests)) if moves and rests else None
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
