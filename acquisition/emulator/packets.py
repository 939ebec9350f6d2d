"""The bytes of a Cyton: 33 per packet, eight 24-bit values between 0xA0 and 0xC0.

    0xA0 | number | 8 × 3 bytes, big-endian, two's complement | 6 auxiliary bytes | 0xC0

One count is 4.5 V / (2²³ − 1) / gain, 0.022 µV at gain 24. What lies beyond 24 bits stays at
the rail (±187.5 mV at gain 24), as it does in the real amplifier. The auxiliary bytes hold the
accelerometer, three 16-bit values of 0.125 mg, in every tenth row, and zeros in the others.

Source: OpenBCI, Cyton data format, https://docs.openbci.com/Cyton/CytonDataFormat/.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PACKET_BYTES = 33
CHANNELS = 8
MAX_COUNT = 2**23 - 1
MIN_COUNT = -(2**23)
_START, _END = 0xA0, 0xC0
_REFERENCE_UV = 4.5e6
_G_PER_COUNT = 0.002 / 2**4
_NO_AUXILIARY = bytes(6)
_ACCELERATION_EVERY = 10  # rows


def microvolts_per_count(gain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the size of one count in µV, for each gain."""
    return _REFERENCE_UV / MAX_COUNT / gain


def to_counts(microvolts: NDArray[np.float32], gain: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the amplifier's counts.

    Parameters
    ----------
    microvolts : ndarray of float32, shape (n_rows, n_channels)
    gain : ndarray, shape (n_channels,)

    Returns
    -------
    counts : ndarray of int32, shape (n_rows, n_channels)
        Within 24 bits; values beyond stay at the rail.
    """
    counts = np.rint(microvolts / microvolts_per_count(gain))
    return np.clip(counts, MIN_COUNT, MAX_COUNT).astype(np.int32)


def auxiliary(counter: int, acceleration: Sequence[float]) -> bytes:
    """Return the auxiliary bytes of a row; ``acceleration`` is that of three axes, in g."""
    if counter % _ACCELERATION_EVERY:
        return _NO_AUXILIARY
    counts = np.rint(np.array(acceleration) / _G_PER_COUNT)
    return np.clip(counts, -(2**15), 2**15 - 1).astype(">i2").tobytes()


def packet(number: int, counts: NDArray[np.int32], aux: bytes = _NO_AUXILIARY) -> bytes:
    """Return one packet.

    Parameters
    ----------
    number : int
        Sample number; only its lowest eight bits are sent.
    counts : ndarray of int32, shape (8,)
    aux : bytes
        Six, from :func:`auxiliary`.
    """
    values = counts.astype(">i4").view(np.uint8).reshape(CHANNELS, 4)[:, 1:].tobytes()
    return bytes((_START, number & 0xFF)) + values + aux + bytes((_END,))


def packets(counter: int, counts: NDArray[np.int32], aux: bytes = _NO_AUXILIARY) -> list[bytes]:
    """Return the packets of one row, in the order in which they leave."""
    if len(counts) == CHANNELS:
        return [packet(counter, counts, aux)]
    return [
        packet(2 * counter, counts[CHANNELS:], aux),
        packet(2 * counter + 1, counts[:CHANNELS], aux),
    ]
