"""The words of the BrainVision format, and how to read and mend a raw recording of ours."""

from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from acquisition.errors import BrokenRecording
from station.language import N_
from station.stream import StreamInfo

HEADER, EEG, SAMPLES, CHECKS, MARKERS = (
    *("eeg.vhdr", "eeg.eeg", "samples.bin", "checks.bin", "eeg.vmrk"),
)
TORN_SAFE = (EEG, SAMPLES, CHECKS, MARKERS)
_FORMAT, _ORIENTATION = "IEEE_FLOAT_32", "MULTIPLEXED"
CHECK = 4  # bytes of a row's check
SAMPLE = np.dtype([("time", "<f8"), ("counter", "<i4"), ("flags", "u1")])
_SAMPLE = Struct("<diB")  # the same
MARKER_HEAD = (
    "Brain Vision Data Exchange Marker File, Version 1.0\n\n"
    "[Common Infos]\nCodepage=UTF-8\nDataFile=eeg.eeg\n\n"
    "[Marker Infos]\n"
)


@dataclass(frozen=True)
class RawFile:
    """A raw recording as it stands on disk.

    Attributes
    ----------
    channels : tuple of str
    rate : float
        Nominal sampling rate in Hz.
    microvolts : ndarray of float32, shape (n_rows, n_channels)
        Unfiltered EEG.
    times : ndarray of float64, shape (n_rows,)
        Seconds on the stream clock.
    counters : ndarray of int32, shape (n_rows,)
        Device counter; -1 where a row was filled in.
    flags : ndarray of uint8, shape (n_rows,)
        A :class:`~station.stream.RowFlag` per row.
    torn : int
        Bytes at the end of the files that make no whole row, left out.
    """

    channels: tuple[str, ...]
    rate: float
    microvolts: NDArray[np.float32]
    times: NDArray[np.float64]
    counters: NDArray[np.int32]
    flags: NDArray[np.uint8]
    torn: int

    def __len__(self) -> int:
        return len(self.times)


def header(info: StreamInfo, *, mains: float) -> str:
    """Return the text of ``eeg.vhdr``."""
    named = "" if info.reference == "n/a" else _escaped(info.reference)
    channels = "".join(
        f"Ch{number}={_escaped(name)},{named},1,µV\n"
        for number, name in enumerate(info.channels, 1)
    )
    return (
        "Brain Vision Data Exchange Header File Version 1.0\n\n"
        "[Common Infos]\nCodepage=UTF-8\nDataFile=eeg.eeg\nMarkerFile=eeg.vmrk\n"
        f"DataFormat=BINARY\nDataOrientation={_ORIENTATION}\n"
        f"NumberOfChannels={len(info.channels)}\nSamplingInterval={1e6 / info.rate:.12g}\n\n"
        f"[Binary Infos]\nBinaryFormat={_FORMAT}\n\n"
        f"[Channel Infos]\n{channels}\n"
        "[Comment]\nVolition raw recording, unfiltered.\n"
        f"Board: {info.board}\nDevice: {info.device}\nSource: {info.source}\n"
        f"Mains: {mains:g} Hz\nReference: {info.reference}\nGround: {info.ground}\n"
    )


def marker_line(number: int, row: int, text: str, *, kind: str, length: int) -> str:
    """Return one line of ``eeg.vmrk``; rows count from 0 here and from 1 there."""
    return f"Mk{number}={kind},{_escaped(text)},{row + 1},{length},0\n"


def read_raw(folder: Path) -> RawFile:
    """Read the raw recording of a session folder, also one that was cut off in mid-write.

    Raises
    ------
    BrokenRecording
        If there is none, or its header is damaged.
    """
    channels, rate = read_header(folder / HEADER)
    frame = 4 * len(channels)
    eeg, samples = (_bytes(folder / name) for name in (EEG, SAMPLES))
    count = min(len(eeg) // frame, len(samples) // SAMPLE.itemsize)
    table = np.frombuffer(samples, SAMPLE, count)
    microvolts = np.frombuffer(eeg, "<f4", count * len(channels)).reshape(count, len(channels))
    torn = len(eeg) - count * frame + len(samples) - count * SAMPLE.itemsize
    return RawFile(
        channels=channels,
        rate=rate,
        microvolts=microvolts.astype(np.float32),
        times=table["time"].astype(np.float64),
        counters=table["counter"].astype(np.int32),
        flags=table["flags"].copy(),
        torn=torn,
    )


def sample_table(
    times: NDArray[np.float64], counters: NDArray[np.int32], flags: NDArray[np.uint8]
) -> bytes:
    """Return rows of ``samples.bin``, as :data:`SAMPLE` describes them.

    Packed one by one: the headset sends a single row at a time, for which arrays are dear.
    """
    rows = zip(times.tolist(), counters.tolist(), flags.tolist(), strict=True)
    return b"".join([_SAMPLE.pack(*row) for row in rows])


def row_checks(first: int, eeg: bytes, samples: bytes) -> bytes:
    """Return the CRC-32 of each row, seeded with its number, as it stands in ``checks.bin``.

    A power cut may leave a file long enough and yet filled with zeros or with something older;
    only a check tells such rows from real ones.
    """
    size = SAMPLE.itemsize
    count = len(samples) // size
    frame = len(eeg) // count if count else 0
    checks = (
        crc32(
            samples[i * size : (i + 1) * size],
            crc32(eeg[i * frame : (i + 1) * frame], (first + i) & 0xFFFFFFFF),
        )
        for i in range(count)
    )
    return b"".join([check.to_bytes(CHECK, "little") for check in checks])


def read_header(path: Path) -> tuple[tuple[str, ...], float]:
    """Return the channels and the rate in Hz that a header names.

    Raises
    ------
    BrokenRecording
        If it is missing or damaged, or of a recording whose numbers are others than ours.
    """
    try:
        pairs = [line.split("=", 1) for line in path.read_text("utf-8").splitlines() if "=" in line]
        values = dict(pairs)
        rate = 1e6 / float(values["SamplingInterval"])
        numbers = range(1, int(values["NumberOfChannels"]) + 1)
        names = (values[f"Ch{number}"].split(",")[0] for number in numbers)
        channels = tuple(name.replace("\\1", ",") for name in names)
        if (values["BinaryFormat"], values["DataOrientation"]) != (_FORMAT, _ORIENTATION):
            raise ValueError(values["BinaryFormat"])
    except (OSError, KeyError, ValueError, ZeroDivisionError) as error:
        raise BrokenRecording(
            N_("{path!r} is not the header of a raw recording; name a session folder."),
            path=str(path),
        ) from error
    return channels, rate


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _escaped(text: str) -> str:
    return " ".join(text.splitlines()).replace(",", "\\1")
