"""What a session is asked to be, before it exists: from here ``session.json`` is made."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from acquisition.brainvision import EEG
from acquisition.spec import BoardSpec
from decoding.windows import OnlineConfig
from sessions.impedance import attach_measurement
from sessions.left import Left
from sessions.log import EVENTS
from sessions.patient import Patient, new_session_folder
from sessions.plan import Plan
from sessions.record import Adapting, SessionRecord
from sessions.versions import versions
from station.clock import Clock
from station.stream import StreamInfo
from station.task import Task, classes, opposite

# What the record holds just as it was ordered.
_TAKEN_OVER = (
    "mains",
    "task",
    "imagery",
    "game",
    "decoder",
    "plan",
    "cue_source",
    "adaptation",
    "same_day",
    "group",
    "language",
    "seed",
    "program",
    "program_version",
    "despite",
    "start_anyway",
    "continues",
)


@dataclass(frozen=True)
class Order:
    """Everything that a person or a command decides about one session.

    Attributes
    ----------
    home : Path
        Data home.
    patient : Patient
    task : Task
    plan : Plan
    board : BoardSpec
        What the headset process opens.
    info : StreamInfo
        What will stream; known from the board before it is opened.
    origin : str
        Where the EEG comes from, in words.
    game, decoder : str
        Plug-in names.
    cue_source : {"scheduled", "recorded"}
    imagery : tuple of float
        Scored seconds after the cue.
    language : {"en", "zh"}
    mains : float
        Mains frequency in Hz.
    seed : int
    online : OnlineConfig
    adaptation : {"cued", "unlabelled", "frozen"}
        What the decoder learns in play.
    same_day : bool
        Whether a stored model was calibrated under this very cap.
    group : str
        File name of the group model in the data home that may teach beside the patient.
    program, program_version, despite : str, int or None, str
        The programme that the session belongs to, and why it is run against the calendar.
    continues : Left or None
        What was left of the session that this one takes up again.
    start_anyway : str
        Why it begins whatever the signals are; empty where they decide.
    """

    home: Path
    patient: Patient
    task: Task
    plan: Plan
    board: BoardSpec
    info: StreamInfo
    origin: str
    game: str
    decoder: str
    cue_source: Literal["scheduled", "recorded"]
    imagery: tuple[float, float]
    language: Literal["en", "zh"]
    mains: float
    seed: int
    online: OnlineConfig = OnlineConfig()
    adaptation: Adapting = "cued"
    same_day: bool = False
    group: str = ""
    program: str = ""
    program_version: int | None = None
    despite: str = ""
    start_anyway: str = ""
    continues: Left | None = None


def open_session(order: Order, clock: Clock, *, fast: bool) -> tuple[Path, SessionRecord]:
    """Make the session folder with its ``session.json`` and return both.

    Impedances that were just measured on this headset come along.
    """
    started = datetime.now(UTC)
    folder = new_session_folder(order.home, order.patient.pseudonym, started)
    side = order.patient.affected_side
    window, step, reaction = order.online.grid(order.info.rate).seconds
    record = SessionRecord(
        session=folder.name,
        pseudonym=order.patient.pseudonym,
        started=started,
        clock=clock.now(),
        source=order.info.source,
        origin=order.origin,
        board=order.info.board,
        device=order.info.device,
        fast=fast,
        channels=order.info.channels,
        rate=order.info.rate,
        reference=order.info.reference,
        ground=order.info.ground,
        mode=order.patient.mode,
        affected_side=side,
        target_hemisphere=opposite(side),
        classes=classes(order.task, side),
        window=window,
        step=step,
        reaction=reaction,
        access=order.patient.access,
        versions=versions(),
        **{name: getattr(order, name) for name in _TAKEN_OVER},
    )
    return _write(record, order, folder), record


def discard_if_empty(folder: Path) -> None:
    """Remove a session folder in which nothing ever happened: no row and no event."""
    if any(path.stat().st_size for path in (folder / EEG, folder / EVENTS) if path.exists()):
        return
    shutil.rmtree(folder)


def _write(record: SessionRecord, order: Order, folder: Path) -> Path:
    record.write(folder)
    attach_measurement(order.home, order.info.device, folder, record.started)
    return folder
