"""What the therapist's commands do to a session, and what else may hold its game."""

from collections import deque
from contextlib import suppress
from queue import Empty

from games.trial import TrialEngine
from sessions import control
from sessions.acts import nudged, tagged
from sessions.brain import Brain
from sessions.control import Command, Stopped, Surroundings
from sessions.holding import Holding
from sessions.line import Line
from sessions.log import SessionLog
from sessions.start_gate import SignalGate


class Obeying:
    """The part of a session that obeys; where it stands is for the session to say.

    Parameters
    ----------
    log : SessionLog
    line : Line
    around : Surroundings
    """

    def __init__(self, log: SessionLog, line: Line, around: Surroundings) -> None:
        self._log = log
        self._line = line
        self._around = around
        self._holding = Holding(line)
        self._waiting: deque[Command] = deque()
        self._engine: TrialEngine | None = None
        self._engine_before: TrialEngine | None = None
        self._brain: Brain | None = None
        self._gate: SignalGate | None = None
        self._next_row = 0

    def _obey(self) -> None:
        """Obey one command; a stop overtakes whatever else waits."""
        with suppress(Empty):
            while True:
                self._waiting.append(self._around.commands.get_nowait())
        if (
            stop := next((one for one in self._waiting if one.name == control.STOP), None)
        ) is not None:
            self._act(stop)
        elif self._waiting:
            self._act(self._waiting.popleft())

    def _act(self, command: Command) -> None:
        if command.name == control.STOP:
            if self._engine is not None:  # what was asked and not judged was left
                self._line.happen(self._engine.skip(self._line.row))
            self._tell("stop", command.reason)
            raise Stopped
        if command.name == control.SKIP and self._engine is not None:
            # Held, the trial that was under way has been left already, to be asked again.
            why = {"why": "paused"} if self._engine.is_held else {}
            self._line.happen(self._engine.skip(self._line.row))
            self._tell("skip", command.reason, **why)
        elif command.name == control.COMPENSATED:
            # Between runs it is the last trial of the run before.
            trial = tagged(self._engine) or tagged(self._engine_before)
            if trial is not None:
                self._tell(control.COMPENSATED, command.reason, **trial)
        elif command.name in (control.EASIER, control.HARDER):
            self._tell(command.name, command.reason, **nudged(command, self._line.brain))
        elif command.name == control.START and self._gate is not None:
            self._gate.overrule(command.reason)
        elif command.name == control.PAUSE:
            self._hold("pause", command.reason, cause=control.THERAPIST)
        elif command.name == control.RESUME:
            self._release("resume", command.reason, cause=control.THERAPIST)

    def _hold(self, type_: str, reason: str, *, cause: str) -> None:
        self._holding.begin(cause, self._engine)
        self._tell(type_, reason)

    def _release(self, type_: str, reason: str, *, cause: str) -> None:
        self._tell(type_, reason)
        self._holding.end(cause, self._engine, self._next_row)

    def _tell(self, type_: str, label: str, **details: object) -> None:
        self._log.event(type_, label, self._next_row, **details)
