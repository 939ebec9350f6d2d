"""Recompute every decision of a session from its files, and compare.

The promise is that the number shown to the patient can be recomputed from the recording. What is
compared is what was written online, ``decisions.bin``, with what the same model says of the same
rows now.
"""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from decoding.following import Teaching
from decoding.models import Model, load
from decoding.refits import read as read_refit
from decoding.replay import Learning, follow_again, recompute
from decoding.trail import Trail
from decoding.windows import ScoredRows
from sessions.errors import SessionError
from sessions.lead import scored_row
from sessions.record import DECISION_COLUMNS
from sessions.store import Session, read_session
from sessions.versions import changed_since
from station.events import Event
from station.language import N_

TOLERANCE = 1e-9


@dataclass(frozen=True)
class ReplayResult:
    """How recomputed decisions compare with those made online.

    Attributes
    ----------
    decisions : int
        Decisions that were made online.
    differences : dict
        Largest absolute difference per column, over the rows that both have.
    missing : int
        Online decisions that the replay does not make.
    extra : int
        Decisions of the replay that were not made online, up to the last one that was.
    changed : dict
        Software that decides and is not that of the session: version then and now, by name.
    """

    decisions: int
    differences: dict[str, float]
    missing: int
    extra: int
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def worst(self) -> float:
        """The largest difference of any column."""
        return max(self.differences.values())

    @property
    def agrees(self) -> bool:
        """Whether every decision was recomputed to within :data:`TOLERANCE`."""
        return self.missing == self.extra == 0 and self.worst <= TOLERANCE

    def to_json(self) -> dict[str, object]:
        """Return the comparison in plain values."""
        return {
            "decisions": self.decisions,
            "differences": self.differences,
            "missing": self.missing,
            "extra": self.extra,
            "agrees": self.agrees,
            "changed": {name: list(pair) for name, pair in self.changed.items()},
        }


def replay(folder: Path, models: Path | None = None) -> ReplayResult:
    """Recompute the decisions of a session.

    Parameters
    ----------
    folder : Path
        Session folder.
    models : Path, optional
        The model file, or the folder that holds it; by default the patient's model folder.

    Raises
    ------
    SessionError
        If the session made no decisions, or the model is not the one that made them.
    DecodingError
        If the model cannot be read.
    """
    session = read_session(folder)
    has_begun = session.of_type("model") and session.of_type("stream")
    if not has_begun or len(session.decisions) == 0:
        raise SessionError(
            N_("The session {folder!r} made no decisions, so there is nothing to recompute."),
            folder=str(folder),
        )
    model = _model(session, models or folder.resolve().parents[1] / "models")
    result = compare(session.decisions, decisions_of(session, model))
    return replace(result, changed=changed_since(session.record.versions))


def decisions_of(session: Session, model: Model) -> NDArray[np.float64]:
    """Return what a model decides on a session's rows, up to its last online decision.

    The headset records on after training has ended, and while training does not hear it; nothing
    was decided on those rows.
    """
    end = min(len(session.raw), int(session.decisions[-1, 0]) + 1)
    starts = sorted({event.row for event in session.of_type("stream") if event.row < end})
    table = recompute(
        model,
        session.record.channels,
        session.raw.microvolts[:end],
        session.raw.flags[:end],
        starts=starts,
        phases=scored_phases(session, starts[0]),
        learning=learning_of(session),
    )
    heard = np.ones(len(table), dtype=bool)
    for lost in session.of_type("headset_lost"):
        back = next((start for start in starts if start >= lost.row), end)
        heard &= (table[:, 0] < lost.row) | (table[:, 0] >= back)
    return table[heard]


def trail_at_end(session: Session, model: Model) -> Trail | None:
    """Return how far a session's decoder had followed when it broke off; None if it followed nothing.

    Once an electrode came off, it is as far as until then.

    Raises
    ------
    SessionError
        If the file of a refit is missing or was changed.
    """
    starts = sorted({one.row for one in session.of_type("stream") if one.row < len(session.raw)})
    if not starts or not (session.of_type("reference") or session.of_type("trail")):
        return None
    return follow_again(
        model,
        session.record.channels,
        session.raw.microvolts,
        session.raw.flags,
        starts=starts,
        phases=scored_phases(session, starts[0]),
        learning=learning_of(session),
    )


def learning_of(session: Session) -> Learning:
    """Return what the decoder of a session learned while it decided.

    Raises
    ------
    SessionError
        If the file of a refit is missing or was changed.
    """
    followed, cue = set(), -1
    for event in session.events:
        if event.type == "cue":
            cue = scored_row(event)
        elif event.type == "reference":
            followed.add(cue)
    refits = tuple(
        (event.row, trail_of(session, event) if event.type == "trail" else refit_of(session, event))
        for event in session.events
        if event.type in ("refit", "trail")
    )
    fallbacks = tuple(
        (event.row, _lost(event), refit_of(session, event))
        for event in session.of_type("fallback")
        if event.details["sha256"]
    )
    is_today = bool(session.of_type("model")[-1].details.get("today", True))
    return Learning(is_today, frozenset(followed), refits, fallbacks)


def _lost(event: Event) -> tuple[str, ...]:
    channels = event.details["lost"]
    assert isinstance(channels, list)
    return tuple(map(str, channels))


def refit_of(session: Session, event: Event) -> Teaching:
    """Return what a session's decoder learned anew, as an event of its log names it.

    Raises
    ------
    SessionError
        If its file is missing or was changed.
    """
    return read_refit(event.label, _kept(session, event))


def trail_of(session: Session, event: Event) -> Trail:
    """Return where a session's decoder went on from, as an event of its log names it.

    Raises
    ------
    SessionError
        If its file is missing or was changed.
    """
    return Trail.from_bytes(_kept(session, event))


def _kept(session: Session, event: Event) -> bytes:
    path = session.folder / event.label
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != event.details["sha256"]:
        raise SessionError(
            N_("{path!r} is missing or was changed; restore it from a copy of the session."),
            path=str(path),
        )
    return content


def scored_phases(session: Session, first: int) -> list[ScoredRows]:
    """Return the scored rows of every cue from a row on.

    A trial that was left, or whose movement was detected, ended with the decision of that moment.
    """
    phases: list[ScoredRows] = []
    memory, least = 0, 1
    for event in session.events:
        if event.type == "run_start":
            memory = _memory(session, event)
            least = int(str(event.details.get("windows", 1)))
        elif event.type == "cue" and event.row >= first:
            end = int(str(event.details["end_row"]))
            phases.append(ScoredRows(scored_row(event), end, memory, least))
        elif event.type == "skip" and "trial" in event.details and phases:
            phases[-1] = _cut(phases[-1], event.row + 1)
        elif event.type == "result" and phases:
            phases[-1] = _cut(phases[-1], event.row)
    return phases


def _cut(phase: ScoredRows, end: int) -> ScoredRows:
    return phase._replace(end=min(phase.end, end))


def _memory(session: Session, run: Event) -> int:
    """Return how many rows count at once in a run that names its trial structure; 0 for all."""
    structure = session.record.plan.structure(str(run.details.get("paradigm", "")))
    return 0 if structure is None else round(structure.score.memory * session.record.rate)


def compare(online: NDArray[np.float64], again: NDArray[np.float64]) -> ReplayResult:
    """Compare two decision tables, row by row of the recording.

    Parameters
    ----------
    online, again : ndarray, shape (n_decisions, len(DECISION_COLUMNS))
    """
    _, first, second = np.intersect1d(online[:, 0], again[:, 0], return_indices=True)
    gaps = np.abs(online[first] - again[second])
    worst = gaps.max(axis=0) if len(gaps) else np.zeros(len(DECISION_COLUMNS))
    return ReplayResult(
        decisions=len(online),
        differences=dict(zip(DECISION_COLUMNS, map(float, worst), strict=True)),
        missing=len(online) - len(first),
        extra=len(again) - len(second),
    )


def _model(session: Session, models: Path) -> Model:
    event = session.of_type("model")[-1]
    model = load(models / event.label if models.is_dir() else models)
    if model.sha256 != event.details["sha256"]:
        raise SessionError(
            N_("{model!r} is not the model that decided in this session; name the right file."),
            model=event.label,
        )
    return model
