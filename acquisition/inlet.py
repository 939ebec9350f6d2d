"""The LSL transport: how training hears the headset, and the headset the training.

Only streams of one session are heard, and only if each exists once: between two that look alike
nobody could say whose brain it is. A stream that ends or falls silent is an error at once, never a
frozen picture; LSL's own recovery, which would jump to a successor without a word, is off. Cues
are told a little ahead of their rows, and held here until their row has come, so that live and
fast runs see the same thing at the same row.
"""

import json
import logging
import threading
from collections import deque
from types import TracebackType
from typing import Self

import numpy as np
import pylsl
from numpy.typing import NDArray
from pylsl.util import LostError

from acquisition.errors import StreamLost
from acquisition.finding import find_stream, open_inlet, predicate
from acquisition.outlet import CUES, DESCRIBED, EEG, EXTRAS, MARKERS, IntentionOutlet, MarkerOutlet
from station.events import Event
from station.language import N_
from station.stream import END_OF_RECORDING, Chunk, Cue, Rows, StreamInfo, to_chunk

logger = logging.getLogger(__name__)

_CHUNK = 4096  # rows at once at most: 16 s at 250 Hz; the next read goes on


class LslTransport:
    """Hear one session's headset over LSL while the ``with`` block lasts.

    Parameters
    ----------
    session : str
        Name of the session folder.
    station : str
        Id of the station, from :func:`acquisition.lsl.configure`.
    has_cues : bool
        Whether the session's cues come from a recording.
    wait : float
        Longest time in seconds that :meth:`read` waits for a row; 0 polls.
    silence : float
        Seconds without a row, after the first one, that count as lost.
    patience : float
        Seconds to look for the streams when opening.
    """

    def __init__(
        self,
        session: str,
        station: str,
        *,
        has_cues: bool = False,
        wait: float = 0.0,
        silence: float = 3.0,
        patience: float = 10.0,
    ) -> None:
        self._session = session
        self._station = station
        self._has_cues = has_cues
        self._wait = wait
        self._silence = silence
        self._patience = patience
        self._eeg: pylsl.StreamInlet | None = None
        self._told: pylsl.StreamInlet | None = None
        self._info: StreamInfo | None = None
        self._heard_at: float | None = None
        self._next_row = 0
        self._rest: Rows | None = None
        self._cues: deque[Cue] = deque()

    def __enter__(self) -> Self:
        self._markers = MarkerOutlet(self._session, self._station)
        self._intention = IntentionOutlet(self._session, self._station)
        self._connect(self._patience)
        # The headset writes down what it hears; the first event must not come too early.
        self._markers.wait_for_listener(2.0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._disconnect()
        del self._markers, self._intention

    @property
    def info(self) -> StreamInfo:
        """What the stream is."""
        if self._info is None:
            raise RuntimeError("the transport is not open")
        return self._info

    def read(self) -> Chunk | None:
        """Return every row since the last call as one chunk; None when there is none.

        Raises
        ------
        StreamLost
            If the stream has ended or is silent.
        """
        rows, self._rest = self._rest, None
        if rows is None:
            rows = self._pull(self._wait)
        now = pylsl.local_clock()
        if rows is None:
            if self._heard_at is not None and now - self._heard_at > self._silence:
                raise StreamLost(
                    N_("No sample has come from the headset for {seconds:.1f} s."),
                    seconds=now - self._heard_at,
                )
            return None
        self._heard_at = now
        self._next_row = rows.first + len(rows)
        return to_chunk(rows)

    def cues(self) -> list[Cue]:
        """Return the cues whose row has been read since the last call."""
        while self._told is not None:
            try:
                sample, _ = self._told.pull_sample(timeout=0.0)
            except LostError:
                break  # the EEG stream, which ends with it, says so
            if sample is None:
                break
            self._cues.append(Cue(**json.loads(sample[0])))
        return due(self._cues, self._next_row)

    def send(self, event: Event) -> None:
        """Tell everybody who listens what training just did."""
        self._markers.push(event)

    def send_intention(self, time: float, values: NDArray[np.float64]) -> None:
        """Publish one decision: probabilities, then evidence; shape ``(3,)``."""
        self._intention.push(time, values)

    def reopen(self) -> bool:
        """Try once to hear the headset again; return whether it sends rows.

        Takes up to about half a second.
        """
        try:
            if self._eeg is None:
                self._connect(0.2)
            self._rest = self._pull(0.1)
        except StreamLost:
            return False
        if self._rest is None:
            return False
        self._heard_at = pylsl.local_clock()
        return True

    def _connect(self, patience: float) -> None:
        eeg = find_stream(EEG, self._session, patience)
        told = find_stream(CUES, self._session, patience) if self._has_cues else None
        try:
            self._eeg = open_inlet(eeg)
            self._info = _read_info(self._eeg.info(timeout=5.0))
            self._eeg.open_stream(timeout=5.0)
            if told is not None:
                self._told = open_inlet(told)
                self._told.open_stream(timeout=5.0)
        except (LostError, TimeoutError, pylsl.util.TimeoutError) as error:
            self._disconnect()
            raise StreamLost(N_("The headset's stream ended while it was being opened.")) from error

    def _disconnect(self) -> None:
        for inlet in (self._eeg, self._told):
            if inlet is not None:
                inlet.close_stream()
        self._eeg = self._told = None

    def _pull(self, wait: float) -> Rows | None:
        if self._eeg is None:
            raise StreamLost(N_("The headset program has ended."))
        try:
            values, times = self._eeg.pull_chunk(
                timeout=wait, max_samples=_CHUNK, min_samples=1, as_numpy=True
            )
        except LostError as error:
            self._disconnect()
            raise StreamLost(N_("The headset program has ended.")) from error
        if len(times) == 0:
            return None
        return self._consecutive(values, np.asarray(times, np.float64))

    def _consecutive(self, values: NDArray[np.float32], times: NDArray[np.float64]) -> Rows:
        """Return the rows, cut where one is missing; the others wait for the next call."""
        numbers = values[:, -2].astype(np.int64)
        breaks = np.flatnonzero(np.diff(numbers) != 1)
        if len(breaks):
            cut = int(breaks[0]) + 1
            self._rest = _rows(values[cut:], times[cut:])
            return _rows(values[:cut], times[:cut])
        return _rows(values, times)


class MarkerInlet:
    """Hear the training's events, also those of a later training, while the ``with`` lasts.

    Parameters
    ----------
    session : str or None
        Name of the session; None hears whichever session trains on this station.
    """

    def __init__(self, session: str | None) -> None:
        self._session = session
        self._heard: deque[Event] = deque()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="markers", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._thread.join(timeout=2.0)

    def events(self) -> list[Event]:
        """Return the events heard since the last call."""
        return [self._heard.popleft() for _ in range(len(self._heard))]

    def _run(self) -> None:
        while not self._closing.is_set():
            found = pylsl.resolve_bypred(predicate(MARKERS, self._session), 1, 0.5)
            if len(found) == 1:
                self._listen(open_inlet(found[0]))

    def _listen(self, inlet: pylsl.StreamInlet) -> None:
        try:
            while not self._closing.is_set():
                sample, _ = inlet.pull_sample(timeout=0.2)
                if sample is not None:
                    self._take(sample[0])
        except LostError:
            return  # training has ended; its successor is waited for

    def _take(self, line: str) -> None:
        """Keep an event; what is none must not make us deaf to those that follow."""
        try:
            self._heard.append(Event.from_json(line))
        except ValueError as error:
            logger.warning("A marker was not understood: %s", error)


def due(cues: deque[Cue], next_row: int) -> list[Cue]:
    """Take the cues whose row has been read; the end when no row is missing before it."""
    taken: list[Cue] = []
    while cues and cues[0].row < next_row + (cues[0].label == END_OF_RECORDING):
        taken.append(cues.popleft())
    return taken


def _read_info(info: pylsl.StreamInfo) -> StreamInfo:
    labels = info.get_channel_labels()
    if labels is None:
        raise StreamLost(N_("The headset's stream ended while it was being opened."))
    description = info.desc()
    told = {key: description.child_value(key) for key in DESCRIBED}
    channels = tuple(str(label) for label in labels[: -len(EXTRAS)])
    return StreamInfo(channels=channels, rate=info.nominal_srate(), **told)


def _rows(values: NDArray[np.float32], times: NDArray[np.float64]) -> Rows:
    return Rows(
        first=int(values[0, -2]),
        microvolts=np.ascontiguousarray(values[:, : -len(EXTRAS)]),
        times=times,
        # The device's counter stays on disk; here every row has its number.
        counters=np.full(len(times), -1, np.int32),
        flags=values[:, -1].astype(np.uint8),
    )
