"""Five trials: the numbers are right where they are known, and nothing is claimed of noise."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import ttest_ind

from acquisition.brainvision import EEG
from acquisition.files import read_recording
from acquisition.recording import Recording
from sessions.errors import SessionError
from sessions.metrics import erd
from sessions.screening import screen, screen_session
from sessions.store import read_session
from station.task import Task
from tests.sessions.builders import PlayedTrial, Script, build_session, played_trials

CHANNELS = ("FC3", "C3", "CP3", "Cz", "FC4", "C4", "CP4", "Pz")
RATE = 250.0
HALF = 10 * np.log10(0.5)  # -3.01 dB


def noise(seed: int, trials: int = 5, seconds: float = 4.0) -> NDArray[np.float64]:
    shape = (trials, len(CHANNELS), round(seconds * RATE))
    return np.random.default_rng(seed).normal(0, 5, shape)


def weakened(rest: NDArray[np.float64], channel: str, factor: float) -> NDArray[np.float64]:
    """Return the same epochs with a channel's power changed, and the neighbours' halves of it."""
    task = rest.copy()
    task[:, CHANNELS.index(channel)] *= np.sqrt(factor)
    return task


def silent_around(epochs: NDArray[np.float64]) -> NDArray[np.float64]:
    quiet = epochs.copy()
    quiet[:, [i for i, name in enumerate(CHANNELS) if name not in ("C3", "C4")]] = 0.0
    return quiet


def test_half_the_power_opposite_the_hand_is_three_decibels_of_both() -> None:
    rest = silent_around(noise(1))

    found = screen(weakened(rest, "C3", 0.5), rest, channels=CHANNELS, rate=RATE, side="right")

    for band in ("mu", "beta"):
        assert found.strength[band].value == pytest.approx(HALF, abs=1e-9)
        assert found.laterality[band].value == pytest.approx(-HALF, abs=1e-9)
    assert (found.contralateral, found.ipsilateral) == ("C3", "C4")
    assert (found.tasks, found.rests, found.around) == (5, 5, (3, 3))


def test_a_left_hand_is_looked_for_on_the_right() -> None:
    rest = silent_around(noise(2))

    found = screen(weakened(rest, "C4", 0.1), rest, channels=CHANNELS, rate=RATE, side="left")

    assert found.contralateral == "C4"
    assert found.strength["mu"].value == pytest.approx(-10.0, abs=1e-9)
    assert found.paradigm == "left-vs-right"
    assert found.responds


def test_what_all_electrodes_share_changes_nothing() -> None:
    """A rhythm of 100 µV everywhere that doubles in the task is not the hand area's."""
    seconds = np.arange(round(4 * RATE)) / RATE
    shared = 100 * np.sin(2 * np.pi * 10 * seconds)
    rest, task = noise(3), noise(4)

    bare = screen(task, rest, channels=CHANNELS, rate=RATE, side="right")
    with_it = screen(task + 2 * shared, rest + shared, channels=CHANNELS, rate=RATE, side="right")

    assert with_it.strength["mu"].value == pytest.approx(bare.strength["mu"].value, abs=1e-6)


def test_equal_weakening_of_both_sides_speaks_for_the_hand_against_rest() -> None:
    rest = silent_around(noise(5))
    task = weakened(weakened(silent_around(noise(6)), "C3", 0.1), "C4", 0.1)

    found = screen(task, rest, channels=CHANNELS, rate=RATE, side="right")

    assert found.responds
    assert found.paradigm == "hand-vs-rest"
    low, high = found.laterality["mu"].interval
    assert low < 0 < high


def test_the_interval_is_welchs() -> None:
    """SciPy's test of unequal variances, which we do not call, has the same interval."""
    task, rest = noise(7), noise(8, trials=6)
    names = ("C3", "C4")
    pick = [CHANNELS.index(name) for name in names]

    found = screen(task[:, pick], rest[:, pick], channels=names, rate=RATE, side="right")

    powers = [_mu_decibels(epochs[:, pick[0]]) for epochs in (task, rest)]
    interval = ttest_ind(*powers, equal_var=False).confidence_interval()
    assert found.strength["mu"].interval == pytest.approx((interval.low, interval.high), abs=1e-9)
    assert found.around == (0, 0)


def _mu_decibels(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mu power in dB by hand: Hann windows of one second, half overlapping."""
    window = np.hanning(251)[:-1]
    pieces = np.stack([signal[:, start : start + 250] for start in range(0, 751, 125)], axis=1)
    pieces = pieces - pieces.mean(axis=-1, keepdims=True)
    density = 2 * np.abs(np.fft.rfft(pieces * window, axis=-1)) ** 2 / (RATE * np.sum(window**2))
    return np.asarray(10 * np.log10(density.mean(axis=1)[:, 8:14].mean(axis=-1)))


def test_noise_is_called_clear_in_one_screening_of_twenty() -> None:
    """400 screenings of noise: 5 % are promised, give or take three standard errors of 1.1 %."""
    clear = [
        screen(
            noise(seed, seconds=2.0), noise(9000 + seed, seconds=2.0),
            channels=CHANNELS, rate=RATE, side="right",
        ).laterality["mu"].is_clear
        for seed in range(400)
    ]  # fmt: skip

    assert 0.02 <= np.mean(clear) <= 0.083


@pytest.mark.parametrize(("tasks", "rests"), [(2, 5), (5, 2), (0, 0)])
def test_fewer_than_three_trials_say_nothing(tasks: int, rests: int) -> None:
    with pytest.raises(SessionError, match=f"found {tasks} and {rests}; mend the signal"):
        screen(noise(1, tasks), noise(2, rests), channels=CHANNELS, rate=RATE, side="right")


def test_the_hand_areas_must_be_recorded() -> None:
    with pytest.raises(SessionError, match="C4 was not recorded"):
        screen(noise(1)[:, :3], noise(2)[:, :3], channels=CHANNELS[:3], rate=RATE, side="right")


def test_a_recorded_session_is_screened_on_its_first_clean_trials(tmp_path: Path) -> None:
    """The rhythm at C3 falls to a tenth; Cz, which does not fall, is among its neighbours."""
    script = Script(played=played_trials(10, 0, 0, 10), factor=0.1)
    session = read_session(build_session(tmp_path / "known", script))

    five, all_ = screen_session(session), screen_session(session, trials=99)

    assert (five.tasks, five.rests) == (5, 5)
    assert (all_.tasks, all_.rests) == (10, 10)
    assert five.responds
    assert five.strength["mu"].value < -3
    assert five.laterality["mu"].value > 0


def test_a_spoilt_trial_gives_its_place_to_the_next(tmp_path: Path) -> None:
    script = Script(played=[PlayedTrial("right_hand", 1.0), PlayedTrial("rest", -1.0)] * 5)
    lost = replace(script, lost_rows=[round(5 * script.rate)])
    session = read_session(build_session(tmp_path / "lost", lost))

    found = screen_session(session)

    assert (found.tasks, found.rests) == (4, 5)


def test_without_rest_trials_the_pause_before_the_cue_is_the_rest(tmp_path: Path) -> None:
    hands = [PlayedTrial("right_hand", 1.0), PlayedTrial("left_hand", -1.0)] * 5
    script = Script(played=hands, task=Task.LEFT_VS_RIGHT, factor=0.1)
    session = read_session(build_session(tmp_path / "hands", script))

    found = screen_session(session)

    assert (found.tasks, found.rests) == (5, 5)
    assert found.laterality["mu"].value > 0


def real_epochs(
    recordings: list[Recording], label: str, names: tuple[str, ...]
) -> NDArray[np.float64]:
    found = []
    for recording in recordings:
        rate = recording.info.rate
        columns = [recording.info.channels.index(name) for name in names]
        for cue in recording.cues:
            first, end = cue.row + round(0.5 * rate), cue.row + round(4 * rate)
            if cue.label == label and end <= len(recording.microvolts):
                found.append(recording.microvolts[first:end, columns].T)
    return np.asarray(found, dtype=np.float64)


def test_real_imagery_of_the_right_hand_is_found_opposite_it(data: Path) -> None:
    """S001 and S02, all trials: the left hemisphere weakens, and more than the right one."""
    events = {"OVTK_GDF_Right": "right_hand", "OVTK_GDF_Tongue": "rest"}
    folder = data / "openbci-hand-vs-rest"
    s02 = [
        read_recording(folder / f"sub-S02_run-{run}_eeg.edf", unit="uV", events=events)
        for run in (2, 3)
    ]
    names = ("C3", "C4", "Cz", "F3", "F4", "P3", "P4", "T3", "T4")
    s001_names = ("C3", "C4", "FC3", "FC4", "CP3", "CP4", "Cz")
    s001 = [
        read_recording(
            data / "physionet-eegmmidb" / f"S001R{run:02d}.edf",
            unit="uV",
            events={"T0": "rest", "T2": "right_hand"},
            channels=s001_names,
        )
        for run in (4, 8, 12)
    ]

    for recordings, channels in ((s02, names), (s001, s001_names)):
        found = screen(
            real_epochs(recordings, "right_hand", channels),
            real_epochs(recordings, "rest", channels),
            channels=channels,
            rate=recordings[0].info.rate,
            side="right",
        )
        assert found.responds
        assert found.laterality["mu"].is_clear
        assert found.laterality["mu"].value > 0
        assert found.tasks > 20


def test_an_electrode_that_is_off_is_no_quiet_one(tmp_path: Path) -> None:
    """Silence at C3 let its neighbours speak for it, and a difference of the sides was found there."""
    script = Script(played=played_trials(5, 0, 0, 5))
    folder = build_session(tmp_path / "off", script)
    path = folder / EEG
    microvolts = np.fromfile(path, "<f4").reshape(-1, len(script.channels))
    microvolts[:, script.channels.index("C3")] = -187500.0
    path.write_bytes(microvolts.tobytes())
    session = read_session(folder)

    with pytest.raises(SessionError, match="found 0 and 0; mend the signal"):
        screen_session(session)
    assert erd.compute(session)["right_hand C3 mu %"].n == 0
    assert erd.compute(session)["right_hand Cz mu %"].n == 5
