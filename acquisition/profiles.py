"""The headsets that this program was made for: what each is, before the driver is even imported.

A profile's name is what people write after ``--board``; all of them are the plug-in
``brainflow``, as are the driver's many other boards (:mod:`acquisition.catalogue`). Reading this
file costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from acquisition.montage import MONTAGES
from acquisition.quality import RAIL_UV
from station.task import SourceKind


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
    montages : tuple of str
        Presets that fit it, the default first.
    reference, ground : str
        Where those electrodes are when nobody says otherwise; both are mandatory metadata
        (CLINICAL 3.1: SRB2 to both ear lobes, BIAS to AFz).
    rail_uv : float
        Beyond which value its amplifiers are deaf, in µV, at the gain that they have from the factory; infinite
        where nobody knows.
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
    montages: tuple[str, ...] = ()
    reference: str = "n/a"
    ground: str = "n/a"
    rail_uv: float = RAIL_UV


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile(
                "cyton",
                "OpenBCI Cyton",
                "CYTON_BOARD",
                MONTAGES["M8-A"].channels,
                250.0,
                montages=("M8-A", "M8-B", "M8-C"),
                reference="A1+A2",
                ground="AFz",
            ),
            Profile(
                "daisy",
                "OpenBCI Cyton + Daisy",
                "CYTON_DAISY_BOARD",
                MONTAGES["M16-A"].channels,
                125.0,
                counter_step=2,  # two packets make one row
                montages=("M16-A", "M16-B"),
                reference="A1+A2",
                ground="AFz",
            ),
            Profile(
                "ganglion",
                "OpenBCI Ganglion",
                "GANGLION_BOARD",
                ("C3", "C4", "Cz", "Pz"),
                200.0,
                counter_modulus=0,  # one packet number stands for two rows: boards/_counts.py
                gains=(),
                verified=False,
                reference="A1+A2",
                ground="AFz",
                rail_uv=15_686.0,  # 1.2 V behind a gain of 51 · 1.5
            ),
            Profile(
                "synthetic",
                "BrainFlow synthetic board",
                "SYNTHETIC_BOARD",
                MONTAGES["M16-A"].channels,
                250.0,
                source="simulated",
                gains=(),
                serial=False,
            ),
        )
    }
)
