"""Impedance: known resistors come back, and nothing is measured that was not there."""

import sys
from pathlib import Path

import numpy as np
import pytest

from acquisition.board import Pin, Samples
from acquisition.boards._driver import configure
from acquisition.boards._wiring import GAINS, lead_off_commands
from acquisition.boards.brainflow import BrainFlowBoard
from acquisition.boards.simulated import M8_A, M16_A, SimulatedBoard
from acquisition.errors import AcquisitionError
from acquisition.impedance import Electrodes, Impedance, Verdict, judge, measure
from acquisition.lead_off import CURRENT, FREQUENCY, SERIES, common_share, to_ohms, tone
from acquisition.montage import MONTAGES, head_order
from acquisition.profiles import PROFILES
from station.clock import RealClock, VirtualClock
from station.stream import StreamInfo, eeg_of
from tests.acquisition.test_cyton_emulator import receive, running

pty = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


NOTHING = (np.zeros(0, np.int32), np.zeros(0))


class Dummy:
    """Resistors on a headset whose clock is the test's; ``deaf`` obeys no command."""

    def __init__(self, ohms: list[float], clock: VirtualClock, *, deaf: bool = False) -> None:
        names = tuple(f"E{number + 1}" for number in range(len(ohms)))
        self.info = StreamInfo("dummy", "dummy-1", "simulated", names, 250.0)
        self.counter_modulus, self.hum = 256, 0.0
        self.commands: list[str | None] = []
        self.still: dict[int, float] = {}  # inputs that stand at a value, in volts
        self.silent_from = 10**9  # the row from which it says nothing, and obeys nothing
        self._ohms, self._clock, self._deaf = ohms, clock, deaf
        self._on: int | None = None
        self._extra = 0.0  # of the electrode on P, which only a muscle input has
        self._row = 0
        self._noise = np.random.default_rng(1)

    def __enter__(self) -> "Dummy":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def start(self, now: float) -> None:
        self._row = 0

    def stop(self) -> None:
        return None

    def inject(self, channel: str | None, pin: Pin = "N") -> None:
        self.commands.append(channel)
        if channel is None and self._row >= self.silent_from:
            raise AcquisitionError("it did not accept its settings")
        if not self._deaf:
            self._on = None if channel is None else self.info.channels.index(channel)
            self._extra = 90e3 if pin == "P" else 0.0

    def read(self, now: float) -> Samples:
        self._clock.advance(0.05)
        if self._row >= self.silent_from:
            return Samples(np.zeros((0, len(self._ohms)), np.float32), *NOTHING)
        rows = np.arange(self._row, self._row + 12)
        self._row += 12
        volts = self._noise.normal(0, 5e-6, (12, len(self._ohms)))
        eeg = [name in eeg_of(self.info.channels) for name in self.info.channels]
        volts += self.hum * np.outer(np.sin(2 * np.pi * 50 * rows / 250), eeg)
        if self._on is not None:
            wave = np.sin(2 * np.pi * FREQUENCY * rows / 250 + 1.0)
            volts[:, self._on] += CURRENT * (self._ohms[self._on] + self._extra + SERIES) * wave
        for number, value in self.still.items():
            volts[:, number] = value
        lost = rows % 50 == 7
        return Samples(
            (1e6 * volts[~lost]).astype(np.float32),
            (rows[~lost] % 256).astype(np.int32),
            now + rows[~lost] / 250,
        )


def silent(_: Impedance | None) -> None:
    return None


def test_of_a_muscles_two_electrodes_the_worse_counts() -> None:
    """The one on P has 90 kΩ more; an electrode of the EEG has none there."""
    clock = VirtualClock()
    board = Dummy([5e3, 5e3], clock)
    board.info = StreamInfo("dummy", "d", "simulated", ("C3", "EMG extensor"), 250.0)

    measured = measure(board, Electrodes.GEL, clock, silent)

    eeg, muscle = (each.ohms for each in measured.channels)
    assert eeg == pytest.approx(5e3, rel=0.1)
    assert muscle == pytest.approx(95e3, rel=0.1)


def test_the_current_goes_through_the_pin_that_is_asked_for() -> None:
    assert lead_off_commands([7], 7, "P") == "z700Zz710Z"
    assert lead_off_commands([1], 2) == "z100Zz201Z"


@pytest.mark.parametrize("phase", [0.0, 0.7, 2.0])
@pytest.mark.parametrize("rate", [250.0, 125.0])
def test_a_tone_is_found_beside_alpha_mains_and_drift(rate: float, phase: float) -> None:
    """20 µV at 31.25 Hz; alpha twice as large, mains five times, drift of 3 mV."""
    rows = np.delete(np.arange(int(4 * rate)), [30, 31, 200])
    seconds = rows / rate
    volts = 20e-6 * np.sin(2 * np.pi * FREQUENCY * seconds + phase) + 3e-3 * seconds
    volts += 40e-6 * np.sin(2 * np.pi * 10 * seconds) + 1e-4 * np.sin(2 * np.pi * 50 * seconds)

    peak, error = tone(volts, rows, rate)

    assert peak == pytest.approx(20e-6, rel=0.01)
    assert error < 0.3e-6


def test_the_formula_is_that_of_the_specification() -> None:
    """Z = √2 · V_rms / 6 nA − 2200 Ω: 73.2 µV peak are 51.76 µV rms, so 10 kΩ."""
    assert to_ohms(51.76e-6 * np.sqrt(2), 250.0) == pytest.approx(10_000, rel=1e-3)


def test_the_mean_of_two_ticks_that_a_daisy_sends_is_undone() -> None:
    ticks = np.sin(2 * np.pi * FREQUENCY * np.arange(2000) / 250 + 0.3)
    rows = ticks.reshape(-1, 2).mean(axis=1) * 6e-9 * 12_200

    peak, _ = tone(rows, np.arange(1000), 125.0)

    assert to_ohms(peak, 125.0) == pytest.approx(10_000, rel=0.01)


@pytest.mark.parametrize(
    ("kind", "ohms", "verdict"),
    [
        (Electrodes.GEL, 10e3, Verdict.GOOD),
        (Electrodes.GEL, 15e3, Verdict.ACCEPTABLE),
        (Electrodes.GEL, 50e3, Verdict.POOR),
        (Electrodes.GEL, 51e3, Verdict.BAD),
        (Electrodes.SALINE, 51e3, Verdict.POOR),
        (Electrodes.DRY, 700e3, Verdict.ACCEPTABLE),
        (Electrodes.DRY, 2.4e6, Verdict.BAD),
    ],
)
def test_what_is_good_depends_on_the_electrode(
    kind: Electrodes, ohms: float, verdict: Verdict
) -> None:
    assert judge(ohms, kind) is verdict


def test_every_electrode_is_measured_alone_and_the_current_ends() -> None:
    clock = VirtualClock()
    dummy = Dummy([5e3, 20e3, 100e3], clock)

    measured = measure(dummy, Electrodes.GEL, clock, silent)

    found = np.array([each.ohms for each in measured.channels], np.float64)
    np.testing.assert_allclose(found, [5e3, 20e3, 100e3], rtol=0.1)
    assert dummy.commands == ["E1", "E2", "E3", None]
    assert measured.is_unbalanced
    assert not measured.is_reference_bad


def test_a_headset_without_current_is_an_error_and_no_perfect_electrode() -> None:
    clock = VirtualClock()
    dummy = Dummy([5e3, 5e3], clock, deaf=True)

    with pytest.raises(AcquisitionError, match="sent no current through E1"):
        measure(dummy, Electrodes.GEL, clock, silent)
    assert dummy.commands[-1] is None


@pytest.mark.parametrize("value", [0.1875, -0.1875, 0.0])
def test_an_electrode_in_the_air_is_bad_and_the_others_are_measured(value: float) -> None:
    """At its rail, or at 0 behind a broken cable, an input shows no current; it is no deaf headset."""
    clock = VirtualClock()
    dummy = Dummy([5e3, 5e3, 12e3], clock)
    dummy.still[1] = value

    measured = measure(dummy, Electrodes.GEL, clock, silent)

    assert [each.verdict for each in measured.channels] == [
        *(Verdict.GOOD, Verdict.BAD, Verdict.ACCEPTABLE),
    ]
    assert (measured.channels[1].ohms, measured.channels[1].error) == (None, None)
    assert not measured.is_unbalanced


def test_of_a_muscles_two_electrodes_one_in_the_air_is_the_worse() -> None:
    clock = VirtualClock()
    dummy = Dummy([5e3, 5e3, 5e3], clock)
    dummy.info = StreamInfo("dummy", "d", "simulated", ("C3", "C4", "EMG extensor"), 250.0)
    dummy.still[2] = 0.1875

    assert measure(dummy, Electrodes.GEL, clock, silent).channels[2].ohms is None


def test_all_electrodes_at_their_rails_are_a_bad_reference() -> None:
    clock = VirtualClock()
    dummy = Dummy([5e3] * 4, clock)
    dummy.still = dict.fromkeys(range(4), 0.1875)

    assert measure(dummy, Electrodes.GEL, clock, silent).is_reference_bad


def test_a_bad_reference_is_seen_beside_muscles_and_an_electrode_in_the_air() -> None:
    """Muscles are bipolar: what all the others have in common is not in them."""
    clock = VirtualClock()
    dummy = Dummy([5e3] * 8, clock)
    names = (*MONTAGES["M8-B"].eeg, "EMG extensor", "EMG flexor")
    dummy.info = StreamInfo("dummy", "d", "simulated", names, 250.0)
    dummy.hum = 500e-6
    dummy.still[0] = 0.1875

    measured = measure(dummy, Electrodes.GEL, clock, silent)

    assert measured.is_reference_bad
    assert measured.channels == ()


def test_one_bad_electrode_alone_is_no_bad_reference() -> None:
    clock = VirtualClock()

    measured = measure(Dummy([80e3], clock), Electrodes.GEL, clock, silent)

    assert [each.verdict for each in measured.channels] == [Verdict.BAD]
    assert not measured.is_reference_bad


def test_a_headset_that_falls_silent_is_said_to_be_silent() -> None:
    """It does not obey the command that ends the current, either: that is not what happened."""
    clock = VirtualClock()
    dummy = Dummy([5e3, 5e3], clock)
    dummy.silent_from = 600

    with pytest.raises(AcquisitionError, match="headset is silent"):
        measure(dummy, Electrodes.GEL, clock, silent)
    assert dummy.commands[-1] is None


def test_a_bad_reference_is_said_before_any_electrode_is_measured() -> None:
    clock = VirtualClock()
    dummy = Dummy([5e3] * 4, clock)
    dummy.hum = 500e-6

    measured = measure(dummy, Electrodes.GEL, clock, silent)

    assert measured.is_reference_bad
    assert measured.channels == ()
    assert dummy.commands == [None]


def test_what_is_common_to_all_channels_is_told_from_what_is_not() -> None:
    generator = np.random.default_rng(0)
    own = generator.normal(0, 1e-5, (8, 5000))
    shared = own + generator.normal(0, 1e-4, 5000)

    assert common_share(own)[0] == pytest.approx(1 / 8, abs=0.02)
    assert common_share(shared)[0] == pytest.approx(0.99, abs=0.01)


def test_channels_are_shown_from_front_to_back_and_left_to_right() -> None:
    assert head_order(("Pz", "C4", "EMG extensor", "C3", "Fp1")) == (
        *("Fp1", "C3", "C4", "Pz"),
        "EMG extensor",
    )


@pty
@pytest.mark.process
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("channels", "used"), [(M8_A, (1, 3, 6, 8)), (M16_A, (1, 7, 9, 16))], ids=["cyton", "daisy"]
)
def test_known_resistors_come_back_through_the_driver(
    channels: tuple[str, ...], used: tuple[int, ...], tmp_path: Path
) -> None:
    """1 kΩ to 500 kΩ within 10 %, on a background of EEG; afterwards no current is left on."""
    link, ohms = tmp_path / "port", np.geomspace(1e3, 500e3, len(used))
    told: list[Impedance | None] = []
    off = tuple(number for number in range(1, len(channels) + 1) if number not in used)
    with running(SimulatedBoard(channels=channels, seed=2), link) as emulator:
        emulator.amplifier.ohms[np.array(used) - 1] = ohms
        profile = emulator.profile.name
        with BrainFlowBoard(profile=profile, port=str(link), channels=channels, off=off) as board:
            measured = measure(board, Electrodes.GEL, RealClock(), told.append)

    found = np.array([each.ohms for each in measured.channels], np.float64)
    np.testing.assert_allclose(found, ohms, rtol=0.1)
    assert [each.channel for each in told if each is not None] == list(board.info.channels)
    assert not emulator.amplifier.lead_off(np.arange(8, dtype=np.int32)).any()


@pty
@pytest.mark.process
def test_ten_microvolts_are_ten_microvolts_at_every_gain(tmp_path: Path) -> None:
    """A 10 µV sine comes back within 0.5 %; the driver knows which gain each input has."""
    link = tmp_path / "port"
    with running(_Sine(), link), BrainFlowBoard(port=str(link), channels=M8_A) as board:
        commands = "".join(f"x{i + 1}0{i}0110X" for i in range(len(GAINS)))
        configure(board._shim, commands, PROFILES["cyton"], str(link))
        samples = receive(board, 500)
    peaks = (
        2
        * np.abs(np.exp(-2j * np.pi * _HERTZ * np.arange(500) / 250) @ samples.microvolts[:500])
        / 500
    )

    assert GAINS == (1, 2, 4, 6, 8, 12, 24)
    np.testing.assert_allclose(peaks, 10.0, rtol=0.005)


_HERTZ = 10.5  # 21 periods in 500 rows: no value comes twice, so that rounding averages out


class _Sine(SimulatedBoard):
    """10 µV on every channel."""

    def read(self, now: float) -> Samples:
        samples = super().read(now)
        wave = 10.0 * np.sin(2 * np.pi * _HERTZ * samples.counters / 250)
        microvolts = np.repeat(wave[:, None], 8, axis=1).astype(np.float32)
        return Samples(microvolts, samples.counters, samples.times)
