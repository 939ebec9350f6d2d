"""Session folders whose answers are known, because we build them in.

:func:`build_session` writes a folder as a session would leave it: mu and beta rhythms at C3 and C4
that weaken by a known factor while a hand is imagined, over a little noise.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from acquisition.brainvision import EEG, MARKER_HEAD, MARKERS, SAMPLE, SAMPLES, header
from sessions.log import DECISIONS, EVENTS
from sessions.plan import Plan
from sessions.record import SessionRecord
from station.events import Event
from station.stream import RowFlag, StreamInfo
from station.task import LEFT_HAND, REST, RIGHT_HAND, SourceKind, Task, classes

CHANNELS = ("FC3", "FC4", "C3", "Cz", "C4", "CP3", "CPz", "CP4")
STARTED = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
TRIAL_SECONDS = 10.0  # one trial: cue at 4 s, imagery until 8 s
CUE_SECONDS = 4.0
IMAGERY_SECONDS = 4.0


@dataclass(frozen=True)
class PlayedTrial:
    """What one played trial shall have come to."""

    label: str
    evidence: float
    threshold: float = 0.85
    unsure: bool = False
    valid: bool = True


@dataclass(frozen=True)
class Script:
    """A session to be built.

    Attributes
    ----------
    played : sequence of PlayedTrial
    calibration : sequence of str
        Cued classes.
    task : Task
    factor : float
        Power of the rhythm during imagery over power before, opposite the imagined hand.
    ends : bool
        Whether ``session_end`` is written.
    """

    played: Sequence[PlayedTrial] = ()
    calibration: Sequence[str] = ()
    task: Task = Task.HAND_VS_REST
    source: SourceKind = "simulated"
    factor: float = 0.5
    ends: bool = True
    rate: float = 250.0
    channels: tuple[str, ...] = CHANNELS
    lost_rows: Sequence[int] = field(default_factory=tuple)
    seed: int = 7


def played_trials(hits: int, misses: int, alarms: int, quiet: int) -> list[PlayedTrial]:
    """Return right-hand trials (hits, misses) and rest trials (alarms, quiet), interleaved.

    Evidence is 1.5 or -1.5, so every hit earns the reward and every alarm would.
    """
    moves = [PlayedTrial(RIGHT_HAND, 1.5)] * hits + [PlayedTrial(RIGHT_HAND, -1.5)] * misses
    rests = [PlayedTrial(REST, 1.5)] * alarms + [PlayedTrial(REST, -1.5)] * quiet
    order = np.random.default_rng(1).permutation(len(moves) + len(rests))
    both = moves + rests
    return [both[i] for i in order]


def build_session(folder: Path, script: Script) -> Path:
    """Write a session folder and return it."""
    folder.mkdir(parents=True)
    record = make_record(folder.name, script)
    record.write(folder)
    labels = [*script.calibration, *(trial.label for trial in script.played)]
    write_raw(folder, script, make_signal(script, labels))
    events = make_events(script)
    text = "".join(event.to_json() + "\n" for event in events)
    (folder / EVENTS).write_text(text, encoding="utf-8")
    (folder / DECISIONS).write_bytes(b"")
    return folder


def make_record(name: str, script: Script) -> SessionRecord:
    """Return the session's record."""
    return SessionRecord(
        session=name,
        pseudonym="P-7Q2K",
        started=STARTED,
        clock=100.0,
        source=script.source,
        origin="a session that was built with known answers",
        board="cyton",
        device="built",
        fast=True,
        channels=script.channels,
        rate=script.rate,
        mains=50.0,
        task=script.task,
        mode="imagery",
        affected_side="right",
        target_hemisphere="left",
        classes=classes(script.task, "right"),
        imagery=(0.0, IMAGERY_SECONDS),
        game="reach",
        decoder="tangent",
        window=2.0,
        step=0.08,
        reaction=0.5,
        plan=Plan(),
        cue_source="scheduled",
        language="zh",
        seed=script.seed,
        versions={"volition": "0"},
    )


def make_signal(script: Script, labels: Sequence[str]) -> NDArray[np.float32]:
    """Return µV, shape (n_rows, n_channels): 10 and 20 Hz rhythms that weaken on imagery."""
    rate, generator = script.rate, np.random.default_rng(script.seed)
    rows = round(TRIAL_SECONDS * rate) * len(labels)
    seconds = np.arange(rows) / rate
    gain = {channel: np.ones(rows) for channel in script.channels}
    for number, label in enumerate(labels):
        first = round((number * TRIAL_SECONDS + CUE_SECONDS) * rate)
        during = slice(first, first + round(IMAGERY_SECONDS * rate))
        side = {RIGHT_HAND: ("C3", "FC3", "CP3"), LEFT_HAND: ("C4", "FC4", "CP4")}.get(label, ())
        for channel in set(side) & set(script.channels):
            gain[channel][during] = np.sqrt(script.factor)
    columns = []
    for channel in script.channels:
        phases = generator.uniform(0, 2 * np.pi, 2)
        rhythm = 10 * np.sin(2 * np.pi * 10 * seconds + phases[0])
        rhythm += 5 * np.sin(2 * np.pi * 20 * seconds + phases[1])
        columns.append(rhythm * gain[channel] + generator.normal(0, 0.2, rows))
    return np.array(columns).T.astype(np.float32)


def write_raw(folder: Path, script: Script, microvolts: NDArray[np.float32]) -> None:
    """Write the raw recording's four files."""
    info = StreamInfo("cyton", "built", script.source, script.channels, script.rate)
    text = header(info, mains=50.0)
    (folder / "eeg.vhdr").write_text(text, encoding="utf-8")
    (folder / MARKERS).write_text(MARKER_HEAD, encoding="utf-8")
    (folder / EEG).write_bytes(microvolts.astype("<f4").tobytes())
    samples = np.zeros(len(microvolts), SAMPLE)
    samples["time"] = 100.0 + np.arange(len(microvolts)) / script.rate
    samples["counter"] = np.arange(len(microvolts))
    samples["flags"][list(script.lost_rows)] = RowFlag.HELD
    (folder / SAMPLES).write_bytes(samples.tobytes())


def make_events(script: Script) -> list[Event]:
    """Return the session's events in order."""
    rate, lines = script.rate, list[tuple[str, str, int, dict[str, object]]]()

    def cue(position: int, label: str, kind: str, trial: int) -> int:
        row = round((position * TRIAL_SECONDS + CUE_SECONDS) * rate)
        end = row + round(IMAGERY_SECONDS * rate)
        details = {"run": 1, "trial": trial, "kind": kind, "end_row": end}
        lines.append(("cue", label, row, details))
        return end

    for number, label in enumerate(script.calibration):
        cue(number, label, "calibration", number + 1)
    for number, trial in enumerate(script.played):
        end = cue(len(script.calibration) + number, trial.label, "play", number + 1)
        lines.append(("result", trial.label, end, _result(script, trial, number + 1)))
    if script.ends:
        lines.append(("session_end", "finished", -1, {"samples": {}}))
    return [
        Event(number, type_, label, row, 100 + row / rate, STARTED.isoformat(), details)
        for number, (type_, label, row, details) in enumerate(lines)
    ]


def _result(script: Script, trial: PlayedTrial, number: int) -> dict[str, object]:
    negative, positive = classes(script.task, "right")
    towards = -trial.evidence if trial.label == LEFT_HAND else trial.evidence
    rewarded = trial.label != REST and trial.valid and towards >= trial.threshold
    return {
        "run": 1,
        "trial": number,
        "choice": positive if trial.evidence > 0 else negative,
        "evidence": trial.evidence,
        "probability": float(1 / (1 + np.exp(-trial.evidence))),
        "unsure": trial.unsure,
        "rewarded": rewarded,
        "threshold": trial.threshold,
        "windows": 20 if trial.valid else 0,
        "valid": trial.valid,
    }


def event_lines(folder: Path) -> list[dict[str, object]]:
    """Return the lines of ``events.jsonl`` as they stand."""
    text = (folder / EVENTS).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
