"""The fast way: the whole line in one process, in lock step on a virtual clock.

As fast as the processor allows, and the same for the same seed: for demonstrations, tests and
simulations of many sessions. Only boards that need no hardware can run so.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue

from acquisition.direct import DirectTransport
from acquisition.headset import Headset
from acquisition.spec import make_board
from decoding.models import Model
from sessions.control import Surroundings
from sessions.counts import write_counts
from sessions.errors import SessionError
from sessions.guided import GuidedTraining
from sessions.line import Line
from sessions.log import SessionLog
from sessions.order import Order, open_session
from sessions.stage import make_player
from sessions.store import write_manifest
from station.clock import VirtualClock
from station.events import Event
from station.language import N_

BOARDS = ("recorded", "simulated")
# Seconds handed over at once. A simulated patient takes 0.35 s to react to a cue, so it hears
# every cue in time.
BLOCK = 0.08


def run_fast(order: Order, model: tuple[Model, Path] | None, hear: Callable[[Event], None]) -> Path:
    """Run a session and return its folder.

    Parameters
    ----------
    order : Order
    model : tuple of (Model, Path) or None
        A fitted model and its file; without one the session begins with a calibration.
    hear : callable
        Told of every event.

    Raises
    ------
    SessionError
        If the board has hardware behind it: a driver always runs at real speed.
    """
    if order.board.name not in BOARDS:
        raise SessionError(
            N_("The board {board!r} has a driver and runs at real speed; leave out --fast."),
            board=order.board.name,
        )
    clock = VirtualClock()
    folder, record = open_session(order, clock, fast=True)
    models = folder.parents[1] / "models"
    with ExitStack() as stack:
        headset = stack.enter_context(Headset(make_board(order.board), folder, mains=order.mains))
        transport = stack.enter_context(DirectTransport(headset, clock, BLOCK))
        log = stack.enter_context(
            SessionLog(
                folder,
                clock,
                started=(record.started, record.clock),
                listeners=(transport.send, hear),
            )
        )
        line = Line(record, transport, log, make_player(record), clock, None)
        around = Surroundings(wait=_never, reopen=_impossible, commands=SimpleQueue())
        GuidedTraining(record, folder, models, transport, log, line, around).run(model)
        write_counts(folder, {"acquisition.headset": asdict(headset.tally)})
    write_manifest(folder)
    return folder


def _never() -> None:
    raise RuntimeError("a virtual clock has nothing to wait for: the board has ended")


def _impossible() -> bool:
    return False
