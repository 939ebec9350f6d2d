"""Does every frame come in time: ``python -m benchmarks.frames``.

For each game two measurements at 1280 x 720. Off-screen, the whole tour of its scenes: how long
advancing the rules and drawing a frame take. Then a live run of the whole line (driver, headset
process, LSL, decoder, window), as in :mod:`benchmarks.latency`: how long frames take to draw while
the decoder works, the interval between flips, decision to flip, and the processor that the training
process takes. A real display adds a lag of its own.
"""

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.display import open_display
from benchmarks.framed import FRAMES
from benchmarks.run import prepare, run_once
from benchmarks.tour import STEP, setting_of, tour
from games.game import GameSetting, Moment
from games.loop import CATALOGUE, open_view
from games.player import Player
from games.screen import SIZE, Screen
from station.plugins import load, names
from station.task import Task

# What must hold (milliseconds; percent of one core).
LIMITS = {
    "update_and_draw_p95_ms": 8.0,
    "live_draw_p95_ms": 8.0,
    "frame_interval_p99_ms": 25.0,
    "decision_to_flip_p95_ms": 40.0,
    "training_cpu_percent": 80.0,
}


def off_screen(game: str, setting: GameSetting) -> dict[str, float]:
    """Return how long a game's frames take, and how long it takes to open."""
    with Screen(headless=True):
        surface = pygame.Surface(SIZE).convert()
        start = time.perf_counter()
        view = open_view(game, setting, SIZE)
        opened = time.perf_counter() - start
        rules = load(CATALOGUE, game, part="rules")(setting, np.random.default_rng(1))
        player, seconds = Player(rules), []
        for stop in tour(setting):
            for moment, length in stop.moments:
                for step in range(round(length / STEP)):
                    seconds += _timed(surface, player, view, moment, step)
    milliseconds = 1e3 * np.array(seconds)
    return {
        "open_s": round(opened, 2),
        "update_and_draw_median_ms": _percentile(milliseconds, 50),
        "update_and_draw_p95_ms": _percentile(milliseconds, 95),
        "update_and_draw_max_ms": _percentile(milliseconds, 100),
        "frames": len(seconds),
    }


def _timed(
    surface: pygame.Surface, player: Player, view: object, moment: Moment, step: int
) -> list[float]:
    """Return the seconds of the five frames of one decision, the first with its update."""
    now = replace(moment, elapsed=moment.elapsed + step * STEP)
    seconds = []
    for frame in range(5):
        start = time.perf_counter()
        if frame == 0:
            player.advance(now, STEP)
        view.draw(surface, *player.latest(), STEP / 5)  # type: ignore[attr-defined]
        seconds.append(time.perf_counter() - start)
    return seconds


def live(game: str, home: Path, seconds: float, *, headless: bool) -> dict[str, float]:
    """Return what a live run of a game measures."""
    order, model = prepare("cyton", home, seconds)
    run = run_once(
        replace(order, game=game), model, headless=headless, training="benchmarks.framed"
    )
    noted = np.load(run.folder / FRAMES)
    interval = 1e3 * np.diff(noted["flipped"])
    return {
        "live_draw_p95_ms": _percentile(1e3 * noted["drawn"], 95),
        "frame_interval_median_ms": _percentile(interval, 50),
        "frame_interval_p99_ms": _percentile(interval, 99),
        "decision_to_flip_p95_ms": _percentile(1e3 * run.delays["decision_to_flip"], 95),
        "training_cpu_percent": round(run.cpu_percent["training"], 1),
        "jitter_p99_ms": round(run.jitter_ms, 2),
        "machine_percent": round(run.machine_percent, 1),
    }


def _percentile(values: NDArray[np.float64], share: float) -> float:
    return round(float(np.percentile(values, share)), 2)


def table(results: dict[str, dict[str, float]]) -> Table:
    """Return the figures beside their limits."""
    shown = Table("", "limit", *results, title="Milliseconds; processor in % of one core")
    rows = dict.fromkeys(name for result in results.values() for name in result)
    for name in rows:
        limit = LIMITS.get(name)
        cells = [f"{result[name]:g}" if name in result else "" for result in results.values()]
        shown.add_row(name, "" if limit is None else f"{limit:g}", *cells)
    return shown


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table and write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--game", action="append", choices=names(CATALOGUE), help="only this one")
    parser.add_argument("--seconds", type=float, default=24.0, help="length of a live run (24)")
    parser.add_argument("--off-screen", action="store_true", help="leave the live runs out")
    chosen = parser.parse_args(arguments)
    console = Console()
    results: dict[str, dict[str, float]] = {}
    with open_display() as screen, tempfile.TemporaryDirectory(prefix="volition-frames-") as home:
        console.print(f"{platform.platform()}; screen: {screen}.")
        for game in chosen.game or names(CATALOGUE):
            results[game] = off_screen(game, setting_of(task=Task.LEFT_VS_RIGHT))
            if not chosen.off_screen:
                place = Path(home) / game
                results[game] |= live(game, place, chosen.seconds, headless=screen == "headless")
            console.print(f"{game}: {results[game]}")
    console.print(table(results))
    if chosen.json is not None:
        report = {"screen": screen, "limits": LIMITS, "games": results}
        chosen.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
