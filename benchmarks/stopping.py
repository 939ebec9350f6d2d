"""How soon an emergency stop reaches the game: ``python -m benchmarks.stopping --json FILE``.

Live sessions of a simulated patient, each in its own processes with a window. At a random moment of the
first trials the line ``{"command": "stop"}`` is written, as a console would; timed is until the game
shows its end and the log says so. A stop is asked while a trial runs, and everybody else works.
"""

import argparse
import json
import random
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import psutil

from benchmarks.display import open_display
from benchmarks.run import prepare
from sessions.child import Status
from sessions.live import LiveOptions, run_live
from station.clock import RealClock
from station.events import Event

LIMIT = 100.0  # milliseconds
_AFTER = (0.5, 6.0)  # seconds behind the first cue


class _Stopper:
    """Follow a session; ask for its end at a random moment behind the first cue."""

    def __init__(self, generator: random.Random) -> None:
        self.lines: SimpleQueue[str] = SimpleQueue()
        self.asked = self.done = float("nan")
        self._generator = generator
        self._clock = RealClock()

    def hear(self, event: Event) -> None:
        """Take the next event of the session."""
        if event.type == "cue" and np.isnan(self.asked):
            self.asked = 0.0
            threading.Timer(self._generator.uniform(*_AFTER), self._ask).start()
        elif event.type == "stop":
            self.done = event.time

    def follow(self, status: Status) -> None:
        """Nothing to do."""

    def _ask(self) -> None:
        self.asked = self._clock.now()
        self.lines.put('{"command": "stop", "reason": "emergency"}')
        self.lines.put("")


def measure(home: Path, generator: random.Random) -> float:
    """Run a session, stop it, and return the milliseconds that it took."""
    order, model = prepare("cyton", home, seconds=60.0)
    stopper = _Stopper(generator)
    run_live(order, model, LiveOptions(False, commands=iter(stopper.lines.get, "")), stopper)
    return 1e3 * (stopper.done - stopper.asked)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; return 1 if a stop came too late."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sessions", type=int, default=8)
    options = parser.parse_args(arguments)
    generator = random.Random(1)
    psutil.cpu_percent()
    with tempfile.TemporaryDirectory() as name, open_display():
        taken = [measure(Path(name), generator) for _ in range(options.sessions)]
    busy = psutil.cpu_percent()
    print(
        f"stop to the end of the game: median {np.median(taken):.0f} ms, longest {max(taken):.0f} ms"
    )
    print(f"{len(taken)} sessions, limit {LIMIT:.0f} ms, machine busy {busy:.0f} %")
    if options.json is not None:
        told = {"stop_ms": taken, "limit_ms": LIMIT, "machine_percent": busy}
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return int(max(taken) > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
