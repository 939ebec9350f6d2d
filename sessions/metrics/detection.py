"""How much more often movement than matched rest would have been rewarded (CLINICAL 2.6).

Where rest is scored, chance is not 50 %: a patient without any signal is "hit" as often as rest is
taken for movement. So hits are only shown against the false positives of rests of the same length,
judged by the same thresholds.
"""

from collections.abc import Sequence

from sessions.metric import Metric, MetricValue
from sessions.played import contingent_trials
from sessions.statistics import Interval, difference, fisher_p, wilson
from sessions.store import Session
from sessions.trials import Played
from station.language import N_
from station.task import REST

_YOUDEN = N_("Youden's J: 0 without any signal, 1 when every hit is one and no rest is")
_PARTS = {
    "hit_rate": N_("to be held against the false positives at rest"),
    "rest_false_positives": N_("matched rest, the same thresholds"),
    "difference": _YOUDEN,
    "fisher_p": N_("one-sided: that hits are no likelier than false positives"),
    "balanced_accuracy": N_("chance: 50 %"),
}


def compute(session: Session) -> dict[str, MetricValue]:
    """Return hits, matched false positives, their difference, Fisher's p and balanced accuracy."""
    trials = [trial for trial in contingent_trials(session) if trial.is_valid]
    moves = [trial for trial in trials if trial.is_movement]
    rests = [trial for trial in trials if not trial.is_movement]
    if REST not in session.record.classes or not moves or not rests:
        n = len(moves) + len(rests) if REST in session.record.classes else 0
        return {part: _value(part, None, None, n) for part in _PARTS}
    hits, alarms = (_reached(some) for some in (moves, rests))
    youden, interval = difference((hits, len(moves)), (alarms, len(rests)))
    low, high = interval
    both = len(moves) + len(rests)
    p = fisher_p(hits, len(moves), alarms, len(rests))
    return {
        "hit_rate": _value("hit_rate", hits / len(moves), wilson(hits, len(moves)), len(moves)),
        "rest_false_positives": _value(
            "rest_false_positives", alarms / len(rests), wilson(alarms, len(rests)), len(rests)
        ),
        "difference": _value("difference", youden, interval, both),
        "fisher_p": _value("fisher_p", p, None, both),
        "balanced_accuracy": _value(
            "balanced_accuracy", (1 + youden) / 2, ((1 + low) / 2, (1 + high) / 2), both
        ),
    }


def _reached(trials: Sequence[Played]) -> int:
    return sum(trial.is_at_threshold for trial in trials)


def _value(part: str, value: float | None, interval: Interval | None, n: int) -> MetricValue:
    return MetricValue(value, interval, n, "", _PARTS[part])


PLUGIN: Metric = Metric(
    id="detection",
    version=2,
    name=N_("Hits against matched rest"),
    definition=N_(
        "Hit rate = movement trials whose evidence reached the reward threshold, over all; false "
        "positives = the same of rest trials. Their difference is Youden's J, with Newcombe's 95 % "
        "interval (method 10); balanced accuracy = (1 + J) / 2; Fisher's exact test, one-sided. "
        "Runs of observation and trials without a usable signal are left out."
    ),
    compute=compute,
)
