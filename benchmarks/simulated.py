"""Run simulated patients through the whole fast line, and count the honest reports.

``python -m benchmarks.simulated --json FILE`` runs every seed for every d' and lesion side, prints
a row each, and counts how many are above chance. With d' 0 there is nothing to find: about one in
twenty may be above chance by its own criterion, and says so.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from console.demo import DemoOptions, run_demo
from console.words import Voice
from sessions.assess import assess
from station.language import Language
from station.settings import Settings
from station.task import Side


def main() -> None:
    """Run the patients and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--dprime", type=float, nargs="+", default=[0.0, 2.0])
    parser.add_argument("--decoder", default="tangent")
    arguments = parser.parse_args()
    patients = []
    print("d'   lesion  seed  accuracy  interval       p        above  C3 mu dB  C4 mu dB")
    with tempfile.TemporaryDirectory() as home:
        for dprime in arguments.dprime:
            for seed in range(1, arguments.seeds + 1):
                lesion: Side = "left" if seed % 2 else "right"
                patient = run(Path(home), dprime, lesion, seed, arguments.decoder)
                patients.append(patient)
                _print(patient)
    for dprime in arguments.dprime:
        of_one = [patient for patient in patients if patient["dprime"] == dprime]
        above = sum(bool(patient["above_chance"]) for patient in of_one)
        mean = sum(float(patient["accuracy"]) for patient in of_one) / len(of_one)
        print(f"d' {dprime:g}: {above} of {len(of_one)} above chance, mean accuracy {mean:.3f}")
    if arguments.json is not None:
        text = json.dumps({"patients": patients}, indent=2)
        arguments.json.write_text(text + "\n", encoding="utf-8")


def run(home: Path, dprime: float, lesion: Side, seed: int, decoder: str) -> dict[str, Any]:
    """Run one patient: calibration, two runs of play, assessment, report."""
    options = DemoOptions(
        patient="simulated",
        dprime=dprime,
        lesion=lesion,
        seed=seed,
        fast=True,
        driver=False,
        trials=None,
        task=None,
        game="graz",
        decoder=decoder,
        headless=True,
    )
    result = run_demo(options, home, Settings(), Voice(Language("en"), quiet=True))
    change = assess(Path(str(result["session"])))["metrics"]["erd"]["values"]
    hand = "right_hand" if lesion == "left" else "left_hand"
    return {
        "dprime": dprime,
        "lesion": lesion,
        "seed": seed,
        **{key: result[key] for key in ("accuracy", "interval", "p_chance", "above_chance")},
        "trials": result["trials"],
        "erd_db": {name: change[f"{hand} {name} mu dB"]["value"] for name in ("C3", "C4")},
    }


def _print(patient: dict[str, Any]) -> None:
    low, high = patient["interval"]
    print(
        f"{patient['dprime']:<4g} {patient['lesion']:<7} {patient['seed']:<5}"
        f" {patient['accuracy']:<9.3f} {low:.2f} to {high:.2f}  {patient['p_chance']:<8.2g}"
        f" {patient['above_chance']!s:<6} {patient['erd_db']['C3']:<9.2f}"
        f" {patient['erd_db']['C4']:.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
