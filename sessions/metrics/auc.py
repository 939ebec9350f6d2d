"""How often a trial of one class has more evidence than a trial of the other.

Where a movement ends as soon as it is detected, its evidence was read at its peak and that of a rest
at its end: chance would have more than one half. There the peaks are compared, and those that reached
the threshold count as equal, because only of rest is it known how far above it they would have gone.
"""

import numpy as np

from sessions.metric import Metric, MetricValue
from sessions.statistics import area_interval, area_under_curve
from sessions.store import Session
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return the area under the ROC curve of the evidence; None without one of the classes."""
    played = session.trials.played
    peaks = {e.details["run"] for e in session.of_type("run_start") if "dwell" in e.details}
    evidence = np.array(
        [min(one.score, one.threshold) if one.run in peaks else one.evidence for one in played],
        dtype=np.float64,
    )
    is_positive = np.array([trial.label == session.record.classes[1] for trial in played], bool)
    positive, negative = int(is_positive.sum()), int((~is_positive).sum())
    reference = N_("chance: one half")
    if not (positive and negative):
        return {"all": MetricValue(None, None, len(played), "", reference)}
    area = area_under_curve(evidence, is_positive)
    interval = area_interval(area, positive, negative)
    return {"all": MetricValue(area, interval, len(played), "", reference)}


PLUGIN: Metric = Metric(
    id="auc",
    version=2,
    name=N_("Area under the curve"),
    definition=N_(
        "How often a trial of the second class has more evidence than one of the first "
        "(Mann-Whitney; ties count half). Newcombe's 95 % interval (2006). Where a movement ends as soon as it "
        "is detected, the peak of the evidence is compared, up to the threshold of its trial."
    ),
    compute=compute,
)
