"""The serial ports of this machine, and why one of them cannot be opened."""

import os
import re
from pathlib import Path

from serial.tools.list_ports import comports

from acquisition.errors import AcquisitionError
from acquisition.profiles import Profile
from acquisition.scan import Cause, board_of, probe
from station.language import N_

CYTONS = ("CYTON_BOARD", "CYTON_DAISY_BOARD")
ANSWER = 1.0  # s that a headset is given to answer; a reset Cyton needs less
FIRST_ANSWER = (1.0, 1.5)  # the same when it was just switched on, per attempt
_OTHERWISE_MADE = {
    "daisy": N_(
        "The headset on {port!r} has a Daisy, but a Cyton without one is configured; write --board "
        'daisy, or board = "daisy" in the board settings.'
    ),
    "cyton": N_(
        "The headset on {port!r} does not find its Daisy: switch it off, press the Daisy on, switch it "
        'on. Without a Daisy, write --board cyton, or board = "cyton" in the board settings.'
    ),
}


def identity(port: str) -> tuple[int, int] | None:
    """Return what tells a port from another that came under its name; None if it is not there.

    On Windows a port's name is no file: then nothing can be told, and None is returned always.
    """
    try:
        found = Path(port).stat()
    except OSError:
        return None
    return found.st_ino, found.st_rdev


def is_answering(profile: Profile, port: str) -> bool:
    """Whether a headset answers at its port; may take a second.

    The driver would wait six seconds for a Cyton that is switched off, and miss that it was
    switched on meanwhile.
    """
    if profile.driver not in CYTONS:
        return os.name != "posix" or not port or identity(port) is not None
    found = probe(port, (ANSWER,))
    return found.cause is Cause.ANSWERS and found.board == profile.name


def refuse_what_is_not_ours(profile: Profile, port: str) -> bool:
    """Refuse a Cyton's port that another program holds, and a Cyton with a Daisy too many or too few.

    Returns whether it is known to be the headset that is meant; one that takes long to answer is not,
    see :func:`refuse_by_banner`.

    The driver does neither: on Linux and macOS it shares the port, and its first character stops the
    other program's stream; and it reads the packets of a Daisy as a Cyton's, or the reverse, so that
    every second value belongs to another electrode.

    Raises
    ------
    AcquisitionError
        If so. What else may be wrong is for the driver to find.
    """
    if profile.driver not in CYTONS:
        return True
    found = probe(port, FIRST_ANSWER)
    if found.cause is Cause.BUSY:
        raise AcquisitionError(found.sentence, port=port, holder=found.holder)
    if found.cause is Cause.ANSWERS and found.board != profile.name:
        raise AcquisitionError(_OTHERWISE_MADE[found.board], port=port)
    return found.cause is Cause.ANSWERS


def refuse_by_banner(profile: Profile, port: str, banner: str) -> None:
    """Refuse a Cyton with a Daisy too many or too few by what it says of itself.

    Raises
    ------
    AcquisitionError
        If so. A banner that means nothing is no reason: firmwares differ.
    """
    board = board_of(banner.encode())
    if board and board != profile.name:
        raise AcquisitionError(_OTHERWISE_MADE[board], port=port)


def not_opened(port: str) -> AcquisitionError:
    """Return what keeps a port from being opened, in words."""
    # Windows has no file behind a port's name: the list of ports is all there is to ask.
    there = Path(port).exists() or port in [found.device for found in comports()]
    if not there:
        return AcquisitionError(
            N_("There is no serial port {port!r}; plug the dongle in. Found: {ports}."),
            port=port,
            ports=ports(),
        )
    if not os.access(port, os.R_OK | os.W_OK) and os.name == "posix":
        return AcquisitionError(
            N_(
                "This user may not open {port!r}; ask the administrator for access to serial "
                "ports (on Linux: membership of the group dialout), then log in again."
            ),
            port=port,
        )
    return AcquisitionError(
        N_("{port!r} cannot be opened; close other programs that use it, and check the name."),
        port=port,
    )


def not_named(profile: Profile) -> AcquisitionError:
    """Return that a headset needs a port, and which ports there are."""
    return AcquisitionError(
        N_("The headset {title} needs a serial port; name it with --port. Found: {ports}."),
        title=profile.title,
        ports=ports(),
    )


def ports() -> str:
    """Return the serial ports found, for a sentence."""
    return ", ".join(sorted(found.device for found in comports())) or "-"


def is_pseudo_terminal(port: str) -> bool:
    """Whether a port has a program behind it instead of a dongle (Linux and macOS).

    Simulated EEG must never stand in a record as live, not even when somebody typed the port of
    an emulator by hand.
    """
    place = os.path.realpath(port) if port else ""
    # macOS names pseudo-terminals ttys000 and so on; serial ports are tty.* and cu.* there.
    return place.startswith("/dev/pts/") or re.fullmatch(r"/dev/ttys\d+", place) is not None


def device_of(profile: Profile, port: str) -> str:
    """Return the mark of a device: the dongle's serial number, or else its port."""
    if not profile.serial:
        return profile.name
    return serial_number(port) or port


def serial_number(port: str) -> str:
    """Return the serial number of the dongle at a port; empty if it has none."""
    serials = {found.device: found.serial_number for found in comports()}
    return serials.get(port) or serials.get(os.path.realpath(port)) or ""


def found_again(port: str, serial: str) -> str:
    """Return where a dongle is now.

    Linux gives one that comes back at once, after a loose contact, another name: the driver still
    holds the old one.
    """
    if not serial or identity(port) is not None:
        return port
    return next((found.device for found in comports() if found.serial_number == serial), port)
