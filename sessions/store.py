"""Read a session folder: below it everything reads only files.

A session that a crash cut off is read as far as it goes: a torn last line, a ragged last row and an
empty recording are what a crash leaves behind. A damaged line in the middle is not, and is said.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from acquisition.brainvision import RawFile, read_raw
from sessions.errors import SessionError
from sessions.log import DECISIONS, EVENTS
from sessions.record import DECISION_COLUMNS, SessionRecord, read_record
from sessions.trials import TrialTable, trial_table
from station.events import Event
from station.language import N_
from station.stream import LOST

HEADER = "eeg.vhdr"
MANIFEST = "manifest.json"
_SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Session:
    """Everything that was recorded in one session.

    Attributes
    ----------
    folder : Path
    record : SessionRecord
    events : tuple of Event
    decisions : ndarray, shape (n_decisions, len(DECISION_COLUMNS))
        What the decoder said online.
    raw : RawFile
        The raw recording; without rows if the headset never sent any.
    """

    folder: Path
    record: SessionRecord
    events: tuple[Event, ...]
    decisions: NDArray[np.float64]
    raw: RawFile

    @property
    def is_interrupted(self) -> bool:
        """Whether the session broke off: nobody wrote its end."""
        return not self.of_type("session_end")

    @cached_property
    def trials(self) -> TrialTable:
        """The trial table."""
        return trial_table(self.events, is_interrupted=self.is_interrupted)

    @cached_property
    def is_lost(self) -> NDArray[np.bool_]:
        """Which rows were not sent but filled in, shape (n_rows,)."""
        lost: NDArray[np.bool_] = (self.raw.flags & int(LOST)) != 0
        return lost

    def of_type(self, type_: str) -> list[Event]:
        """Return the events of one type, in order."""
        return [event for event in self.events if event.type == type_]


def read_session(folder: Path) -> Session:
    """Read a session folder, whole or cut off by a crash.

    Raises
    ------
    SessionError
        If the folder is no session, or a line of its events is damaged.
    AcquisitionError
        If the header of its raw recording is damaged.
    """
    record = read_record(folder)
    has_raw = (folder / HEADER).exists()
    return Session(
        folder=folder,
        record=record,
        events=_read_events(folder / EVENTS),
        decisions=_read_decisions(folder / DECISIONS),
        raw=read_raw(folder) if has_raw else _nothing(record),
    )


def write_derived(path: Path, content: bytes) -> None:
    """Write a derived file, and enter it in the session's manifest if there is one already.

    A reader sees the old file or the new one, never a half.
    """
    _write_atomically(path, content)
    manifest = path.parent / MANIFEST
    if manifest.exists():
        _write_digests(manifest, {**_read_digests(manifest), path.name: _digest(path)})


def write_manifest(folder: Path) -> None:
    """Write ``manifest.json``: the SHA-256 of every other file in a session folder."""
    _write_digests(folder / MANIFEST, {path.name: _digest(path) for path in _files(folder)})


def changed_files(folder: Path) -> list[str]:
    """Return the files that are missing or are not as the manifest says, sorted.

    Files that came later (a new report) are no change to what was recorded.

    Raises
    ------
    SessionError
        If there is no readable manifest: the session was interrupted, or the file was damaged.
    """
    digests = _read_digests(folder / MANIFEST)
    present = {file.name: file for file in _files(folder)}
    return sorted(
        name
        for name, digest in digests.items()
        if name not in present or _digest(present[name]) != digest
    )


def _read_digests(path: Path) -> dict[str, str]:
    try:
        digests: dict[str, str] = json.loads(path.read_bytes())["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SessionError(
            N_(
                "{path!r} is missing or damaged, so nobody can tell whether the session was "
                "changed; compare it with a copy."
            ),
            path=str(path),
        ) from error
    return digests


def _write_digests(path: Path, digests: dict[str, str]) -> None:
    content = {"schema_version": _SCHEMA_VERSION, "sha256": dict(sorted(digests.items()))}
    _write_atomically(path, (json.dumps(content, indent=2) + "\n").encode("utf-8"))


def _write_atomically(path: Path, content: bytes) -> None:
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_events(path: Path) -> tuple[Event, ...]:
    try:
        lines = path.read_bytes().split(b"\n")[:-1]  # a line without its end was being written
    except FileNotFoundError:
        return ()
    events = []
    for number, line in enumerate(lines):
        try:
            event = Event.from_json(line.decode("utf-8"))
        except ValueError as error:
            raise _damaged(path, number) from error
        if event.number != number:
            raise _damaged(path, number)
        events.append(event)
    return tuple(events)


def _damaged(path: Path, number: int) -> SessionError:
    return SessionError(
        N_("Line {line} of {path!r} is damaged; restore the file from a copy of the session."),
        line=number + 1,
        path=str(path),
    )


def _read_decisions(path: Path) -> NDArray[np.float64]:
    columns = len(DECISION_COLUMNS)
    content = path.read_bytes() if path.exists() else b""
    whole = len(content) // (8 * columns)
    values = np.frombuffer(content, "<f8", count=whole * columns)
    return values.astype(np.float64).reshape(whole, columns)


def _nothing(record: SessionRecord) -> RawFile:
    return RawFile(
        channels=record.channels,
        rate=record.rate,
        microvolts=np.empty((0, len(record.channels)), np.float32),
        times=np.empty(0),
        counters=np.empty(0, np.int32),
        flags=np.empty(0, np.uint8),
        torn=0,
    )
