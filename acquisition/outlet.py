"""What this station puts on LSL: the EEG, the cues of a recording, events and decisions.

A stream's source id is ``SESSION/DEVICE/NAME``: two outlets with one source id would let an inlet
slip from one patient to another without a word, so the id of the session folder is part of it.
Every outlet is proved private before its first sample (:mod:`acquisition.lsl`).
"""

import json

import numpy as np
import pylsl
from numpy.typing import NDArray

from acquisition.lsl import private_outlet
from station.events import Event
from station.stream import Cue, Rows, StreamInfo, kind_of

EEG = "Volition-EEG"
CUES = "Volition-Cues"
MARKERS = "Volition-Markers"
INTENTION = "Volition-Intention"
# Behind the EEG channels. "counter" is the row in the raw file; float32 counts exactly to
# 2**24 = 16 777 216 rows, which are 18 hours at 250 Hz.
EXTRAS = ("counter", "flags")
# What stands in the description of the EEG beside its channels.
DESCRIBED = ("board", "device", "source", "reference", "ground")
INTENTION_CHANNELS = ("negative", "positive", "evidence")


class EegOutlet:
    """``Volition-EEG``: float32 µV, then the row number and the row's flags.

    Parameters
    ----------
    info : StreamInfo
    session : str
        Name of the session folder.
    station : str
        Id of the station, from :func:`acquisition.lsl.configure`.
    """

    def __init__(self, info: StreamInfo, session: str, station: str) -> None:
        labels = (*info.channels, *EXTRAS)
        described = _described(EEG, "EEG", len(labels), info.rate, "float32", info.device, session)
        described.set_channel_labels(list(labels))
        described.set_channel_units(["microvolts"] * len(info.channels) + ["count", "flags"])
        described.set_channel_types([*map(kind_of, info.channels), "misc", "misc"])
        for key in DESCRIBED:
            described.desc().append_child_value(key, getattr(info, key))
        self._outlet = private_outlet(described, station)

    def push(self, rows: Rows) -> None:
        """Send rows, each with its own time."""
        if len(rows) == 0:
            return
        if len(rows) == 1:  # the usual case, for which arrays are dear
            values = [*rows.microvolts[0].tolist(), rows.first, int(rows.flags[0])]
            self._outlet.push_sample(values, float(rows.times[0]))
            return
        sent = np.empty((len(rows), rows.microvolts.shape[1] + len(EXTRAS)), np.float32)
        sent[:, :-2] = rows.microvolts
        sent[:, -2] = np.arange(rows.first, rows.first + len(rows))
        sent[:, -1] = rows.flags
        self._outlet.push_chunk(sent, rows.times.tolist())

    @property
    def is_heard(self) -> bool:
        """Whether anybody listens."""
        return bool(self._outlet.have_consumers())


class CueOutlet:
    """``Volition-Cues``: the cues of a recording, each tied to the row it belongs to."""

    def __init__(self, device: str, session: str, station: str) -> None:
        self._outlet = private_outlet(
            _described(CUES, "Markers", 1, 0, "string", device, session), station
        )

    def push(self, cue: Cue) -> None:
        """Send a cue; whoever hears it holds it until its row has come."""
        self._outlet.push_sample([json.dumps({"row": cue.row, "label": cue.label})])


class MarkerOutlet:
    """``Volition-Markers``: the events of the training, as JSON."""

    def __init__(self, session: str, station: str) -> None:
        described = _described(MARKERS, "Markers", 1, 0, "string", "training", session)
        self._outlet = private_outlet(described, station)

    def push(self, event: Event) -> None:
        """Send an event at its own time."""
        self._outlet.push_sample([event.to_json()], event.time)

    def wait_for_listener(self, seconds: float) -> bool:
        """Wait until somebody listens; return whether anybody does."""
        return bool(self._outlet.wait_for_consumers(seconds))


class IntentionOutlet:
    """``Volition-Intention``: probabilities of the two classes, then the evidence."""

    def __init__(self, session: str, station: str) -> None:
        count = len(INTENTION_CHANNELS)
        described = _described(INTENTION, "Intention", count, 0, "double64", "training", session)
        described.set_channel_labels(list(INTENTION_CHANNELS))
        self._outlet = private_outlet(described, station)

    def push(self, time: float, values: NDArray[np.float64]) -> None:
        """Send one decision, shape ``(3,)``."""
        self._outlet.push_sample(values.tolist(), time)


def source_id(name: str, device: str, session: str) -> str:
    """Return the source id of a stream."""
    return f"{session}/{device}/{name}"


def _described(
    name: str, kind: str, count: int, rate: float, number: str, device: str, session: str
) -> pylsl.StreamInfo:
    return pylsl.StreamInfo(name, kind, count, rate, number, source_id(name, device, session))
