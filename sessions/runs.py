"""From a session's plan to the cues of one run, in whole rows and decision steps."""

import numpy as np

from games.cues import PhaseSteps, Recorded, Scheduled
from sessions.record import SessionRecord


def recorded_cues(record: SessionRecord) -> Recorded:
    """Return the cue source of a session that follows its recording."""
    first, end = (round(second * record.rate) for second in record.imagery)
    feedback = round(record.plan.timing.feedback * record.rate)
    return Recorded(imagery=(first, end), feedback=feedback, labels=record.classes)


def scheduled_cues(
    record: SessionRecord, *, trials: int, first: int, generator: np.random.Generator
) -> Scheduled:
    """Return a run of cues that we draw, beginning at row ``first``."""
    timing = record.plan.timing
    low, high, ready, imagery, feedback = (
        round(seconds / record.step)
        for seconds in (*timing.relax, timing.ready, timing.imagery, timing.feedback)
    )
    return Scheduled(
        record.classes,
        trials=trials,
        lengths=PhaseSteps((low, high), ready, imagery, feedback),
        step=round(record.step * record.rate),
        first=first,
        generator=generator,
    )
