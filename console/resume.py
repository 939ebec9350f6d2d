"""Take a session up again that broke off: the same plan, from the trial that broke on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from console.words import DISCLAIMER, Voice
from decoding.models import load
from sessions.brain import check_model
from sessions.errors import SessionError
from sessions.left import Left, left_of
from sessions.log import EVENTS
from sessions.order import Order
from sessions.patient import models, sessions
from sessions.record import SessionRecord
from sessions.retold import newest_refit
from sessions.store import Session, read_session
from station.errors import VolitionError
from station.language import N_

# By whether it is a calibration.
_AMID = (
    N_("Going on with {session}: run {run}, {judged} trials stay, {left} are still to come."),
    N_(
        "Going on with {session}: part {run} of the calibration, {judged} trials stay, {left} are still "
        "to come."
    ),
)
_BEHIND = (
    N_("Going on with {session}: run {run} is over, and what comes behind it is still to come."),
    N_(
        "Going on with {session}: part {run} of the calibration is over, and what comes behind it is "
        "still to come."
    ),
)


def take_up(order: Order, voice: Voice) -> tuple[Order, Path | None]:
    """Return the order that goes on with the patient's last session, and its model; say where.

    Raises
    ------
    SessionError
        If there is nothing of today to take up, or the headset is another one.
    """
    session, left = _unfinished(sessions(order.home, order.patient.pseudonym))
    if session is None or left is None:
        raise SessionError(
            N_(
                "{pseudonym} has no session of today that broke off in a run; begin one without "
                "--resume."
            ),
            pseudonym=order.patient.pseudonym,
        )
    _check_headset(order, session.record)
    again = _again(order, session.record, left)
    model = _model(again, left)
    newest_refit(session.folder.parent, left)  # refused here, before the patient waits for it
    voice.say(voice.tr(DISCLAIMER), "dim")
    voice.say(_sentence(left, voice))
    return again, model


def hint(order: Order, voice: Voice) -> None:
    """Say that a session of today broke off, and how it can be taken up."""
    _, left = _unfinished(sessions(order.home, order.patient.pseudonym))
    if left is not None:
        voice.say(voice.tr(_hint_of(left), run=left.run, judged=left.judged), "yellow")


def _hint_of(left: Left) -> str:
    if left.kind == "calibration":
        return N_(
            "The last session broke off in part {run} of its calibration after {judged} trials; volition "
            "train with --resume goes on there, and without it a new one begins."
        )
    if not left.labels:
        return N_(
            "The last session broke off after run {run}; volition train with --resume goes on behind "
            "it, and without it a new one begins."
        )
    return N_(
        "The last session broke off in run {run} after {judged} trials; volition train with --resume "
        "goes on there, and without it a new one begins."
    )


def _unfinished(folders: Sequence[Path]) -> tuple[Session | None, Left | None]:
    """Return the newest session in which something was done, and what is left of it if it is of today.

    One that was begun by mistake and stopped within its first trial takes nothing away from the one before.
    """
    newest: tuple[Session | None, Left | None] = (None, None)
    for folder in reversed(folders):
        if not (folder / EVENTS).exists():
            continue
        try:
            session = read_session(folder)
        except VolitionError:
            break
        started = session.record.started.astimezone().date()
        if started != datetime.now().astimezone().date():
            break
        left = left_of(folder.name, session.events, session.record.continues)
        if left is not None and (left.judged > 0 or left.run > 1):
            return session, left
        newest = (session, left) if newest[1] is None else newest
        if left is None and session.of_type("run_start"):
            break
    return newest


def _check_headset(order: Order, record: SessionRecord) -> None:
    if (record.channels, record.rate) != (order.info.channels, order.info.rate):
        raise SessionError(
            N_(
                "The session that broke off had {before} at {rate:g} Hz, and this headset differs; use "
                "the same headset and montage, or begin without --resume."
            ),
            before=", ".join(record.channels),
            rate=record.rate,
        )


def _again(order: Order, record: SessionRecord, left: Left) -> Order:
    patient = order.patient.model_copy(update={"mode": record.mode})
    kept = ("task", "plan", "game", "decoder", "imagery", "seed", "adaptation", "group")
    return replace(
        order,
        patient=patient,
        program=record.program,
        program_version=record.program_version,
        despite=record.despite,
        same_day=left.is_today,
        continues=left,
        **{name: getattr(record, name) for name in kept},
    )


def _model(order: Order, left: Left) -> Path | None:
    if not left.model:
        return None
    stored = models(order.home, order.patient.pseudonym)
    path = next((one for one in stored if one.name == left.model), None)
    if path is None:
        raise SessionError(
            N_("The model {model!r} of that session is gone; begin without --resume."),
            model=left.model,
        )
    check_model(load(path), order)
    return path


def _sentence(left: Left, voice: Voice) -> str:
    if not left.labels:
        return voice.tr(_BEHIND[left.kind == "calibration"], session=left.of, run=left.run)
    return voice.tr(
        _AMID[left.kind == "calibration"],
        session=left.of,
        run=left.run,
        judged=left.judged,
        left=len(left.labels),
    )
