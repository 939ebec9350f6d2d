"""The training process, noting the times of every decision and of every frame that showed one."""

import sys
import time
from pathlib import Path

import numpy as np

from sessions.latency import LatencyLog
from sessions.live_config import TrainingConfig
from sessions.process import main

TIMES = "times.npz"


class NotingLog(LatencyLog):
    """A latency log that keeps each decision's row, so that its arrival can be looked up."""

    def __init__(self) -> None:
        super().__init__()
        self._decisions: list[tuple[float, float, float, float]] = []
        self._flips: list[tuple[float, float]] = []

    def decided(self, row: int, *, host: float, arrived: float, decided: float) -> None:
        """Take a decision's times, in seconds on the stream clock."""
        super().decided(row, host=host, arrived=arrived, decided=decided)
        self._decisions.append((row, arrived, decided, time.thread_time()))

    def flipped(self, *, decided: float, flipped: float) -> None:
        """Take when the first frame that shows a decision was on the screen."""
        super().flipped(decided=decided, flipped=flipped)
        self._flips.append((decided, flipped))

    def save(self, folder: Path) -> None:
        """Write ``decisions`` (row, inlet, decision, processor time) and ``flips`` (decision, flip)."""
        np.savez(
            folder / TIMES,
            decisions=np.array(self._decisions).reshape(-1, 4),
            flips=np.array(self._flips).reshape(-1, 2),
        )


if __name__ == "__main__":
    log = NotingLog()
    code = main(log)
    log.save(TrainingConfig.model_validate_json(Path(sys.argv[1]).read_bytes()).folder)
    sys.exit(code)
