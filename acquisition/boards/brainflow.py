"""A headset behind BrainFlow's driver: OpenBCI's boards, and BrainFlow's synthetic one.

This file alone runs the driver. It names the driver's failures in words, turns its wall
clock into the stream clock, and leaves everything else (losses, disks, streams) to the
headset process. Silence is not an error here: an unplugged dongle looks exactly like one
that has nothing to say, and only a clock can tell.
"""

import logging
import time
import warnings
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
from brainflow.board_shim import BoardIds, BoardShim, BrainFlowInputParams
from brainflow.exit_codes import BrainFlowError
from numpy.typing import NDArray

from acquisition.board import BoardFactory, Samples
from acquisition.boards._failures import in_words
from acquisition.boards._ports import device_of, is_pseudo_terminal, ports
from acquisition.boards._wiring import channel_commands, choose_inputs, lead_off_commands
from acquisition.errors import AcquisitionError
from acquisition.profiles import Profile, find_profile
from station.clock import RealClock
from station.language import N_
from station.stream import StreamInfo
from station.task import SourceKind

logger = logging.getLogger(__name__)

# Three minutes at 250 Hz: far longer than any stall after which a session could go on.
_BUFFER_ROWS = 45_000
# The wall clock may be set while a session runs; smaller differences are measuring noise.
_CLOCK_STEP = 1e-3


class BrainFlowBoard:
    """A headset through BrainFlow's driver.

    Parameters
    ----------
    profile : str
        Which headset; one of :func:`acquisition.profiles.profile_names`.
    port : str
        Serial port of the dongle, such as ``COM3`` or ``/dev/ttyUSB0``.
    channels : sequence of str, optional
        10-10 names of the inputs in order; fewer names than inputs leave the last ones unused.
    gain : int
        Gain of every amplifier; ignored by headsets whose gain is fixed.
    off : sequence of int
        Inputs, from 1, that nothing is plugged into: powered down and not delivered.
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

    def __init__(
        self,
        *,
        profile: str = "cyton",
        port: str = "",
        channels: Sequence[str] | None = None,
        gain: int = 24,
        off: Sequence[int] = (),
        source: SourceKind | None = None,
        device: str = "",
    ) -> None:
        self._profile = find_profile(profile)
        names, self._inputs = choose_inputs(self._profile, channels, off)
        self._commands = channel_commands(self._profile, gain, self._inputs)
        self._port = port
        self._info = StreamInfo(
            board=self._profile.name,
            device=device or device_of(self._profile, port),
            source=source or ("simulated" if is_pseudo_terminal(port) else self._profile.source),
            channels=names,
            rate=self._profile.rate,
        )
        self._shim: Any = None
        self._lines: tuple[list[int], int, int] = ([], 0, 0)  # EEG, counter, time
        self._offset = 0.0
        self._counted = 0
        self._injected: int | None = None
        self._is_streaming = False

    @property
    def info(self) -> StreamInfo:
        """What it streams."""
        return self._info

    @property
    def counter_modulus(self) -> int:
        """At which number the counter starts again; 0 if it never does."""
        return self._profile.counter_modulus

    @property
    def counter_step(self) -> int:
        """By how much the counter grows from one row to the next."""
        return self._profile.counter_step

    def __enter__(self) -> Self:
        if self._profile.serial and not self._port:
            raise AcquisitionError(
                N_("The headset {title} needs a serial port; name it with --port. Found: {ports}."),
                title=self._profile.title,
                ports=ports(),
            )
        self._shim = _new_shim(self._profile, self._port)
        self._lines = _lines(self._shim.board_id, self._inputs)
        try:
            self._shim.prepare_session()
        except BrainFlowError as error:
            self._release()
            raise in_words(error, self._profile, self._port) from error
        try:
            self._configure(self._commands)
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
        try:
            self._shim.start_stream(_BUFFER_ROWS)
        except BrainFlowError as error:
            raise in_words(error, self._profile, self._port) from error
        self._is_streaming = True

    def stop(self) -> None:
        """End the stream, and forget what was not read of it."""
        try:
            self._shim.stop_stream()
            self._shim.get_board_data()
        except BrainFlowError as error:
            raise in_words(error, self._profile, self._port) from error
        self._is_streaming = False

    def inject(self, channel: str | None) -> None:
        """Send the lead-off current through one electrode and no other; None ends it.

        Raises
        ------
        AcquisitionError
            If the headset streams, cannot measure impedance, or did not obey.
        """
        if self._is_streaming:
            raise AcquisitionError(
                N_("Impedance is not measured while the headset streams: the current would be EEG.")
            )
        if not self._profile.gains:  # their amplifiers are another chip, or none
            raise AcquisitionError(
                N_("{title} cannot measure impedance with this program; only Cyton and Daisy can."),
                title=self._profile.title,
            )
        number = None if channel is None else self._inputs[self._info.channels.index(channel)]
        self._configure(lead_off_commands(self._injected, number))
        self._injected = number

    def _configure(self, commands: str) -> None:
        """Send settings, all in one string, and see that each was taken."""
        if not commands:
            return
        try:
            answer = self._shim.config_board(commands)
        except BrainFlowError as error:
            raise in_words(error, self._profile, self._port) from error
        if answer.count("Success") != commands.count("X") + commands.count("Z"):
            raise AcquisitionError(
                N_(
                    "The headset on {port!r} did not accept its channel settings (it answered "
                    "{answer!r}); switch it off and on, and try again."
                ),
                port=self._port,
                answer=answer,
            )

    def read(self, now: float) -> Samples:
        """Return what the driver has received since the last call.

        The driver says when each row came; ``now`` is not needed.
        """
        try:
            # Asking first halves the cost of the many looks that find nothing.
            if not self._shim.get_board_data_count():
                return _nothing(len(self._inputs))
            data = self._shim.get_board_data()
        except BrainFlowError as error:
            raise in_words(error, self._profile, self._port) from error
        eeg, counter, stamp = self._lines
        return Samples(
            microvolts=np.ascontiguousarray(data[eeg].T, dtype=np.float32),
            counters=self._numbers(data[counter]),
            times=data[stamp] + self._clock_offset(),
        )

    def _numbers(self, packets: NDArray[np.float64]) -> NDArray[np.int32]:
        if self._profile.counter_modulus:
            return packets.astype(np.int32)
        first, self._counted = self._counted, self._counted + len(packets)
        return np.arange(first, self._counted, dtype=np.int32)

    def _clock_offset(self) -> float:
        # The driver stamps with the wall clock. One offset keeps the distances between rows
        # exact; it is taken anew only when somebody has set the clock.
        offset = RealClock().now() - time.time()
        if abs(offset - self._offset) > _CLOCK_STEP:
            self._offset = offset
        return self._offset

    def _release(self) -> None:
        shim, self._shim = self._shim, None
        self._is_streaming, self._injected = False, None
        if shim is None:
            return
        # After an unplug the driver cannot send its stop command: the board is gone already.
        for step in (shim.stop_stream, shim.release_session):
            try:
                step()
            except BrainFlowError as error:
                logger.debug("while closing the headset: %s", error)


def _new_shim(profile: Profile, port: str) -> Any:
    with warnings.catch_warnings():
        # The driver loads its library through pkg_resources, which announces its retirement.
        warnings.simplefilter("ignore")
        # At debug level the driver wrote 86 MB of log within 4 s of an unplug.
        BoardShim.disable_board_logger()
    parameters = BrainFlowInputParams()
    if profile.serial:
        parameters.serial_port = port
    return BoardShim(BoardIds[profile.driver].value, parameters)


def _nothing(channels: int) -> Samples:
    return Samples(
        np.zeros((0, channels), np.float32), np.zeros(0, np.int32), np.zeros(0, np.float64)
    )


def _lines(board: int, inputs: Sequence[int]) -> tuple[list[int], int, int]:
    """Return which lines of the driver's table hold the EEG, the counter and the time."""
    eeg = BoardShim.get_eeg_channels(board)
    counter = BoardShim.get_package_num_channel(board)
    return [eeg[i - 1] for i in inputs], counter, BoardShim.get_timestamp_channel(board)


PLUGIN: BoardFactory = BrainFlowBoard
