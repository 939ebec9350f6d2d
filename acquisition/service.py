"""The headset process: a board to disk and to LSL, whatever becomes of everybody else.

It is driven by JSON lines on standard input (``start``, ``stop``) and says how it is on standard
output, about once a second and at each change. It ends when its input ends: then its parent is
gone. A board that falls silent for half a second is reported, and after a second more let go and
opened again until it answers.
"""

import json
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import TextIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acquisition.board import Board
from acquisition.errors import AcquisitionError
from acquisition.headset import Headset
from acquisition.inlet import MarkerInlet
from acquisition.lsl import configure
from acquisition.outlet import CueOutlet, EegOutlet
from acquisition.quality_stream import SignalOutlet
from acquisition.reopening import Reopening
from acquisition.spec import BoardSpec, make_board
from acquisition.status import say, say_error
from acquisition.watch import Pace, Watch
from station.clock import RealClock
from station.errors import VolitionError
from station.language import N_

STATUS = 1.0
LOST_LOOK = 0.02  # s between two looks whether a lost board is open again
LAST_LOOK = 0.1  # s for what was on its way when the stop came
LAST_WAIT = 2.0  # s for an attempt to open the board
# s by which cues travel ahead of their rows, so that none comes late; the inlet holds them.
CUE_LEAD = 0.25


class HeadsetConfig(BaseModel):
    """What the headset process is told.

    Attributes
    ----------
    folder : Path or None
        Session folder; None streams without recording.
    home : Path
        Data home, where the station's LSL id is kept.
    session : str
        Name under which the streams are found.
    board : BoardSpec
    mains : float
        Mains frequency in Hz.
    station : str or None
        Another LSL id than the data home's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path | None
    home: Path
    session: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    board: BoardSpec
    mains: float = Field(default=50.0, gt=0)
    station: str | None = None


class Command(StrEnum):
    """What the process can be told."""

    START = "start"
    STOP = "stop"


class Service:
    """Pump a headset until told to stop.

    Parameters
    ----------
    headset : Headset
        Open.
    eeg : EegOutlet
    cues : CueOutlet or None
    markers : MarkerInlet
        Open.
    output : TextIO
        Where status lines go.
    """

    def __init__(
        self,
        headset: Headset,
        eeg: EegOutlet,
        cues: CueOutlet | None,
        markers: MarkerInlet,
        output: TextIO,
    ) -> None:
        self._headset = headset
        self._eeg = eeg
        self._told = cues
        self._markers = markers
        self._output = output
        self._clock = RealClock()
        self._commands: SimpleQueue[Command] = SimpleQueue()
        self._watch = Watch()
        self._lead = round(CUE_LEAD * headset.info.rate)
        self._pace = Pace(1.0 / headset.info.rate)
        self._reopening = Reopening(headset.reconnect, self._clock)

    def command(self, command: Command) -> None:
        """Take a command, from any thread or signal handler."""
        self._commands.put(command)

    def run(self) -> None:
        """Wait for the start, then stream until the stop."""
        self.say("ready")
        if self._next_command(None) is Command.STOP:
            return
        now = self._clock.now()
        self._watch.begin(now)
        self._headset.start(now)
        if self._headset.is_open:
            self.say("streaming")
        else:
            self._lose()
        while self._next_command(self._wait()) is not Command.STOP:
            self._turn()
        self._finish()

    def _finish(self) -> None:
        """Take what was on its way when the stop came."""
        if self._watch.is_lost:
            self._reopening.end(LAST_WAIT)
            return
        threading.Event().wait(LAST_LOOK)  # more commands to stop may follow: none is waited for
        for rows in self._headset.drain(self._clock.now()):
            self._eeg.push(rows)

    def _wait(self) -> float:
        return LOST_LOOK if self._watch.is_lost else self._pace.wait(self._clock.now())

    def _turn(self) -> None:
        now, watch = self._clock.now(), self._watch
        for event in self._markers.events():
            self._headset.hear(event)
        if watch.is_lost:
            self._try_again()
        else:
            self._pump(now)
        self._look_at_the_disk(now)
        if now - watch.reported_at >= STATUS:
            self.say("lost" if watch.is_silent else "ended" if watch.is_ended else "streaming")

    def _look_at_the_disk(self, now: float) -> None:
        error = self._headset.disk_error
        if self._watch.is_disk_news(error is not None, now):
            if error is None:
                self.say("disk_free")
            else:
                self.say("disk_full", sentence_template=error.template, values=error.values)

    def _pump(self, now: float) -> None:
        watch = self._watch
        try:
            rows = self._headset.pump(now)
        except AcquisitionError:
            self._lose()
            return
        if self._told is not None:
            for cue in self._headset.cues(self._lead):
                self._told.push(cue)
        if len(rows):
            self._eeg.push(rows)
            self._pace.hear(float(rows.times[-1]))
            if watch.hear(now):
                self.say("back")
        if self._headset.is_ended and not watch.is_ended:
            watch.is_ended = True
            self.say("ended")
        elif not watch.is_ended:
            if watch.is_falling_silent(now):
                self.say("lost")
            if watch.is_to_be_let_go(now) or (watch.is_silent and self._headset.is_gone):
                self._lose()

    def _lose(self) -> None:
        if not self._watch.is_silent:
            self.say("lost")
        self._watch.is_lost = self._watch.is_silent = True
        self._headset.let_go()

    def _try_again(self) -> None:
        if self._reopening.has_opened():
            self._watch.is_lost = False
            self._watch.begin(self._clock.now())

    def _next_command(self, wait: float | None) -> Command | None:
        """Wait for a command; without one, return None when the time is over."""
        try:
            return self._commands.get(timeout=wait)
        except Empty:
            return None

    def say(self, status: str, **details: object) -> None:
        """Say how things stand."""
        tally = self._headset.tally
        self._watch.reported_at = self._clock.now()
        numbers = {
            "row": tally.rows - 1,
            "rows": tally.rows,
            "saved": self._headset.saved,
            "sent": tally.sent,
            "lost": tally.lost,
            "filled": tally.filled,
            "repeated": tally.repeated,
            "loss_percent": round(tally.loss_percent, 3),
            "late": self._headset.arrival.is_too_long,
            "rate": round(tally.rate, 3),
            "clock": round(tally.clock, 4),
            "time": self._watch.reported_at,
        }
        say(self._output, status, **numbers, **self._headset.grades, **details)


def main(arguments: list[str], make: Callable[[BoardSpec], Board] = make_board) -> int:
    """Run the headset process; return its exit code.

    Parameters
    ----------
    arguments : list of str
        The path of a :class:`HeadsetConfig` as JSON.
    make : callable
        Makes the board; a test hands in one of its own.
    """
    # Libraries that print to standard output must not break the status lines.
    output, sys.stdout = sys.stdout, sys.stderr
    try:
        config = read_config(Path(arguments[0]))
        _serve(config, make, sys.stdin, output)
    except VolitionError as error:
        say_error(output, error)
        return 2
    return 0


def read_config(path: Path) -> HeadsetConfig:
    """Read the process's settings.

    Raises AcquisitionError if they cannot be read.
    """
    try:
        return HeadsetConfig.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise AcquisitionError(
            N_("The settings of the headset program, {path!r}, cannot be read: {problem}"),
            path=str(path),
            problem=str(error),
        ) from error


def _serve(
    config: HeadsetConfig, make: Callable[[BoardSpec], Board], commands: TextIO, output: TextIO
) -> None:
    station = configure(config.home, station=config.station)
    headset = Headset(make(config.board), config.folder, mains=config.mains)
    with ExitStack() as stack:
        stack.enter_context(headset)
        device = headset.info.device
        eeg = SignalOutlet(headset, config.session, station)
        cues = CueOutlet(device, config.session, station) if headset.has_cues else None
        markers = stack.enter_context(MarkerInlet(config.session))
        service = Service(headset, eeg, cues, markers, output)
        _listen(service, commands)
        service.run()
    service.say("stopped")


def _listen(service: Service, commands: TextIO) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        service.command(Command.STOP)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)

    def read() -> None:
        for line in commands:
            try:
                service.command(Command(json.loads(line)["command"]))
            except (ValueError, KeyError, TypeError):
                sys.stderr.write(f"headset: not a command: {line!r}\n")
        service.command(Command.STOP)

    threading.Thread(target=read, name="commands", daemon=True).start()
