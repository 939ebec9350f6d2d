"""From a session's plan to the cues of one run, in whole rows and decision steps."""

import numpy as np

from games.cues import PhaseSteps, Recorded, Scheduled, balanced
from sessions.paradigm import Paradigm
from sessions.record import SessionRecord
from station.task import REST


def recorded_cues(record: SessionRecord) -> Recorded:
    """Return the cue source of a session that follows its recording."""
    first, end = (round(second * record.rate) for second in record.imagery)
    feedback = round(record.plan.timing.feedback * record.rate)
    return Recorded(imagery=(first, end), feedback=feedback, labels=record.classes)


def scheduled_cues(
    record: SessionRecord,
    *,
    trials: int,
    first: int,
    generator: np.random.Generator,
    paradigm: Paradigm | None = None,
) -> Scheduled:
    """Return a run of cues that we draw, beginning at row ``first``.

    Without a paradigm, trials have the plan's timing.
    """
    is_paired = paradigm is not None and paradigm.order == "pairs"
    labels = (
        [REST, _movement(record)] * (trials // 2)
        if is_paired
        else balanced(record.classes, trials, generator)
    )
    return Scheduled(
        labels,
        lengths={label: _steps(record, label, paradigm) for label in record.classes},
        step=round(record.step * record.rate),
        first=first,
        generator=generator,
        is_paired=is_paired,
    )


def _movement(record: SessionRecord) -> str:
    (movement,) = set(record.classes) - {REST}
    return movement


def _steps(record: SessionRecord, label: str, paradigm: Paradigm | None) -> PhaseSteps:
    if paradigm is None:
        timing = record.plan.timing
        ready = timing.ready, timing.ready
        relax, scored, feedback = timing.relax, timing.imagery, timing.feedback
    else:
        phases = paradigm.of_rest if label == REST else paradigm.movement
        relax, ready = phases.relax, phases.ready
        scored, feedback = phases.scored, phases.feedback
    low, high, soon, late, most, after = (
        round(seconds / record.step) for seconds in (*relax, *ready, scored, feedback)
    )
    return PhaseSteps((low, high), (soon, late), most, after)
