"""What a movement that ends early teaches: ``python -m benchmarks.early_ends [--decoder NAME] [--data DIR] [--json FILE]``.

In T4 and T5 a movement ends when it is detected, while rest goes on. The default decoder plays each
day of the public hand-against-rest recordings as cued training; a hand trial is cut where the
evidence of the phase so far passes what a reward needs, from one second of it on. Whole trials are
then judged. What is told differs: nothing, whole trials, trials as they were cut, and trials of which rest
teaches no more than the last movement had, as live play does (:meth:`decoding.follower.Follower.note`).
With a decoder of windows, lessons are windows of two seconds; a hand ends where the mean of its windows so far lies
half a spread above zero, and live play tells them as they were cut.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from acquisition.recorded_patient import RecordedPatient, read_patient
from acquisition.recording import Recording
from benchmarks.decoding.public import descriptions
from decoding.adaptive import AdaptiveDecoder
from decoding.bank import band_trials
from decoding.day import fit_windows
from decoding.decoder import DecoderFactory
from decoding.evidence import unsure_limit
from decoding.following import REFIT_EVERY
from decoding.lessons import Matching
from decoding.members import Session, views
from decoding.score import area_under_curve, score
from decoding.windows import OnlineConfig
from station.plugins import load as load_plugin
from station.plugins import names

PEOPLE = ("S02", "S04", "S08", "S10")
WAYS = ("nothing", "whole", "as cut", "matched")
EARLIEST_S, STEP_S = 0.5, 0.1  # of the phase behind the reaction time
WINDOW_S, HOP_S = 2.0, 0.48
DEFAULT = "adaptive"

Scores = dict[str, float]


def trials_of(
    recordings: Sequence[Recording], patient: RecordedPatient
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return trials in the default's bands, all as long as the shortest, and their labels."""
    cut = [
        band_trials(
            one,
            classes=patient.classes,
            imagery=patient.imagery,
            reaction=OnlineConfig().reaction,
        )
        for one in recordings
    ]
    rows = min(one.volts.shape[-1] for one in cut)
    volts = np.concatenate([one.volts[..., :rows] for one in cut])
    return volts, np.concatenate([one.labels for one in cut])


def play(patient: RecordedPatient, way: str) -> Scores:
    """Play a day and return its scores; lessons as one of :data:`WAYS` says."""
    rate = patient.play()[0].info.rate
    known, known_labels = trials_of(patient.calibration(), patient)
    decoder = AdaptiveDecoder.calibrated(Session(views(known, rate), known_labels))
    volts, labels = trials_of(patient.play(), patient)
    lengths: dict[bool, int] = {}
    logits, hands = [], []
    for trial, label in zip(volts, labels.tolist(), strict=True):
        logits.append(decoder.logit(views(trial, rate)) - decoder.offset)
        rows = detected(decoder, trial, rate) if label and way != "whole" else trial.shape[-1]
        seen = views(trial[..., :rows], rate)
        decoder.follow(seen, decoder.logit(seen))
        most = lengths.get(not label, rows) if way == "matched" else rows
        lengths[label] = rows
        if label:
            hands.append(rows / rate)
        if way != "nothing":
            decoder.tell(views(trial[..., : min(rows, most)], rate), label)
    return _scores(np.array(logits), labels, hands)


def play_windows(patient: RecordedPatient, way: str, decoder: str) -> Scores:
    """Play a day with a decoder of windows, which stands still between two refits; return its scores."""
    factory: DecoderFactory = load_plugin("decoding.decoders", decoder)
    rate = patient.play()[0].info.rate
    (known, known_labels), (volts, labels) = (
        trials_of(part, patient) for part in (patient.calibration(), patient.play())
    )
    told, answers = [windows_of(trial[0], rate) for trial in known], known_labels.tolist()
    fitted = fit_windows(factory, told, np.array(answers))
    spread = float(np.std([fitted.decision_function(one).mean() for one in told]))
    matching, logits, hands = Matching(), [], []
    for trial, label in zip(volts[:, 0], labels.tolist(), strict=True):
        said = fitted.decision_function(windows_of(trial, rate))
        logits.append(said.mean())
        rows = trial.shape[-1]
        so_far = np.cumsum(said) / np.arange(1, len(said) + 1)
        if label and way != "whole" and (so_far > spread / 2).any():
            rows = round((WINDOW_S + int(np.argmax(so_far > spread / 2)) * HOP_S) * rate)
        if label:
            hands.append(rows / rate)
        taught = matching.rows(label, rows) if way == "matched" else rows
        told.append(windows_of(trial[:, :taught], rate))
        answers.append(label)
        if way != "nothing" and len(logits) % REFIT_EVERY == 0:
            fitted = fit_windows(factory, told, np.array(answers))
    return _scores(np.array(logits), labels, hands)


def windows_of(volts: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Return the windows of a phase, shape (n_windows, n_channels, n_samples)."""
    rows, hop = round(WINDOW_S * rate), round(HOP_S * rate)
    return np.array([volts[:, at : at + rows] for at in range(0, volts.shape[-1] - rows + 1, hop)])


def _scores(said: NDArray[np.float64], labels: NDArray[np.bool_], hands: Sequence[float]) -> Scores:
    return {
        "auc": area_under_curve(said, labels),
        "balanced_accuracy": score(said, labels).balanced_accuracy,
        "hand_s": float(np.mean(hands)),
    }


def detected(decoder: AdaptiveDecoder, trial: NDArray[np.float64], rate: float) -> int:
    """Return after how many rows a movement is detected; all of them if it is not."""
    reader, n_rows = decoder.reader(rate), int(trial.shape[-1])
    enough = unsure_limit(OnlineConfig().certainty) + decoder.offset
    for rows in range(round(EARLIEST_S * rate), n_rows, round(STEP_S * rate)):
        if reader.logit_of(views(trial[..., :rows], rate)) > enough:
            return rows
    return n_rows


def measure(data: Path, decoder: str) -> dict[str, dict[str, Scores]]:
    """Return the scores of every person, per way of telling."""
    texts = descriptions(data)
    measured: dict[str, dict[str, Scores]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in PEOPLE:
            path = Path(folder) / f"{name}.toml"
            path.write_text(texts[name], encoding="utf-8")
            patient = read_patient(path)
            measured[name] = {
                way: play(patient, way)
                if decoder == DEFAULT
                else play_windows(patient, way, decoder)
                for way in WAYS
            }
    return measured


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.early_ends", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--json", type=Path, help="write the result to this file")
    parser.add_argument("--decoder", choices=names("decoding.decoders"), default=DEFAULT)
    options = parser.parse_args(arguments)
    measured = measure(options.data, options.decoder)
    table = Table("told", *PEOPLE, "mean AUC", "mean balanced", "seconds of a hand")
    for way in WAYS:
        ways = [measured[name][way] for name in PEOPLE]
        means = (np.mean([one[key] for one in ways]) for key in ways[0])
        table.add_row(way, *(f"{one['auc']:.2f}" for one in ways), *(f"{m:.3f}" for m in means))
    Console(width=100).print(table)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
