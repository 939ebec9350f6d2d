"""The emulator process: a patient behind a headset that does not exist.

``python -m acquisition.emulator CONFIG.json`` puts the headset's port on a pseudo-terminal and
says where, then does what a driver tells that port. Beside the port it stands in for what a real
room has and a serial line has not: it shows the screen to a simulated patient
(``Volition-Markers``) and tells the cues of a recording (``Volition-Cues``). Status goes to
standard output as JSON lines; it stops on ``{"command": "stop"}``, at the end of its input, or
on SIGTERM.
"""

import json
import signal
import sys
import tempfile
import threading
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TextIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acquisition.board import HearsMarkers, TellsCues
from acquisition.emulator.cyton import CytonEmulator
from acquisition.emulator.faults import Fault
from acquisition.emulator.screen import ShownScreen
from acquisition.errors import AcquisitionError
from acquisition.inlet import MarkerInlet
from acquisition.lsl import configure
from acquisition.outlet import CueOutlet
from acquisition.service import CUE_LEAD, STATUS
from acquisition.spec import BoardSpec, make_board
from acquisition.status import say, say_error
from station.clock import RealClock
from station.errors import VolitionError
from station.language import N_
from station.stream import Cue


class EmulatorConfig(BaseModel):
    """What the emulator process is told.

    Attributes
    ----------
    home : Path
        Data home, where the station's LSL id is kept.
    session : str or None
        Name of the session that the patient takes part in; None is whichever trains here. The
        cues of a recording are told to a named session only.
    board : BoardSpec
        The patient: whose samples the emulated headset sends.
    link : Path or None
        Where the port appears; None chooses a temporary place.
    station : str or None
        Another LSL id than the data home's.
    faults : tuple of Fault
        What goes wrong with the headset, and when.
    ohms : tuple of float
        Impedance of the electrodes on the first inputs; the others are good.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    session: str | None = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    board: BoardSpec
    link: Path | None = None
    station: str | None = None
    faults: tuple[Fault, ...] = ()
    ohms: tuple[float, ...] = ()


class EmulatorService:
    """Run an emulated headset until told to stop.

    Parameters
    ----------
    emulator : CytonEmulator
        Open.
    told : CueOutlet or None
        Where a recording's cues go.
    markers : MarkerInlet or None
        Open; where a simulated patient sees the screen.
    output : TextIO
        Where status lines go.
    """

    def __init__(
        self,
        emulator: CytonEmulator,
        told: CueOutlet | None,
        markers: MarkerInlet | None,
        output: TextIO,
    ) -> None:
        self._emulator = emulator
        self._told = told
        self._markers = markers
        self._screen = ShownScreen(emulator.profile.rate)
        self._output = output
        self._clock = RealClock()
        self._stopping = threading.Event()
        self._lead = round(CUE_LEAD * emulator.profile.rate)
        board = emulator.board
        self._cues: deque[Cue] = deque(board.cues() if isinstance(board, TellsCues) else ())
        self._status = "ready"
        self._reported_at = 0.0

    def stop(self) -> None:
        """Ask it to stop, from any thread or signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Obey the driver until the stop."""
        self._say(
            "ready",
            port=str(self._emulator.link),
            profile=self._emulator.profile.name,
            source=self._emulator.board.info.source,
            device=self._emulator.board.info.device,
            channels=self._emulator.board.info.channels,
            rate=self._emulator.board.info.rate,
        )
        while not self._stopping.is_set():
            self._show_screen()
            self._emulator.turn()
            self._tell_cues()
            self._report()
        self._say("stopped")

    def _show_screen(self) -> None:
        board = self._emulator.board
        if self._markers is not None and isinstance(board, HearsMarkers):
            for event in self._markers.events():
                board.hear(self._screen.show(event, self._emulator.counter))

    def _tell_cues(self) -> None:
        # They travel ahead of their rows, so that none comes late; whoever hears one holds it.
        known = self._emulator.counter + self._lead if self._emulator.counter >= 0 else -1
        while self._told is not None and self._cues and self._cues[0].row <= known:
            self._told.push(self._cues.popleft())

    def _report(self) -> None:
        if self._emulator.has_ended:
            status = "ended"
        elif self._emulator.is_streaming:
            status = "streaming"
        else:
            status = "waiting"
        is_due = status == "streaming" and self._clock.now() - self._reported_at >= STATUS
        is_new = status != self._status and (status, self._status) != ("waiting", "ready")
        if is_new or is_due:
            self._say(status)

    def _say(self, status: str, **details: object) -> None:
        self._status = status
        self._reported_at = self._clock.now()
        counts = {
            "produced": self._emulator.produced,
            "hit": len(self._emulator.hits),
            "sent": self._emulator.sent,
            "unread": self._emulator.unread,
            "unsent": self._emulator.unsent,
        }
        say(self._output, status, **counts, **details)


def main(arguments: list[str]) -> int:
    """Run the emulator process; return its exit code."""
    # Libraries that print to standard output must not break the status lines.
    output, sys.stdout = sys.stdout, sys.stderr
    try:
        _serve(read_config(Path(arguments[0])), sys.stdin, output)
    except VolitionError as error:
        say_error(output, error)
        return 2
    return 0


def read_config(path: Path) -> EmulatorConfig:
    """Read the process's settings.

    Raises
    ------
    AcquisitionError
        If they cannot be read.
    """
    try:
        return EmulatorConfig.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise AcquisitionError(
            N_("The settings of the emulator program, {path!r}, cannot be read: {problem}"),
            path=str(path),
            problem=str(error),
        ) from error


def _serve(config: EmulatorConfig, commands: TextIO, output: TextIO) -> None:
    station = configure(config.home, station=config.station)
    board = make_board(config.board)
    with ExitStack() as stack:
        link = config.link
        if link is None:
            link = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "cyton"
        emulator = stack.enter_context(
            CytonEmulator(board, link=link, clock=RealClock(), faults=config.faults)
        )
        emulator.amplifier.ohms[: len(config.ohms)] = config.ohms[: len(emulator.amplifier.ohms)]
        told = markers = None
        if isinstance(board, TellsCues) and config.session is not None:
            told = CueOutlet(f"emulated-{board.info.device}", config.session, station)
        if isinstance(board, HearsMarkers):
            markers = stack.enter_context(MarkerInlet(config.session))
        service = EmulatorService(emulator, told, markers, output)
        _listen(service, commands)
        service.run()


def _listen(service: EmulatorService, commands: TextIO) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        service.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)

    def read() -> None:
        for line in commands:
            if _is_stop(line):
                break
            sys.stderr.write(f"emulator: not a command: {line!r}\n")
        service.stop()

    threading.Thread(target=read, name="commands", daemon=True).start()


def _is_stop(line: str) -> bool:
    """Whether a line, which may be anything, is the command to stop."""
    try:
        return bool(json.loads(line)["command"] == "stop")
    except (ValueError, KeyError, TypeError):
        return False
