"""The serial port of an emulated dongle: a pseudo-terminal that can be pulled out and put back.

A pseudo-terminal takes five times as much unread data as a serial port would; what goes in is
limited here, so that somebody can tell how much of it was never read.
"""

import os
import sys
import time
from collections import deque
from pathlib import Path
from select import select
from threading import Event

from acquisition.errors import AcquisitionError
from station.language import N_

if sys.platform != "win32":
    import fcntl
    import termios
    import tty

_PORT_BYTES = 3960  # 120 packets
_CARRIED = 0.01  # s that the system takes at most to carry bytes from one end to the other


class Port:
    """A pseudo-terminal behind a link of a constant name.

    Parameters
    ----------
    link : Path
        Where drivers find it.
    """

    def __init__(self, link: Path) -> None:
        self._link = link
        self._master = self._slave = -1
        self._place = link
        self._nothing = Event()
        self._come = self._most = 0  # bytes unread that have come, and with those on the way
        self._on_the_way: deque[tuple[float, int]] = deque()

    @property
    def is_plugged(self) -> bool:
        """Whether it is there."""
        return self._master >= 0

    def plug(self) -> None:
        """Put it there; nothing if it is.

        Raises
        ------
        AcquisitionError
            If there is a file in its place, or no such folder.
        """
        if self.is_plugged:
            return
        self._master, self._slave = os.openpty()
        self._forget()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        if self._link.is_symlink():  # left by an emulator that was killed
            self._link.unlink()
        self._place = Path(os.ttyname(self._slave))
        try:
            self._link.symlink_to(self._place)
        except OSError as error:
            self._close()
            raise AcquisitionError(
                N_("The port cannot be put at {link!r} ({reason}); choose another place."),
                link=str(self._link),
                reason=error.strerror or type(error).__name__,
            ) from error

    def unplug(self) -> None:
        """Take it away, as a hand pulls a dongle: whoever has it open hears nothing more."""
        if self.is_plugged:
            # Another emulator may have taken the name meanwhile.
            if self._link.is_symlink() and self._link.readlink() == self._place:
                self._link.unlink()
            self._close()

    def _close(self) -> None:
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1

    @property
    def unread(self) -> int:
        """Bytes that the driver has not taken."""
        if not self.is_plugged:
            return 0
        answer = fcntl.ioctl(self._slave, termios.FIONREAD, bytes(4))
        return int.from_bytes(answer, sys.byteorder)

    def write(self, data: bytes | bytearray) -> int:
        """Write what there is room for; return how many bytes."""
        now = time.monotonic()
        room = max(0, _PORT_BYTES - self._most_unread(now))
        try:
            written = os.write(self._master, data[:room]) if room else 0
        except BlockingIOError:
            return 0  # the system itself has no room
        self._most += written
        self._on_the_way.append((now, written))
        return written

    def _most_unread(self, now: float) -> int:
        """Return how much may be unread, what the system has not carried over yet included.

        Only reading makes less of what has come; and what was written a while ago has come.
        """
        come = self.unread
        while self._on_the_way and now - self._on_the_way[0][0] > _CARRIED:
            self._on_the_way.popleft()
        self._most -= max(0, self._come - come)
        self._most = max(come, min(self._most, come + sum(size for _, size in self._on_the_way)))
        self._come = come
        return self._most

    def _forget(self) -> None:
        self._come = self._most = 0
        self._on_the_way.clear()

    def answer(self, text: str) -> None:
        """Write an answer to a command, all of it."""
        os.write(self._master, text.encode("ascii"))

    def read(self, wait: float) -> str:
        """Wait for commands so many seconds at most, and return them."""
        if not self.is_plugged:
            self._nothing.wait(wait)
            return ""
        ready, _, _ = select([self._master], [], [], wait)
        return os.read(self._master, 1024).decode("latin-1") if ready else ""

    def flush(self) -> None:
        """Forget what the driver has not read."""
        self._forget()
        termios.tcflush(self._slave, termios.TCIFLUSH)
