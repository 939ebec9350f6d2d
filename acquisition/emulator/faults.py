"""What can go wrong with a headset, written down beforehand: kind, when, how long, how badly.

A script is a list of faults on the device's own time, which begins when a driver first asks for
rows. Nothing here is random without a seed, so that a test can say what must be reported. Every
packet that was dropped or changed is noted: what the emulator knows is the truth that a recording
is held against.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(ge=0)]
_RAIL_UV = 200_000.0  # beyond every rail of the amplifier at gain 24
_PACKET = 33
_SHAKES = 2.0  # Hz
# g: a head that bows a little. Drivers take an exact 0 for "not measured", and no chip ever sends one.
_HELD = (0.08, -0.12, 0.99)


class FaultKind(StrEnum):
    """What goes wrong."""

    DROP = "drop"  # packets lost on the radio
    CORRUPT = "corrupt"  # one byte of a packet changed
    TEAR = "tear"  # two bytes of a packet lost
    UNPLUG = "unplug"  # the port vanishes, and comes back
    MUTE = "mute"  # the board is off; the port stays
    DRIFT = "drift"  # the device's clock runs fast
    BUNCH = "bunch"  # the USB chip delivers lumps
    RAIL = "rail"  # inputs beyond the amplifier's range
    FLAT = "flat"  # inputs without a signal
    MAINS = "mains"  # the power line on the inputs
    SLOW_START = "slow_start"  # rows begin long after they were asked for
    REFUSE = "refuse"  # channel settings are answered with a failure
    SHAKE = "shake"  # the head moves


class Fault(BaseModel):
    """One thing that goes wrong.

    Attributes
    ----------
    kind : FaultKind
    start, duration : float
        Seconds on the device's time.
    share : float
        Share of packets that are hit (drop, corrupt, tear), or by which the clock runs fast
        (drift).
    count : int or None
        Exactly so many packets are hit, from the start on, whatever the duration (drop).
    half : {"even", "odd"} or None
        Only packets with such a number: with a Daisy the even ones hold inputs 9 to 16.
    byte : int or None
        Which byte of the packet is changed (corrupt); None draws one.
    lump : float
        Seconds that the USB chip gathers (bunch), or until rows begin (slow_start).
    inputs : tuple of int
        Which inputs, from 1 (rail, flat, mains); none named is all.
    microvolts : float
        Amplitude of the power line.
    mains : float
        Its frequency in Hz.
    g : float
        How strongly the head moves, to and fro twice a second (shake).
    seed : int
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    start: Seconds
    duration: Seconds = 0.0
    share: float = Field(default=1.0, ge=-1.0, le=1.0)
    count: int | None = Field(default=None, ge=1)
    half: Literal["even", "odd"] | None = None
    byte: int | None = Field(default=None, ge=0, lt=_PACKET)
    lump: Seconds = 0.5
    inputs: tuple[Annotated[int, Field(ge=1, le=16)], ...] = ()
    microvolts: float = 100.0
    mains: float = 50.0
    g: float = Field(default=0.5, ge=0.0)
    seed: int = 0

    @property
    def end(self) -> float:
        """When it is over."""
        return self.start + self.duration

    def is_at(self, second: float) -> bool:
        """Whether it holds at a time of the device."""
        return self.start <= second < self.end


@dataclass(frozen=True)
class Hit:
    """One packet that did not leave as it should: when, which, and by what."""

    second: float
    packet: int
    kind: FaultKind


class Faults:
    """A script at work.

    Parameters
    ----------
    script : sequence of Fault

    Attributes
    ----------
    hits : list of Hit
        Packets dropped or changed so far.
    """

    def __init__(self, script: Sequence[Fault] = ()) -> None:
        self._script = tuple(script)
        self._generators = [np.random.default_rng(fault.seed) for fault in script]
        self._counted = [0] * len(self._script)
        self._drifts = [fault for fault in script if fault.kind is FaultKind.DRIFT]
        self._of_packets = [
            (number, fault)
            for number, fault in enumerate(self._script)
            if fault.kind in (FaultKind.DROP, FaultKind.CORRUPT, FaultKind.TEAR)
        ]
        self.hits: list[Hit] = []

    def active(self, kind: FaultKind, second: float) -> Fault | None:
        """Return the fault of a kind that holds at a time, if one does."""
        return next((f for f in self._script if f.kind is kind and f.is_at(second)), None)

    def device(self, elapsed: float) -> float:
        """Return the device's time after so many true seconds."""
        return elapsed + sum(f.share * _part(elapsed, f.start, f.duration) for f in self._drifts)

    def elapsed(self, second: float) -> float:
        """Return how many true seconds have passed at a time of the device."""
        low, high = 0.5 * second - 1.0, 2.0 * second + 1.0
        if not self._drifts:
            return second
        while high - low > 1e-9 * max(1.0, second):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.device(middle) < second else (low, middle)
        return 0.5 * (low + high)

    def damage(self, number: int, second: float, packet: bytes) -> bytes:
        """Return what becomes of a packet on its way; empty if nothing arrives.

        Parameters
        ----------
        number : int
            Of the packet, counted without end.
        second : float
            The device's time.
        packet : bytes
        """
        for index, fault in self._of_packets:
            if not self._strikes(index, fault, number, second):
                continue
            self.hits.append(Hit(second, number, fault.kind))
            match fault.kind:
                case FaultKind.DROP:
                    return b""
                case FaultKind.CORRUPT:
                    packet = _changed(packet, fault.byte, self._generators[index])
                case FaultKind.TEAR:
                    place = int(self._generators[index].integers(1, _PACKET - 2))
                    packet = packet[:place] + packet[place + 2 :]
        return packet

    def lose(self, kind: FaultKind, numbers: Iterable[int], second: float) -> None:
        """Note packets that found no port."""
        self.hits += [Hit(second, number, kind) for number in numbers]

    def colour(self, second: float, microvolts: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what inputs show, shape (inputs,), at a time of the device."""
        for fault in self._script:
            if fault.kind in (FaultKind.RAIL, FaultKind.FLAT, FaultKind.MAINS) and fault.is_at(
                second
            ):
                wanted = [i - 1 for i in fault.inputs] or list(range(len(microvolts)))
                microvolts = microvolts.copy()
                microvolts[wanted] = _coloured(fault, second, microvolts[wanted])
        return microvolts

    def acceleration(self, second: float) -> tuple[float, float, float]:
        """Return what the accelerometer on a sitting person's head shows, in g."""
        shake = self.active(FaultKind.SHAKE, second)
        sideways = 0.0 if shake is None else shake.g * math.sin(2 * math.pi * _SHAKES * second)
        return _HELD[0] + sideways, _HELD[1], _HELD[2]

    def _strikes(self, index: int, fault: Fault, number: int, second: float) -> bool:
        if fault.half is not None and number % 2 != (fault.half == "odd"):
            return False
        if fault.count is not None:
            is_hit = second >= fault.start and self._counted[index] < fault.count
            self._counted[index] += is_hit
            return is_hit
        if not fault.is_at(second):
            return False
        return fault.share >= 1.0 or self._generators[index].random() < fault.share


def _part(elapsed: float, start: float, duration: float) -> float:
    return min(max(elapsed - start, 0.0), duration)


def _changed(packet: bytes, place: int | None, generator: np.random.Generator) -> bytes:
    chosen = int(generator.integers(_PACKET)) if place is None else place
    mask = int(generator.integers(1, 256))
    return packet[:chosen] + bytes((packet[chosen] ^ mask,)) + packet[chosen + 1 :]


def _coloured(fault: Fault, second: float, values: NDArray[np.float32]) -> NDArray[np.float32]:
    if fault.kind is FaultKind.RAIL:
        return np.full_like(values, _RAIL_UV)
    if fault.kind is FaultKind.FLAT:
        return np.zeros_like(values)
    line = fault.microvolts * np.sin(2 * np.pi * fault.mains * second)
    return values + np.float32(line)
