"""Hours of streaming, in minutes: ``python -m benchmarks.endurance --hours 8 --json FILE``.

A headset of 16 channels, its recording and a ring of the last seconds run on the virtual clock,
through the direct transport that the fast way uses. Every value says which sample it is, so a lost
sample, a wrong row or a drifting time shows. ``--live MINUTES`` does the same in real time, through
BrainFlow's driver and the headset process, on a pseudo-terminal.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil
from rich.console import Console

from acquisition.board import Samples
from acquisition.direct import DirectTransport
from acquisition.headset import Headset
from acquisition.ring import Ring
from benchmarks.campaign import Finding, Ramp, Trial, run
from station.clock import VirtualClock

BLOCK = 0.08
_PROFILE = "daisy"
_CYCLE = 100_000  # µV; the value of a sample, so that float32 stays exact to 1/4 µV
_RING = 10.0
_SETTLED = 0.05  # share of the run after which memory is measured
_WARM, _LOOK = 15.0, 5.0  # seconds of a live run before the first look at it, and between two


@dataclass(frozen=True)
class Endurance:
    """What a long run came to.

    Attributes
    ----------
    hours : float
    seconds : float
        How long it took.
    samples : int
    lost : int
        Samples that are missing or on the wrong row.
    time_error_ms : float
        Largest distance of a row's time from its own.
    memory_mb : tuple of float
        Resident memory once settled, and at the end.
    growth_percent : float
        Of the highest reading after settling over the first one.
    """

    hours: float
    seconds: float
    samples: int
    lost: int
    time_error_ms: float
    memory_mb: tuple[float, float]
    growth_percent: float


class _Cycle(Ramp):
    """A ramp that begins again, its counter one byte as a Daisy's is."""

    counter_step = 2

    def __init__(self, profile: str) -> None:
        super().__init__(profile, cycle=_CYCLE)
        self.counter_modulus = 256

    def read(self, now: float) -> Samples:
        """Return the samples that are due, numbered in one byte."""
        samples = super().read(now)
        counters = samples.counters * self.counter_step % self.counter_modulus
        return replace(samples, counters=counters.astype(np.int32))


def endure(hours: float) -> Endurance:
    """Run so many hours on the virtual clock."""
    clock, board, me = VirtualClock(), _Cycle(_PROFILE), psutil.Process()
    rate, began = board.info.rate, perf_counter()
    blocks = round(hours * 3600 / BLOCK)
    ring = Ring(len(board.info.channels), round(_RING * rate))
    memory: list[float] = []
    samples = lost = 0
    worst = 0.0
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="volition-endurance-"))
        headset = stack.enter_context(Headset(board, Path(place), mains=50.0))
        transport = stack.enter_context(DirectTransport(headset, clock, BLOCK))
        for number in range(blocks):
            chunk = transport.read()
            if chunk is None:
                continue
            ring.append(chunk)
            rows = chunk.first + np.arange(len(chunk))
            wrong = np.rint(1e6 * chunk.volts[0]) != rows % _CYCLE
            lost += int(np.count_nonzero(wrong | (chunk.flags != 0)))
            worst = max(worst, float(np.abs(chunk.times - rows / rate).max()))
            samples += len(chunk)
            if number >= _SETTLED * blocks and (number % 500 == 0 or number == blocks - 1):
                memory.append(me.memory_info().rss / 2**20)
    expected = int(np.floor(clock.now() * rate + 1e-6)) + 1
    return Endurance(
        hours=hours,
        seconds=round(perf_counter() - began, 1),
        samples=samples,
        lost=lost + abs(expected - samples),
        time_error_ms=round(1e3 * worst, 6),
        memory_mb=(round(memory[0], 1), round(memory[-1], 1)),
        growth_percent=round(100 * (max(memory) / memory[0] - 1), 2),
    )


def _live(seconds: float) -> tuple[Finding, dict[str, object]]:
    """Stream in real time; return what was recorded, and the headset process's memory."""
    readings: list[float] = []

    def look(pid: int, second: float) -> None:
        if second >= max(_WARM, _SETTLED * seconds) + _LOOK * len(readings):
            readings.append(psutil.Process(pid).memory_info().rss / 2**20)

    with tempfile.TemporaryDirectory(prefix="volition-endurance-") as place:
        found = run(_PROFILE, Trial("none", (), seconds), Path(place) / "session", look)
    return found, {
        "memory_mb": (round(readings[0], 1), round(readings[-1], 1)),
        "growth_percent": round(100 * (max(readings) / readings[0] - 1), 2),
    }


def main(arguments: Sequence[str]) -> int:
    """Run; return the exit code: 1 if a sample was lost or memory grew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endurance", description=__doc__)
    parser.add_argument("--hours", type=float, default=8.0, help="on the virtual clock")
    parser.add_argument("--live", type=float, metavar="MINUTES", help="also through the driver")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args(arguments)
    found = endure(asked.hours)
    report: dict[str, object] = asdict(found)
    is_good = found.lost == 0 and found.growth_percent <= 5.0
    if asked.live:
        live, memory = _live(60.0 * asked.live)
        report["live"] = {**asdict(live), **memory}
        is_good = is_good and live.uncounted == live.misplaced == live.flagged == 0
        is_good = is_good and float(str(memory["growth_percent"])) <= 5.0
    Console().print_json(json.dumps(report))
    if asked.json is not None:
        asked.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return int(not is_good)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
