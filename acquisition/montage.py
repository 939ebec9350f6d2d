"""Where the electrodes sit: the presets of the clinical specification (CLINICAL 3.1).

Names are 10-10. Muscle channels are bipolar inputs of the same board, behind the EEG; over the
radio a Cyton with Daisy gives 125 Hz, so that nothing above 50 Hz can be read from them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from acquisition.errors import AcquisitionError
from acquisition.simulation import position
from station.stream import MUSCLE


@dataclass(frozen=True)
class Montage:
    """One way to wire a cap to a board.

    Attributes
    ----------
    name : str
    board : str
        Profile of the board.
    eeg : tuple of str
        10-10 names in the order of the board's inputs.
    muscles : tuple of str
        Bipolar muscle channels, on the inputs behind the EEG.
    rate : float
        True sampling rate in Hz.
    """

    name: str
    board: str
    eeg: tuple[str, ...]
    muscles: tuple[str, ...]
    rate: float

    @property
    def channels(self) -> tuple[str, ...]:
        """All inputs in order."""
        return self.eeg + self.muscles


def _montage(name: str, board: str, eeg: str, *muscles: str) -> Montage:
    return Montage(name, board, tuple(eeg.split()), muscles, 250.0 if board == "cyton" else 125.0)


MONTAGES: Mapping[str, Montage] = MappingProxyType(
    {
        montage.name: montage
        for montage in (
            _montage("M8-A", "cyton", "FC3 C3 CP3 Cz FC4 C4 CP4 Pz"),
            _montage("M8-B", "cyton", "FC3 C3 CP3 FC4 C4 CP4", "EMG extensor", "EMG flexor"),
            _montage("M8-C", "cyton", "C3 C4 Cz FCz C1 C2", "EMG affected", "EMG unaffected"),
            _montage(
                "M16-A",
                "daisy",
                "FC5 FC1 FCz FC2 FC6 C5 C3 C1 Cz C2 C4 C6 CP5 CP1 CP2 CP6",
            ),
            _montage(
                "M16-B",
                "daisy",
                "FC3 FC1 FCz FC2 FC4 C3 C1 Cz C2 C4 CP3 CPz CP4 Pz",
                "EMG extensor",
                "EMG flexor",
            ),
        )
    }
)
DEFAULT_MONTAGE = "M8-A"


def head_order(channels: Sequence[str]) -> tuple[str, ...]:
    """Return channels as one looks at a head: from front to back, from left to right.

    Names that are nowhere on the head come last, in their order.
    """

    def place(name: str) -> tuple[float, float]:
        try:
            right, front = position(name)
        except AcquisitionError:
            return 9.0, 0.0
        return -front, right

    return tuple(sorted(channels, key=place))


_ELECTRODE = re.compile(r"(FP|AF|F|FT|FC|C|T|TP|CP|P|PO|O|I)(Z|\d{1,2})", re.IGNORECASE)


def standard_name(name: str) -> str:
    """Return the 10-10 spelling: ``"Fcz."`` is ``FCz``; a foreign name stays as it is.

    ``"emg flexor"`` is ``EMG flexor``: by these letters a muscle is told from EEG.
    """
    plain = name.rstrip(". ")
    if plain.upper().startswith(MUSCLE):
        return MUSCLE + plain[len(MUSCLE) :]
    match = _ELECTRODE.fullmatch(plain)
    if match is None:
        return plain
    row, column = match.groups()
    return f"{row.upper().replace('FP', 'Fp')}{column.lower()}"
