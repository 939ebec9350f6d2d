"""A Cyton, alone or with its Daisy, on a pseudo-terminal that a real driver can open.

Whatever board is put inside (a recording, a simulated patient) becomes the packets of a
headset, so that BrainFlow's own driver is in the line. Rows leave in real time, none before its
time has come; when the driver is slow the emulator waits and drops nothing. While no driver
listens the patient lives on, as a real one would: those rows are never sent, but counted.

With a Daisy two packets make a row: the driver takes the even one (Daisy, inputs 9 to 16)
first and completes the row with the odd one (Cyton, inputs 1 to 8).
"""

import os
import sys
from pathlib import Path
from select import select
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from acquisition.board import Board, Samples, TellsCues
from acquisition.emulator.amplifier import Amplifier, Turn
from acquisition.emulator.packets import CHANNELS, PACKET_BYTES, packet, to_counts
from acquisition.errors import AcquisitionError
from acquisition.profiles import PROFILES, Profile
from station.clock import Clock
from station.language import N_
from station.stream import StreamInfo

if sys.platform != "win32":
    import fcntl
    import termios
    import tty

# What a serial port holds unread. A pseudo-terminal takes five times as much, but then nobody
# could tell how much of it was never read.
_PORT_BYTES = 3960  # 120 packets
_FULL_WAIT = 0.004  # seconds until a full port is looked at again
_SHORTEST_WAIT = 5e-4  # seconds; where a recording has lost rows there is nothing to wait for


def emulated_profile(info: StreamInfo) -> Profile:
    """Return the headset that can carry a board's channels at its rate.

    Raises
    ------
    AcquisitionError
        If neither a Cyton (8 channels, 250 Hz) nor a Cyton + Daisy (16, 125 Hz) can.
    """
    for name in ("cyton", "daisy"):
        profile = PROFILES[name]
        if len(info.channels) <= len(profile.channels) and info.rate == profile.rate:
            return profile
    raise AcquisitionError(
        N_(
            "An emulated headset has up to 8 channels at 250 Hz or up to 16 at 125 Hz, but this "
            "EEG has {count} at {rate:g} Hz; run it without --driver."
        ),
        count=len(info.channels),
        rate=info.rate,
    )


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

    Raises
    ------
    AcquisitionError
        If this system has no pseudo-terminals, or no emulated headset can carry the board.
    """

    def __init__(self, board: Board, *, link: Path, clock: Clock) -> None:
        if sys.platform == "win32":
            raise AcquisitionError(
                N_("Windows has no pseudo-terminals; --driver works on Linux and macOS only.")
            )
        self.profile = emulated_profile(board.info)
        self.board = board
        self.link = link
        self._clock = clock
        self._amplifier = Amplifier(len(self.profile.channels))
        self._master = self._slave = -1
        self._out = bytearray()
        self._is_streaming = False
        self._started: float | None = None
        self._due = 0.0
        self._counter = -1
        self._row_bytes = PACKET_BYTES * (len(self.profile.channels) // CHANNELS)
        self._bytes_written = 0
        self._taken = 0
        self._unread = 0

    @property
    def is_streaming(self) -> bool:
        """Whether a driver has asked for rows."""
        return self._is_streaming

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
        self._master, self._slave = os.openpty()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(self._slave))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self.link.unlink(missing_ok=True)
        os.close(self._master)
        os.close(self._slave)
        self.board.__exit__(kind, error, trace)

    def turn(self, patience: float = 0.05) -> None:
        """Obey what the driver asks, and send what is due; then wait for the next of either.

        Parameters
        ----------
        patience : float
            Longest time to wait, in seconds.
        """
        if self._is_streaming and not self._out:
            self._take(self._clock.now())
        if self._out:
            self._write()
        wait = patience
        if self._out:
            wait = min(patience, _FULL_WAIT)
        elif self._is_streaming:
            wait = min(patience, max(_SHORTEST_WAIT, self._due - self._clock.now()))
        commands, _, _ = select([self._master], [], [], wait)
        if commands:
            self._obey(os.read(self._master, 1024).decode("latin-1"))

    def _obey(self, characters: str) -> None:
        for answer, turn in self._amplifier.hear(characters):
            match turn:
                case Turn.START:
                    self._start()
                case Turn.STOP:
                    self._stop()
                case Turn.RESET:
                    self._stop()
                    termios.tcflush(self._slave, termios.TCIFLUSH)
            if answer and not self._is_streaming:
                os.write(self._master, answer.encode("ascii"))

    def _start(self) -> None:
        now = self._clock.now()
        if self._started is None:
            self._started = self._due = now
            self.board.start(now)
        else:
            self._taken += len(self.board.read(now))
        self._is_streaming = True

    def _stop(self) -> None:
        if self._is_streaming:
            self._is_streaming = False
            self._unread += _waiting_bytes(self._slave) // self._row_bytes
            self._bytes_written -= self._bytes_written % self._row_bytes
            self._out.clear()

    def _take(self, now: float) -> None:
        samples = self.board.read(now)
        self._due = max(self._due, now)
        if len(samples) == 0:
            return
        self._due = float(samples.times[-1]) + 1.0 / self.profile.rate
        self._taken += len(samples)
        self._counter = int(samples.counters[-1])
        for number, counts in zip(samples.counters, self._counts(samples), strict=True):
            for each in _packets(int(number), counts):
                self._send(each)

    def _counts(self, samples: Samples) -> NDArray[np.int32]:
        inputs = np.zeros((len(samples), self._amplifier.inputs), dtype=np.float32)
        inputs[:, : samples.microvolts.shape[1]] = samples.microvolts
        return to_counts(inputs * self._amplifier.on, self._amplifier.gain)

    def _send(self, each: bytes) -> None:
        """Every packet passes here on its way to the port."""
        self._out += each

    def _write(self) -> None:
        room = max(0, _PORT_BYTES - _waiting_bytes(self._slave))
        try:
            written = os.write(self._master, self._out[:room])
        except BlockingIOError:
            return  # the system itself has no room
        del self._out[:written]
        self._bytes_written += written


def _packets(counter: int, counts: NDArray[np.int32]) -> list[bytes]:
    """Return the packets of one row, in the order in which they leave."""
    if len(counts) == CHANNELS:
        return [packet(counter, counts)]
    return [
        packet(2 * counter, counts[CHANNELS:]),
        packet(2 * counter + 1, counts[:CHANNELS]),
    ]


def _waiting_bytes(terminal: int) -> int:
    answer = fcntl.ioctl(terminal, termios.FIONREAD, bytes(4))
    return int.from_bytes(answer, sys.byteorder)
