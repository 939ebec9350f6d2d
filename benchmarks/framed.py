"""The training process, noting how long every frame was drawn and when it was on the screen."""

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pygame

from benchmarks.training import NotingLog
from games.game import Moment, View
from games.screen import Screen
from games.voice import Announcer
from sessions.live_config import TrainingConfig
from sessions.process import TrainingProcess

FRAMES = "frames.npz"


class TimedView:
    """A view whose frames are timed."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.seconds: list[float] = []

    def draw(self, surface: pygame.Surface, state: Any, moment: Moment, dt: float) -> None:
        """Draw one frame."""
        start = time.perf_counter()
        self._view.draw(surface, state, moment, dt)
        self.seconds.append(time.perf_counter() - start)


class FramedProcess(TrainingProcess):
    """A training process that does nothing else differently."""

    def __init__(self, config: TrainingConfig, latency: NotingLog) -> None:
        super().__init__(config, latency)
        self._flips: list[float] = []
        self._views: list[TimedView] = []

    def save(self, folder: Path) -> None:
        """Write ``drawn`` and ``flipped``, seconds of every frame."""
        drawn = [second for view in self._views for second in view.seconds]
        np.savez(folder / FRAMES, drawn=np.array(drawn), flipped=np.array(self._flips))

    def _show(self, screen: Screen, view: View, announcer: Announcer) -> None:
        self._views.append(TimedView(view))
        super()._show(screen, self._views[-1], announcer)

    def _on_flip(self, state: object, moment: Moment, time: float) -> None:
        self._flips.append(time)
        super()._on_flip(state, moment, time)


def main() -> int:
    """Run the process and write down its times."""
    sys.setswitchinterval(0.0005)
    config = TrainingConfig.model_validate_json(Path(sys.argv[1]).read_bytes())
    log = NotingLog()
    process = FramedProcess(config, log)
    process.run()
    log.save(config.folder)
    process.save(config.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
