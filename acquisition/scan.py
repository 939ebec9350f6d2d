"""Find the headset among the serial ports of this machine, or name what is in the way.

A port is asked what a driver would ask first (``v``, the banner), a few times with growing
patience, because a board that was just switched on needs a moment. A port that another program
holds is never touched: a stray character would stop that program's headset in mid-session.

Source of the banner and of the dongle's own answers: OpenBCI, Cyton SDK,
https://docs.openbci.com/Cyton/CytonSDK/.
"""

import errno
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import serial

from acquisition.probe import serial_ports
from station.language import N_

FOUND_BY_SCAN = ("cyton", "daisy")
_BAUD = 115_200
# Seconds to wait for an answer, per attempt: the back-off. A reset Cyton needs about one.
PATIENCE = (1.0, 1.5, 2.5)
_END = b"$$$"
_MEMORY = "last-port"
_PACKET_START, _PACKET_END = 0xA0, 0xC0


class Cause(StrEnum):
    """What a port turned out to be."""

    ANSWERS = "answers"
    NO_DONGLE = "no_dongle"
    BOARD_OFF = "board_off"
    SILENT = "silent"
    BUSY = "busy"
    FORBIDDEN = "forbidden"
    NOT_A_PORT = "not_a_port"
    WRONG_BOARD = "wrong_board"


SENTENCES = {
    Cause.ANSWERS: N_("{port}: the headset {board} answers."),
    Cause.NO_DONGLE: N_("{port}: nothing is plugged in there; plug the dongle in."),
    Cause.BOARD_OFF: N_(
        "{port}: the dongle is there, but no headset answers it; switch the headset to PC, "
        "charge its battery, and set the dongle's switch to GPIO 6."
    ),
    Cause.SILENT: N_(
        "{port}: nothing answers; switch the headset to PC, charge its battery, set the dongle's "
        "switch to GPIO 6, or try another port."
    ),
    Cause.BUSY: N_("{port} is in use by {holder}; close that program first."),
    Cause.FORBIDDEN: N_(
        "{port}: this user may not open it; ask the administrator for access to serial ports "
        "(on Linux: membership of the group dialout), then log in again."
    ),
    Cause.NOT_A_PORT: N_("{port} is not a serial port; choose another."),
    Cause.WRONG_BOARD: N_(
        "{port}: a device answers, but it is no Cyton ({answer}); choose another port."
    ),
}
BUSY_BY_SOMEBODY = N_("{port} is in use by another program; close that first.")
NO_PORT = N_("There is no USB serial port on this machine; plug the headset's dongle in.")


@dataclass(frozen=True)
class Finding:
    """What was found on one port.

    Attributes
    ----------
    port : str
    cause : Cause
    board : str
        Name of the headset that answers, otherwise empty.
    holder : str
        The program that holds a busy port, "?" where the system does not say.
    answer : str
        What another device said.
    """

    port: str
    cause: Cause
    board: str = ""
    holder: str = "?"
    answer: str = ""

    @property
    def sentence(self) -> str:
        """Marked sentence that says it, with the attributes as fields."""
        if self.cause is Cause.BUSY and self.holder == "?":
            return BUSY_BY_SOMEBODY
        return SENTENCES[self.cause]


def scan(
    ports: Sequence[str], patience: Sequence[float] = PATIENCE, first: str | None = None
) -> list[Finding]:
    """Ask every port, the one that answered last time first.

    Parameters
    ----------
    ports : sequence of str
        Ports that a person named; without any, all USB serial ports are asked.
    patience : sequence of float
        Seconds to wait for an answer, per attempt.
    first : str, optional
        The port that answered last time.
    """
    asked = list(ports) or [port.name for port in serial_ports()]
    asked.sort(key=lambda port: port != first)
    return [probe(port, patience) for port in asked]


def probe(port: str, patience: Sequence[float] = PATIENCE) -> Finding:
    """Ask one port who is there."""
    if os.name == "posix":
        if not Path(port).exists():
            return Finding(port, Cause.NO_DONGLE)
        if not os.access(port, os.R_OK | os.W_OK):
            return Finding(port, Cause.FORBIDDEN)
        if holder := _holder(port):
            return Finding(port, Cause.BUSY, holder=holder)
    try:
        with serial.Serial(
            port, _BAUD, timeout=0.05, write_timeout=1.0, exclusive=_EXCLUSIVE
        ) as line:
            return _converse(line, port, patience)
    except serial.SerialException as error:
        return _refused(port, error)
    except OSError as error:  # unplugged while it was being asked
        return Finding(port, Cause.NO_DONGLE if error.errno == errno.EIO else Cause.NOT_A_PORT)


def remember(home: Path, port: str) -> None:
    """Keep the port that answered, for the next time that none is named."""
    (home / _MEMORY).write_text(port + "\n", encoding="utf-8")


def remembered(home: Path) -> str | None:
    """Return the port that answered last, if it is still there."""
    try:
        port = (home / _MEMORY).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    is_there = Path(port).exists() if os.name == "posix" else _is_listed(port)
    return port if port and is_there else None


_EXCLUSIVE = True if os.name == "posix" else None  # Windows' ports are exclusive anyway


def _converse(line: serial.Serial, port: str, patience: Sequence[float]) -> Finding:
    heard = b""
    for seconds in patience:
        line.write(b"s")  # a board that was left streaming would not be understood
        line.reset_input_buffer()
        line.write(b"v")
        heard = _listen(line, seconds)
        board = board_of(heard)
        if board:
            return Finding(port, Cause.ANSWERS, board=board)
    if not heard:
        return Finding(port, Cause.SILENT)
    if b"Failure" in heard or b"Device failed" in heard or b"timeout" in heard:
        return Finding(port, Cause.BOARD_OFF)
    return Finding(port, Cause.WRONG_BOARD, answer=_shown(heard))


def _listen(line: serial.Serial, seconds: float) -> bytes:
    heard = bytearray()
    end = time.monotonic() + seconds
    while time.monotonic() < end and not heard.endswith(_END):
        heard += line.read(256)
    return bytes(heard)


def board_of(heard: bytes) -> str:
    """Return the name of the headset whose banner this is, or nothing."""
    if b"OpenBCI V3" not in heard or not heard.endswith(_END):
        return ""
    return "daisy" if b"On Daisy" in heard else "cyton"


def _shown(heard: bytes) -> str:
    text = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in heard[:40])
    return repr(text)


def _refused(port: str, error: serial.SerialException) -> Finding:
    number = error.errno
    if os.name == "nt" and "PermissionError" in str(error.args):
        return Finding(port, Cause.BUSY)
    if number in (errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK):
        return Finding(port, Cause.BUSY)
    if number in (errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO):
        return Finding(port, Cause.NO_DONGLE)
    if number in (errno.EACCES, errno.EPERM):
        return Finding(port, Cause.FORBIDDEN)
    return Finding(port, Cause.NOT_A_PORT)


def _holder(port: str) -> str:
    """Return the program that holds a port (Linux; "" where nobody does or nobody can say).

    The far end of a pseudo-terminal holds both its ends: an emulated headset is not a user of
    its own port.
    """
    device = os.path.realpath(port)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            held = {link.readlink(): link for link in (process / "fd").iterdir()}
            if Path(device) in held and not _is_far_end(process, held, device):
                return _name(process)
        except OSError:
            continue  # it has ended, or belongs to somebody else
    return ""


def _name(process: Path) -> str:
    """Return what people call a running program: a session of ours runs as ``python``."""
    if b"acquisition.headset" in (process / "cmdline").read_bytes():
        return "Volition"
    return (process / "comm").read_text("utf-8").strip() or "?"


def _is_far_end(process: Path, held: dict[Path, Path], device: str) -> bool:
    match = re.fullmatch(r"/dev/pts/(\d+)", device)
    masters = [link for target, link in held.items() if target.name == "ptmx"]
    if match is None or not masters:
        return False
    index = re.compile(rf"^tty-index:\s*{match[1]}$", re.MULTILINE)
    infos = (process / "fdinfo" / link.name for link in (process / "fd").iterdir())
    return any(index.search(info.read_text("utf-8")) for info in infos)


def _is_listed(port: str) -> bool:
    return port in [found.name for found in serial_ports()]
