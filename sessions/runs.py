"""From a session's plan to the cues of one run, in whole rows and decision steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from games.balance import balanced
from games.cues import CueSource, PhaseSteps, Recorded, Scheduled
from games.movements import has_hands
from games.self_paced import SelfPaced
from sessions.demands import EASY, Demands
from sessions.paradigm import Paradigm, Score
from sessions.record import SessionRecord
from station.task import REST


def at_once(windows: int) -> float:
    """Where nothing decodes, nothing has to be waited for."""
    return 0.0


@dataclass(frozen=True)
class RunName:
    """Which run of a session: its kind, its number from 1, its trial structure, whether it is easy.

    A closing run ends with a success, as soon as half of its trials were asked (CLINICAL 2.4).
    """

    kind: str
    run: int
    paradigm: str = ""
    is_easy: bool = False
    is_closing: bool = False


@dataclass(frozen=True)
class Run:
    """A run that is about to begin.

    Attributes
    ----------
    source : CueSource
    score : Score
    demands : Demands
    trials : int
    details : dict
        What its events tell of it.
    drawn : dict
        ``labels``, where we drew them: a session that breaks off can be taken up again.
    """

    source: CueSource
    score: Score
    demands: Demands
    trials: int
    details: dict[str, object]
    drawn: dict[str, object]


def make_run(
    record: SessionRecord,
    recorded: Recorded | None,
    name: RunName,
    *,
    trials: int,
    first: int,
    generator: np.random.Generator,
    soonest: Callable[[int], float] = at_once,
) -> Run:
    """Return a run that begins at row ``first``; the rest of one that broke off, if it is that.

    ``soonest`` returns how many seconds after the first scored row the decoder speaks, if so many windows have to be
    in: no hold can begin before.
    """
    structure = None if recorded else record.plan.structure(name.paradigm)
    details: dict[str, object] = {"run": name.run, "game": record.game, "trials": trials}
    if name.paradigm:
        version = None if structure is None else structure.version
        details |= {"paradigm": name.paradigm, "paradigm_version": version}
    if recorded is not None:
        return Run(recorded, Score(), Demands(), trials, details, {})
    demands = _asked(name, record, structure)
    source = scheduled_cues(
        record,
        trials=trials,
        first=first,
        generator=generator,
        paradigm=structure,
        labels=_left_of(record, name),
        lead=demands.lead,
    )
    count = len(source.labels)
    paradigm, scored = Score(), record.plan.timing.imagery
    if structure is not None:
        paradigm, scored = structure.score, structure.movement.scored
    score = _score(paradigm, demands, scored - record.step, soonest)
    details |= {"demands": demands.model_dump(), "is_easy": name.is_easy, "trials": count}
    details["windows"] = score.windows
    if score.statistic == "peak":
        details["dwell"] = score.dwell
    drawn: dict[str, object] = {"labels": list(source.labels)}
    return Run(source, score, demands, count, details, drawn)


def _left_of(record: SessionRecord, name: RunName) -> tuple[str, ...]:
    """Return the classes that a run that broke off still has to ask; none if it is another one."""
    left = record.continues
    is_it = left is not None and (left.kind, left.run) == (name.kind, name.run)
    return left.labels if left is not None and is_it else ()


def _asked(name: RunName, record: SessionRecord, structure: Paradigm | None) -> Demands:
    kept: dict[str, object] = {"movement": record.movement}
    if not has_hands(record.game) or not _is_cued(name, structure):
        kept["support"] = "cue"
    demands = (EASY if name.is_easy else record.plan.demands).model_copy(update=kept)
    is_prompted = structure is not None and structure.is_prompted
    return demands.model_copy(update={"assistance": True}) if is_prompted else demands


def _is_cued(name: RunName, structure: Paradigm | None) -> bool:
    """Return whether a run asks for movements one by one, and the brain answers.

    A calibration must not learn what a hand looks like that moves in one class alone.
    """
    return name.kind == "play" and not (structure is not None and structure.score.is_self_paced)


def _score(score: Score, demands: Demands, end: float, soonest: Callable[[int], float]) -> Score:
    """Return what a run is scored by: both the hold and the windows fit into its phases, the hold first.

    ``end`` is when the last decision of a phase falls, in seconds after its first scored row.
    """

    def begin(windows: int) -> float:
        return max(soonest(windows), score.earliest)

    hold = score.dwell
    if score.statistic == "peak" and demands.hold is not None:
        hold = min(demands.hold, end - begin(1))
    fits = (k for k in range(demands.windows, 1, -1) if begin(k) + hold <= end + 1e-9)
    return score.model_copy(update={"dwell": hold, "windows": next(fits, 1)})


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
    labels: Sequence[str] = (),
    lead: float = 0.0,
) -> Scheduled | SelfPaced:
    """Return a run of cues that we draw, beginning at row ``first``.

    Without a paradigm, trials have the plan's timing; ``labels`` are drawn ones that are left. A
    movement is shown for the ``lead`` seconds before it is scored.
    """
    if paradigm is not None and paradigm.score.is_self_paced:
        return _windows(record, trials, first, generator, paradigm)
    is_paired = paradigm is not None and paradigm.order == "pairs"
    drawn = (
        [REST, _movement(record)] * (trials // 2)
        if is_paired
        else balanced(record.classes, trials, generator)
    )
    return Scheduled(
        labels or drawn,
        lengths={label: _steps(record, label, paradigm, lead) for label in record.classes},
        step=round(record.step * record.rate),
        first=first,
        generator=generator,
        is_paired=is_paired,
    )


def _windows(
    record: SessionRecord,
    trials: int,
    first: int,
    generator: np.random.Generator,
    paradigm: Paradigm,
) -> SelfPaced:
    """Return windows of self-paced play, the rest that sets the threshold before all others."""
    score = paradigm.score
    return SelfPaced(
        [REST] + [REST, _movement(record)] * (trials // 2),
        lengths={label: _steps(record, label, paradigm) for label in record.classes},
        step=round(record.step * record.rate),
        first=first,
        generator=generator,
        refractory=round(score.refractory * record.rate),
        least=round(score.memory * record.rate),
    )


def _movement(record: SessionRecord) -> str:
    (movement,) = set(record.classes) - {REST}
    return movement


def _steps(
    record: SessionRecord, label: str, paradigm: Paradigm | None, lead: float = 0.0
) -> PhaseSteps:
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
    shown = 0 if label == REST else round(lead / record.step)
    return PhaseSteps((low, high), (soon, late), most, after, shown)
