"""A live session: start the processes in order, watch them, and close them in reverse.

The headset process is given the session folder first, then training is started, and only when
training hears the headset are samples let through, so that no row is missed. A headset process
that dies is started again on the same folder; training pauses meanwhile and goes on when it is
back.
"""

import threading
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Protocol, Self

from pydantic import BaseModel

from acquisition.emulator.service import EmulatorConfig
from acquisition.service import HeadsetConfig
from acquisition.spec import BoardSpec
from sessions.child import EXITED, Child, Status, raise_error
from sessions.counts import added, write_counts
from sessions.errors import SessionError
from sessions.live_config import TrainingConfig
from sessions.order import Order, discard_if_empty, open_session
from sessions.store import write_manifest
from station.clock import RealClock
from station.errors import VolitionError
from station.events import Event
from station.language import N_

EMULATOR, HEADSET, TRAINING = "acquisition.emulator", "acquisition.headset", "sessions.process"
# Importing a driver, scikit-learn and MNE on a slow laptop with a cold disk takes its time.
START_UP = 60.0
# A headset process that dies so often without a row in between will not live.
MOST_DEATHS = 5


@dataclass(frozen=True)
class LiveOptions:
    """How a live session is run.

    Attributes
    ----------
    headless : bool
        No window, no sound.
    emulated : BoardSpec or None
        A patient to be put behind an emulated headset, so that the real driver is in the line.
    commands : iterable of str
        Lines of JSON for the training process, as :mod:`sessions.wishes` reads them; read on a
        thread of their own until they end.
    """

    headless: bool
    emulated: BoardSpec | None = None
    commands: Iterable[str] = ()


class Follower(Protocol):
    """Somebody who follows a live session: the therapist's screen."""

    def hear(self, event: Event) -> None:
        """Take the next event of the session."""

    def follow(self, status: Status) -> None:
        """Take what the headset process says of itself, and which command was refused."""


def run_live(order: Order, model: Path | None, options: LiveOptions, follower: Follower) -> Path:
    """Run a session in its own processes and return its folder.

    Parameters
    ----------
    order : Order
    model : Path or None
        The model to start from; without one the session begins with a calibration.
    options : LiveOptions
    follower : Follower

    Raises
    ------
    VolitionError
        What a process said before it ended: a headset that does not answer, no display…
    """
    folder, _ = open_session(order, RealClock(), fast=False)
    config = TrainingConfig(folder=folder, home=order.home, model=model, headless=options.headless)
    try:
        with Station(order, folder, follower) as station:
            if options.emulated is not None:
                station.start_emulator(options.emulated)
            station.start_headset()
            station.start_training(config)
            station.obey(options.commands)
            station.watch()
    except VolitionError:
        discard_if_empty(folder)
        raise
    write_manifest(folder)
    return folder


class Station:
    """The processes of one live session, in the order in which they were started."""

    def __init__(self, order: Order, folder: Path, follower: Follower) -> None:
        self._order = order
        self._folder = folder
        self._follower = follower
        self._heard: SimpleQueue[tuple[Child, Status]] = SimpleQueue()
        self._stack = ExitStack()
        self._board = order.board
        self._headset: Child | None = None
        self._training: Child | None = None
        self._counts: dict[Child, Status] = {}
        self._deaths = 0
        self._said: Status = {"status": ""}  # what a headset process said last before it ended

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()
        while not self._heard.empty():
            self._note(*self._heard.get())
        counts = [(child.module, status) for child, status in self._counts.items()]
        try:
            write_counts(self._folder, added(counts))
        except OSError:
            if kind is None:  # otherwise what ended the session is what must be told
                raise

    def start_emulator(self, patient: BoardSpec) -> None:
        """Put a patient behind an emulated headset, and point the driver at its port."""
        config = EmulatorConfig(home=self._order.home, session=self._folder.name, board=patient)
        status = self._await(self._start(EMULATOR, config), "ready")
        options = {**self._board.options, "name": self._board.name, "port": status["port"]}
        self._board = BoardSpec.model_validate(options)

    def start_headset(self) -> None:
        """Start the headset process; it waits for the word to stream."""
        self._headset = self._start_headset()
        self._await(self._headset, "ready")

    def start_training(self, config: TrainingConfig) -> None:
        """Start the training process, and let samples through once it hears the headset."""
        self._training = self._start(TRAINING, config)
        self._await(self._training, "connected")
        if self._headset is not None:
            self._headset.send("start")

    def obey(self, commands: Iterable[str]) -> None:
        """Let training read what a program writes to us; the thread ends with us."""
        training = self._training
        if training is not None:

            def hand_on() -> None:
                for line in commands:
                    training.pass_on(line)

            threading.Thread(target=hand_on, name="commands", daemon=True).start()

    def watch(self) -> None:
        """Pass on what happens until training has ended; Ctrl-C asks it to."""
        while True:
            try:
                child, status = self._heard.get()
            except KeyboardInterrupt:
                self._stop_training()
                continue
            if child is self._training and status["status"] == EXITED:
                if status["code"] != 0:
                    raise _ended(child, status)
                return
            if child is self._headset:
                self._keep_streaming(child, status)
            else:
                self._take(child, status)

    def _stop_training(self) -> None:
        if self._training is not None:
            self._training.send("stop", reason="Ctrl-C")

    def _keep_streaming(self, headset: Child, status: Status) -> None:
        self._note(headset, status)
        self._follower.follow(status)
        if status["status"] == "error":
            self._said = status
        if status["status"] == EXITED:
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                raise_error(self._said)
                raise _ended(headset, status)
            self._headset = self._start_headset()
        elif status["status"] == "streaming" and status["row"] != -1:
            self._deaths, self._said = 0, {"status": ""}
        elif status["status"] == "ready":
            headset.send("start")

    def _start_headset(self) -> Child:
        config = HeadsetConfig(
            folder=self._folder,
            home=self._order.home,
            session=self._folder.name,
            board=self._board,
            mains=self._order.mains,
        )
        return self._start(HEADSET, config)

    def _start(self, module: str, config: BaseModel) -> Child:
        return self._stack.enter_context(Child(module, config, self._listen))

    def _listen(self, child: Child, status: Status) -> None:
        self._heard.put((child, status))

    def _await(self, awaited: Child, word: str) -> Status:
        while True:
            try:
                child, status = self._heard.get(timeout=START_UP)
            except Empty:
                raise did_not_start(awaited) from None
            if child is awaited and status["status"] == word:
                return status
            if child is awaited and status["status"] == EXITED:
                raise _ended(child, status)
            self._take(child, status)

    def _take(self, child: Child, status: Status) -> None:
        self._note(child, status)
        if status["status"] == "refused":
            self._follower.follow(status)
        if status["status"] == "event":
            self._follower.hear(Event.from_json(str(status["event"])))
        raise_error(status)

    def _note(self, child: Child, status: Status) -> None:
        if "sent" in status:
            self._counts[child] = {
                name: value for name, value in status.items() if name not in ("status", "channels")
            }


def did_not_start(child: Child) -> SessionError:
    """Return that a process was not ready in time."""
    return SessionError(
        N_("{module} did not start within {seconds:.0f} s; try again."),
        module=child.module,
        seconds=START_UP,
    )


def _ended(child: Child, status: Status) -> SessionError:
    return SessionError(
        N_(
            "{module} ended unexpectedly (code {code}); what was recorded is saved. See the log above."
        ),
        module=child.module,
        code=status["code"],
    )
