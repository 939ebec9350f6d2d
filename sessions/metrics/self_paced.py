"""What self-paced play came to: detections a minute, false ones at rest, and the time to the first."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from games.self_paced import SETTING
from sessions.metric import Metric, MetricValue
from sessions.statistics import poisson_interval
from sessions.store import Session
from sessions.trials import Played
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return both rates, and the median time from the beginning of a window to its first detection."""
    phases = [one for one in session.trials.paced if one.window > SETTING and one.is_valid]
    moves = [phase for phase in phases if phase.is_movement]
    rests = [phase for phase in phases if not phase.is_movement]
    times = _first_times(moves, session.record.rate)
    return {
        "false_positives": _rate(rests, session.record.rate, N_("1 a minute or fewer is good")),
        "detections": _rate(moves, session.record.rate, N_("to be held against those at rest")),
        "time_to_target": MetricValue(
            float(np.median(times)) if times else None,
            None,
            len(times),
            "s",
            N_("of the windows in which something was detected"),
        ),
    }


def _rate(phases: Sequence[Played], rate: float, reference: str) -> MetricValue:
    """Return detections per minute that was scored, with their exact interval."""
    minutes = sum(phase.end_row - phase.row for phase in phases) / rate / 60
    found = sum(phase.is_at_threshold for phase in phases)
    if not minutes:
        return MetricValue(None, None, 0, "/min", reference)
    low, high = (limit / minutes for limit in poisson_interval(found))
    return MetricValue(found / minutes, (low, high), found, "/min", reference)


def _first_times(moves: Sequence[Played], rate: float) -> list[float]:
    windows = [list(some) for _, some in groupby(moves, key=lambda one: (one.run, one.window))]
    firsts = (
        (next((phase for phase in window if phase.is_at_threshold), None), window[0].row)
        for window in windows
    )
    return [(first.end_row - begin) / rate for first, begin in firsts if first is not None]


PLUGIN: Metric = Metric(
    id="self_paced",
    version=1,
    name=N_("Self-paced play"),
    definition=N_(
        "Detections per minute of scored time in windows of movement, and in windows of rest (false "
        "positives), by one rule and one threshold, with Garwood's exact 95 % interval; the "
        "refractory period is not scored. Median time from the beginning of a window of movement "
        "to its first detection. The first rest, which sets the threshold, is left out."
    ),
    compute=compute,
)
