"""A Cyton, alone or with its Daisy, on a pseudo-terminal that a real driver can open.

Whatever board is put inside (a recording, a simulated patient) becomes the packets of a
headset, so that BrainFlow's own driver is in the line. Rows leave in real time, none before its
time has come; when the driver is slow the emulator waits and drops nothing. While no driver
listens the patient lives on, as a real one would: those rows are never sent, but counted.

With a Daisy two packets make a row: the driver takes the even one (Daisy, inputs 9 to 16)
first and completes the row with the odd one (Cyton, inputs 1 to 8).
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from acquisition.board import Board, Samples, TellsCues
from acquisition.emulator.amplifier import Amplifier, Turn
from acquisition.emulator.faults import Fault, FaultKind, Faults, Hit
from acquisition.emulator.packets import CHANNELS, PACKET_BYTES, auxiliary, packets, to_counts
from acquisition.emulator.port import Port
from acquisition.emulator.profile import emulated_profile
from acquisition.errors import AcquisitionError
from station.clock import Clock
from station.language import N_

_REFUSAL = "Failure: channel setting not made$$$"
_FULL_WAIT = 0.004  # seconds until a full port is looked at again
_SHORTEST_WAIT = 5e-4  # seconds; where a recording has lost rows there is nothing to wait for


class CytonEmulator:
    """A headset on a pseudo-terminal, with a board of ours inside.

    Parameters
    ----------
    board : Board
        Whose rows are sent; it is opened and closed with the emulator.
    link : Path
        Where a link to the pseudo-terminal is put; this is the port that a driver opens.
    clock : Clock
        The stream clock; rows leave at its pace.

    faults : sequence of Fault
        What goes wrong, and when; nothing by default.

    Attributes
    ----------
    made : list of range
        Counters of the rows that the device made while it was asked to stream.

    Raises
    ------
    AcquisitionError
        If this system has no pseudo-terminals, or no emulated headset can carry the board.
    """

    def __init__(
        self, board: Board, *, link: Path, clock: Clock, faults: Sequence[Fault] = ()
    ) -> None:
        if sys.platform == "win32":
            raise AcquisitionError(
                N_("Windows has no pseudo-terminals; --driver works on Linux and macOS only.")
            )
        self.profile = emulated_profile(board.info)
        self.board = board
        self.link = link
        self._clock = clock
        self._amplifier = Amplifier(len(self.profile.channels))
        self._port = Port(link)
        self._faults = Faults(faults)
        self._out = bytearray()
        self._is_streaming = False
        self._asked: float | None = None  # when rows were first asked for: the script's beginning
        self._begins: float | None = None  # when a slow start will be over
        self._started: float | None = None
        self._due = 0.0
        self._counter = -1
        self._halves = len(self.profile.channels) // CHANNELS
        self._row_bytes = PACKET_BYTES * self._halves
        self._bytes_written = 0
        self._lump_at = 0.0
        self._taken = 0
        self.made: list[range] = []
        self._unread = 0

    @property
    def is_streaming(self) -> bool:
        """Whether a driver has asked for rows."""
        return self._is_streaming

    @property
    def second(self) -> float:
        """Time of the fault script: seconds since a driver first asked for rows."""
        return 0.0 if self._asked is None else self._clock.now() - self._asked

    @property
    def produced(self) -> int:
        """How many rows the device made while it was asked to stream, whatever became of them."""
        return sum(map(len, self.made))

    def time_of(self, counter: int) -> float:
        """Return when the device made a row, in seconds on the stream clock."""
        assert self._started is not None
        return self._started + self._faults.elapsed(counter / self.profile.rate)

    @property
    def hits(self) -> list[Hit]:
        """The packets that were dropped or changed."""
        return self._faults.hits

    @property
    def amplifier(self) -> Amplifier:
        """The settings that the driver has made."""
        return self._amplifier

    @property
    def sent(self) -> int:
        """How many whole rows were written to the port."""
        return self._bytes_written // self._row_bytes

    @property
    def unread(self) -> int:
        """How many of the rows sent a driver had not taken when it told the headset to stop.

        A driver that was killed says nothing, and the next one empties the port unseen: its
        rows are lost on the way, and only the counter of the rows tells.
        """
        return self._unread

    @property
    def unsent(self) -> int:
        """How many rows passed while no driver listened."""
        return self._taken - self.sent - len(self._out) // self._row_bytes

    @property
    def counter(self) -> int:
        """The inner board's counter at the newest row that was given to the port; -1 before."""
        return self._counter

    @property
    def has_ended(self) -> bool:
        """Whether every row of a recording was sent; never for a board without an end."""
        if self._started is None or self._out or not isinstance(self.board, TellsCues):
            return False
        end = self.board.cues()[-1].row
        return self._due >= self._started + end / self.profile.rate

    def __enter__(self) -> Self:
        self.board.__enter__()
        self._port.plug()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._port.unplug()
        self.board.__exit__(kind, error, trace)

    def turn(self, patience: float = 0.05) -> None:
        """Obey what the driver asks and send what is due; wait ``patience`` s for either."""
        now, second = self._clock.now(), self.second
        self._plug(second)
        lump = self._faults.active(FaultKind.BUNCH, second)
        if self._begins is not None and now >= self._begins:
            self._start(now)
        if self._is_streaming and (lump is not None or not self._out):
            self._take(now)
        if self._out and (lump is None or second >= self._lump_at):
            self._write()
            if not self._out and lump is not None:
                self._lump_at = second + lump.lump
        self._obey(self._port.read(self._wait(patience)))

    def _wait(self, patience: float) -> float:
        if self._out:
            return min(patience, _FULL_WAIT)
        if self._is_streaming and self._started is not None:
            due = self._started + self._faults.elapsed(self._due - self._started)
            return min(patience, max(_SHORTEST_WAIT, due - self._clock.now()))
        return patience

    def _plug(self, second: float) -> None:
        """Let the port be there or not, and the board be on or off, as the script has it."""
        is_out = self._faults.active(FaultKind.UNPLUG, second) is not None
        if is_out and self._port.is_plugged:
            self._unread += self._port.unread // self._row_bytes
            self._out.clear()
            self._port.unplug()
        elif not is_out:
            self._port.plug()
        if self._is_streaming and self._faults.active(FaultKind.MUTE, second):
            self._stop()

    def _obey(self, characters: str) -> None:
        second = self.second
        if self._faults.active(FaultKind.MUTE, second):
            return
        refuses = self._faults.active(FaultKind.REFUSE, second)
        for answer, turn in self._amplifier.hear(characters):
            match turn:
                case Turn.START:
                    self._ask()
                case Turn.STOP:
                    self._stop()
                case Turn.RESET:
                    self._stop()
                    self._port.flush()
            if answer and not self._is_streaming:
                self._port.answer(_REFUSAL if refuses and "Success" in answer else answer)

    def _ask(self) -> None:
        now = self._clock.now()
        if self._asked is None:
            self._asked = now
        if slow := self._faults.active(FaultKind.SLOW_START, self.second):
            self._begins = now + slow.lump
        else:
            self._start(now)

    def _start(self, now: float) -> None:
        self._begins = None
        if self._started is None:
            self._started = self._due = now
            self.board.start(now)
        else:
            self._taken += len(self.board.read(self._device(now)))
        self._is_streaming = True

    def _stop(self) -> None:
        self._begins = None
        if self._is_streaming:
            self._is_streaming = False
            self._unread += self._port.unread // self._row_bytes
            self._bytes_written -= self._bytes_written % self._row_bytes
            self._out.clear()

    def _device(self, now: float) -> float:
        """Return the time on the clock of the device, which may run fast."""
        if self._started is None:
            return now
        return self._started + self._faults.device(now - self._started)

    def _take(self, now: float) -> None:
        now = self._device(now)
        samples = self.board.read(now)
        self._due = max(self._due, now)
        if len(samples) == 0:
            return
        self._due = float(samples.times[-1]) + 1.0 / self.profile.rate
        self._taken += len(samples)
        self._counter = int(samples.counters[-1])
        self._note(int(samples.counters[0]), self._counter + 1)
        assert self._asked is not None
        seconds = samples.times - self._asked
        rows = zip(samples.counters, seconds, self._counts(samples, seconds), strict=True)
        for number, second, counts in rows:
            aux = auxiliary(int(number), self._faults.acceleration(float(second)))
            for half, each in enumerate(packets(int(number), counts, aux)):
                self._send(self._halves * int(number) + half, float(second), each)

    def _note(self, first: int, stop: int) -> None:
        if self.made and self.made[-1].stop == first:
            self.made[-1] = range(self.made[-1].start, stop)
        else:
            self.made.append(range(first, stop))

    def _counts(self, samples: Samples, seconds: NDArray[np.float64]) -> NDArray[np.int32]:
        inputs = np.zeros((len(samples), self._amplifier.inputs), dtype=np.float32)
        inputs[:, : samples.microvolts.shape[1]] = samples.microvolts
        inputs += self._amplifier.lead_off(samples.counters)
        for row, second in enumerate(seconds):
            inputs[row] = self._faults.colour(float(second), inputs[row])
        return to_counts(inputs * self._amplifier.on, self._amplifier.gain)

    def _send(self, number: int, second: float, each: bytes) -> None:
        """Every packet passes here on its way to the port."""
        if self._port.is_plugged:
            self._out += self._faults.damage(number, second, each)
        else:
            self._faults.lose(FaultKind.UNPLUG, [number], second)

    def _write(self) -> None:
        if self._port.is_plugged:
            written = self._port.write(self._out)
            del self._out[:written]
            self._bytes_written += written
