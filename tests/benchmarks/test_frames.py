"""What the frame benchmark notes and shows."""

from io import StringIO
from typing import Any

import pygame
from rich.console import Console

from benchmarks.framed import TimedView
from benchmarks.frames import LIMITS, table
from games.game import Moment, Phase


class Still:
    def __init__(self) -> None:
        self.drawn: list[Moment] = []

    def draw(self, surface: pygame.Surface, state: Any, moment: Moment, dt: float) -> None:
        self.drawn.append(moment)


def test_every_frame_is_drawn_as_before_and_timed() -> None:
    view = Still()
    timed = TimedView(view)

    for _ in range(3):
        timed.draw(pygame.Surface((2, 2)), None, Moment(Phase.RELAX), 0.02)

    assert view.drawn == [Moment(Phase.RELAX)] * 3
    assert len(timed.seconds) == 3
    assert all(seconds >= 0 for seconds in timed.seconds)


def test_every_figure_stands_beside_its_limit() -> None:
    results = {"reach": dict.fromkeys(LIMITS, 1.5), "graz": {"update_and_draw_p95_ms": 2.5}}
    text = StringIO()

    Console(file=text, width=100).print(table(results))

    for name, limit in LIMITS.items():
        line = next(line for line in text.getvalue().splitlines() if name in line)
        assert f"{limit:g}" in line
        assert "1.5" in line
    assert "2.5" in text.getvalue()
