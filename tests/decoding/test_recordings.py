"""On real recordings the played runs come out as the calibration foretold."""

from pathlib import Path

import numpy as np

from acquisition.files import read_recording
from acquisition.recording import Recording
from decoding.calibrate import calibrate
from decoding.evidence import Evidence
from decoding.models import Model
from decoding.online import OnlineDecoder
from decoding.score import score
from decoding.trials import scored_rows
from tests.decoding.signals import CLASSES, IMAGERY, chunk

EVENTS = {"OVTK_GDF_Right": "right_hand", "OVTK_GDF_Tongue": "rest"}


def run(data: Path, number: int) -> Recording:
    path = data / "openbci-hand-vs-rest" / f"sub-S02_run-{number}_eeg.edf"
    return read_recording(path, unit="uV", events=EVENTS)


def played(model: Model, runs: list[Recording]) -> tuple[list[float], list[bool]]:
    evidence, labels = [], []
    for recording in runs:
        decoder = OnlineDecoder(model, recording.info.rate, recording.info.channels)
        gathered = Evidence(decoder.grid, model.online.certainty)
        decisions = decoder.feed(chunk(recording.microvolts, flags=recording.flags))
        for cue in recording.cues:
            gathered.begin(scored_rows(cue.row, IMAGERY, model.rate))
            for decision in decisions:
                gathered.add(decision)
            evidence.append(gathered.end().evidence)
            labels.append(cue.label == CLASSES[1])
    return evidence, labels


def test_s02_is_decoded_on_runs_that_nothing_was_chosen_on(data: Path) -> None:
    calibration = [run(data, 2), run(data, 3)]
    model = calibrate(calibration, classes=CLASSES, imagery=IMAGERY, decoder="tangent")

    evidence, labels = played(model, [run(data, 4), run(data, 5)])

    result = score(np.array(evidence), np.array(labels))
    assert result.balanced_accuracy >= 0.70
    assert result.above_chance
    assert model.card.interval[0] <= result.accuracy <= model.card.interval[1]
    shuffled = np.random.default_rng(0).permutation(np.array(labels))
    assert not score(np.array(evidence), shuffled).above_chance
