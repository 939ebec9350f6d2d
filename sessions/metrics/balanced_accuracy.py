"""How well both classes were decided, each counting the same."""

from sessions.metric import Metric, MetricValue
from sessions.statistics import balanced
from sessions.store import Session
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return the mean of both classes' shares of right choices; None without one of them."""
    counts = []
    for label in session.record.classes:
        hits = [trial.is_correct for trial in session.trials.played if trial.label == label]
        counts.append((sum(hits), len(hits)))
    first, second = counts
    n, reference = first[1] + second[1], N_("chance: one half")
    if not (first[1] and second[1]):
        return {"all": MetricValue(None, None, n, "", reference)}
    value, interval = balanced(first, second)
    return {"all": MetricValue(value, interval, n, "", reference)}


PLUGIN: Metric = Metric(
    id="balanced_accuracy",
    version=1,
    name=N_("Balanced accuracy"),
    definition=N_(
        "Mean of the shares of right choices of the two classes. The 95 % interval combines the "
        "two Wilson intervals (Zou and Donner 2008)."
    ),
    compute=compute,
)
