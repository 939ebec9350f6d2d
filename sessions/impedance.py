"""Impedances on disk: measured before a session, kept in the data home, copied into the session.

A measurement belongs to a session that begins within half an hour of it on the same headset; what is
older was made on another head, or before the gel dried.
"""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from acquisition.impedance import Electrodes, Measurement, Verdict

FOLDER, FILE = "impedance", "impedance.json"
FRESH = timedelta(minutes=30)


class ChannelImpedance(BaseModel):
    """One electrode: ohms, their standard error (null if it stood still), and the verdict."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ohms: float | None
    error: float | None
    verdict: Verdict


class ImpedanceRecord(BaseModel):
    """One measurement of a cap.

    Attributes
    ----------
    measured : datetime
        In UTC, when it ended.
    device : str
        The headset, as in ``session.json``.
    electrodes : Electrodes
        Kind of electrode, which decides what is good.
    channels : dict of str to ChannelImpedance
        Empty if the reference was bad.
    common : float
        Share of the signal common to all channels, 0 to 1.
    reference_bad, unbalanced : bool
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    measured: datetime
    device: str
    electrodes: Electrodes
    channels: dict[str, ChannelImpedance]
    common: float
    reference_bad: bool
    unbalanced: bool


def write_measurement(home: Path, device: str, measured: Measurement) -> Path:
    """Write a measurement into the data home and return its file."""
    now = datetime.now(UTC)
    record = ImpedanceRecord(
        measured=now,
        device=device,
        electrodes=measured.electrodes,
        channels={
            each.channel: ChannelImpedance(ohms=each.ohms, error=each.error, verdict=each.verdict)
            for each in measured.channels
        },
        common=measured.common,
        reference_bad=measured.is_reference_bad,
        unbalanced=measured.is_unbalanced,
    )
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / f"{now:%Y-%m-%dT%H%M%S%fZ}.json"
    path.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return path


def newest_measurement(home: Path, device: str, now: datetime) -> Path | None:
    """Return the newest measurement of a headset that still holds; None if there is none."""
    for path in sorted((home / FOLDER).glob("*.json"), reverse=True):
        try:
            record = ImpedanceRecord.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue  # damaged: an older one may still hold
        if record.device == device and timedelta() <= now - record.measured <= FRESH:
            return path
    return None


def attach_measurement(home: Path, device: str, folder: Path, now: datetime) -> bool:
    """Copy the measurement that holds into a session folder; return whether there is one."""
    newest = newest_measurement(home, device, now)
    if newest is not None:
        shutil.copyfile(newest, folder / FILE)
    return newest is not None
