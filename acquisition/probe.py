"""Ask the machine's drivers and ports what they can do, before a patient sits in front of them."""

import os
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from acquisition.errors import AcquisitionError
from station.language import N_

# The maker of the USB chip on OpenBCI's dongle; its buffer delays every packet (FIELD_NOTES).
_FTDI = 0x0403


@dataclass(frozen=True)
class SerialPort:
    """A serial port that the system lists.

    Attributes
    ----------
    name : str
        What to write after ``--port``.
    description : str
        What the system calls the device behind it.
    is_usable : bool
        Whether this user may open it.
    latency : float or None
        Seconds for which the chip holds samples back; None where the system does not say.
    """

    name: str
    description: str
    is_usable: bool
    latency: float | None


def serial_ports() -> list[SerialPort]:
    """Return the USB serial ports of this machine, by name."""
    from serial.tools import list_ports

    ports = sorted((p for p in list_ports.comports() if p.vid is not None), key=lambda p: p.device)
    return [
        SerialPort(
            name=port.device,
            description=port.description,
            is_usable=sys.platform == "win32" or os.access(port.device, os.R_OK | os.W_OK),
            latency=_latency(port.device) if port.vid == _FTDI else None,
        )
        for port in ports
    ]


def brainflow_version() -> str:
    """Load BrainFlow's driver and return its version.

    Raises
    ------
    AcquisitionError
        If it cannot be loaded: an installation without ``pkg_resources`` imports well and fails
        at the first call.
    """
    try:
        with warnings.catch_warnings():
            # It loads its library through pkg_resources, which announces its retirement.
            warnings.filterwarnings("ignore", message="pkg_resources", category=UserWarning)
            from brainflow.board_shim import BoardShim

            return str(BoardShim.get_version())
    except Exception as error:  # whatever a broken installation raises is told as one sentence
        raise AcquisitionError(
            N_(
                "BrainFlow's driver cannot be loaded ({problem}); install again with: make install."
            ),
            problem=f"{type(error).__name__}: {error}",
        ) from error


def lsl_version(home: Path) -> str:
    """Load LSL, prove that its streams stay private, and return its version.

    Raises
    ------
    AcquisitionError
        If it cannot be loaded, or would be open to other machines.
    """
    try:
        import pylsl
    except Exception as error:  # a missing library ends in several kinds of errors
        raise AcquisitionError(
            N_("LSL cannot be loaded ({problem}); install again with: make install."),
            problem=f"{type(error).__name__}: {error}",
        ) from error
    from acquisition.lsl import configure

    configure(home)
    number = pylsl.library_version()
    return f"{number // 100}.{number % 100}"


def lsl_clock() -> float:
    """Return LSL's clock, in seconds; it must be the stream clock."""
    import pylsl

    return float(pylsl.local_clock())


def _latency(device: str) -> float | None:
    path = Path("/sys/bus/usb-serial/devices") / Path(device).name / "latency_timer"
    try:
        return int(path.read_text(encoding="ascii")) / 1000
    except (OSError, ValueError):  # not Linux, or not this driver
        return None
