"""How well each electrode touches the skin, measured by a known current before the session.

The headset sends 6 nA at 31.25 Hz through one electrode after another, and the voltage that this
makes is picked out of the EEG by its frequency and phase: both come from the same crystal as the
samples, so the tone is known exactly, whatever the clock of this machine does. Never while
recording: the current is in the EEG, and in the neighbours' too.

    Z = √2 · V_rms / 6 nA − 2200 Ω                                        (CLINICAL 3.2)

The amplifier's own current is true to ±20 % only (ADS1299, lead-off), so a value tells a good
electrode from a bad one and is no laboratory measurement.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from threading import Event
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from acquisition.board import Board, InjectsLeadOff, KnowsItsRail, Pin, Samples
from acquisition.errors import AcquisitionError
from acquisition.lead_off import CURRENT, SERIES, common_share, share_of_tone, to_ohms, tone
from acquisition.quality import RAIL_UV
from station.clock import Clock
from station.language import N_
from station.stream import MUSCLE, eeg_of, kind_of

MOST_IMBALANCE = 5.0  # the worst electrode against the best; beyond it mains gets into the EEG
_SETTLE = 0.4  # s after a command that do not count: radio, and the stream begins anew
_SHORTEST, _LONGEST = 1.5, 5.0  # s of listening to one electrode
# It is enough when two standard errors are below 5 %, or below what no verdict depends on.
_PRECISION, _FINE = 0.05, 50.0
_PATIENCE = 4.0  # s without a sample
_LOOK = 0.05
# The series resistor alone makes a tone of 13 µV: less than half of it means no current, not 0 Ω.
_LEAST = 0.5 * CURRENT * SERIES
_TRIES = 2
# The reference is bad when nearly all that there is, is common to all electrodes (CLINICAL 3.2), and
# much: the EEG of neighbouring electrodes has a lot in common, too.
_COMMON, _MUCH = 0.9, 75e-6
_STILL = 1e-6  # V from the least to the most: no electrode on a head is so quiet
_AT_THE_RAIL = 0.9


class Electrodes(StrEnum):
    """Kinds of electrode, which decide what is good."""

    GEL = "gel"
    SALINE = "saline"
    DRY = "dry"


class Verdict(StrEnum):
    """How good an electrode's contact is."""

    GOOD = "good"
    ACCEPTABLE = "acceptable"
    POOR = "poor"
    BAD = "bad"


# Largest impedance in Ω that is good, acceptable, poor (CLINICAL 3.2).
LIMITS: dict[Electrodes, tuple[float, float, float]] = {
    Electrodes.GEL: (10e3, 20e3, 50e3),
    Electrodes.SALINE: (20e3, 50e3, 100e3),
    Electrodes.DRY: (200e3, 750e3, 2300e3),
}


@dataclass(frozen=True)
class Impedance:
    """One electrode.

    Attributes
    ----------
    channel : str
    ohms : float or None
        Without the series resistor; 0 if the current met less than that. None if the input stands
        still, at its rail or at 0, so that nothing can be measured: the electrode hangs in the air, or
        its cable is broken.
    error : float or None
        Standard error of ``ohms``, from the EEG beside the tone.
    verdict : Verdict
    """

    channel: str
    ohms: float | None
    error: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Measurement:
    """All electrodes of a cap.

    Attributes
    ----------
    electrodes : Electrodes
    channels : tuple of Impedance
        In the order of the inputs; empty if the reference had to be mended first.
    common : float
        Share of the signal that all channels have in common, without current: 0 to 1.
    is_reference_bad : bool
        The fault is probably at the ear clip or the ground, not at the electrodes.
    """

    electrodes: Electrodes
    channels: tuple[Impedance, ...]
    common: float
    is_reference_bad: bool

    @property
    def is_unbalanced(self) -> bool:
        """Whether the electrodes differ so much that mains gets in between them."""
        values = [max(each.ohms, 1e3) for each in self.channels if each.ohms is not None]
        return bool(values) and max(values) > MOST_IMBALANCE * min(values)


class Headset(Board, InjectsLeadOff, Protocol):
    """A board that can measure impedance."""


def judge(ohms: float, electrodes: Electrodes) -> Verdict:
    """Return how good a contact of this impedance is for this kind of electrode."""
    for limit, verdict in zip(LIMITS[electrodes], Verdict, strict=False):
        if ohms <= limit:
            return verdict
    return Verdict.BAD


def measure(
    board: Headset,
    electrodes: Electrodes,
    clock: Clock,
    tell: Callable[[Impedance | None], None],
) -> Measurement:
    """Measure every electrode of an open headset that does not stream yet.

    The reference and the ground are looked at first: while they are bad, no other value means
    anything, and a minute is saved. Afterwards the headset is as it was before.

    Parameters
    ----------
    board : Headset
    electrodes : Electrodes
    clock : Clock
    tell : callable
        Told of each electrode as soon as it is known; None once the reference has passed.

    Raises
    ------
    AcquisitionError
        If the headset is silent, or does not obey.
    """
    found: list[Impedance] = []
    with _current(board, clock):
        volts, _ = _listen(board, clock, lambda volts, rows: True)
        share, is_bad = _reference(board, volts)
        if is_bad:
            return Measurement(electrodes, (), share, True)
        tell(None)
        for number in range(len(volts)):
            found.append(_measure_one(board, number, electrodes, clock))
            tell(found[-1])
    is_bad = share > _COMMON and all(each.verdict is Verdict.BAD for each in found)
    return Measurement(electrodes, tuple(found), share, is_bad)


@contextmanager
def _current(board: Headset, clock: Clock) -> Iterator[None]:
    """Let the headset stream while the block lasts, and leave it without any current.

    A headset that falls silent cannot be left so; that must not hide what happened.
    """
    board.start(clock.now())
    try:
        yield
    except BaseException:
        with suppress(AcquisitionError):
            _end(board)
        raise
    _end(board)


def _end(board: Headset) -> None:
    board.stop()
    board.inject(None)


def _reference(board: Headset, volts: NDArray[np.float64]) -> tuple[float, bool]:
    """Return the share that all electrodes have in common, and whether the reference must be mended.

    Only those that share the reference and say something can tell: a muscle's two electrodes have it
    not. One alone tells nothing.
    """
    eeg = eeg_of(board.info.channels)
    numbers = [number for number, name in enumerate(board.info.channels) if name in eeg]
    lively = [number for number in numbers if not _is_still(board, volts[number])]
    if len(numbers) > 1 and not lively:
        return 1.0, True
    if len(lively) < 2:
        return 0.0, False
    share, level = common_share(volts[lively])
    return share, share > _COMMON and level > _MUCH


def _is_still(board: Headset, volts: NDArray[np.float64]) -> bool:
    """Whether an input says nothing: it stands at its rail, or at one value."""
    rail = 1e-6 * (board.rail_uv if isinstance(board, KnowsItsRail) else RAIL_UV)
    return bool(np.ptp(volts) < _STILL or np.median(np.abs(volts)) > _AT_THE_RAIL * rail)


def _measure_one(board: Headset, number: int, electrodes: Electrodes, clock: Clock) -> Impedance:
    """Return the electrode of an input; of a muscle's two, the worse."""
    is_muscle = kind_of(board.info.channels[number]) == MUSCLE
    pins: tuple[Pin, ...] = ("N", "P") if is_muscle else ("N",)
    found = [_measure_pin(board, number, pin, electrodes, clock) for pin in pins]
    return max(found, key=lambda each: inf if each.ohms is None else each.ohms)


def _measure_pin(
    board: Headset, number: int, pin: Pin, electrodes: Electrodes, clock: Clock
) -> Impedance:
    rate = board.info.rate
    scale = share_of_tone(rate) * CURRENT

    def is_enough(volts: NDArray[np.float64], rows: NDArray[np.int64]) -> bool:
        peak, error = tone(volts[number], rows, rate)
        return 2 * error / scale <= max(_PRECISION * to_ohms(peak, rate), _FINE)

    channel = board.info.channels[number]
    for _ in range(_TRIES):
        board.inject(channel, pin)
        volts, rows = _listen(board, clock, is_enough)
        peak, error = tone(volts[number], rows, rate)
        if peak > _LEAST * share_of_tone(rate):
            ohms = to_ohms(peak, rate)
            return Impedance(channel, ohms, error / scale, judge(ohms, electrodes))
        if _is_still(board, volts[number]):
            return Impedance(channel, None, None, Verdict.BAD)
    raise AcquisitionError(
        N_("The headset sent no current through {channel}; switch it off and on, and try again."),
        channel=channel,
    )


def _listen(
    board: Headset,
    clock: Clock,
    is_enough: Callable[[NDArray[np.float64], NDArray[np.int64]], bool],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Listen until it is enough; return volts, channels first, and the rows they lie on."""
    rate, pause = board.info.rate, Event()
    shortest, longest = (round(s * rate) for s in (_SHORTEST, _LONGEST))
    parts: list[Samples] = []
    count, looked, began = 0, shortest, clock.now()
    heard = began
    while True:
        pause.wait(_LOOK)
        samples = board.read(clock.now())
        if len(samples):
            heard = clock.now()
            if heard - began > _SETTLE:
                parts.append(samples)
                count += len(samples)
        elif clock.now() - heard > _PATIENCE:
            raise AcquisitionError(
                N_("The headset is silent; check dongle and battery, and measure again.")
            )
        if count >= looked:
            looked = count + round(0.25 * rate)
            volts, rows = _on_grid(board, parts)
            if count >= longest or is_enough(volts, rows):
                return volts, rows


def _on_grid(
    board: Headset, parts: Sequence[Samples]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the samples, and their rows by the headset's counter."""
    counters = np.concatenate([part.counters for part in parts]).astype(np.int64)
    volts = np.concatenate([part.microvolts for part in parts]).astype(np.float64).T * 1e-6
    step = getattr(board, "counter_step", 1)
    ahead = np.diff(counters, prepend=counters[0] - step)
    if board.counter_modulus:
        ahead %= board.counter_modulus
    rows = np.cumsum(ahead // step)
    # A packet of a Daisy that was lost repeats the old values: no row of its own.
    fresh = ahead > 0
    return volts[:, fresh], rows[fresh]
