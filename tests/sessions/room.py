"""A session in one process whose therapist and headset do as a test tells them.

What :func:`sessions.fast.run_fast` opens, with two things to take hold of: commands at any event or
row, and a transport that loses the headset for a while although the headset records on.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

import numpy as np
from numpy.typing import NDArray

from acquisition.direct import DirectTransport
from acquisition.errors import StreamLost
from acquisition.headset import Headset
from acquisition.quality import Quality
from acquisition.spec import make_board
from decoding.models import Model
from games.game import Moment, Phase
from sessions.control import Command, Surroundings
from sessions.guided import GuidedTraining
from sessions.line import Line
from sessions.log import SessionLog
from sessions.order import Order, open_session
from sessions.stage import make_player
from station.clock import VirtualClock
from station.events import Event
from station.stream import Chunk, Cue, RowFlag, StreamInfo

BLOCK = 0.08


@dataclass
class Script:
    """What happens beside the trials.

    Attributes
    ----------
    commands : sequence of (int, str)
        Commands, and the row that must have been read before each is given.
    lost : tuple of int
        Rows at which the transport fails.
    away : int
        How often it is asked in vain whether the headset is back.
    stalled : tuple of (int, int)
        Rows between which the machine stands still: they are read five seconds late.
    held : tuple of (int, int)
        Rows that training hears as lost.
    quality : callable or None
        Judges the signals up to a row; None where nothing judges them.
    """

    commands: Sequence[tuple[int, str | Command]] = ()
    lost: Sequence[int] = ()
    away: int = 10
    stalled: tuple[int, int] = (0, 0)
    held: tuple[int, int] = (0, 0)
    quality: Callable[[int], Quality | None] | None = None
    phases: list[tuple[int, Phase]] = field(default_factory=list)
    assisted: list[tuple[Phase, bool]] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    endings: list[Moment] = field(default_factory=list)


class FailingTransport:
    """A direct transport that loses the headset at given rows; the headset records on."""

    def __init__(self, inner: DirectTransport, script: Script) -> None:
        self._inner = inner
        self._lost = list(script.lost)
        self._away = script.away
        self._stalled = script.stalled
        self._held = script.held
        self._asked = 0
        self.next_row = 0
        self.on_read: Callable[[int], None] = lambda row: None

    @property
    def info(self) -> StreamInfo:
        """What the stream is."""
        return self._inner.info

    def read(self) -> Chunk | None:
        """Return the next rows, or fail."""
        self.on_read(self.next_row)
        if self._lost and self.next_row > self._lost[0]:
            self._lost.pop(0)
            self._asked = 0
            raise StreamLost("The headset was pulled out.")
        chunk = self._inner.read()
        if chunk is None:
            return None
        self.next_row = chunk.first + len(chunk)
        rows = np.arange(chunk.first, self.next_row)
        is_held = (rows >= self._held[0]) & (rows < self._held[1])
        chunk = replace(chunk, flags=np.where(is_held, RowFlag.HELD, chunk.flags).astype(np.uint8))
        first, end = self._stalled
        return replace(chunk, times=chunk.times - 5.0) if first <= chunk.first < end else chunk

    def reopen(self) -> bool:
        """Let a block pass unheard; say whether the headset is back."""
        self.on_read(self.next_row)
        self._inner.read()
        self._asked += 1
        return self._asked > self._away

    def cues(self) -> list[Cue]:
        """Return the cues whose row has been read."""
        return self._inner.cues()

    def send(self, event: Event) -> None:
        """Show an event to the patient."""
        self._inner.send(event)

    def send_intention(self, time: float, values: NDArray[np.float64]) -> None:
        """Nobody listens."""


def run_room(order: Order, model: tuple[Model, Path] | None, script: Script) -> Path:
    """Run a session as the script says and return its folder."""
    clock = VirtualClock()
    folder, record = open_session(order, clock, fast=True)
    orders: SimpleQueue[Command] = SimpleQueue()
    waiting = list(script.commands)
    with ExitStack() as stack:
        headset = stack.enter_context(Headset(make_board(order.board), folder, mains=50.0))
        direct = stack.enter_context(DirectTransport(headset, clock, BLOCK))
        transport = FailingTransport(direct, script)
        started = (record.started, record.clock)
        log = stack.enter_context(
            SessionLog(folder, clock, started=started, listeners=(transport.send,))
        )
        line = Line(record, transport, log, make_player(record), clock, None)

        def command(row: int) -> None:
            script.phases.append((row, line.moment.phase))
            script.assisted.append((line.moment.phase, line.moment.is_assisted))
            script.moments.append(line.moment)
            while waiting and row > waiting[0][0]:
                wanted = waiting.pop(0)[1]
                orders.put(Command(wanted) if isinstance(wanted, str) else wanted)

        transport.on_read = command
        judge = script.quality
        around = Surroundings(
            wait=lambda: None,
            reopen=transport.reopen,
            commands=orders,
            quality=None if judge is None else lambda: judge(transport.next_row),
        )
        models = folder.parents[1] / "models"
        GuidedTraining(record, folder, models, transport, log, line, around).run(model)
        script.endings.append(line.moment)
    return folder
