"""Simulated patients for :mod:`benchmarks.decoding_parts`, and what happens to them.

A calibration and a run of play by one simulated brain. Between the two, or during play, something
befalls the recording; the truth of every trial stays known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from acquisition.boards.simulated import SimulatedBoard
from acquisition.recording import Recording
from decoding.bank import BANDS, filtered
from decoding.gate import Gate, muscle_band
from decoding.members import Session, Views, views
from decoding.preprocess import CausalFilter
from decoding.windows import OnlineConfig
from station.events import Event
from station.stream import Cue, RowFlag

CHANNELS = ("FC3", "FC4", "C3", "Cz", "C4", "CP3", "CP4", "Pz")
CLASSES = ("rest", "right_hand")
CALIBRATION, PLAY = 40, 60
IMAGERY_S, TRIAL_S, FIRST_S = 4.0, 7.0, 5.0
# The simulated headset sends eight channels at this rate; play begins so long before its first cue.
RATE, BEFORE_S = 250.0, 2.0
# What an OpenBCI board shows of an electrode that is off, at a gain of 24.
RAIL_UV = 187500.0
# More than this share of a trial without EEG makes it invalid (CLINICAL 4.3).
MOST_BAD = 0.3


@dataclass(frozen=True)
class Played:
    """A trial of play.

    Attributes
    ----------
    views : tuple of ndarray
        What the members look at.
    label : bool
    is_clean : bool
        Whether the artefact gate lets it pass.
    off : ndarray of int
        Channels whose electrodes the gate has given up.
    """

    views: Views
    label: bool
    is_clean: bool
    off: NDArray[np.intp]


@dataclass(frozen=True)
class Patient:
    """A calibration and the trials that were then played; lost rows leave trials out.

    Attributes
    ----------
    calibration : Session
    played : tuple of Played
    is_another_day : bool
        Whether the cap was put on anew, so that a decoder starts as for a returning patient.
    """

    calibration: Session
    played: tuple[Played, ...]
    is_another_day: bool


def drift(raw: NDArray[np.float64], play: int, generator: np.random.Generator) -> None:
    """Put the cap on anew before play: every channel has another gain and hears its neighbours."""
    mixed = np.eye(raw.shape[1]) + 0.15 * generator.normal(size=(raw.shape[1],) * 2)
    gains = np.exp(0.5 * generator.normal(size=raw.shape[1]))
    raw[play:] = raw[play:] @ mixed * gains


def lose_electrode(raw: NDArray[np.float64], play: int, generator: np.random.Generator) -> None:
    """Pull C3 off in the middle of play: its amplifier runs against its rail."""
    middle = (play + len(raw)) // 2
    raw[middle:, CHANNELS.index("C3")] = RAIL_UV


def burst(raw: NDArray[np.float64], play: int, generator: np.random.Generator) -> None:
    """Clench teeth for a second and a half in every third trial of play."""
    for trial in range(0, PLAY, 3):
        row = play + round((BEFORE_S + trial * TRIAL_S) * RATE)
        raw[row : row + round(1.5 * RATE)] += 150 * generator.normal(
            size=(round(1.5 * RATE), raw.shape[1])
        )


HAPPENINGS: Mapping[str, Callable[[NDArray[np.float64], int, np.random.Generator], None]] = {
    "another day": drift,
    "electrode lost": lose_electrode,
    "bursts": burst,
}


def patient(dprime: float, seed: int, happening: str = "") -> Patient:
    """Return a simulated patient to whom something happens.

    Parameters
    ----------
    dprime : float
    seed : int
    happening : str
        One of :data:`HAPPENINGS`, ``"swapped labels"`` or ``"1 % bad labels"`` (of the calibration),
        ``"5 % loss"`` (of the rows of play), or nothing.
    """
    generator = np.random.default_rng(seed)
    recording, play = recorded(dprime, seed, generator)
    flags = recording.flags.copy()
    raw = recording.microvolts.astype(float)
    if happening in HAPPENINGS:
        HAPPENINGS[happening](raw, play, generator)
    if happening == "5 % loss":
        gap = round(0.5 * RATE)
        starts = generator.integers(
            play, len(raw) - gap, size=round(0.05 * (len(raw) - play) / gap)
        )
        for start in starts:
            flags[start : start + gap] = RowFlag.HELD
            raw[start : start + gap] = raw[start]
    known, played = _trials(replace(recording, microvolts=raw.astype(np.float32), flags=flags))
    labels = known.labels.copy()
    if happening == "swapped labels":
        labels = ~labels
    if happening == "1 % bad labels":
        wrong = generator.choice(CALIBRATION, size=max(1, CALIBRATION // 100), replace=False)
        labels[wrong] = ~labels[wrong]
    return Patient(Session(known.views, labels), played, happening == "another day")


def recorded(dprime: float, seed: int, generator: np.random.Generator) -> tuple[Recording, int]:
    """Return the recording and the row where play begins."""
    board = SimulatedBoard(dprime=dprime, seed=seed, channels=CHANNELS)
    rate = board.info.rate
    n_trials = CALIBRATION + PLAY
    answers = np.concatenate([generator.permutation(2) for _ in range(n_trials // 2)])
    rows = [round((FIRST_S + TRIAL_S * i) * rate) for i in range(n_trials)]
    cues = tuple(Cue(row, CLASSES[a]) for row, a in zip(rows, answers, strict=True))
    for number, cue in enumerate(cues):
        end = cue.row + round(IMAGERY_S * rate)
        board.hear(Event(number, "cue", cue.label, cue.row, cue.row / rate, "", {"end_row": end}))
    board.start(0.0)
    microvolts = board.read(rows[-1] / rate + TRIAL_S).microvolts
    flags = np.zeros(len(microvolts), dtype=np.uint8)
    recording = Recording("simulated", "", board.info, microvolts, flags, cues)
    return recording, rows[CALIBRATION] - round(BEFORE_S * rate)


def _trials(recording: Recording) -> tuple[Session, tuple[Played, ...]]:
    rate = recording.info.rate
    volts, is_good = filtered(recording, BANDS)
    first, last = round(OnlineConfig().reaction * rate), round(IMAGERY_S * rate)
    spans = [slice(cue.row + first, cue.row + last) for cue in recording.cues]
    labels = np.array([cue.label == CLASSES[1] for cue in recording.cues])
    seen = [views(volts[..., span], rate) for span in spans]
    known = Session.of(seen[:CALIBRATION], labels[:CALIBRATION].tolist())
    is_bad, off = _gated(recording, volts[0], [span.stop for span in spans])
    played = [
        Played(view, bool(label), is_bad[span].mean() <= MOST_BAD, gone)
        for view, label, span, gone in list(zip(seen, labels, spans, off, strict=True))[
            CALIBRATION:
        ]
        if is_good[span].all()
    ]
    return known, tuple(played)


def _gated(
    recording: Recording, whole: NDArray[np.float64], ends: list[int]
) -> tuple[NDArray[np.bool_], list[NDArray[np.intp]]]:
    """Return which rows the gate holds for no EEG, and the electrodes lost by the end of each trial.

    Rows of an electrode that has been given up spoil nothing: the others go on without it.
    """
    rate = recording.info.rate
    raw = recording.microvolts.T.astype(float) * 1e-6
    known = slice(round(2 * rate), ends[CALIBRATION - 1])
    tense = CausalFilter(muscle_band(rate), rate, len(raw)).apply(raw)
    step = round(OnlineConfig().step * rate)
    power, muscle = (np.median(one[:, known] ** 2, axis=1) / 0.45 for one in (whole, tense))
    gate = Gate(rate, power, muscle, step)
    is_bad, gone = np.zeros(raw.shape[1], dtype=bool), np.zeros(len(raw), dtype=bool)
    lost_at = np.full(len(raw), raw.shape[1])
    for start in range(0, raw.shape[1], step):
        rows = slice(start, start + step)
        bad, is_off, is_tense = gate.feed(raw[:, rows], whole[:, rows])
        for channel in gate.come_off(is_off[:, -1]):
            gone[channel] = True
            lost_at[channel] = start
        is_bad[rows] = bad[~gone].any(axis=0) | is_tense
    return is_bad, [np.flatnonzero(lost_at < end) for end in ends]
