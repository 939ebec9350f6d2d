"""A patient who obeys the cues, so that everything runs without a headset.

The same seed and the same cues give the same samples bit for bit, however often the board is
read, as long as each cue is heard before the brain reacts to it
(:data:`~acquisition.simulation.REACTION` after its row). A cue that is heard later takes effect
from the next sample on, as with a patient who looked away.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from acquisition.background import BLOCK, Background, Block
from acquisition.board import BoardFactory, Samples
from acquisition.errors import AcquisitionError
from acquisition.instructions import Instructions
from acquisition.muscles import Muscles
from acquisition.simulation import RAMP, Modulation, modulate
from station.events import Event
from station.language import N_
from station.stream import StreamInfo, eeg_of
from station.task import REST, Side, Task, classes, opposite

# CLINICAL 3.1: the default montages of a Cyton and of a Cyton with Daisy.
M8_A = ("FC3", "C3", "CP3", "Cz", "FC4", "C4", "CP4", "Pz")
M16_A = (
    *("FC5", "FC1", "FCz", "FC2", "FC6", "C5", "C3", "C1"),
    *("Cz", "C2", "C4", "C6", "CP5", "CP1", "CP2", "CP6"),
)
_EARLY = 1e-6  # of a sample: a clock that says 0.999999999 of it has come
_MOST_CHANNELS_AT_250 = 8  # a Daisy doubles the channels and halves the rate


class SimulatedBoard:
    """A headset on a simulated patient.

    Parameters
    ----------
    dprime : float
        How far the classes lie apart for an ideal observer of the patient's sources, in
        standard deviations; 0 is a patient whose imagery shows nothing.
    lesion : {"left", "right"}
        The lesioned hemisphere. The trained hand is the opposite one.
    task : Task
    seed : int
    channels : sequence of str
        10-10 names, and muscles as "EMG …". Up to eight come at 250 Hz, more at 125 Hz.
    moves : float
        Share of the movement cues with which the muscles contract, 0 to 1.
    mains : float
        Frequency of the power line, in Hz.

    Raises
    ------
    AcquisitionError
        If a channel is nowhere on the head, or ``dprime`` is negative or no number.
    """

    def __init__(
        self,
        *,
        dprime: float = 1.5,
        lesion: Side = "left",
        task: Task = Task.HAND_VS_REST,
        seed: int = 0,
        channels: Sequence[str] = M8_A,
        mains: float = 50.0,
        moves: float = 0.0,
    ) -> None:
        _check(dprime, lesion)
        self._dprime, self._lesion, self._task = dprime, lesion, Task(task)
        rate = 250.0 if len(channels) <= _MOST_CHANNELS_AT_250 else 125.0
        self._info = StreamInfo(
            board="simulated",
            device=f"simulated-{seed}",
            source="simulated",
            channels=tuple(channels),
            rate=rate,
        )
        eeg = eeg_of(channels)
        self._eeg = [channels.index(name) for name in eeg]
        self._others = [number for number in range(len(channels)) if number not in self._eeg]
        brain, intention, muscles = np.random.SeedSequence(seed).spawn(3)
        self._muscles = Muscles(len(self._others), rate, moves, np.random.default_rng(muscles))
        self._draws = np.random.default_rng(intention)
        self._background = Background(
            eeg, rate=rate, lesion=lesion, mains=mains, generator=np.random.default_rng(brain)
        )
        self._instructions = Instructions(rate, seed, self._background.eyes)
        self._labels = classes(self._task, opposite(lesion))
        self._block: Block | None = None
        self._heard: list[Modulation] = []
        self._start = 0.0
        self._row = 0

    @property
    def info(self) -> StreamInfo:
        """What it streams."""
        return self._info

    @property
    def counter_modulus(self) -> int:
        """The counter never starts again."""
        return 0

    @property
    def modulations(self) -> Sequence[Modulation]:
        """What every cue so far did to the sources: the truth behind the EEG."""
        return tuple(self._heard)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """There is nothing to close."""

    def start(self, now: float) -> None:
        """Begin to stream; ``now`` is the time of the first sample."""
        self._start = now - self._row / self._info.rate

    def hear(self, event: Event) -> None:
        """Obey a ``cue`` or an ``instruction`` and stop at a ``result``; all else changes nothing."""
        if event.type == "instruction":
            self._instructions.hear(event, self._row)
        if event.type == "result" and self._heard:
            newest = self._heard[-1]
            self._heard[-1] = replace(newest, end_row=min(newest.end_row, event.row))
        if event.type != "cue" or event.label not in self._labels:
            return
        if event.label != REST:
            self._muscles.hear(event.row)
        self._heard.append(
            modulate(
                event.label,
                float(self._draws.standard_normal()),
                row=event.row,
                end_row=int(str(event.details["end_row"])),
                task=self._task,
                lesion=self._lesion,
                dprime=self._dprime,
            )
        )

    def read(self, now: float) -> Samples:
        """Return every sample that is due by ``now`` and was not yet returned."""
        due = math.floor((now - self._start) * self._info.rate + _EARLY) + 1
        first, self._row = self._row, max(self._row, due)
        rows = np.arange(first, self._row)
        parts = [self._make(rows[a:b]) for a, b in _by_block(first, self._row)]
        microvolts = np.concatenate([np.zeros((0, len(self._info.channels))), *parts])
        return Samples(
            microvolts=microvolts.astype(np.float32),
            counters=rows.astype(np.int32),
            times=self._start + rows / self._info.rate,
        )

    def _make(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return rows of one block in µV, with what the cues heard so far make of them."""
        inside = rows % BLOCK
        if self._block is None or inside[0] == 0:
            self._block = self._background.next()
        left, right = (gain[:, None] for gain in self._gains(rows))
        made = np.empty((len(rows), len(self._info.channels)))
        if self._others:
            made[:, self._others] = self._muscles.read(rows)
        made[:, self._eeg] = (
            self._block.rest[inside]
            + self._block.left[inside] * left
            + self._block.right[inside] * right
            + self._instructions.add(rows, self._block.alpha[inside])
        )
        return made

    def _gains(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return by what the rhythms of the left and right hemisphere are multiplied."""
        left, right = np.ones(len(rows)), np.ones(len(rows))
        for change in self._heard:
            if change.row <= rows[-1] and rows[0] <= change.end_row + RAMP * self._info.rate:
                envelope = change.envelope(rows, self._info.rate)
                left += (10 ** (change.left_db / 20) - 1) * envelope
                right += (10 ** (change.right_db / 20) - 1) * envelope
        return left, right


def _check(dprime: float, lesion: str) -> None:
    if not (math.isfinite(dprime) and dprime >= 0):
        raise AcquisitionError(
            N_("The simulated patient's d' must be 0 or more, not {dprime!r}."), dprime=dprime
        )
    if lesion not in ("left", "right"):
        raise AcquisitionError(
            N_("The simulated patient's lesion is 'left' or 'right', not {lesion!r}."),
            lesion=lesion,
        )


def _by_block(first: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of rows that lie in one block each, counted from ``first``."""
    edges = [first, *range((first // BLOCK + 1) * BLOCK, end, BLOCK), end]
    return [(a - first, b - first) for a, b in pairwise(edges) if b > a]


PLUGIN: BoardFactory = SimulatedBoard
