"""How the trials with a usable signal were decided, apart from those without one.

A trial whose signal allowed no judgement counts as the first class, as its forced choice says. Artefacts in
rest alone would so make a success of nothing: it has to be seen that it stands without them.
"""

from sessions.metric import Metric, MetricValue
from sessions.played import chance_p
from sessions.statistics import wilson
from sessions.store import Session
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return accuracy and chance test over the played trials that could be judged."""
    trials = [trial for trial in session.trials.played if trial.is_valid]
    correct, n = sum(trial.is_correct for trial in trials), len(trials)
    share, interval = (correct / n, wilson(correct, n)) if n else (None, None)
    p = chance_p(session.record.classes, trials)
    return {
        "accuracy": MetricValue(share, interval, n, "", N_("chance: one half")),
        "p_chance": MetricValue(p, None, n, "", N_("above chance: p at most 0.05")),
    }


PLUGIN: Metric = Metric(
    id="usable",
    version=1,
    name=N_("Trials with a usable signal"),
    definition=N_(
        "Accuracy and chance test as above, over the played trials whose signal could be judged; a trial "
        "without one counts there as the first class, and here not at all. Wilson 95 % interval."
    ),
    compute=compute,
)
