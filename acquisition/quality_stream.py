"""``Volition-Quality``: how good the signals are, on LSL, one float32 sample for each update.

Per channel its index (0 to 100), the sum of its amber faults and that of its red ones
(:class:`acquisition.quality.Fault`); then the overall index, the rows lost so far in percent, and the
effective sampling rate in Hz. The labels are in the stream's description.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pylsl
from numpy.typing import NDArray
from pylsl.util import LostError

from acquisition.finding import predicate
from acquisition.lsl import private_outlet
from acquisition.outlet import EegOutlet, source_id
from acquisition.quality import Quality
from acquisition.tally import Tally
from station.stream import Rows, StreamInfo

QUALITY = "Volition-Quality"
_PER_CHANNEL = ("index", "amber", "red")
_OVERALL = ("overall", "loss_percent", "rate")
_RESOLVE = 0.4  # s; every outlet is asked after 0.1 s (lsl.py) and answers within milliseconds


class Graded(Protocol):
    """A headset whose signals are judged."""

    @property
    def info(self) -> StreamInfo:
        """What it streams."""

    @property
    def quality(self) -> Quality | None:
        """The newest judgement."""

    @property
    def tally(self) -> Tally:
        """What was counted."""


@dataclass(frozen=True)
class Reading:
    """One update as it was heard.

    Attributes
    ----------
    quality : Quality
        Its ``row`` is -1: the stream carries times only.
    loss_percent : float
    rate : float
        Effective sampling rate in Hz.
    """

    quality: Quality
    loss_percent: float
    rate: float


class SignalOutlet(EegOutlet):
    """``Volition-EEG``, and ``Volition-Quality`` beside it.

    Parameters
    ----------
    headset : Graded
    session : str
        Name of the session folder.
    station : str
        Id of the station, from :func:`acquisition.lsl.configure`.
    """

    def __init__(self, headset: Graded, session: str, station: str) -> None:
        super().__init__(headset.info, session, station)
        self._graded = headset
        channels = headset.info.channels
        labels = [f"{name} {what}" for name in channels for what in _PER_CHANNEL] + list(_OVERALL)
        device = headset.info.device
        described = pylsl.StreamInfo(
            QUALITY, "Quality", len(labels), 0, "float32", source_id(QUALITY, device, session)
        )
        described.set_channel_labels(labels)
        self._judged = private_outlet(described, station)
        self._newest = -1

    def push(self, rows: Rows) -> None:
        """Send rows, and what is known of their quality when that is new."""
        super().push(rows)
        quality = self._graded.quality
        if quality is not None and quality.row != self._newest:
            self._newest = quality.row
            tally = self._graded.tally
            each = np.stack((quality.index, quality.amber, quality.red), axis=1).ravel()
            all_of_it = (quality.overall, tally.loss_percent, tally.rate)
            self._judged.push_sample(np.append(each, all_of_it).tolist(), quality.time)


class QualityInlet:
    """Hear ``Volition-Quality`` of one session; silent while there is none.

    Parameters
    ----------
    session : str
        Name of the session folder.
    """

    def __init__(self, session: str) -> None:
        self._predicate = predicate(QUALITY, session)
        self._inlet: pylsl.StreamInlet | None = None
        self._channels: tuple[str, ...] = ()
        self._newest: Reading | None = None

    def newest(self) -> Reading | None:
        """Return the newest update; None before the first."""
        try:
            if self._inlet is None:
                self._connect()
            if self._inlet is not None:
                values, times = self._inlet.pull_chunk(timeout=0.0, as_numpy=True)
                if len(times):
                    last = np.asarray(values[-1], np.float64)
                    self._newest = _read(last, float(times[-1]), self._channels)
        except (LostError, TimeoutError, pylsl.util.TimeoutError):
            self._inlet = None
        return self._newest

    def _connect(self) -> None:
        found = pylsl.resolve_bypred(self._predicate, 1, _RESOLVE)
        if len(found) == 1:
            inlet = pylsl.StreamInlet(found[0], max_buflen=60, recover=False)
            labels = inlet.info(timeout=2.0).get_channel_labels() or []
            suffix = f" {_PER_CHANNEL[0]}"
            self._channels = tuple(x.removesuffix(suffix) for x in labels if x.endswith(suffix))
            inlet.open_stream(timeout=2.0)
            self._inlet = inlet


def _read(values: NDArray[np.float64], time: float, channels: tuple[str, ...]) -> Reading:
    each = values[: -len(_OVERALL)].reshape(len(channels), len(_PER_CHANNEL))
    overall, loss, rate = values[-len(_OVERALL) :].tolist()
    amber, red = each[:, 1].astype(np.int64), each[:, 2].astype(np.int64)
    return Reading(Quality(-1, time, channels, each[:, 0], amber, red, overall), loss, rate)
