"""The proof that a head is connected: it follows, and nothing else does."""

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.boards.simulated import M8_A, M16_A, SimulatedBoard
from acquisition.plausibility import (
    SECONDS,
    Plausibility,
    Step,
    alpha_ratio,
    clench_ratio,
    count_blinks,
    judge,
)
from station.events import Event

RATE = 250.0


def noise(seconds: float, channels: int, seed: int) -> NDArray[np.float64]:
    generator = np.random.default_rng(seed)
    return generator.normal(0, 2e-6, (channels, int(seconds * RATE)))


def test_alpha_that_doubles_in_amplitude_has_four_times_the_power() -> None:
    seconds = np.arange(2500) / RATE
    alpha = 20e-6 * np.sin(2 * np.pi * 10 * seconds)
    opened, closed = noise(10, 2, 0), noise(10, 2, 1)
    opened[1] += alpha
    closed[1] += 2 * alpha

    assert alpha_ratio(opened, closed, ("C3", "Pz"), RATE) == pytest.approx(4.0, rel=0.05)


@pytest.mark.parametrize("count", [0, 3, 5])
def test_blinks_are_counted(count: int) -> None:
    blinking, quiet = noise(5, 1, 2)[0], noise(10, 1, 3)[0]
    shape = 60e-6 * np.sin(np.linspace(0, np.pi, 80)) ** 2
    for number in range(count):
        blinking[100 + 220 * number :][:80] += shape

    assert count_blinks(blinking, quiet, RATE) == pytest.approx(count, abs=0 if count else 1)


def test_clenched_teeth_are_seen_at_the_two_electrodes_nearest_to_them() -> None:
    before, clenched = noise(10, 4, 4), noise(5, 4, 5)
    clenched[2] *= 10
    clenched[3] *= 20

    assert clench_ratio(before, clenched, RATE, 50.0) == pytest.approx(100, rel=0.4)
    assert clench_ratio(before, noise(5, 4, 6), RATE, 50.0) < 2


def test_one_noisy_electrode_is_no_clenched_teeth() -> None:
    before, noisy = noise(10, 4, 4), noise(5, 4, 5)
    noisy[3] *= 20

    assert clench_ratio(before, noisy, RATE, 50.0) < 2


def test_a_hand_that_contracts_is_no_clenched_teeth() -> None:
    names = ("C3", "Pz", "EMG extensor")
    parts = {step: noise(SECONDS[step], 3, seed) for seed, step in enumerate(Step)}
    parts[Step.CLENCH][2] *= 20

    assert judge(parts, names, RATE, 50.0).clench < 2


def test_what_is_missing_is_named() -> None:
    assert Plausibility(1.29, 2, 3.9).missing == (Step.CLOSED, Step.BLINK, Step.CLENCH)
    assert Plausibility(1.3, 3, 4.0).is_connected


@pytest.mark.parametrize("channels", [M8_A, M16_A], ids=["cyton", "daisy"])
@pytest.mark.parametrize("follows", [True, False])
def test_a_patient_who_follows_is_told_from_a_signal_that_does_not(
    channels: tuple[str, ...], follows: bool
) -> None:
    board = SimulatedBoard(channels=channels, seed=5)
    board.start(0.0)
    rate, now, row, parts = board.info.rate, 0.0, 0, {}
    for step in Step:
        if follows:
            board.hear(Event(0, "instruction", step, row, now, ""))
        now += 0.8
        row += len(board.read(now))
        now += SECONDS[step]
        samples = board.read(now)
        row += len(samples)
        parts[step] = samples.microvolts.T.astype(float) * 1e-6

    found = judge(parts, channels, rate, 50.0)

    assert found.is_connected is follows
    assert follows or {Step.BLINK, Step.CLENCH} <= set(found.missing)
