"""``volition lsl``: how this station streams, and what another program needs to join."""

import socket
from pathlib import Path

from acquisition.lsl import lsl_config_text, station_id
from console.words import Voice
from sessions.errors import SessionError
from station.language import N_
from station.settings import Settings

WARNING = N_(
    "LSL has no password and no encryption, and it listens on all network interfaces: whoever "
    "knows this configuration and reaches this machine can read the EEG. Install the firewall "
    "rules of docs/firewall, and pass the configuration on to nobody."
)
PEER = N_(
    "WARNING: the settings let {peer} join these streams over the network, unencrypted. Remove "
    "lsl_peer from settings.toml when that is no longer needed."
)


def show_lsl(
    wants_config: bool, output: Path | None, home: Path, settings: Settings, voice: Voice
) -> dict[str, object]:
    """Say how the station streams; print or write the configuration if it is asked for.

    Returns
    -------
    result : dict
        What ``--json`` prints.
    """
    tr, station = voice.tr, station_id(home)
    peer = "" if settings.lsl_peer is None else str(settings.lsl_peer)
    text = lsl_config_text(station, peer)
    result: dict[str, object] = {"station": station, "peer": peer, "config": text}
    if peer:
        here = _address_towards(peer)
        result["config_for_peer"] = lsl_config_text(station, here)
        voice.say(tr(PEER, peer=peer), "bold red")
    if output is not None:
        _write(output, text)
        voice.say(tr("Written to {path}; start the other program with LSLAPICFG={path}.",
                     path=output.resolve()))  # fmt: skip
    if peer and (output is not None or wants_config):
        voice.say(tr("{peer} needs the same with KnownPeers = {known}.",
                     peer=peer, known=f"{{127.0.0.1, {here}}}"))  # fmt: skip
    if not wants_config and output is None:
        voice.say(tr("This station streams under the id {station}. Other programs on this machine "
                     "join it with the configuration of: volition lsl --config", station=station))  # fmt: skip
    voice.say(tr(WARNING), "yellow")
    return result


def _address_towards(peer: str) -> str:
    """Return this machine's address on the way to another; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect((peer, 9))
        except OSError as error:
            raise SessionError(
                N_("There is no network connection to lsl_peer {peer!r}; check settings.toml."),
                peer=peer,
            ) from error
        return str(way.getsockname()[0])


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SessionError(
            N_("{path!r} cannot be written ({reason}); choose another place."),
            path=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error
