"""The simulated patient: as separable as promised, and the same for every reader."""

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.boards.simulated import M16_A, SimulatedBoard
from acquisition.errors import AcquisitionError
from acquisition.simulation import STRENGTH, modulate, position
from station.events import Event
from station.task import Side, Task, classes, opposite

RATE = 250.0


def cue(label: str, row: int, end_row: int) -> Event:
    """Return a cue as the trial engine sends it."""
    return Event(0, "cue", label, row, 0.0, "", {"end_row": end_row})


def play(board: SimulatedBoard, cues: list[Event], steps: list[int]) -> NDArray[np.float32]:
    """Return rows read in the given numbers, each cue heard just after its row was read."""
    waiting, row, parts = list(cues), 0, []
    board.start(3.0)
    for step in steps:
        row += step
        parts.append(board.read(3.0 + (row - 1) / RATE).microvolts)
        while waiting and waiting[0].row < row:
            board.hear(waiting.pop(0))
    return np.concatenate(parts)


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize("dprime", [0.0, 1.0, 2.0])
def test_an_ideal_observer_of_the_sources_separates_the_classes_by_d_prime(
    task: Task, dprime: float
) -> None:
    """Log power of the sources gives d' back, within the error of 400 trials (SE 0.1)."""
    board = SimulatedBoard(dprime=dprime, task=task, seed=4)
    labels = classes(task, "right")
    for number in range(400):
        board.hear(cue(labels[number % 2], 1000 * number, 1000 * number + 500))

    scores = np.array([m.right_db - m.left_db for m in board.modulations])
    negative, positive = scores[::2], scores[1::2]
    spread = np.sqrt((negative.var(ddof=1) + positive.var(ddof=1)) / 2)
    error = np.sqrt(2 / 200 + dprime**2 / (4 * 200))
    assert (positive.mean() - negative.mean()) / spread == pytest.approx(dprime, abs=3 * error)


@pytest.mark.parametrize("lesion", ["left", "right"])
def test_the_hemisphere_opposite_the_trained_hand_desynchronises(lesion: Side) -> None:
    """A lesion on the left trains the right hand, which the left hemisphere moves."""
    hand = f"{opposite(lesion)}_hand"

    change = modulate(
        hand, 0.0, row=0, end_row=1000, task=Task.HAND_VS_REST, lesion=lesion, dprime=1.5
    )

    lesioned, other = (change.left_db, change.right_db)[:: 1 if lesion == "left" else -1]
    assert lesioned == pytest.approx(-STRENGTH * 1.5)
    assert other == pytest.approx(0.3 * lesioned)


def test_the_scalp_over_the_lesion_loses_mu_power_in_imagery() -> None:
    """With d' 2 power at C3 falls, on average, well below that at C4."""
    board = SimulatedBoard(dprime=2.0, seed=1)
    cues = [cue("right_hand", row, row + 1000) for row in range(1000, 81000, 2000)]
    microvolts = play(board, cues, [80] * 1020).astype(float)

    def power(channel: int, offset: int) -> float:
        window = np.hanning(800)
        parts = [microvolts[c.row + offset :][:800, channel] for c in cues]
        spectra = np.abs(np.fft.rfft([window * (p - p.mean()) for p in parts])) ** 2
        return float(spectra[:, 29:39].mean())  # 9.1 to 11.9 Hz

    c3, c4 = (power(i, 180) / power(i, -880) for i in (1, 5))
    assert c3 < 0.75
    assert c3 < 0.8 * c4


def test_how_often_the_board_is_read_changes_nothing() -> None:
    """Bit for bit, as long as a cue is heard before the brain reacts."""
    cues = [cue("right_hand", 300, 1300), cue("rest", 2000, 3000)]
    total = 4000
    generator = np.random.default_rng(0)
    uneven: list[int] = []
    while sum(uneven) < total:
        uneven.append(min(int(generator.integers(0, 80)), total - sum(uneven)))

    one = play(SimulatedBoard(seed=7), cues, [1] * total)
    some = play(SimulatedBoard(seed=7), cues, [50] * (total // 50))
    other = play(SimulatedBoard(seed=7), cues, uneven)

    np.testing.assert_array_equal(one, some)
    np.testing.assert_array_equal(one, other)


def test_a_cue_changes_nothing_before_the_reaction_and_something_after() -> None:
    """The patient needs 0.35 s, and has recovered 0.3 s after the end."""
    heard = play(SimulatedBoard(seed=7), [cue("right_hand", 300, 1300)], [20] * 100)
    deaf = play(SimulatedBoard(seed=7), [], [20] * 100)

    differs = np.flatnonzero(np.any(heard != deaf, axis=1))
    assert 300 + 87 <= differs[0] <= 300 + 92
    assert 1300 + 70 <= differs[-1] <= 1300 + 75


def test_seeds_differ_and_repeat() -> None:
    """The same seed is the same patient."""
    first, again, other = (play(SimulatedBoard(seed=s), [], [300]) for s in (1, 1, 2))

    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_samples_are_due_at_their_nominal_time() -> None:
    """Times and counters say which sample it is."""
    with SimulatedBoard() as board:
        board.start(10.0)
        first = board.read(10.1)
        second = board.read(10.1)
        third = board.read(10.104)

    assert len(first) == 26
    assert len(second) == 0
    np.testing.assert_array_equal(third.counters, [26])
    np.testing.assert_allclose(third.times, [10.104])


def test_amplitudes_are_those_of_a_real_head() -> None:
    """10 to 20 µV without the electrodes' offset, blinks larger in front than behind."""
    microvolts = play(SimulatedBoard(seed=3, channels=("Fp1", "C3", "C4", "Pz")), [], [7500])
    microvolts = microvolts.astype(float) - np.median(microvolts, axis=0)

    spread = microvolts[:, 1:].std(axis=0)
    assert np.all((spread > 7) & (spread < 20))
    assert 80 < microvolts[:, 0].max() < 220
    assert np.all(np.isfinite(microvolts))


def test_sixteen_channels_come_at_half_the_rate() -> None:
    """As a Daisy sends them."""
    info = SimulatedBoard(channels=M16_A).info

    assert (len(info.channels), info.rate, info.source) == (16, 125.0, "simulated")


def test_an_unknown_electrode_is_refused() -> None:
    """The sentence names it."""
    with pytest.raises(AcquisitionError, match="'X9'"):
        SimulatedBoard(channels=("C3", "X9"))


@pytest.mark.parametrize("dprime", [-1.0, float("nan"), float("inf")])
def test_an_impossible_d_prime_is_refused(dprime: float) -> None:
    """There is no such patient."""
    with pytest.raises(AcquisitionError, match="0 or more"):
        SimulatedBoard(dprime=dprime)


def test_odd_electrodes_lie_on_the_left() -> None:
    """C3 and C4 mirror each other; Fp lies in front."""
    assert position("C3") == (-0.4, 0.0)
    assert position("C4") == (0.4, 0.0)
    assert position("Fpz") == (0.0, 0.8)
    assert position("T5") == position("P7")  # its older name
