"""Would a further rule against artefacts help? ``python -m benchmarks.artefact_rules --data DIR``.

The gate knows amplitude, stillness, lost electrodes and broadband muscle. Two rules that it does not
have are tried on recorded people: the Riemannian potato [1]_ (a trial whose covariance lies farther from
the mean than the calibration's, in standard deviations of the logarithm of the distance) and blinks (a
deflection between 0.5 and 5 Hz in front, CLINICAL 3.6). The default decoder plays each day as cued
training. A rule is worth having if what it throws away is decided worse than what it keeps.

References
----------
.. [1] Barthelemy, Q., Mayaud, L., Ojeda, D. & Congedo, M. (2019). The Riemannian potato field: a tool for
   online signal quality index of EEG. IEEE Transactions on Neural Systems and Rehabilitation
   Engineering, 27(2), 244-255.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyriemann.geometry.distance import distance_riemann
from rich.console import Console
from rich.table import Table

from acquisition.recorded_patient import RecordedPatient, read_patient
from acquisition.recording import Recording
from benchmarks.decoding.people import trials_of
from benchmarks.decoding.public import descriptions
from decoding.adaptive import AdaptiveDecoder
from decoding.bank import band_trials
from decoding.members import Session, Views
from decoding.preprocess import SignalConfig
from decoding.windows import OnlineConfig
from sessions.statistics import wilson

_SLOW = SignalConfig(low=0.5, high=5.0, order=2)
_FRONT = ("Fp", "AF", "F")


@dataclass(frozen=True)
class Played:
    """The trials of one day as they were decided.

    Attributes
    ----------
    is_right : ndarray of bool, shape (n_trials,)
    far : ndarray, shape (n_trials,)
        How far out the farthest covariance lies, in standard deviations.
    slow : ndarray, shape (n_trials,)
        Largest slow deflection in front, in volts.
    """

    is_right: NDArray[np.bool_]
    far: NDArray[np.float64]
    slow: NDArray[np.float64]


# Of how many, how many; and the 95 % interval of the share.
Rate = tuple[int, int, float, float]


@dataclass(frozen=True)
class Verdict:
    """What came of one rule.

    Attributes
    ----------
    rule : str
    share, away, kept : tuple
        Trials thrown away, those of them that were decided rightly, and those of the others.
    people : dict
        Trials thrown away and played, per person.
    """

    rule: str
    share: Rate
    away: Rate
    kept: Rate
    people: dict[str, dict[str, int]]


RULES: dict[str, Callable[[Played], NDArray[np.bool_]]] = {
    "potato, 2 SD": lambda day: day.far > 2.0,
    "potato, 2.5 SD": lambda day: day.far > 2.5,
    "potato, 3 SD": lambda day: day.far > 3.0,
    "blink, 50 uV": lambda day: day.slow > 50e-6,
    "blink, 75 uV": lambda day: day.slow > 75e-6,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, print the table, and write the JSON file if one is named."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.artefact_rules", description=__doc__
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="recordings")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args(arguments)
    days = {name: play(patient) for name, patient in _patients(options.data).items()}
    rows = [judge(rule, days) for rule in RULES]
    table = Table("rule", "thrown away", "right there", "right elsewhere", title="Trials, in %")
    for row in rows:
        table.add_row(row.rule, *map(_shown, (row.share, row.away, row.kept)))
    Console().print(table)
    if options.json:
        options.json.write_text(
            json.dumps({"rules": [asdict(row) for row in rows]}, indent=2) + "\n", encoding="utf-8"
        )
    return 0


def play(patient: RecordedPatient) -> Played:
    """Calibrate, then decide trial by trial and be told each label, as cued training does."""
    runs = [(run, is_known) for run, is_known in _runs(patient)]
    known = [_seen(patient, run) for run, is_known in runs if is_known]
    played = [_seen(patient, run) for run, is_known in runs if not is_known]
    trials = [trial for views, _, _ in known for trial in views]
    labels = [bool(label) for _, labels, _ in known for label in labels]
    decoder = AdaptiveDecoder.calibrated(Session.of(trials, labels))
    usual = np.array([_distances(decoder, trial) for trial in trials])
    right, far = [], []
    for views, told, _ in played:
        for trial, label in zip(views, told, strict=True):
            out = (_distances(decoder, trial) - usual.mean(axis=0)) / usual.std(axis=0)
            far.append(out.max())
            right.append((decoder.decide(trial) > 0) == bool(label))
            decoder.tell(trial, bool(label))
    slow = np.concatenate([deflection for _, _, deflection in played])
    return Played(np.array(right), np.array(far), slow)


def judge(rule: str, days: dict[str, Played]) -> Verdict:
    """Return what a rule throws away, and how well that and the rest are decided, with intervals."""
    away = np.concatenate([RULES[rule](day) for day in days.values()])
    right = np.concatenate([day.is_right for day in days.values()])
    people = {
        name: {"thrown_away": int(RULES[rule](day).sum()), "trials": len(day.is_right)}
        for name, day in days.items()
    }
    return Verdict(
        rule,
        _rate(int(away.sum()), len(away)),
        _rate(int(right[away].sum()), int(away.sum())),
        _rate(int(right[~away].sum()), int((~away).sum())),
        people,
    )


def _rate(hits: int, n: int) -> Rate:
    low, high = wilson(hits, n) if n else (0.0, 1.0)
    return hits, n, low, high


def _shown(rate: Rate) -> str:
    hits, n, low, high = rate
    share = 100 * hits / n if n else float("nan")
    return f"{share:.0f} ({100 * low:.0f} to {100 * high:.0f}; {hits} of {n})"


def _distances(decoder: AdaptiveDecoder, trial: Views) -> NDArray[np.float64]:
    """Return the logarithm of the distance from where the decoder is, per member and band."""
    pairs = [
        (mean, matrix)
        for reference, view in zip(decoder.references, trial, strict=True)
        for mean, matrix in zip(reference.matrices, view, strict=True)
    ]
    return np.log([distance_riemann(mean, matrix) for mean, matrix in pairs])


def _runs(patient: RecordedPatient) -> list[tuple[Recording, bool]]:
    return [
        *((run, True) for run in patient.calibration()),
        *((run, False) for run in patient.play()),
    ]


def _seen(
    patient: RecordedPatient, run: Recording
) -> tuple[list[Views], NDArray[np.bool_], NDArray[np.float64]]:
    """Return the covariances, labels and largest frontal deflections of a run's trials."""
    trials, _ = trials_of(run, classes=patient.classes, imagery=patient.imagery, run=0)
    slow = band_trials(
        run,
        classes=patient.classes,
        imagery=patient.imagery,
        reaction=OnlineConfig().reaction,
        bands=(_SLOW,),
    )
    front = [i for i, name in enumerate(run.info.channels) if name.startswith(_FRONT)]
    deflections = np.abs(slow.volts[:, 0][:, front]).max(axis=(1, 2))
    return list(zip(trials.bank, trials.pair, strict=True)), trials.labels, deflections


def _patients(data: Path) -> dict[str, RecordedPatient]:
    patients = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in descriptions(data).items():
            path = Path(folder) / f"{name}.toml"
            path.write_text(text, encoding="utf-8")
            patients[name] = read_patient(path)
    return patients


if __name__ == "__main__":
    sys.exit(main())
