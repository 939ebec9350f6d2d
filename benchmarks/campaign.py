"""One fault at a time, through BrainFlow's real driver and the real headset process.

Every value that the emulated headset sends says which sample it is, so that a recording can be held
against the truth row by row: nothing may be missing without being counted, and nothing may stand on
a row, or at a time, that is not its own.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from acquisition.board import Samples
from acquisition.brainvision import RawFile, read_raw
from acquisition.emulator.cyton import CytonEmulator
from acquisition.emulator.faults import Fault, FaultKind
from acquisition.profiles import PROFILES
from acquisition.service import HeadsetConfig
from acquisition.spec import BoardSpec
from sessions.child import Child, Status
from station.clock import RealClock
from station.stream import RowFlag, StreamInfo

GAIN = 12  # not the factory's: whoever opens the headset again must set it again
_CHANNEL_UV = 0.25  # channel c of sample n is n + 0.25 c µV
_TOLERANCE_UV = 0.1
_CYCLE = 300_000  # µV: 40 minutes of a Daisy before values begin again, and no rail at gain 12
_COUNTS = ("filled", "repeated")
_FILLED = RowFlag.HELD | RowFlag.INTERPOLATED | RowFlag.REPEATED


@dataclass(frozen=True)
class Trial:
    """A script and how long it is looked at.

    Attributes
    ----------
    name : str
    script : tuple of Fault
    seconds : float
    """

    name: str
    script: tuple[Fault, ...]
    seconds: float


@dataclass(frozen=True)
class Finding:
    """What one fault did to a recording.

    Attributes
    ----------
    fault, board : str
    sent : int
        Samples that the device made while it was asked to stream.
    recorded : int
        Of these, those that stand in the recording, unflagged.
    flagged : int
        Rows that are flagged as filled in or doubtful.
    uncounted : int
        Samples that are neither.
    wrong : int
        Unflagged rows with a value that no sample has, or halves of two samples.
    misplaced : int
        Unflagged rows on a row number that is not theirs.
    time_error_ms : float
        99th percentile of the distance of a row's time from when the device made it.
    noticed_s : float or None
        From the fault's beginning until the headset process said something.
    resumed_s : float or None
        From the fault's end to the next good row.
    settings : bool
        Whether the amplifier ended with the settings that were asked for.
    """

    fault: str
    board: str
    sent: int
    recorded: int
    flagged: int
    uncounted: int
    wrong: int
    misplaced: int
    time_error_ms: float
    noticed_s: float | None
    resumed_s: float | None
    settings: bool


class Ramp:
    """A board whose every value says which sample it is; the values begin again after a cycle."""

    def __init__(self, profile: str, cycle: int = _CYCLE) -> None:
        known = PROFILES[profile]
        self._cycle = cycle
        self.info = StreamInfo("ramp", "ramp", "simulated", known.channels, known.rate)
        self.counter_modulus = 0
        self._start = 0.0
        self._next = 0

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
        """Begin; ``now`` is the time of sample 0."""
        self._start = now

    def read(self, now: float) -> Samples:
        """Return the samples that are due."""
        end = int(np.floor((now - self._start) * self.info.rate + 1e-6)) + 1
        numbers = np.arange(self._next, max(end, self._next))
        self._next = max(end, self._next)
        values = numbers[:, None] % self._cycle + _CHANNEL_UV * np.arange(len(self.info.channels))
        times = self._start + numbers / self.info.rate
        return Samples(values.astype(np.float32), numbers.astype(np.int32), times)


def run(
    board: str, trial: Trial, folder: Path, look: Callable[[int, float], None] | None = None
) -> Finding:
    """Let one thing go wrong, and say what came of it.

    ``look`` is called all the time with the process id of the headset process and the seconds so far.
    """
    folder.mkdir(parents=True)
    heard: list[tuple[float, Status]] = []
    with ExitStack() as stack:
        emulator = stack.enter_context(_turning(board, trial.script, folder / "port"))
        last = _stream(board, trial, folder, emulator, heard, look)
        gains = emulator.amplifier.gain
    return _find(board, trial, emulator, last, read_raw(folder), heard, bool(np.all(gains == GAIN)))


@contextmanager
def _turning(board: str, script: Sequence[Fault], link: Path) -> Iterator[CytonEmulator]:
    ending = threading.Event()
    emulator = CytonEmulator(Ramp(board), link=link, clock=RealClock(), faults=script)

    def turn() -> None:
        while not ending.is_set():
            emulator.turn()

    with emulator:
        thread = threading.Thread(target=turn, name="emulator", daemon=True)
        thread.start()
        try:
            yield emulator
        finally:
            ending.set()
            thread.join(timeout=5.0)


def _stream(
    board: str,
    trial: Trial,
    folder: Path,
    emulator: CytonEmulator,
    heard: list[tuple[float, Status]],
    look: Callable[[int, float], None] | None,
) -> int:
    """Run the headset process; return the newest sample made when it was told to stop."""
    ready = threading.Event()

    def hear(child: Child, status: Status) -> None:
        heard.append((RealClock().now(), status))
        if status["status"] in ("ready", "error", "exited"):
            ready.set()

    config = HeadsetConfig(
        folder=folder,
        home=folder / "home",
        session=folder.name,
        board=BoardSpec.model_validate(
            {"name": board, "port": str(emulator.link), "gain": GAIN, "source": "simulated"}
        ),
    )
    pause = threading.Event()
    with Child("acquisition.headset", config, hear) as child:
        ready.wait(timeout=60.0)
        child.send("start")
        while emulator.second < trial.seconds and child.is_alive:
            pause.wait(0.05)
            if look is not None:
                look(child.pid, emulator.second)
        last = emulator.counter
        child.send("stop")
    return last


def _find(
    board: str,
    trial: Trial,
    emulator: CytonEmulator,
    last: int,
    raw: RawFile,
    heard: Sequence[tuple[float, Status]],
    settings: bool,
) -> Finding:
    numbers, wrong = _read_numbers(raw, trial.script)
    good = np.flatnonzero(numbers >= 0)
    sent = np.concatenate(
        [np.arange(made.start, min(made.stop, last + 1)) for made in emulator.made]
    )
    truth = np.array([emulator.time_of(int(n)) for n in numbers[good]])
    first = emulator.time_of(0)
    start = min((fault.start for fault in trial.script), default=0.0)
    end = max((fault.end for fault in trial.script if fault.kind not in _LASTING), default=0.0)
    return Finding(
        fault=trial.name,
        board=board,
        sent=len(sent),
        recorded=len(np.intersect1d(numbers[good], sent)),
        flagged=int(np.count_nonzero(raw.flags & _FILLED)),
        uncounted=_uncounted(numbers, good, sent),
        wrong=wrong,
        misplaced=_misplaced(numbers, good, raw.flags),
        time_error_ms=round(1e3 * float(np.percentile(np.abs(raw.times[good] - truth), 99)), 2),
        noticed_s=_noticed(heard, first + start),
        resumed_s=_resumed(truth, first + end) if end else None,
        settings=settings,
    )


# What is no gap in the stream: there is nothing to resume from.
_LASTING = (FaultKind.DRIFT, FaultKind.BUNCH, FaultKind.RAIL, FaultKind.FLAT, FaultKind.MAINS)


def _read_numbers(raw: RawFile, script: Sequence[Fault]) -> tuple[NDArray[np.int64], int]:
    """Return which sample each row is, -1 where it is none, and how many of these are unflagged."""
    touched = {i - 1 for fault in script for i in fault.inputs}
    channels = [c for c in range(raw.microvolts.shape[1]) if c not in touched]
    values = raw.microvolts[:, channels] - _CHANNEL_UV * np.array(channels)
    numbers = np.rint(values[:, 0]).astype(np.int64)
    is_right = np.all(np.abs(values - numbers[:, None]) < _TOLERANCE_UV, axis=1)
    is_plain = (raw.flags & _FILLED) == 0
    numbers[~(is_right & is_plain)] = -1
    return numbers, int(np.count_nonzero(is_plain & ~is_right))


def _uncounted(numbers: NDArray[np.int64], good: NDArray[np.int64], sent: NDArray[np.int64]) -> int:
    """Return how many samples are neither on a row nor stood for by a row between the others."""
    missing = np.setdiff1d(sent, numbers[good])
    rows = np.array([-1, *good, len(numbers)])
    seen = np.array([-1, *numbers[good], np.iinfo(np.int64).max])
    gaps = np.searchsorted(seen, missing) - 1
    lost = np.bincount(gaps, minlength=len(rows) - 1)
    return int(np.sum(np.maximum(0, lost - (np.diff(rows) - 1))))


def _misplaced(
    numbers: NDArray[np.int64], good: NDArray[np.int64], flags: NDArray[np.uint8]
) -> int:
    offsets = good - numbers[good]
    segment = np.cumsum(flags & RowFlag.RESTART != 0)[good]
    wrong = 0
    for each in np.unique(segment):
        values, counts = np.unique(offsets[segment == each], return_counts=True)
        wrong += int(counts.sum() - counts.max()) if len(values) else 0
    return wrong


def _noticed(heard: Sequence[tuple[float, Status]], start: float) -> float | None:
    before: dict[str, object] = {}
    for time, status in heard:
        if "filled" not in status:
            continue
        counts = {name: status[name] for name in _COUNTS}
        if time > start and (status["status"] == "lost" or counts != before):
            return round(time - start, 2)
        before = counts
    return None


def _resumed(times: NDArray[np.float64], end: float) -> float | None:
    after = times[times >= end]
    return round(float(after[0] - end), 2) if len(after) else None
