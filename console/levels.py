"""The levels of a patient: show them, set or lock one, and carry a session's runs over."""

from datetime import datetime
from pathlib import Path

from console.structure import is_quiet
from console.words import Voice
from sessions.advance import carry_over
from sessions.errors import SessionError
from sessions.levels import (
    LADDERS,
    STEP_NAMES,
    VARIABLE_NAMES,
    Change,
    Levels,
    read_levels,
    write_levels,
)
from sessions.patient import read_patient
from sessions.progression import set_level, set_lock
from sessions.store import Session
from station.language import N_, Language


def change_level(
    home: Path,
    pseudonym: str,
    *,
    variable: str | None,
    step: int | None,
    lock: bool | None,
    reason: str,
    voice: Voice,
) -> dict[str, object]:
    """Change one level where that is asked for, say where the patient stands, and return it.

    Raises
    ------
    SessionError
        If there is no such level or step, or a change has no reason.
    """
    read_patient(home, pseudonym)
    levels = read_levels(home, pseudonym)
    now = datetime.now().astimezone()
    if variable is not None and variable not in LADDERS:
        raise SessionError(
            N_("There is no level {variable!r} to change; choose one of: {known}."),
            variable=variable,
            known=", ".join(LADDERS),
        )
    if variable is not None and (step is not None or lock is not None):
        if not reason:
            raise SessionError(
                N_("A change of the level {variable} needs a reason; add --reason."),
                variable=variable,
            )
        levels = levels if step is None else set_level(levels, variable, step, now, reason)
        levels = levels if lock is None else set_lock(levels, variable, lock, now, reason)
        write_levels(home, pseudonym, levels)
    for name in LADDERS:
        voice.say(_line(levels, name, voice.tr))
    return {
        "patient": pseudonym,
        "levels": {name: levels.value(name) for name in LADDERS},
        "locked": sorted(levels.locked & set(LADDERS)),
    }


def carry_over_and_say(home: Path, session: Session, voice: Voice) -> None:
    """Carry a finished session's runs to the levels, and say what changes or is possible next time."""
    for change in carry_over(home, session, datetime.now().astimezone()):
        voice.say(_sentence(change, voice.tr), "dim")
    if is_quiet(read_levels(home, session.record.pseudonym)):
        voice.say(
            voice.tr(
                "Rest stayed quiet in the last two runs, so the patient may set the pace next time: "
                "--paradigm T6."
            ),
            "dim",
        )


def _sentence(change: Change, tr: Language) -> str:
    return tr(
        "From the next session on, {variable}: {after} instead of {before}. Reason: {reason}.",
        variable=tr(VARIABLE_NAMES[change.variable]),
        after=_shown(change.variable, change.after, tr),
        before=_shown(change.variable, change.before, tr),
        reason=tr(change.reason, **change.values),
    )


def _line(levels: Levels, name: str, tr: Language) -> str:
    ladder = ", ".join(_shown(name, step, tr) for step in range(len(LADDERS[name])))
    return tr(
        "{variable}: step {step}, {value} (of {ladder}){locked}",
        variable=tr(VARIABLE_NAMES[name]),
        step=levels.steps[name],
        value=_shown(name, levels.steps[name], tr),
        ladder=ladder,
        locked=tr(", locked") if name in levels.locked else "",
    )


def _shown(name: str, step: int, tr: Language) -> str:
    value = LADDERS[name][step]
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, str):
        return tr(STEP_NAMES[value])
    if name == "windows":
        return tr("{n} stretches of EEG", n=value)
    if name == "feedback":
        return f"{100 * value:.0f} %"
    return f"{value} s"
