"""One private corner of LSL for this station, or none at all.

LSL is meant to be found by everybody on the network. Ours must not be: it is confined to this
machine, and carries a random session id that is made once per station and kept in the data home.
liblsl silently falls back to "everybody" when it dislikes a single value of its configuration, so
the configuration is proved on a probe before anything real is streamed, and on every outlet after
that. LSL has no passwords: a program on this machine that knows id and port can still listen.
"""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

import pylsl

from acquisition.errors import AcquisitionError
from station.language import N_
from station.settings import read_settings

# A range of our own, away from LSL's 16572–16603, so that foreign streams do not use it up.
_BASE_PORT, _PORT_RANGE = 21572, 96
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def configure(data_home: Path, *, station: str | None = None) -> str:
    """Confine LSL in this process to this station and return the station's id.

    Must come before any other use of LSL in the process; may be repeated.

    Parameters
    ----------
    data_home : Path
        Where the station's id is kept.
    station : str, optional
        Another id, so that two tests on one machine do not hear each other.

    Raises
    ------
    AcquisitionError
        If LSL does not take the configuration: nothing may be streamed then.
    """
    station = station_id(data_home) if station is None else station
    pylsl.set_config_content(lsl_config_text(station, _peer(data_home)))
    probe = pylsl.StreamInfo("Volition-Probe", "Probe", 1, 0, "float32", f"probe-{os.getpid()}")
    private_outlet(probe, station)
    return station


def is_streaming(device: str) -> bool:
    """Return whether some session of this station streams from a device now."""
    found = pylsl.resolve_bypred("name='Volition-EEG'", 64, 0.6)
    return any(f"/{device}/" in stream.source_id() for stream in found)


def private_outlet(described: pylsl.StreamInfo, station: str) -> pylsl.StreamOutlet:
    """Open an outlet that only this station can find, on a port that its firewall rules know.

    Raises
    ------
    AcquisitionError
        If LSL gives it another session id, or has no port left.
    """
    try:
        outlet = pylsl.StreamOutlet(described)
    except RuntimeError as error:
        raise AcquisitionError(
            N_(
                "LSL has no free port from {first} to {last}; nothing is sent. Close other programs that "
                "stream, then start again."
            ),
            first=_BASE_PORT,
            last=_BASE_PORT + _PORT_RANGE - 1,
        ) from error
    check_private(outlet, station)
    return outlet


def check_private(outlet: pylsl.StreamOutlet, station: str) -> None:
    """Refuse an outlet that others than this station could find.

    Raises
    ------
    AcquisitionError
        If its session id is not the station's.
    """
    found = outlet.get_info().session_id()
    if found != station:
        raise AcquisitionError(
            N_(
                "LSL would stream the EEG under the id {found!r} instead of this station's own; "
                "nothing is sent. Start the program again; if it stays, run volition doctor."
            ),
            found=found,
        )


def station_id(data_home: Path) -> str:
    """Return the station's LSL id, made on the first call and kept in the data home.

    Raises
    ------
    AcquisitionError
        If the file that keeps it is damaged, or cannot be made.
    """
    path = data_home / "lsl-session-id"
    try:
        data_home.mkdir(parents=True, exist_ok=True)
        # Made before, or just now by another process, it stays.
        with suppress(FileExistsError), path.open("x", encoding="ascii") as file:
            file.write(f"volition-{secrets.token_hex(12)}\n")
        text = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise AcquisitionError(
            N_(
                "The station's LSL id cannot be kept in {path!r} ({reason}); choose another data folder with "
                "--data."
            ),
            path=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error
    if not _ID.fullmatch(text):
        raise AcquisitionError(
            N_("The station's LSL id in {path!r} is damaged; delete that file to make a new one."),
            path=str(path),
        )
    return text


def _peer(data_home: Path) -> str:
    peer = read_settings(data_home).lsl_peer
    return "" if peer is None else str(peer)


def lsl_config_text(station: str, peer: str = "") -> str:
    """Return the liblsl configuration with which a program joins the station.

    Parameters
    ----------
    station : str
        The station's id.
    peer : str
        Address of the one other computer that takes part; empty confines it to this machine.
    """
    known = f"127.0.0.1, {peer}" if peer else "127.0.0.1"
    return (
        "[ports]\n"
        "IPv6 = disable\n"
        f"BasePort = {_BASE_PORT}\n"
        f"PortRange = {_PORT_RANGE}\n"
        # Otherwise liblsl takes any port once these are used up, which no firewall rule knows.
        "AllowRandomPorts = 0\n"
        "[multicast]\n"
        "ResolveScope = machine\n"
        "AddressesOverride = {127.0.0.1}\n"
        "ListenAddress = 127.0.0.1\n"
        "[lab]\n"
        f"KnownPeers = {{{known}}}\n"
        f"SessionID = {station}\n"
        # A question goes to the shared port, where one outlet answers, and after this time to every
        # outlet's own port. Half a second is for networks; only the second shows a rival.
        "[tuning]\n"
        "MulticastMinRTT = 0.1\n"
        "[log]\n"
        "level = -3\n"
    )
