"""The headsets that one driver knows: what each is, before the driver is even imported.

A profile's name is what people write after ``--board``; all of them are the plug-in
``brainflow``. Reading this file costs nothing, so a list of headsets needs no driver.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acquisition.errors import AcquisitionError
from station.language import N_
from station.task import SourceKind

# What an OpenBCI cap is wired to when nobody says otherwise: the motor strip of both
# hemispheres first, because that is what is decoded (FIELD_NOTES: 7-8 electrodes lose nothing).
_MOTOR_8 = ("C3", "C4", "Cz", "FC1", "FC2", "CP1", "CP2", "Pz")
_MOTOR_16 = (*_MOTOR_8, "FC5", "FC6", "CP5", "CP6", "F3", "F4", "P3", "P4")


@dataclass(frozen=True)
class Profile:
    """One headset that the driver knows.

    Attributes
    ----------
    name : str
        What people write after ``--board``.
    title : str
        What the maker calls it.
    driver : str
        The member of BrainFlow's ``BoardIds``.
    channels : tuple of str
        10-10 names of its inputs, in order, when the settings name none.
    rate : float
        Sampling rate in Hz.
    counter_modulus : int
        The device counter starts again at this number; 0 where the device's own counter does
        not number rows, so that the rows are counted as they arrive.
    counter_step : int
        By how much the counter grows from one row to the next.
    source : {"live", "simulated"}
        Where its EEG comes from.
    gains : tuple of int
        Gains that its amplifiers can be set to; empty where the gain is fixed.
    serial : bool
        Whether it is reached through a serial port that must be named.
    verified : bool
        Whether this program was tried on it or on an emulation that its driver accepts.
    """

    name: str
    title: str
    driver: str
    channels: tuple[str, ...]
    rate: float
    counter_modulus: int = 256
    counter_step: int = 1
    source: SourceKind = "live"
    gains: tuple[int, ...] = (1, 2, 4, 6, 8, 12, 24)
    serial: bool = True
    verified: bool = True


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile("cyton", "OpenBCI Cyton", "CYTON_BOARD", _MOTOR_8, 250.0),
            Profile(
                "daisy",
                "OpenBCI Cyton + Daisy",
                "CYTON_DAISY_BOARD",
                _MOTOR_16,
                125.0,
                counter_step=2,  # two packets make one row
            ),
            Profile(
                "ganglion",
                "OpenBCI Ganglion",
                "GANGLION_BOARD",
                _MOTOR_8[:4],
                200.0,
                counter_modulus=0,  # one packet number stands for two rows
                gains=(),
                verified=False,
            ),
            Profile(
                "synthetic",
                "BrainFlow synthetic board",
                "SYNTHETIC_BOARD",
                _MOTOR_16,
                250.0,
                source="simulated",
                gains=(),
                serial=False,
            ),
        )
    }
)


def profile_names() -> list[str]:
    """Return the names of the headsets that the driver knows, sorted."""
    return sorted(PROFILES)


def find_profile(name: str) -> Profile:
    """Return a headset by its name.

    Raises
    ------
    AcquisitionError
        If the driver knows no such headset; the message suggests the nearest name.
    """
    if name in PROFILES:
        return PROFILES[name]
    near = get_close_matches(name, PROFILES, n=1, cutoff=0.5)
    if near:
        raise AcquisitionError(
            N_("There is no headset {name!r}; did you mean {near!r}? Known: {known}."),
            name=name,
            near=near[0],
            known=", ".join(profile_names()),
        )
    raise AcquisitionError(
        N_("There is no headset {name!r}; choose one of: {known}."),
        name=name,
        known=", ".join(profile_names()),
    )


class BoardSettings(BaseModel):
    """How a headset is connected and wired, as a person writes it in TOML.

    ``channels`` names the inputs in order; ``off`` lists the inputs (from 1) that nothing is
    plugged into, which are powered down and not delivered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: Literal["cyton", "daisy", "ganglion", "synthetic"] = "cyton"
    port: str = ""
    channels: tuple[str, ...] | None = None
    # 24 is the factory setting and the finest step (0.022 µV); motor EEG never needs less.
    gain: Literal[1, 2, 4, 6, 8, 12, 24] = 24
    off: tuple[Annotated[int, Field(ge=1, le=16)], ...] = ()  # inputs, from 1


def read_board_settings(path: Path) -> dict[str, object]:
    """Read how a headset is connected; the result is passed on as keyword arguments.

    Raises
    ------
    AcquisitionError
        If the file is missing, is not TOML, or holds a name or value that is not known.
    """
    try:
        settings = BoardSettings.model_validate(loads(path.read_text("utf-8")))
    except OSError as error:
        raise AcquisitionError(
            N_("The board settings {path!r} cannot be read ({cause})."),
            path=str(path),
            cause=error.strerror,
        ) from error
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise AcquisitionError(
            N_("The board settings {path!r} are not valid TOML: {cause}."),
            path=str(path),
            cause=error,
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise AcquisitionError(
            N_("The board settings {path!r} are wrong at {field!r}: {cause}."),
            path=str(path),
            field=".".join(str(part) for part in first["loc"]),
            cause=first["msg"],
        ) from error
    return settings.model_dump(exclude_unset=True)
