"""Carry a session's runs to the patient's levels: one change at a time, each with its reason."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from games.movements import LADDER, has_hands, movements_of
from sessions.levels import LADDERS, Change, Levels, Score, read_levels, write_levels
from sessions.played import contingent_trials
from sessions.progression import after_run
from sessions.ratings import ratings_of
from sessions.store import Session, read_session
from sessions.trials import Played

LEAST = 4  # valid trials of each kind; a shorter run says nothing


def carry_over(home: Path, session: Session, when: datetime) -> tuple[Change, ...]:
    """Hand the runs of a session to the patient's levels, and return what changed.

    Left against right has no rest and so no false positives: its runs change nothing. Runs behind a
    change were still played at the old level, so they say nothing about the new one.

    Parameters
    ----------
    home : Path
    session : Session
    when : datetime
        Aware.
    """
    pseudonym = session.record.pseudonym
    levels = before = read_levels(home, pseudonym)
    for score in scores_of(session):
        levels = after_run(levels, score, when, _changeable(session, levels))
        if len(levels.changes) > len(before.changes):
            break
    if levels != before:
        write_levels(home, pseudonym, levels)
    return levels.changes[len(before.changes) :]


def _changeable(session: Session, levels: Levels) -> dict[str, int]:
    """Return the levels that act on this patient in this game, and how high each may rise.

    Where nothing moves for decoration, no butterfly does, and where no hand is seen, none shows anything.
    A movement changes only where it is the one that was played, and to one that the game shows. More
    windows are asked for only where the runs had room for those of now.
    """
    found = {name: len(ladder) - 1 for name, ladder in LADDERS.items()}
    if session.record.access.is_quiet:
        del found["distractors"]
    if not has_hands(session.record.game):
        del found["assistance"], found["support"]
    if not _carried_out(session):
        found["windows"] = levels.steps["windows"]
    step, shown = levels.steps["movement"], movements_of(session.record.game)
    down, up = (0 <= k < len(LADDER) and LADDER[k] in shown for k in (step - 1, step + 1))
    is_played = session.record.movement == LADDER[step]
    if is_played and (down or step == 0):
        found["movement"] = step + up
    else:
        del found["movement"]
    return found


def _carried_out(session: Session) -> bool:
    """Return whether every run of the level had room for as many windows as were asked for."""
    asked = session.record.plan.demands.windows
    runs = [one.details for one in session.of_type("run_start") if one.label == "play"]
    return all(run["windows"] == asked for run in runs if "windows" in run and not run["is_easy"])


def scores_of(session: Session) -> tuple[Score, ...]:
    """Return what each run of hand against rest came to that was long enough, and not an easy one.

    A run counts once it was over, with all its trials, in whichever part of the session they were
    played. A part that a person ended was handed in then; one that broke off was not.
    """
    parts = [*_parts_before(session), session]
    found = []
    for number, part in enumerate(parts):
        if part is session or part.is_interrupted:
            trials = [one for each in parts[: number + 1] for one in contingent_trials(each)]
            found += [_score(part, run, trials) for run in _ended(part)]
    return tuple(score for score in found if score is not None)


def _parts_before(session: Session) -> list[Session]:
    """Return the parts of a session that broke off, the first one first."""
    parts, part = list[Session](), session
    while part.record.continues is not None:
        folder = part.folder.parent / part.record.continues.of
        if not folder.exists():
            break
        part = read_session(folder)
        parts.insert(0, part)
    return parts


def _ended(session: Session) -> list[int]:
    """Return the runs that were walked through to their end, easy ones left out."""
    ends = [event for event in session.of_type("run_end") if event.label == "play"]
    return [int(str(e.details["run"])) for e in ends if not e.details.get("is_easy")]


def _score(session: Session, run: int, played: Sequence[Played]) -> Score | None:
    trials = [one for one in played if one.run == run and one.is_valid]
    rests = [trial for trial in trials if not trial.is_movement]
    moves = [trial for trial in trials if trial.is_movement]
    if min(len(rests), len(moves)) < LEAST:
        return None
    return Score(
        session=session.record.session,
        run=run,
        correct=sum(trial.is_correct for trial in trials),
        trials=len(trials),
        balanced_accuracy=(_right(rests) + _right(moves)) / 2,
        alarms=sum(trial.is_at_threshold for trial in rests),
        rests=len(rests),
        rest_seconds=(rests[0].end_row - rests[0].row) / session.record.rate,
        fatigue=_newest(session, "fatigue"),
        frustration=_newest(session, "frustration"),
    )


def _newest(session: Session, question: str) -> int | None:
    """Return the newest answer to a question; None if there is none."""
    asked = [one for one in ratings_of(session.events) if one.question == question]
    known = [one.value for one in asked if one.value is not None]
    return known[-1] if known else None


def _right(trials: Sequence[Played]) -> float:
    return sum(trial.is_correct for trial in trials) / len(trials)
