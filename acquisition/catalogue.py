"""Every board that the driver knows, by the driver's own name in lower case.

The headsets that this program was made for have a profile of their own
(:mod:`acquisition.profiles`). Every other board is described by the driver itself: its channel
names, its rate, its EEG lines. None of those was ever tried, and the driver does not say where
their counters wrap, so their rows are counted as they arrive, and only arrivals tell of a loss.
"""

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Literal

from brainflow.board_shim import BoardIds, BoardShim

from acquisition.board_settings import Connection
from acquisition.errors import AcquisitionError
from acquisition.profiles import PROFILES, Profile
from station.language import N_
from station.plugins import names

Kind = Literal["eeg", "emg", "ecg"]

# Boards of the driver that only pass on what another board measured.
_ECHOES = ("PLAYBACK_FILE_BOARD", "STREAMING_BOARD")
# Some boards measure whatever their electrodes are put on, and the driver calls it by one name.
_KINDS: tuple[Kind, ...] = ("eeg", "emg", "ecg")


@dataclass(frozen=True)
class Listed:
    """A board for a list.

    Attributes
    ----------
    name : str
        What people write after ``--board``.
    title : str
    channels : int
        How many signals it delivers; 0 if none that a training could use.
    rate : float
        In Hz; 0 where it depends on another board.
    verified : bool
    montages : tuple of str
    """

    name: str
    title: str
    channels: int
    rate: float
    verified: bool
    montages: tuple[str, ...]


def listed_boards() -> list[Listed]:
    """Return all boards: those with a profile first, then the driver's others by name."""
    own = [
        Listed(p.name, p.title, len(p.channels), p.rate, p.verified, p.montages)
        for p in PROFILES.values()
    ]
    return own + sorted(_others(), key=lambda board: board.name)


def board_profile(name: str, connection: Connection) -> Profile:
    """Return what a board is, by its name here or the driver's name in lower case.

    Raises
    ------
    AcquisitionError
        If the driver knows no such board, or it delivers nothing that a training could use.
    """
    if name.lower() in PROFILES:
        return PROFILES[name.lower()]
    member = name.upper()
    for profile in PROFILES.values():
        if profile.driver == member:
            return profile
    if member not in BoardIds.__members__ or member == "NO_BOARD":
        raise _unknown(name)
    if member in _ECHOES:
        return _echo(member, connection)
    return _described(member, _description(member))


def board_ids(profile: Profile, connection: Connection) -> tuple[int, int]:
    """Return the driver's numbers of a board, and of the board whose table it delivers."""
    board = int(BoardIds[profile.driver].value)
    if profile.driver not in _ECHOES:
        return board, board
    return board, int(BoardIds[_master(profile.driver, connection)].value)


def signal_lines(board: int) -> list[int]:
    """Return which lines of the driver's table hold the signals."""
    description = _description(BoardIds(board).name)
    return [int(line) for line in description[f"{_kind(description)}_channels"]]


def _others() -> Iterator[Listed]:
    known = {profile.driver for profile in PROFILES.values()} | {"NO_BOARD"}
    for board in BoardIds:
        if board.name in known:
            continue
        description = _description(board.name)
        kind = _kind(description)
        yield Listed(
            name=board.name.lower(),
            title=str(description["name"]),
            channels=len(description[f"{kind}_channels"]) if kind else 0,
            rate=float(description.get("sampling_rate", 0.0)),
            verified=False,
            montages=(),
        )


def _description(member: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        # The driver loads its library through pkg_resources, which announces its retirement.
        warnings.simplefilter("ignore")
        BoardShim.disable_board_logger()
        description: dict[str, Any] = BoardShim.get_board_descr(BoardIds[member].value)
    return description


def _kind(description: dict[str, Any]) -> Kind | None:
    return next((kind for kind in _KINDS if description.get(f"{kind}_channels")), None)


def _described(member: str, description: dict[str, Any]) -> Profile:
    kind = _kind(description)
    if kind is None:
        raise AcquisitionError(
            N_("The board {title} delivers no EEG; choose another: volition boards."),
            title=description["name"],
        )
    count = len(description[f"{kind}_channels"])
    names = tuple(filter(None, str(description.get("eeg_names", "")).split(",")))
    if kind != "eeg" or len(names) != count:
        names = tuple(f"{kind.upper()}{number}" for number in range(1, count + 1))
    return Profile(
        name=member.lower(),
        title=str(description["name"]),
        driver=member,
        channels=names,
        rate=float(description["sampling_rate"]),
        counter_modulus=0,
        gains=(),
        serial=False,
        verified=False,
        rail_uv=_rail_uv(member),
    )


def _rail_uv(member: str) -> float:
    """Return the rail of a board that has the amplifiers of one with a profile.

    Of all others nobody knows it: what another headset's rail would call deaf may be an electrode's
    usual potential there. Then none is; a channel that stands at its rail is flat, and found by that.
    """
    for name in ("cyton", "ganglion"):
        if member.startswith(name.upper()):
            return PROFILES[name].rail_uv
    return math.inf


def _echo(member: str, connection: Connection) -> Profile:
    master = _master(member, connection)
    inner = _described(member, _description(master))
    if member == "PLAYBACK_FILE_BOARD":
        return replace(inner, source="recorded")
    return replace(inner, source="simulated") if master == "SYNTHETIC_BOARD" else inner


def _master(member: str, connection: Connection) -> str:
    master = connection.master_board.upper()
    if master.lower() in PROFILES:
        return PROFILES[master.lower()].driver
    if master not in BoardIds.__members__ or master in (*_ECHOES, "NO_BOARD"):
        raise AcquisitionError(
            N_(
                "{board!r} passes on another board's EEG; name that board as master_board under "
                "[connection] in the board settings, not {master!r}."
            ),
            board=member.lower(),
            master=connection.master_board,
        )
    return master


def _unknown(name: str) -> AcquisitionError:
    # People ask for a simulated patient by the same option.
    known = [*PROFILES, *names("acquisition.boards")]
    known += [board.name.lower() for board in BoardIds if board.name != "NO_BOARD"]
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return AcquisitionError(
            N_("There is no headset {name!r}; did you mean {near!r}? See: volition boards."),
            name=name,
            near=near[0],
        )
    return AcquisitionError(
        N_("There is no headset {name!r}; see which there are with: volition boards."), name=name
    )
