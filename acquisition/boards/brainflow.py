"""A headset behind BrainFlow's driver: OpenBCI's boards, and every other one that it knows.

This file alone runs the driver. It names the driver's failures in words, turns its wall
clock into the stream clock, and leaves everything else (losses, disks, streams) to the
headset process. Silence is not an error here: an unplugged dongle looks exactly like one
that has nothing to say, and only a clock can tell.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
from brainflow.exit_codes import BrainFlowError

from acquisition.board import BoardFactory, Pin, Samples
from acquisition.board_settings import Connection
from acquisition.boards._counts import count_of
from acquisition.boards._driver import (
    Lines,
    Reader,
    ask,
    configure,
    lines_of,
    new_shim,
    no_samples,
    parameters_of,
)
from acquisition.boards._failures import in_words
from acquisition.boards._ports import (
    device_of,
    found_again,
    identity,
    is_answering,
    is_pseudo_terminal,
    not_named,
    refuse_by_banner,
    refuse_what_is_not_ours,
    serial_number,
)
from acquisition.boards._stamps import WallStamps
from acquisition.boards._wiring import (
    DEFAULT_GAIN,
    channel_commands,
    choose_inputs,
    lead_off_commands,
    named_inputs,
)
from acquisition.catalogue import board_ids, board_profile
from acquisition.errors import AcquisitionError
from acquisition.motion import Motion
from station.clock import RealClock
from station.language import N_
from station.stream import StreamInfo
from station.task import SourceKind

logger = logging.getLogger(__name__)

# Three minutes at 250 Hz: far longer than any stall after which a session could go on.
_BUFFER_ROWS = 45_000


class BrainFlowBoard:
    """A headset through BrainFlow's driver.

    Parameters
    ----------
    profile : str
        Which headset; one of :func:`acquisition.catalogue.listed_boards`.
    port : str
        Serial port of the dongle, such as ``COM3`` or ``/dev/ttyUSB0``.
    channels : sequence of str, optional
        10-10 names of the inputs in order; fewer names than inputs leave the last ones unused.
    montage : str, optional
        A preset's name instead of ``channels``.
    gain : int
        Gain of every amplifier; ignored by headsets whose gain is fixed.
    off : sequence of int
        Inputs, from 1, that nothing is plugged into: powered down and not delivered.
    unusable : sequence of str
        Electrodes that must not be used (skull defect, scar): as if nothing were plugged in.
    reference, ground : str, optional
        Where those electrodes are; by default where the headset's maker puts them.
    connection : mapping
        What else the driver needs to find the board: :class:`~.board_settings.Connection`.
    source : {"live", "recorded", "simulated"}, optional
        Where the EEG comes from when the headset is an emulated one. A port that is a
        pseudo-terminal has no headset behind it, so its EEG is never taken for live.
    device : str
        Mark of the device; by default the dongle's serial number, or else its port.

    Raises
    ------
    AcquisitionError
        If the headset is unknown or has no such inputs, names or gain.
    """

    _reader: Reader | None = None  # while it is open
    _lines: Lines | None = None  # since it was first opened
    _dongle = ""  # its serial number
    _has_answered = False  # just now, and nobody has opened it since
    _looked = 0.0  # when it was read last
    _injected: int | None = None  # the input that the lead-off current goes through

    def __init__(
        self,
        *,
        profile: str = "cyton",
        port: str = "",
        channels: Sequence[str] | None = None,
        gain: int = 24,
        off: Sequence[int] = (),
        montage: str | None = None,
        unusable: Sequence[str] = (),
        reference: str | None = None,
        ground: str | None = None,
        connection: Mapping[str, object] | None = None,
        source: SourceKind | None = None,
        device: str = "",
    ) -> None:
        self._connection = Connection.model_validate(connection or {})
        self._profile = board_profile(profile, self._connection)
        named = named_inputs(self._profile, montage, channels)
        names, self._inputs = choose_inputs(self._profile, named, off, unusable)
        self._commands = channel_commands(self._profile, gain, names, self._inputs)
        self._port = port
        source = source or ("simulated" if is_pseudo_terminal(port) else self._profile.source)
        is_live = source == "live"
        self._info = StreamInfo(
            board=self._profile.name,
            device=device or device_of(self._profile, port),
            source=source,
            channels=names,
            rate=self._profile.rate,
            # Where a recorded head's electrodes sat is not for an emulated headset to say.
            reference=reference or (self._profile.reference if is_live else "n/a"),
            ground=ground or (self._profile.ground if is_live else "n/a"),
        )
        self._shim: Any = None
        self._opened: tuple[int, int] | None = None
        self._motion = Motion(self._profile.rate)
        self._stamps = WallStamps(RealClock(), time.time)
        self._count, self._gain = count_of(self._profile), gain

    @property
    def info(self) -> StreamInfo:
        """What it streams."""
        return self._info

    @property
    def counter_modulus(self) -> int:
        """At which number the counter starts again; 0 if it never does."""
        return self._profile.counter_modulus

    @property
    def has_counter(self) -> bool:
        """Whether it counts its samples in a way that this program knows."""
        return self._profile.counter_modulus > 0

    @property
    def counter_step(self) -> int:
        """By how much the counter grows from one row to the next."""
        return self._profile.counter_step

    def has_gone(self) -> bool:
        """Whether its port is not the one that was opened: the dongle was pulled out."""
        return self._opened is not None and identity(self._port) != self._opened

    def answers(self) -> bool:
        """Whether this headset answers at its port."""
        self._port = found_again(self._port, self._dongle)
        self._has_answered = is_answering(self._profile, self._port)
        return self._has_answered

    @property
    def rail_uv(self) -> float:
        """Beyond which value the amplifiers are deaf, in µV."""
        return float(self._profile.rail_uv * DEFAULT_GAIN / self._gain)

    def __enter__(self) -> Self:
        if self._profile.serial and not self._port:
            raise not_named(self._profile)
        is_known = self._has_answered or refuse_what_is_not_ours(self._profile, self._port)
        self._has_answered = False  # whoever opens it again must ask again
        board, table = board_ids(self._profile, self._connection)
        self._shim = new_shim(board, parameters_of(self._connection, self._port, table))
        self._lines = lines_of(table, self._inputs, self._profile)
        self._reader = Reader(self._shim, table)
        self._opened = identity(self._port) if self._profile.serial else None
        self._dongle = serial_number(self._port) if self._profile.serial else ""
        try:
            self._shim.prepare_session()
        except BrainFlowError as error:
            self._release()
            raise in_words(error, self._profile, self._port) from error
        try:
            if not is_known:
                banner = ask(self._shim, "v", self._profile, self._port)
                refuse_by_banner(self._profile, self._port, banner)
            configure(self._shim, self._commands, self._profile, self._port)
        except AcquisitionError:
            self._release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._release()

    def start(self, now: float) -> None:
        """Begin to stream."""
        self._looked = now
        self._count = count_of(self._profile)
        try:
            self._shim.start_stream(_BUFFER_ROWS)
        except BrainFlowError as error:
            raise in_words(error, self._profile, self._port) from error

    def stop(self) -> None:
        """End the stream, and forget what was not read of it."""
        try:
            self._shim.stop_stream()
            self._shim.get_board_data()
        except BrainFlowError as error:
            raise in_words(error, self._profile, self._port) from error

    def inject(self, channel: str | None, pin: Pin = "N") -> None:
        """Send the lead-off current through one electrode and no other; None ends it.

        While the headset streams it answers nothing, and whoever asked must see the current in the
        samples. The end, after the stream, is confirmed.

        Raises
        ------
        AcquisitionError
            If the headset cannot measure impedance, or did not obey.
        """
        if not self._profile.gains:  # their amplifiers are another chip, or none
            raise AcquisitionError(
                N_("{title} cannot measure impedance with this program; only Cyton and Daisy can."),
                title=self._profile.title,
            )
        if channel is None:
            commands = lead_off_commands(self._inputs, None)
            configure(self._shim, commands, self._profile, self._port)
            self._injected = None
            return
        number = self._inputs[self._info.channels.index(channel)]
        before = [self._injected] if self._injected is not None else []
        ask(self._shim, lead_off_commands(before, number, pin), self._profile, self._port)
        self._injected = number

    def read(self, now: float) -> Samples:
        """Return what the driver has received since the last call.

        The driver says when each row came, by the wall clock.
        """
        looked, self._looked = self._looked, now
        try:
            data = None if self._reader is None else self._reader.read()
        except BrainFlowError as error:
            raise in_words(error, self._profile, self._port) from error
        if data is None or (lines := self._lines) is None:
            return no_samples(len(self._inputs))
        times = self._stamps.times(data[lines.time], looked)
        return Samples(
            microvolts=data[lines.eeg].T.astype(np.float32, order="C"),
            counters=self._count.numbers(data[lines.counter], times),
            times=times,
            moved=self._motion.moved(data[lines.acceleration]) if len(lines.acceleration) else None,
        )

    def _release(self) -> None:
        shim, self._shim, self._reader = self._shim, None, None
        self._injected = None
        if shim is None:
            return
        # After an unplug the driver cannot send its stop command: the board is gone already.
        for step in (shim.stop_stream, shim.release_session):
            try:
                step()
            except BrainFlowError as error:
                logger.debug("while closing the headset: %s", error)


PLUGIN: BoardFactory = BrainFlowBoard
