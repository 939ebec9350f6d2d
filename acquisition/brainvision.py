"""The words of the BrainVision format, and how to read and mend a raw recording of ours."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from acquisition.errors import BrokenRecording
from station.language import N_
from station.stream import StreamInfo

EEG, SAMPLES, MARKERS = "eeg.eeg", "samples.bin", "eeg.vmrk"
TORN_SAFE = (EEG, SAMPLES, MARKERS)
SAMPLE = np.dtype([("time", "<f8"), ("counter", "<i4"), ("flags", "u1")])
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
        "DataFormat=BINARY\nDataOrientation=MULTIPLEXED\n"
        f"NumberOfChannels={len(info.channels)}\nSamplingInterval={1e6 / info.rate:.12g}\n\n"
        "[Binary Infos]\nBinaryFormat=IEEE_FLOAT_32\n\n"
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
    channels, rate = _read_header(folder / "eeg.vhdr")
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


def repair(folder: Path) -> int:
    """Cut a recording to whole rows and whole markers; return how many markers it has."""
    channels, _ = _read_header(folder / "eeg.vhdr")
    frame = 4 * len(channels)
    eeg, samples = folder / EEG, folder / SAMPLES
    for path in (eeg, samples, folder / MARKERS):
        path.touch()
    count = min(eeg.stat().st_size // frame, samples.stat().st_size // SAMPLE.itemsize)
    for path, size in ((eeg, count * frame), (samples, count * SAMPLE.itemsize)):
        with path.open("r+b") as file:
            file.truncate(size)
    markers = (folder / MARKERS).read_bytes()
    whole = markers[: markers.rfind(b"\n") + 1]
    if not whole.startswith(MARKER_HEAD.encode()):
        whole = MARKER_HEAD.encode()
    if whole != markers:
        (folder / MARKERS).write_bytes(whole)
    return whole.count(b"\nMk")


def _read_header(path: Path) -> tuple[tuple[str, ...], float]:
    try:
        pairs = [line.split("=", 1) for line in path.read_text("utf-8").splitlines() if "=" in line]
        values = dict(pairs)
        rate = 1e6 / float(values["SamplingInterval"])
        numbers = range(1, int(values["NumberOfChannels"]) + 1)
        names = (values[f"Ch{number}"].split(",")[0] for number in numbers)
        channels = tuple(name.replace("\\1", ",") for name in names)
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
