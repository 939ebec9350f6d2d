"""Which headset can be emulated for a board."""

from acquisition.errors import AcquisitionError
from acquisition.profiles import PROFILES, Profile
from station.language import N_
from station.stream import StreamInfo


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
