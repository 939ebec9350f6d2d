"""What muscles did in trials: movements that were only to be imagined, mirror movements, onsets."""

from collections.abc import Sequence

import numpy as np

from sessions.metric import Metric, MetricValue
from sessions.statistics import wilson
from sessions.store import Session
from station.events import Event
from station.language import N_
from station.stream import MUSCLE, kind_of


def compute(session: Session) -> dict[str, MetricValue]:
    """Return shares of trials with muscle activity, and what attempts looked like."""
    has_muscles = any(kind_of(name) == MUSCLE for name in session.record.channels)
    moves = [one for one in session.trials.played if one.is_movement and has_muscles]
    rests = [one for one in session.trials.played if not one.is_movement and has_muscles]
    bursts = [e for e in session.of_type("muscle") if e.details["role"] != "rest"]
    asked = {(one.run, one.number) for one in moves}
    bursts = [one for one in bursts if _place(one) in asked]
    is_imagined = session.record.mode == "imagery"
    own = [one for one in bursts if one.details["role"] in ("imagined", "attempted")]
    mirrored = [one for one in bursts if one.details["role"] == "other hand"]
    at_rest = [e for e in session.of_type("muscle") if e.details["role"] == "rest"]
    return {
        "overt": _share(own if is_imagined else [], len(moves) if is_imagined else 0),
        "mirror": _share(mirrored, len(moves)),
        "rest": _share(at_rest, len(rests)),
        "onset": _median([] if is_imagined else own, "onset", "s"),
        "peak": _median([] if is_imagined else own, "peak_uv", "µV"),
    }


def _share(found: Sequence[Event], trials: int) -> MetricValue:
    """Return the share of trials, each counted once however many channels saw it."""
    count = min(len({_place(event) for event in found}), trials)
    return MetricValue(
        count / trials if trials else None,
        wilson(count, trials) if trials else None,
        trials,
        "",
        N_("the lower the better"),
    )


def _median(found: Sequence[Event], name: str, unit: str) -> MetricValue:
    values = [float(str(event.details[name])) for event in found]
    value = float(np.median(values)) if values else None
    return MetricValue(value, None, len(values), unit, N_("of the attempts that muscles show"))


def _place(event: Event) -> tuple[int, int]:
    return int(str(event.details["run"])), int(str(event.details["trial"]))


PLUGIN: Metric = Metric(
    id="muscle",
    version=1,
    name=N_("Muscle activity"),
    definition=N_(
        "A burst: the root mean square over 100 ms of a muscle channel (20 to 100 Hz, without mains) above "
        "the mean of ten seconds of rest by more than three standard deviations for 200 ms or more. Overt: "
        "imagined movements in which the imagined hand's muscles did so, over all; mirror: the other "
        "hand's; rest: scored rests with a burst. Wilson 95 % intervals. Onset and peak: medians over "
        "attempts. Not given without muscle channels."
    ),
    compute=compute,
)
