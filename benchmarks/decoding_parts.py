"""What each part of the default decoder does to simulated patients.

``python -m benchmarks.decoding_parts --json FILE`` plays the same patients with the whole decoder and
with one part taken away, and prints a table: balanced accuracy over the trials that count, one row
per situation. At d' 0 no part may create a success; how many patients are above chance says so.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.decoding.scores import calibration_error
from benchmarks.decoding_patients import Patient, patient
from decoding.adaptive import (
    CAUTION,
    CAUTION_ALONE,
    FOLLOWED,
    FOLLOWED_ALONE,
    AdaptiveDecoder,
)
from decoding.members import Session, Views, learn_today, part_of
from decoding.recenter import BORROWED_TRIALS, Reference
from decoding.score import score
from decoding.threshold import Threshold

SITUATIONS = (
    (0.0, ""),
    (0.5, ""),
    (1.0, ""),
    (1.5, ""),
    (2.5, ""),
    (0.0, "another day"),
    (1.5, "another day"),
    (1.5, "electrode lost"),
    (1.5, "bursts"),
    (1.5, "swapped labels"),
    (1.5, "5 % loss"),
    (1.5, "1 % bad labels"),
)
# Other patients whose sessions are pooled: of this d', with seeds that no played patient has.
OTHERS, OTHERS_DPRIME, OTHERS_SEED = 4, 1.5, 900
# What a decoder is played without, and the head of its column. Refits come first: all that stand to
# their right are without labels of play, and lack one thing more.
PARTS = {
    "whole": "whole, cued",
    "refit": "no refit",
    "recentring": "+ no recentring",
    "threshold": "+ no threshold",
    "both": "+ neither",
    "lag member": "+ no lag",
    "pooling": "+ no pooling",
    "gate": "+ no gate",
    "temperature": "+ no temperature",
}
# Power against the usual one below which a channel is silent.
SILENT = 1e-4
Said = tuple[list[float], list[bool]]


class _Still(Threshold):
    """A threshold that stays where the calibration put it."""

    def offset(self, usual: float) -> float:
        return 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the patients and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seeds", type=int, default=6)
    options = parser.parse_args(arguments)
    result = measure(options.seeds, SITUATIONS)
    Console(width=150).print(_table(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(seeds: int, situations: Sequence[tuple[float, str]]) -> dict[str, object]:
    """Return the content of the JSON file."""
    others = [patient(OTHERS_DPRIME, OTHERS_SEED + number).calibration for number in range(OTHERS)]
    rows = []
    for dprime, happening in situations:
        patients = [patient(dprime, seed, happening) for seed in range(seeds)]
        parts = {part: _scores([play(one, part, others) for one in patients]) for part in PARTS}
        rows.append({"dprime": dprime, "happening": happening, "parts": parts})
    return {"patients": seeds, "situations": rows}


def _scores(said: Sequence[Said]) -> Mapping[str, float]:
    each = [score(np.array(logits), np.array(labels)) for logits, labels in said]
    logits = np.concatenate([one[0] for one in said])
    labels = np.concatenate([one[1] for one in said])
    return {
        "balanced_accuracy": float(np.mean([one.balanced_accuracy for one in each])),
        "auc": float(np.mean([one.auc for one in each])),
        "ece": calibration_error(1 / (1 + np.exp(-logits)), labels),
        "above_chance": float(sum(one.above_chance for one in each)),
        "trials": float(np.mean([one.trials for one in each])),
    }


def play(one: Patient, without: str, others: Sequence[Session]) -> Said:
    """Return log-odds and labels of the trials that count, played without a part."""
    people = () if without == "pooling" else others
    known = one.calibration
    every = np.arange(known.views[0].shape[-1])
    kept, decoder = every, _decoder(known, without, people, one.is_another_day)
    logits: list[float] = []
    labels: list[bool] = []
    for trial in one.played:
        if without != "gate":
            if not trial.is_clean:
                continue
            left = np.setdiff1d(every, trial.off)
            if len(left) < len(kept):
                kept = left
                fewer = [other.on_channels(kept) for other in people]
                decoder = _decoder(known.on_channels(kept), without, fewer, one.is_another_day)
        seen = tuple(part_of(view, kept, len(every)) for view in trial.views)
        logits.append(_decide(decoder, _looks(seen, without), trial.label, without))
        labels.append(trial.label)
    return logits, labels


def _decoder(
    known: Session, without: str, others: Sequence[Session], is_another_day: bool
) -> AdaptiveDecoder:
    today, people = _seen(known, without), [_seen(other, without) for other in others]
    learned = learn_today(today, people)
    if without == "temperature":
        plain = tuple(replace(member, gain=1.0) for member in learned.members)
        learned = replace(learned, members=plain)
    kind = _Still if without in ("threshold", "both") else Threshold
    if not is_another_day:
        return AdaptiveDecoder(learned, kind(FOLLOWED, CAUTION, learned.expected), today, people)
    last = tuple(Reference(mean.matrices, BORROWED_TRIALS) for mean in learned.references)
    start = replace(learned, references=last)
    return AdaptiveDecoder(start, kind(FOLLOWED_ALONE, CAUTION_ALONE), None, people, [today])


def _decide(decoder: AdaptiveDecoder, seen: Views, label: bool, without: str) -> float:
    power = np.diagonal(seen[0], axis1=-2, axis2=-1)
    if power.min() < SILENT * np.median(power):
        return 0.0  # a silent channel has no covariance to look at: no answer
    before = decoder.references
    decided = decoder.decide(seen)
    if without in ("recentring", "both"):
        decoder.references = before
    if without == "whole":
        decoder.tell(seen, label)
    return decided


def _seen(session: Session, without: str) -> Session:
    return Session(_looks(session.views, without), session.labels)


def _looks(seen: Views, without: str) -> Views:
    return seen[:1] if without == "lag member" else seen


def _table(result: Mapping[str, Any]) -> Table:
    table = Table("d'", "what happens", title="Balanced accuracy (patients above chance)")
    for part in PARTS:
        table.add_column(PARTS[part])
    table.add_column("ECE, with and without temperature")
    table.add_column("trials that count")
    for row in result["situations"]:
        scores = row["parts"]
        table.add_row(
            f"{row['dprime']:g}",
            row["happening"],
            *(
                f"{one['balanced_accuracy']:.2f} ({one['above_chance']:.0f})"
                for one in scores.values()
            ),
            f"{scores['refit']['ece']:.2f} {scores['temperature']['ece']:.2f}",
            f"{scores['whole']['trials']:.0f}",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
