"""EEG whose answer is built in: a rhythm over C3 or C4 that weakens when it is told to."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from acquisition.recording import Recording
from station.stream import Chunk, Cue, Rows, StreamInfo, to_chunk

CHANNELS = ("C3", "C4", "Cz", "CP1")
RATE = 125.0
IMAGERY = (0.0, 4.0)
CLASSES = ("rest", "right_hand")


def recording(
    *,
    trials: int = 40,
    drop: float = 0.8,
    seed: int = 0,
    channels: tuple[str, ...] = CHANNELS,
    classes: tuple[str, str] = CLASSES,
    rate: float = RATE,
) -> Recording:
    """Return a run in which the 11 Hz rhythm over C3 drops by a share in positive trials.

    Classes alternate in shuffled pairs, a trial every 7 s, the first cue at 5 s.
    """
    generator = np.random.default_rng(seed)
    n_rows = round((5 + 7 * trials) * rate)
    labels = np.concatenate([generator.permutation(2) for _ in range(trials // 2)]).astype(bool)
    rows = [round((5 + 7 * i) * rate) for i in range(trials)]
    sections = butter(2, (9, 13), btype="bandpass", output="sos", fs=rate)
    rhythm = sosfilt(sections, generator.normal(size=n_rows) * 40)
    strength = np.ones(n_rows)
    for row, is_positive in zip(rows, labels, strict=True):
        strength[row : row + round(4 * rate)] = 1 - drop * is_positive
    volume = np.array([1.0, 0.2, 0.5, 0.6][: len(channels)])
    noise = generator.normal(size=(n_rows, len(channels))) * 5
    microvolts = (np.outer(rhythm * strength, volume) + noise + 2000).astype(np.float32)
    cues = tuple(
        Cue(row, classes[int(is_positive)]) for row, is_positive in zip(rows, labels, strict=True)
    )
    info = StreamInfo("simulated", "test", "simulated", channels, rate)
    flags = np.zeros(n_rows, dtype=np.uint8)
    return Recording(f"run-{seed}", f"{seed:064x}", info, microvolts, flags, cues)


def chunk(
    microvolts: NDArray[np.float32], first: int = 0, flags: NDArray[np.uint8] | None = None
) -> Chunk:
    """Return rows, shape (n_rows, n_channels) in µV, as one chunk."""
    n_rows = len(microvolts)
    return to_chunk(
        Rows(
            first=first,
            microvolts=microvolts,
            times=np.arange(first, first + n_rows) / RATE,
            counters=np.arange(first, first + n_rows, dtype=np.int32),
            flags=np.zeros(n_rows, dtype=np.uint8) if flags is None else flags,
        )
    )


def chunks(whole: Recording, generator: np.random.Generator, largest: int) -> list[Chunk]:
    """Return a recording cut into chunks of random sizes, some of them empty."""
    pieces, first = [], 0
    while first < len(whole):
        end = min(len(whole), first + int(generator.integers(0, largest + 1)))
        pieces.append(chunk(whole.microvolts[first:end], first, whole.flags[first:end]))
        first = end
    return pieces
