"""Hold an EDF or BDF file against what its header says of itself.

Readers fill in or shorten a file that was cut off without a word. The header tells how many
records of how many bytes there must be [1]_, so what is missing can be said in seconds.

References
----------
.. [1] Kemp, B. & Olivan, J. (2003). European data format 'plus' (EDF+), an EDF alike standard
   format for the exchange of physiological data. Clinical Neurophysiology, 114(9), 1755-1761.
"""

from dataclasses import dataclass
from pathlib import Path

from acquisition.errors import BrokenRecording
from station.language import N_

_FIXED = 256  # bytes of the header before the signals', and per signal
_SAMPLES_AT = 216  # bytes per signal before its number of samples per record
_BYTES_PER_SAMPLE = 2


@dataclass(frozen=True)
class _Header:
    size: int
    interrupted: bool
    records: int
    duration: float
    record_size: int


def check_edf(path: Path, content: bytes) -> None:
    """Refuse an EDF file that is none, or that does not hold all that its header promises.

    Raises
    ------
    BrokenRecording
        Saying how much is missing, where the file was cut off.
    """
    try:
        header = _read_header(content)
    except (ValueError, UnicodeDecodeError) as error:
        raise BrokenRecording(
            N_("{path!r} is not an EDF file, or its header is damaged; choose another file."),
            path=str(path),
        ) from error
    if header.interrupted:
        raise BrokenRecording(
            N_(
                "{path!r} is a recording with interruptions (EDF+D), whose gaps would be lost; "
                "export it as continuous EDF+."
            ),
            path=str(path),
        )
    promised = header.size + header.records * header.record_size
    if header.records < 0:
        raise BrokenRecording(
            N_(
                "{path!r} was never closed: its header does not say how long it is; "
                "close it in the program that recorded it."
            ),
            path=str(path),
        )
    if len(content) < promised:
        there = max(0, len(content) - header.size) / header.record_size * header.duration
        whole = header.records * header.duration
        raise BrokenRecording(
            N_(
                "{path!r} is cut off: {missing} of {whole} seconds are missing ({percent} %); "
                "copy it again from where it was made."
            ),
            path=str(path),
            missing=f"{whole - there:.1f}",
            whole=f"{whole:.1f}",
            percent=f"{100 * (1 - there / whole):.0f}",
        )


def _read_header(content: bytes) -> _Header:
    signals = int(content[252:256].decode("ascii"))
    if signals < 1 or len(content) < _FIXED * (1 + signals) or content[:8] != b"0       ":
        raise ValueError("not an EDF header")
    counts = content[_FIXED + _SAMPLES_AT * signals :][: 8 * signals].decode("ascii")
    samples = [int(counts[8 * i : 8 * i + 8]) for i in range(signals)]
    duration = float(content[244:252].decode("ascii"))
    if min(samples) < 1 or not 0 < duration < float("inf"):
        raise ValueError("no samples in a record")
    return _Header(
        size=int(content[184:192].decode("ascii")),
        interrupted=content[192:197] == b"EDF+D",
        records=int(content[236:244].decode("ascii")),
        duration=duration,
        record_size=sum(samples) * _BYTES_PER_SAMPLE,
    )
