"""Read EEG that others recorded: EDF, XDF and whatever else MNE reads.

A reader that opens a damaged file without complaint is worse than one that refuses: the stump
of a recording looks like a short one. So every file is first held against what it says of
itself, and what is missing is named. The unit of the numbers is the caller's word, because
headers lie: a file of microvolts without a unit is read as volts by everyone else.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from acquisition.edf import check_edf
from acquisition.errors import AcquisitionError, BrokenRecording
from acquisition.montage import standard_name
from acquisition.recording import Recording
from acquisition.xdf import read_xdf
from station.language import N_
from station.stream import Cue, StreamInfo

Unit = Literal["uV", "mV", "V"]
MICROVOLTS: Mapping[Unit, float] = {"uV": 1.0, "mV": 1e3, "V": 1e6}
# What MNE has multiplied the file's numbers by, per unit that the header names.
_MNE_SCALE = {"µV": 1e-6, "uV": 1e-6, "mV": 1e-3, "V": 1.0, "nV": 1e-9, "n/a": 1.0}


def read_recording(
    path: Path,
    *,
    unit: Unit,
    events: Mapping[str, str],
    stream: str | None = None,
    channels: Sequence[str] | None = None,
) -> Recording:
    """Read a recording with the cues that belong to it.

    Parameters
    ----------
    path : Path
    unit : {"uV", "mV", "V"}
        What the numbers in the file really are, whatever its header says.
    events : mapping of str to str
        The file's event descriptions and the class labels that they stand for. Numbers are
        compared as numbers. Events that are not listed are ignored.
    stream : str, optional
        The XDF stream that holds the EEG; needed if there are several.
    channels : sequence of str, optional
        Where the file names its channels: those to keep, in this order. Where it does not:
        the names of the first ones; channels without a name are dropped.

    Returns
    -------
    recording : Recording

    Raises
    ------
    BrokenRecording
        If the file is damaged, cut off or no recording.
    AcquisitionError
        If the stream or a channel is not in the file, or the file cannot be opened.
    """
    path = Path(path)
    content = _content(path)
    if path.suffix.lower() == ".xdf":
        raw = read_xdf(path, content, stream=stream, channels=channels)
        numbers, names, rate, flags, marks = raw.rows, raw.channels, raw.rate, raw.flags, raw.marks
    else:
        if path.suffix.lower() == ".edf":
            check_edf(path, content)
        numbers, names, rate, marks, samples = _read_mne(path, channels)
        content = content if samples == path else _content(samples)
        flags = np.zeros(len(numbers), dtype=np.uint8)
    microvolts = np.asarray(numbers * MICROVOLTS[unit], dtype=np.float32)
    if not np.isfinite(microvolts).all():
        raise BrokenRecording(
            N_("{path!r} holds values that are no numbers; record or export it again."),
            path=str(path),
        )
    return Recording(
        name=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        info=StreamInfo(
            board="recorded", device=path.name, source="recorded", channels=names, rate=rate
        ),
        microvolts=microvolts,
        flags=flags,
        cues=_labelled(marks, events),
    )


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AcquisitionError(
            N_("The recording {path!r} cannot be opened; check the name and the folder."),
            path=str(path),
        ) from error
    if not content:
        raise BrokenRecording(
            N_("{path!r} is empty: it holds no recording; copy it again from where it was made."),
            path=str(path),
        )
    return content


def _read_mne(
    path: Path, channels: Sequence[str] | None
) -> tuple[NDArray[np.float64], tuple[str, ...], float, list[tuple[int, str]], Path]:
    """Return the file's own numbers (rows, channels), names, rate, events by row, and their file.

    The file with the samples is another one where the named file is only a header.
    """
    import mne  # two seconds: only who reads such a file pays for it

    try:
        raw = mne.io.read_raw(path, preload=True, verbose="ERROR")
    except Exception as error:  # MNE raises bare exceptions on damaged bytes
        raise BrokenRecording(
            N_(
                "{path!r} is no recording that can be read, or its bytes are damaged; copy it "
                "again from where it was made."
            ),
            path=str(path),
        ) from error
    picks = mne.pick_types(raw.info, eeg=True, exclude=[])
    if not len(picks) or not raw.n_times:
        raise BrokenRecording(
            N_("{path!r} holds no EEG; choose another file."),
            path=str(path),
        )
    originals = [raw.ch_names[pick] for pick in picks]
    names = tuple(standard_name(name) for name in originals)
    order = list(range(len(names))) if channels is None else _chosen(path, names, channels)
    scales = np.array([_scale(raw, originals[i]) for i in order])
    numbers = raw.get_data(picks=picks[order]).T / scales
    rate = float(raw.info["sfreq"])
    rows = np.round(np.asarray(raw.annotations.onset) * rate).astype(int)
    marks = [
        (int(row), str(text))
        for row, text in zip(rows, raw.annotations.description, strict=True)
        if 0 <= row < len(numbers)
    ]
    samples = Path(raw.filenames[0] or path)
    samples = path if samples.name == path.name else samples
    marks.sort(key=lambda mark: mark[0])
    return numbers, tuple(names[i] for i in order), rate, marks, samples


def _scale(raw: Any, channel: str) -> float:
    # MNE keeps the unit that the file named only here; without one it takes volts.
    return _MNE_SCALE.get(raw._orig_units.get(channel, "V"), 1.0)


def _chosen(path: Path, names: Sequence[str], channels: Sequence[str]) -> list[int]:
    missing = [name for name in channels if name not in names]
    if missing:
        raise AcquisitionError(
            N_("There is no channel {channel!r} in {path!r}; it has: {known}."),
            channel=missing[0],
            path=str(path),
            known=", ".join(names),
        )
    return [names.index(name) for name in channels]


def _labelled(marks: Sequence[tuple[int, str]], events: Mapping[str, str]) -> tuple[Cue, ...]:
    """Return the marks that have a label.

    A mark that is a number is compared as one: programs pad ``2`` to ``2.000000000000000``,
    with as many zeros as their buffer is long.
    """
    numbers = {float(text): label for text, label in events.items() if _is_number(text)}
    cues = []
    for row, text in marks:
        if text in events:
            cues.append(Cue(row, events[text]))
        elif _is_number(text) and float(text) in numbers:
            cues.append(Cue(row, numbers[float(text)]))
    return tuple(cues)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d*)?", text) is not None
