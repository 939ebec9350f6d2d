"""Raw recordings that cannot be mended: each says exactly what lies there, and nothing is changed."""

from pathlib import Path

from acquisition.brainvision import CHECKS, EEG, SAMPLE, SAMPLES
from acquisition.errors import BrokenRecording
from station.language import N_

BLOCK = 512  # bytes: the least that a disk writes at once


def meaningless(folder: Path, error: BrokenRecording) -> BrokenRecording:
    """Return what lies in a folder without header and record; ``error`` if nothing of ours does."""
    sizes = {name: size_of(folder / name) for name in (EEG, SAMPLES)}
    if not sizes[SAMPLES]:
        return error  # no recording of ours
    rows = sizes[SAMPLES] // SAMPLE.itemsize
    return BrokenRecording(
        N_(
            "{folder!r} cannot be repaired: without eeg.vhdr and session.json nobody can say which "
            "electrodes its {rows} rows ({size} bytes of EEG) belong to. Put one of the two back."
        ),
        folder=str(folder),
        rows=rows,
        size=sizes[EEG],
    )


def not_ours(folder: Path) -> BrokenRecording:
    """Return that EEG without its table of samples has no times."""
    return BrokenRecording(
        N_(
            "{folder!r} was not recorded by this program, or its {file} was deleted: nobody can say when "
            "its samples were taken. Nothing was changed; copy that file again."
        ),
        folder=str(folder),
        file=SAMPLES,
    )


def refuse_to_cut(folder: Path, reached: int, count: int, tail: int, rate: float) -> None:
    """Refuse files of which one ends more than ``tail`` rows before the longest.

    Parameters
    ----------
    folder : Path
    reached, count : int
        Rows of the longest and of the shortest file.
    tail : int
    rate : float
        Rows per second.
    """
    if reached - count <= tail:
        return
    short = min((EEG, SAMPLES, CHECKS), key=lambda name: size_of(folder / name))
    raise BrokenRecording(
        N_(
            "{folder!r} cannot be repaired: {file} ends {rows} rows ({seconds:.1f} s) before the "
            "rest, which no power cut does. Nothing was changed; copy that file again."
        ),
        folder=str(folder),
        file=short,
        rows=reached - count,
        seconds=(reached - count) / rate,
    )


def refuse_a_foreign_header(folder: Path) -> None:
    """Refuse rows of which not even the first fits, unless a cut left it empty."""
    for name in (EEG, SAMPLES, CHECKS):
        with (folder / name).open("rb") as file:
            if not any(file.read(BLOCK)):
                return
    raise BrokenRecording(
        N_(
            "{folder!r} cannot be repaired: its first row is not what was recorded, so its header "
            "or its rows are damaged. Nothing was changed; copy the recording again."
        ),
        folder=str(folder),
    )


def size_of(path: Path) -> int:
    """Return the size of a file in bytes; 0 if there is none."""
    return path.stat().st_size if path.exists() else 0
