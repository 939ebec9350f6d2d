"""Read an XDF file, as LabRecorder writes it, without believing that it is whole.

An XDF file is a row of chunks, each with its length in front [1]_. A file that was cut off
ends within a chunk, or without the footers that say how much each stream should hold; pyxdf
reads both without complaint, so the chunks are walked here first.

Time stamps are arrival times: packets are late in bursts, but never early. A sample's own
time is therefore read off the lower envelope of its lateness; where that envelope jumps,
samples were lost for good. A file that lost more than :data:`TOLERATED_LOSS` is put back on
its time grid, with the last value held and flagged where nothing came.

References
----------
.. [1] https://github.com/sccn/xdf/wiki/Specifications
"""

import logging
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from acquisition.errors import AcquisitionError, BrokenRecording
from station.language import N_
from station.stream import RowFlag

logger = logging.getLogger(__name__)

# The clock of an OpenBCI board is within ±0.5 % of its nominal rate (FIELD_NOTES): a file that
# is more than this short has lost samples, not time.
TOLERATED_LOSS = 0.01
_JUMP = 0.02  # s: more than a slow clock adds between two punctual packets
_HEADER, _FOOTER = 2, 6  # tags of chunks


@dataclass(frozen=True)
class XdfRows:
    """The EEG of an XDF file on its time grid, in the file's own unit.

    Attributes
    ----------
    rows : ndarray, shape (n_rows, n_channels)
    channels : tuple of str
    rate : float
        Nominal, in Hz.
    flags : ndarray of uint8, shape (n_rows,)
    marks : list of (int, str)
        Row and text of every marker, in order.
    """

    rows: NDArray[np.float64]
    channels: tuple[str, ...]
    rate: float
    flags: NDArray[np.uint8]
    marks: list[tuple[int, str]]


def read_xdf(
    path: Path, content: bytes, *, stream: str | None, channels: Sequence[str] | None
) -> XdfRows:
    """Read the EEG and the markers of an XDF file.

    Raises
    ------
    BrokenRecording
        If the file is cut off or damaged.
    AcquisitionError
        If the stream or a channel is not in it, or the channels have no names.
    """
    cut_off = _walk(path, content)
    streams = _load(path)
    eeg = _find(path, streams, stream)
    times = np.asarray(eeg["time_stamps"], dtype=np.float64)
    rate = float(eeg["info"]["nominal_srate"][0])
    if cut_off is not None:
        raise BrokenRecording(
            cut_off, path=str(path), seconds=f"{np.ptp(times) if len(times) else 0.0:.1f}"
        )
    _check_complete(path, eeg, len(times), rate)
    names, columns = _channels(path, eeg, channels)
    values = np.asarray(eeg["time_series"], dtype=np.float64)[:, columns]
    punctual, index, flags = _grid(path, times, rate)
    marks = _markers(streams, punctual, np.flatnonzero(flags == 0))
    return XdfRows(values[index], names, rate, flags, marks)


def _walk(path: Path, content: bytes) -> str | None:
    """Walk the chunks; return the sentence for a file that was cut off, or None."""
    if content[:4] != b"XDF:":
        raise BrokenRecording(
            N_("{path!r} is not an XDF file; choose another file."), path=str(path)
        )
    position = 4
    opened: set[bytes] = set()
    while position < len(content):
        width = content[position]
        start = position + 1 + width
        length = int.from_bytes(content[position + 1 : start], "little")
        if width not in (1, 4, 8) or length < 2:
            raise BrokenRecording(
                N_("The bytes of {path!r} are damaged; copy it again from where it was made."),
                path=str(path),
            )
        if start + length > len(content):
            return N_(
                "{path!r} is cut off: it stops in the middle of a packet after {seconds} seconds "
                "of EEG, and all that followed is missing; copy it again from where it was made."
            )
        (tag,) = struct.unpack_from("<H", content, start)
        number = content[start + 2 : start + 6]
        if tag == _HEADER:
            opened.add(number)
        elif tag == _FOOTER:
            opened.discard(number)
        position = start + length
    if opened:
        return N_(
            "{path!r} is cut off: after {seconds} seconds of EEG its closing part is missing, so "
            "nobody can say what followed; copy it again from where it was made."
        )
    return None


def _load(path: Path) -> list[dict[str, Any]]:
    import pyxdf

    logging.getLogger("pyxdf").setLevel(logging.CRITICAL)  # what is wrong is said in our words
    try:
        streams, _ = pyxdf.load_xdf(str(path), dejitter_timestamps=False)
    except Exception as error:  # whatever damaged bytes make of its parser
        raise BrokenRecording(
            N_("{path!r} is no XDF recording that can be read; choose another file."),
            path=str(path),
        ) from error
    return list(streams)


def _find(path: Path, streams: list[dict[str, Any]], name: str | None) -> dict[str, Any]:
    """Return the one EEG stream, by name if one is given."""
    regular = [stream for stream in streams if float(stream["info"]["nominal_srate"][0]) > 0]
    found = [
        stream
        for stream in regular
        if (stream["info"]["name"][0] == name if name is not None else _is_eeg(stream))
    ]
    known = ", ".join(repr(stream["info"]["name"][0]) for stream in streams) or "-"
    if len(found) == 1:
        return found[0]
    if found:
        raise AcquisitionError(
            N_("{path!r} has several EEG streams: {known}; say which one with 'stream'."),
            path=str(path),
            known=known,
        )
    if name is None:
        raise AcquisitionError(
            N_("{path!r} has no EEG stream, only: {known}; choose another file."),
            path=str(path),
            known=known,
        )
    raise AcquisitionError(
        N_("There is no EEG stream {stream!r} in {path!r}; it has: {known}."),
        stream=name,
        path=str(path),
        known=known,
    )


def _is_eeg(stream: dict[str, Any]) -> bool:
    return bool(stream["info"]["type"][0] == "EEG")


def _check_complete(path: Path, eeg: dict[str, Any], count: int, rate: float) -> None:
    """Refuse a file that holds less than its footer says (a damaged packet is skipped)."""
    footer = eeg.get("footer") or {"info": {}}
    promised = int((footer["info"].get("sample_count") or ["0"])[0])
    if count < max(promised, 2):
        raise BrokenRecording(
            N_(
                "{path!r} is damaged: {missing} seconds of its {whole} seconds of EEG are "
                "missing; copy it again from where it was made."
            ),
            path=str(path),
            missing=f"{(promised - count) / rate:.1f}",
            whole=f"{promised / rate:.1f}",
        )


def _channels(
    path: Path, eeg: dict[str, Any], wanted: Sequence[str] | None
) -> tuple[tuple[str, ...], list[int]]:
    """Return names and columns of the channels to keep."""
    count = int(eeg["info"]["channel_count"][0])
    labels = _labels(eeg)
    if wanted is None and labels is not None:
        return labels, list(range(count))
    if wanted is None:
        raise AcquisitionError(
            N_("The EEG in {path!r} has no channel names; give them with 'channels'."),
            path=str(path),
        )
    if labels is None:
        if len(wanted) > count:
            raise AcquisitionError(
                N_("'channels' names {wanted} channels, but {path!r} has only {count}."),
                wanted=len(wanted),
                path=str(path),
                count=count,
            )
        return tuple(wanted), list(range(len(wanted)))
    for name in wanted:
        if name not in labels:
            raise AcquisitionError(
                N_("There is no channel {channel!r} in {path!r}; it has: {known}."),
                channel=name,
                path=str(path),
                known=", ".join(labels),
            )
    return tuple(wanted), [labels.index(name) for name in wanted]


def _labels(eeg: dict[str, Any]) -> tuple[str, ...] | None:
    """Return the names that the stream gives to its channels, if it does."""
    try:
        entries = eeg["info"]["desc"][0]["channels"][0]["channel"]
        return tuple(str(entry["label"][0]) for entry in entries)
    except (KeyError, IndexError, TypeError):
        return None


def _grid(
    path: Path, times: NDArray[np.float64], rate: float
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.uint8]]:
    """Return each sample's own time, the sample that stands in each row, and the flags.

    A clock that is faster than nominal shows as a higher rate over the whole file; a slower
    one cannot be told from lost samples, except that it adds no jumps.
    """
    count = len(times)
    actual = max(rate, (count - 1) / (times[-1] - times[0]))
    expected = np.arange(count) / actual
    lateness = np.minimum.accumulate((times - expected)[::-1])[::-1]
    punctual = lateness + expected
    missing = 1 - (count - 1) / ((punctual[-1] - punctual[0]) * rate)
    copies = np.ones(count, dtype=np.intp)
    if missing > TOLERATED_LOSS:
        jumps = np.diff(lateness)
        copies[:-1] += np.where(jumps > _JUMP, np.round(jumps * rate), 0).astype(np.intp)
        logger.warning("%s lost %.1f %% of its samples; they are held.", path.name, 100 * missing)
    index = np.repeat(np.arange(count), copies)
    flags = np.zeros(len(index), dtype=np.uint8)
    flags[1:][np.diff(index) == 0] = RowFlag.HELD
    return punctual, index, flags


def _markers(
    streams: list[dict[str, Any]], times: NDArray[np.float64], rows: NDArray[np.intp]
) -> list[tuple[int, str]]:
    """Return the row nearest to each marker that falls within the EEG, and its text.

    Parameters
    ----------
    times, rows : ndarray, shape (n_samples,)
        Time and row of every sample that came.
    """
    marks: list[tuple[int, str]] = []
    for stream in streams:
        if isinstance(stream["time_series"], list):
            for time, texts in zip(stream["time_stamps"], stream["time_series"], strict=True):
                if times[0] <= time <= times[-1]:
                    after = int(np.searchsorted(times, time))
                    before = max(0, after - 1)
                    is_nearer = time - times[before] < times[after] - time
                    marks.append((int(rows[before if is_nearer else after]), str(texts[0])))
    return sorted(marks, key=lambda mark: mark[0])
