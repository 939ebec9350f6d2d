"""What a Cyton does with the characters it is sent: banner, defaults, channel settings.

Only the part of OpenBCI's command protocol that a driver needs to open, set and run a board;
any other character is ignored without an answer, as the firmware ignores unknown ones.

Source: OpenBCI, Cyton SDK, https://docs.openbci.com/Cyton/CytonSDK/.
"""

from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from acquisition.boards._wiring import DEFAULT_GAIN, GAINS, LETTERS

_LENGTHS = {"x": 9, "z": 5}  # x CHANNEL POWER GAIN INPUT BIAS SRB2 SRB1 X; z CHANNEL P N Z
_OHMS = 8_000.0  # a good gel electrode

# What the lead-off current is: 6 nA, eight ticks of the converter's 250 Hz per period, through the
# electrode and the 2.2 kΩ in series with each input.
_AMPERES, _PERIOD, _SERIES_OHMS = 6e-9, 8, 2_200.0
_PHASE = 0.3  # rad; nobody tells where the period begins


class Turn(Enum):
    """What a command asks of the stream."""

    START = auto()
    STOP = auto()
    RESET = auto()


class Amplifier:
    """The settings of 8 inputs, or of 16 with a Daisy, as the commands leave them.

    Parameters
    ----------
    inputs : int
        8 or 16.

    Attributes
    ----------
    ohms : ndarray of float64, shape (inputs,)
        Impedance of the electrode on each input; may be changed at any time.
    """

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.ohms: NDArray[np.float64] = np.full(inputs, _OHMS)
        self._buffer = ""
        self._defaults()

    @property
    def gain(self) -> NDArray[np.float64]:
        """Gain per input, shape (inputs,)."""
        return self._gain.copy()

    @property
    def on(self) -> NDArray[np.bool_]:
        """Whether each input is powered, shape (inputs,)."""
        return self._on.copy()

    def hear(self, characters: str) -> list[tuple[str, Turn | None]]:
        """Obey the commands; return for each the answer and what it asks of the stream."""
        heard = []
        for character in characters:
            self._buffer += character
            if len(self._buffer) < _LENGTHS.get(self._buffer[0], 1):
                continue
            command, self._buffer = self._buffer, ""
            heard.append(self._obey(command))
        return heard

    def lead_off(self, counters: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return what the lead-off current adds to the rows, in µV.

        Parameters
        ----------
        counters : ndarray of int32, shape (n_rows,)
            Numbers of the rows since the headset was switched on.

        Returns
        -------
        microvolts : ndarray, shape (n_rows, inputs)
            A sine on the inputs whose current is on. With a Daisy the firmware sends the mean of
            two ticks, which weakens it.
        """
        rows = counters[:, None].astype(np.int64)
        ticks = np.hstack((2 * rows, 2 * rows + 1)) if self._daisy else rows
        wave = np.sin(2 * np.pi * (ticks % _PERIOD) / _PERIOD + _PHASE).mean(axis=1)
        peak = 1e6 * _AMPERES * (self.ohms + _SERIES_OHMS) * self._current
        return np.outer(wave, peak)

    def _obey(self, command: str) -> tuple[str, Turn | None]:
        match command[0]:
            case "v":
                self._defaults()
                return self._banner(), Turn.RESET
            case "d":
                self._defaults()
                return "updating channel settings to default$$$", None
            case "D":
                return "060110$$$", None
            case "V":
                return "v3.1.2$$$", None
            case "c":
                return "daisy removed$$$" if self._daisy else "", None
            case "C":
                return ("16$$$" if self._daisy else "no daisy to attach!8$$$"), None
            case "x":
                return self._set(command), None
            case "z":
                return self._set_lead_off(command), None
            case "b":
                return "", Turn.START
            case "s":
                return "", Turn.STOP
        return "", None

    def _set(self, command: str) -> str:
        channel, power, gain = LETTERS.find(command[1]), command[2], "0123456".find(command[3])
        wrong = not 0 <= channel < self.inputs or power not in "01" or gain < 0
        if wrong or command[-1] != "X":
            return "Failure: channel setting not understood$$$"
        self._on[channel] = power == "0"
        self._gain[channel] = GAINS[gain]
        return f"Success: Channel set for {channel + 1}$$$"

    def _set_lead_off(self, command: str) -> str:
        channel, pins = LETTERS.find(command[1]), command[2:4]
        if not 0 <= channel < self.inputs or not set(pins) <= set("01") or command[-1] != "Z":
            return "Failure: lead off setting not understood$$$"
        self._current[channel] = "1" in pins
        return f"Success: Lead off set for {channel + 1}$$$"

    def _defaults(self) -> None:
        self._current = np.zeros(self.inputs, dtype=np.bool_)
        self._gain = np.full(self.inputs, float(DEFAULT_GAIN))
        self._on = np.ones(self.inputs, dtype=np.bool_)

    @property
    def _daisy(self) -> bool:
        return self.inputs > 8

    def _banner(self) -> str:
        daisy = "On Daisy ADS1299 Device ID: 0x3E\n" if self._daisy else ""
        return (
            "OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\n"
            f"{daisy}LIS3DH Device ID: 0x33\nFirmware: v3.1.2\n$$$"
        )
