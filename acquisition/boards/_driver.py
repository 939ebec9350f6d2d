"""The driver itself: made, told where its board is, and given commands."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from brainflow.board_shim import (
    BoardControllerDLL,
    BoardShim,
    BrainFlowInputParams,
    BrainFlowPresets,
)
from brainflow.exit_codes import BrainFlowError, BrainFlowExitCodes
from numpy.typing import NDArray

from acquisition.board import Samples
from acquisition.board_settings import Connection
from acquisition.boards._failures import in_words
from acquisition.catalogue import signal_lines
from acquisition.errors import AcquisitionError
from acquisition.profiles import Profile
from station.language import N_

_PRESET = BrainFlowPresets.DEFAULT_PRESET.value


class Reader:
    """Take a driver's rows at the cost of two calls to its library.

    ``BoardShim.get_board_data`` asks for the number of rows and for the table's layout each time, and
    every call parses the driver's settings anew: at one row per look that is most of the cost.

    Parameters
    ----------
    shim : BoardShim
    table : int
        Board whose table of lines the rows follow.
    """

    def __init__(self, shim: Any, table: int) -> None:
        self._library = BoardControllerDLL.get_instance()
        self._board, self._settings = shim.board_id, shim.input_json
        self._lines = BoardShim.get_num_rows(table)
        self._count = np.zeros(1, np.int32)

    def read(self) -> NDArray[np.float64] | None:
        """Return the rows since the last call, shape ``(n_lines, n_rows)``; None when there is none.

        Raises
        ------
        BrainFlowError
            If the driver can go on no longer.
        """
        library, count = self._library, self._count
        _check(library.get_board_data_count(_PRESET, count, self._board, self._settings))
        rows = int(count[0])
        if not rows:
            return None
        data = np.empty(self._lines * rows)
        _check(library.get_board_data(rows, _PRESET, data, self._board, self._settings))
        return data.reshape(self._lines, rows)


def _check(code: int) -> None:
    if code != BrainFlowExitCodes.STATUS_OK.value:
        raise BrainFlowError("unable to get board data", code)


def new_shim(board: int, parameters: BrainFlowInputParams) -> Any:
    """Return the driver of a board, its own log switched off."""
    with warnings.catch_warnings():
        # The driver loads its library through pkg_resources, which announces its retirement.
        warnings.simplefilter("ignore")
        # At debug level the driver wrote 86 MB of log within 4 s of an unplug.
        BoardShim.disable_board_logger()
    return BoardShim(board, parameters)


def parameters_of(connection: Connection, port: str, table: int) -> BrainFlowInputParams:
    """Return how the driver reaches a board."""
    parameters = BrainFlowInputParams()
    for name, value in connection.model_dump(exclude={"master_board"}).items():
        setattr(parameters, name, value)
    parameters.serial_port = port
    if connection.master_board:
        parameters.master_board = table
    return parameters


def configure(shim: Any, commands: str, profile: Profile, port: str) -> None:
    """Send settings to a headset that does not stream, and see that each was taken.

    Raises
    ------
    AcquisitionError
        If one was not.
    """
    wanted = commands.count("X") + commands.count("Z")
    if not wanted:
        return
    # The driver cuts an answer where packets of a stream that just ended stand before it;
    # settings may be sent twice.
    answer = ask(shim, commands, profile, port)
    if answer.count("Success") != wanted and "Failure" not in answer:
        answer = ask(shim, commands, profile, port)
    if answer.count("Success") != wanted:
        raise AcquisitionError(
            N_(
                "The headset on {port!r} did not accept its channel settings (it answered "
                "{answer!r}); switch it off and on, and try again."
            ),
            port=port,
            answer=answer[:60],
        )


def ask(shim: Any, commands: str, profile: Profile, port: str) -> str:
    """Send commands and return the answer; a headset that streams gives none."""
    try:
        return str(shim.config_board(commands))
    except UnicodeDecodeError:
        return ""  # packets of a stream that just ended
    except BrainFlowError as error:
        raise in_words(error, profile, port) from error


@dataclass(frozen=True)
class Lines:
    """Which lines of the driver's table hold what.

    Attributes
    ----------
    eeg : ndarray of int
    counter, time : int
    acceleration : ndarray of int
        Three, in g; empty for a headset of which nobody knows the unit.
    """

    eeg: NDArray[np.intp]
    counter: int
    time: int
    acceleration: NDArray[np.intp]


def lines_of(board: int, inputs: Sequence[int], profile: Profile) -> Lines:
    """Return the lines of a table that a headset with these inputs needs."""
    eeg = signal_lines(board)
    return Lines(
        eeg=np.array([eeg[i - 1] for i in inputs], np.intp),
        counter=BoardShim.get_package_num_channel(board),
        time=BoardShim.get_timestamp_channel(board),
        acceleration=np.array(
            BoardShim.get_accel_channels(board) if profile.gains else [], np.intp
        ),
    )


def no_samples(channels: int) -> Samples:
    """Return that nothing has come."""
    return Samples(
        np.zeros((0, channels), np.float32), np.zeros(0, np.int32), np.zeros(0, np.float64)
    )
