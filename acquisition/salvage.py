"""Mend what a crash or a power cut left of a raw recording, and say exactly what is lost.

A cut tears the ends of the files: a ragged last row, a torn marker line, files of different
lengths, blocks that were never written and read as zeros. Such ends are cut back to the last row
that is proved by its check. Nothing is ever cut that lies longer than :data:`TAIL` before the end:
such damage no cut makes, so it is reported and left for a person to judge. Salvaging twice changes
nothing the second time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from acquisition.brainvision import (
    CHECK,
    CHECKS,
    EEG,
    HEADER,
    MARKER_HEAD,
    MARKERS,
    SAMPLE,
    SAMPLES,
    header,
    read_header,
    row_checks,
)
from acquisition.disk import Disk
from acquisition.errors import BrokenRecording
from acquisition.unsalvageable import (
    meaningless,
    not_ours,
    refuse_a_foreign_header,
    refuse_to_cut,
    size_of,
)
from station.language import N_
from station.stream import StreamInfo
from station.task import SourceKind

# Seconds before the end in which a cut may leave a mark. Files are made safe every second; a disk
# that stalls for longer than this has other troubles.
TAIL = 30.0
RECORD = "session.json"
_LINE = re.compile(rb"^(Mk(\d+)=[^\0\n]*\n)", re.MULTILINE)
_NUMBER = re.compile(rb"^Mk(\d+)=", re.MULTILINE)


@dataclass(frozen=True)
class Mend:
    """One thing that was mended, or that is lost: a marked sentence and its values."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Salvaged:
    """What a raw recording is after it was salvaged.

    Attributes
    ----------
    rows : int
        Whole, proved rows.
    seconds : float
        How long that is.
    markers : int
    lost_rows, lost_markers : int
        Of which something had reached the disk, but not the whole. What never reached it, at most
        what was written since the last sync, nobody can count.
    last_marker : int
        The highest number that a marker had.
    mended : tuple of Mend
    damaged : tuple of Mend
        What cannot be mended.
    """

    rows: int
    seconds: float
    markers: int
    lost_rows: int
    lost_markers: int
    last_marker: int
    mended: tuple[Mend, ...]
    damaged: tuple[Mend, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing that had reached the disk is lost."""
        return not (self.lost_rows or self.lost_markers or self.damaged)


class _Record(BaseModel):
    """As much of ``session.json`` as a header needs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    board: str
    device: str
    source: SourceKind
    channels: tuple[str, ...]
    rate: float
    mains: float
    reference: str = "n/a"
    ground: str = "n/a"


def salvage(folder: Path) -> Salvaged:
    """Mend the raw recording of a session folder.

    Raises
    ------
    BrokenRecording
        If nothing of it can be given a meaning, or mending would cut more than an end.
    """
    mended: list[Mend] = []
    channels, rate, contradicted = _header(folder, mended)
    rows, lost_rows, damaged = _mend_rows(folder, 4 * len(channels), rate, mended)
    markers, lost_markers, last_marker = _mend_markers(folder / MARKERS, mended)
    return Salvaged(
        rows=rows,
        seconds=rows / rate,
        markers=markers,
        lost_rows=lost_rows,
        lost_markers=lost_markers,
        last_marker=last_marker,
        mended=tuple(mended),
        damaged=contradicted + damaged,
    )


def _header(folder: Path, mended: list[Mend]) -> tuple[tuple[str, ...], float, tuple[Mend, ...]]:
    """Return channels and rate; a header that is missing, torn or contradicted is written anew.

    Not if it is the one that fits the rows: then the record is wrong, which is returned as damage.
    """
    path = folder / HEADER
    record = _record(folder)
    try:
        channels, rate = read_header(path)
    except BrokenRecording as error:
        if record is None:
            raise meaningless(folder, error) from error
    else:
        # The header is written from the interval in µs; the rate comes back rounded.
        fits = record is None or (channels == record.channels and isclose(rate, record.rate))
        if record is None or fits:
            return channels, rate, ()
        if len(channels) != len(record.channels) and _first_row_fits(folder, 4 * len(channels)):
            values = {"record": RECORD, "named": len(record.channels), "count": len(channels)}
            sentence = N_(
                "{record} names {named} channels, but {count} were recorded; it was left as it is."
            )
            return channels, rate, (Mend(sentence, values),)
    info = StreamInfo(**{name: getattr(record, name) for name in StreamInfo.__dataclass_fields__})
    Disk().put(path, header(info, mains=record.mains).encode("utf-8"))
    mended.append(Mend(N_("The header {file} was written anew from {record}."),
                       {"file": HEADER, "record": RECORD}))  # fmt: skip
    return record.channels, record.rate, ()


def _first_row_fits(folder: Path, frame: int) -> bool:
    """Whether the first row is what its check says if rows are so many bytes long."""
    sizes = ((EEG, frame), (SAMPLES, SAMPLE.itemsize), (CHECKS, CHECK))
    if any(size_of(folder / name) < size for name, size in sizes):
        return False
    parts = []
    for name, size in sizes:
        with (folder / name).open("rb") as file:
            parts.append(file.read(size))
    eeg, samples, check = parts
    return row_checks(0, eeg, samples) == check


def _record(folder: Path) -> _Record | None:
    try:
        return _Record.model_validate_json((folder / RECORD).read_bytes())
    except (OSError, ValidationError):
        return None


def _mend_rows(
    folder: Path, frame: int, rate: float, mended: list[Mend]
) -> tuple[int, int, tuple[Mend, ...]]:
    """Cut the rows to those that are proved; return them, those lost, and what is damaged."""
    widths = {EEG: frame, SAMPLES: SAMPLE.itemsize, CHECKS: CHECK}
    if not (folder / SAMPLES).exists() and size_of(folder / EEG):
        raise not_ours(folder)
    if not (folder / CHECKS).exists():  # nobody can say what its rows were: take them as they are
        _check_anew(folder, frame, mended)
    sizes = {name: size_of(folder / name) for name in widths}
    reached = max(-(-sizes[name] // width) for name, width in widths.items())
    count = min(sizes[name] // width for name, width in widths.items())
    tail = round(TAIL * rate)
    refuse_to_cut(folder, reached, count, tail, rate)
    wrong = _wrong_rows(folder, frame, count)
    if len(wrong) and wrong[0] == 0:
        refuse_a_foreign_header(folder)
    late = wrong[wrong >= reached - tail]
    rows = int(late[0]) if len(late) else count
    for name, width in widths.items():
        _cut(folder / name, rows * width)
    if reached > rows:
        mended.append(Mend(N_("The torn end was cut off: {rows} rows ({seconds:.3f} s) are lost."),
                           {"rows": reached - rows, "seconds": (reached - rows) / rate}))  # fmt: skip
    early = wrong[wrong < reached - tail]
    if not len(early):
        return rows, reached - rows, ()
    values = {"rows": len(early), "seconds": len(early) / rate, "first": int(early[0])}
    sentence = N_(
        "{rows} rows ({seconds:.3f} s) from row {first} on are not what was recorded; they were left as they are."
    )
    return rows, reached - rows, (Mend(sentence, values),)


def _check_anew(folder: Path, frame: int, mended: list[Mend]) -> None:
    eeg, samples = (
        (folder / name).read_bytes() if (folder / name).exists() else b"" for name in (EEG, SAMPLES)
    )
    count = min(len(eeg) // frame, len(samples) // SAMPLE.itemsize)
    checks = row_checks(0, eeg[: count * frame], samples[: count * SAMPLE.itemsize])
    (folder / CHECKS).write_bytes(checks)
    if count:
        mended.append(
            Mend(N_("The checks of {rows} rows were missing and made anew."), {"rows": count})
        )


def _wrong_rows(folder: Path, frame: int, count: int) -> NDArray[np.int64]:
    """Return which of the first ``count`` rows are not what their check says."""
    if not count:  # of a cut at the very beginning there may be no file at all
        return np.zeros(0, np.int64)
    parts = []
    with (
        (folder / EEG).open("rb") as eeg,
        (folder / SAMPLES).open("rb") as samples,
        (folder / CHECKS).open("rb") as checks,
    ):
        for first in range(0, count, 4096):
            size = min(4096, count - first)
            found = row_checks(first, eeg.read(size * frame), samples.read(size * SAMPLE.itemsize))
            told = np.frombuffer(checks.read(size * CHECK), "<u4")
            parts.append(first + np.flatnonzero(np.frombuffer(found, "<u4") != told))
    return np.concatenate(parts).astype(np.int64)


def _mend_markers(path: Path, mended: list[Mend]) -> tuple[int, int, int]:
    """Leave whole lines only; return how many there are, how many are lost, and the last number."""
    there = path.read_bytes() if path.exists() else b""
    head = MARKER_HEAD.encode("utf-8")
    body = there[len(head) :] if there.startswith(head) else there
    lines = _LINE.findall(body)
    whole = head + b"".join(line for line, _ in lines)
    # Lines are numbered, so that those which are left say how many are not; a torn last line had
    # the next number.
    fragment = body[body.rfind(b"\n") + 1 :].strip(b"\0")
    last = max([int(number) for number in _NUMBER.findall(body)], default=0)
    last += bool(fragment) and not _NUMBER.match(fragment)
    lost = last - len(lines)
    if whole != there:
        if there.startswith(whole):
            _cut(path, len(whole))
        else:  # in one step: a full disk or a power cut leaves what was there
            Disk().put(path, whole)
        sentence = N_("The markers were cut to the {markers} whole lines; {lost} are lost.")
        mended.append(Mend(sentence, {"markers": len(lines), "lost": lost}))
    return len(lines), lost, last


def _cut(path: Path, size: int) -> None:
    with path.open("ab") as file:
        if file.tell() > size:
            file.truncate(size)
