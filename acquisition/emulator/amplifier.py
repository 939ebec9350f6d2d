"""What a Cyton does with the characters it is sent: banner, defaults, channel settings.

Only the part of OpenBCI's command protocol that a driver needs to open, set and run a board;
any other character is ignored without an answer, as the firmware ignores unknown ones.

Source: OpenBCI, Cyton SDK, https://docs.openbci.com/Cyton/CytonSDK/.
"""

from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from acquisition.boards._wiring import DEFAULT_GAIN, GAINS, LETTERS

_SETTING_LENGTH = 9  # x CHANNEL POWER GAIN INPUT BIAS SRB2 SRB1 X


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
    """

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
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
            if self._buffer[0] == "x" and len(self._buffer) < _SETTING_LENGTH:
                continue
            command, self._buffer = self._buffer, ""
            heard.append(self._obey(command))
        return heard

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

    def _defaults(self) -> None:
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
