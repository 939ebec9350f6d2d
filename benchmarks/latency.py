"""How long a sample takes from the driver to the screen: ``python -m benchmarks.latency``.

For each board profile the median over the valid runs of each run's median and 99th percentile,
beside the machine's own jitter. A machine that wakes its programs late measures itself and not
this program: such a run is reported, marked invalid, and kept out of the medians. The delays of
the window and the filter, which are the decoder's choice, are not in these numbers.
"""

import argparse
import json
import platform
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from acquisition.profiles import PROFILES as HEADSETS
from benchmarks.display import Screen, open_display
from benchmarks.run import PROFILES, STAGES, Run, prepare, run_once

MOST_JITTER_MS = 5.0
CPU = ("headset", "training", "decoding", "alternative")
_SCREENS: dict[Screen, str] = {
    "display": "a window on this display, 60 frames per second",
    "xvfb": "a window on a virtual display (Xvfb, drawn by the processor), 60 frames per second",
    "headless": "no window (neither display nor Xvfb): 4 frames per second, so decision_to_flip "
    "is that of the frame rate",
}


def summarise(profile: str, runs: Sequence[Run], screen: Screen) -> dict[str, object]:
    """Return what a profile's runs came to.

    Every figure is the median over the valid runs; None where no run was valid.
    """
    valid = [run for run in runs if run.jitter_ms <= MOST_JITTER_MS]
    return {
        "channels": len(PROFILES[profile]),
        "rate": HEADSETS[profile].rate,
        "screen": screen,
        "latency_ms": {
            stage: {
                "median": _median([_ms(run.delays[stage], 50) for run in valid]),
                "p99": _median([_ms(run.delays[stage], 99) for run in valid]),
            }
            for stage in STAGES
        },
        "cpu_percent": {
            name: _median([run.cpu_percent.get(name, np.nan) for run in valid]) for name in CPU
        },
        "jitter_ms": {"p99": _median([run.jitter_ms for run in runs]), "limit": MOST_JITTER_MS},
        "valid_runs": len(valid),
        "runs": [_described(run) for run in runs],
    }


def _described(run: Run) -> dict[str, object]:
    return {
        "is_valid": run.jitter_ms <= MOST_JITTER_MS,
        "jitter_ms": round(run.jitter_ms, 3),
        "machine_percent": round(run.machine_percent, 1),
        "decisions": len(run.delays["inlet_to_decision"]),
        "latency_ms": {
            stage: {"median": _median([_ms(delays, 50)]), "p99": _median([_ms(delays, 99)])}
            for stage, delays in run.delays.items()
        },
        "cpu_percent": {name: round(value, 2) for name, value in run.cpu_percent.items()},
    }


def _ms(delays: NDArray[np.float64], percentile: float) -> float:
    return 1e3 * float(np.percentile(delays, percentile)) if len(delays) else np.nan


def _median(values: Sequence[float]) -> float | None:
    known = [value for value in values if np.isfinite(value)]
    return round(float(np.median(known)), 3) if known else None


def measure(
    runs: int, seconds: float, screen: Screen, tell: Callable[[str], None]
) -> dict[str, dict[str, object]]:
    """Measure every profile, the runs taking turns so that a busy minute hits them alike."""
    with tempfile.TemporaryDirectory(prefix="volition-benchmark-") as home:
        prepared = {name: prepare(name, Path(home), seconds) for name in PROFILES}
        done: dict[str, list[Run]] = {name: [] for name in PROFILES}
        for number in range(1, runs + 1):
            for name, (order, model) in prepared.items():
                run = run_once(order, model, headless=screen == "headless")
                done[name].append(run)
                tell(f"{name}, run {number} of {runs}: {_sentence(run)}")
    return {name: summarise(name, done[name], screen) for name in PROFILES}


def _sentence(run: Run) -> str:
    delays = 1e3 * run.delays["host_to_decision"]
    validity = "" if run.jitter_ms <= MOST_JITTER_MS else f" (over {MOST_JITTER_MS:g} ms: INVALID)"
    return (
        f"host to decision {np.median(delays):.2f} ms, p99 {np.percentile(delays, 99):.2f} ms; "
        f"jitter of the machine {run.jitter_ms:.2f} ms{validity}, "
        f"all its cores {run.machine_percent:.0f} % busy"
    )


def table(results: dict[str, dict[str, object]]) -> Table:
    """Return the results as a table for people."""
    shown = Table("", *results, title="Latency in ms, median / p99; processor in % of one core")
    for stage in STAGES:
        shown.add_row(stage, *(_pair(result["latency_ms"], stage) for result in results.values()))
    for name in CPU:
        shown.add_row(f"cpu {name}", *(_figure(result, name) for result in results.values()))
    shown.add_row("valid runs", *(_counted(result) for result in results.values()))
    shown.add_row("jitter p99", *(_jitter(result) for result in results.values()))
    return shown


def _pair(latency: object, stage: str) -> str:
    assert isinstance(latency, dict)
    median, p99 = latency[stage]["median"], latency[stage]["p99"]
    return "not measured" if median is None else f"{median:.2f} / {p99:.2f}"


def _figure(result: dict[str, object], name: str) -> str:
    shares = result["cpu_percent"]
    assert isinstance(shares, dict)
    return "not measured" if shares[name] is None else f"{shares[name]:.1f}"


def _counted(result: dict[str, object]) -> str:
    runs = result["runs"]
    assert isinstance(runs, list)
    return f"{result['valid_runs']} of {len(runs)}"


def _jitter(result: dict[str, object]) -> str:
    jitter = result["jitter_ms"]
    assert isinstance(jitter, dict)
    return f"{jitter['p99']:.2f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table and write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--runs", type=int, default=5, help="runs per headset (5)")
    parser.add_argument(
        "--seconds", type=float, default=24.0, help="length of a run (24; at least 20)"
    )
    chosen = parser.parse_args(arguments)
    if chosen.runs < 1 or chosen.seconds < 20.0:
        parser.error("there must be a run, and it must last 20 seconds: four trials of five")
    console = Console()
    with open_display() as screen:
        console.print(f"{platform.platform()}; {_SCREENS[screen]}.")
        results = measure(chosen.runs, chosen.seconds, screen, console.print)
    console.print(table(results))
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
