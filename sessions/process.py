"""The training process: ``python -m sessions.process CONFIG``.

The window wants the main thread, so the line runs on a thread of its own; the therapist's keys
and commands reach it through one queue. Commands come as JSON lines on standard input, every
event goes out as a status line on standard output. When the input ends, whoever started us is
gone, and training stops.
"""

import json
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

from acquisition.inlet import LslTransport
from acquisition.lsl import configure
from acquisition.quality import Quality
from acquisition.quality_stream import QualityInlet
from decoding.models import load as load_model
from games.game import Moment, Phase, View
from games.loop import open_view, play
from games.player import REPEAT
from games.screen import Screen
from games.voice import Announcer, open_voice
from sessions.control import LATE, STOP, Command, Surroundings
from sessions.errors import full_disk
from sessions.guided import GuidedTraining, rating_of_key
from sessions.latency import LatencyLog
from sessions.line import Line
from sessions.live_config import TrainingConfig
from sessions.log import SessionLog
from sessions.record import read_record
from sessions.stage import game_setting, make_player
from sessions.training import Training
from sessions.wishes import command_of, lines_of
from station.clock import RealClock
from station.errors import VolitionError
from station.events import Event

# Reading ends with the first row that comes; the therapist's commands wait no longer than this.
_WAIT = 0.02
_LISTEN = 0.25  # s: how often the signals are judged
# The line must not stand behind a picture that is being drawn for Python's usual 5 ms.
_SWITCH = 0.0005
_STATION = "station"  # stops us when whoever started us is gone
_GOODBYE = 2.5  # seconds for which a patient sees the end of a session that a person stopped


class TrainingProcess:
    """Own the window, the line's thread and the therapist's commands of one live session.

    Parameters
    ----------
    config : TrainingConfig
    latency : LatencyLog, optional
        Told how long everything takes; by default a new one.
    """

    def __init__(self, config: TrainingConfig, latency: LatencyLog | None = None) -> None:
        self._config = config
        self._latency = LatencyLog() if latency is None else latency
        self._record = read_record(config.folder)
        self._commands: SimpleQueue[Command] = SimpleQueue()
        self._done = threading.Event()
        self._is_paused = self._is_stopped = False
        self._visible_until = 0.0  # on the stream clock
        self._failure: BaseException | None = None
        self._player = make_player(self._record)
        self._shown_at = 0.0

    def run(self) -> None:
        """Train until the session ends or the therapist stops it."""
        config, record, clock = self._config, self._record, RealClock()
        station = configure(config.home)
        model = None if config.model is None else (load_model(config.model), config.model)
        with ExitStack() as stack:
            screen = stack.enter_context(Screen(headless=config.headless))
            # Painted before samples flow: no trial may run behind a black window.
            view = open_view(record.game, game_setting(record), screen.size)
            transport = stack.enter_context(self._transport(station))
            log = stack.enter_context(
                SessionLog(
                    config.folder,
                    clock,
                    started=(record.started, record.clock),
                    listeners=(transport.send, _tell, self._notice),
                )
            )
            line = Line(record, transport, log, self._player, clock, None, self._latency)
            around = Surroundings(
                self._wait, transport.reopen, self._commands, self._judgement(record.session)
            )
            models = config.folder.parents[1] / "models"
            training = GuidedTraining(record, config.folder, models, transport, log, line, around)
            self._line = line
            worker = threading.Thread(
                target=self._train, args=(training, model), name="line", daemon=True
            )
            threading.Thread(
                target=self._obey, args=(lines_of(sys.stdin),), name="orders", daemon=True
            ).start()
            print(json.dumps({"status": "connected"}), flush=True)
            worker.start()
            voice = stack.enter_context(open_voice(game_setting(record), headless=config.headless))
            self._show(screen, view, Announcer(voice, game_setting(record)))
            worker.join()
        if self._failure is not None:
            raise self._failure

    def _notice(self, event: Event) -> None:
        """Know whether the space key pauses or goes on, whoever paused."""
        if event.type in ("pause", "resume") and event.label != LATE:
            self._is_paused = event.type == "pause"

    def _judgement(self, session: str) -> Callable[[], Quality | None]:
        """Listen to the judgement of the signals beside the line, which must never wait for it."""
        judged = QualityInlet(session)
        heard: deque[Quality] = deque(maxlen=1)

        def listen() -> None:
            while not self._done.wait(_LISTEN):
                if (reading := judged.newest()) is not None:
                    heard.append(reading.quality)

        threading.Thread(target=listen, name="quality", daemon=True).start()
        return lambda: heard[0] if heard else None

    def _transport(self, station: str) -> LslTransport:
        has_cues = self._record.cue_source == "recorded"
        return LslTransport(self._record.session, station, has_cues=has_cues, wait=_WAIT)

    def _train(self, training: Training, model: object) -> None:
        try:
            training.run(model)  # type: ignore[arg-type]
        except BaseException as error:  # handed to the main thread by run()
            self._failure = error
        finally:
            self._done.set()

    def _show(self, screen: Screen, view: View, announcer: Announcer) -> None:
        play(
            screen,
            view,
            self._newest,
            self._press,
            self._is_over,
            on_flip=self._on_flip,
            take_sounds=self._player.take_sounds,
            announcer=announcer,
            # Nobody sees the frames of a headless run; it still draws them, four a second.
            frames_per_second=4 if self._config.headless else 60,
        )

    def _is_over(self) -> bool:
        """Whether the window may close: no monitor turns black in the middle of a trial."""
        return self._done.is_set() and RealClock().now() >= self._visible_until

    def _on_flip(self, state: object, moment: Moment, time: float) -> None:
        shown, decided = self._line.decided
        # A decision that fell while this frame was drawn is not in it yet.
        if moment is shown and decided > self._shown_at:
            self._latency.flipped(decided=decided, flipped=time)
            self._shown_at = decided

    def _press(self, key: str) -> None:
        if key == "pause":
            key = "resume" if self._is_paused else "pause"
        answer = rating_of_key(key)
        self._take(Command(key) if answer is None else answer)

    def _obey(self, orders: TextIO) -> None:
        for line in orders:
            try:
                self._take(command_of(line))
            except VolitionError as error:  # said, and asked on: a slip must not end a session
                print(json.dumps({**error.to_status(), "status": "refused"}), flush=True)
        self._take(Command(STOP, _STATION))

    def _take(self, command: Command) -> None:
        if command.name == REPEAT:
            self._player.repeat()
        # The line may be fitting a model; the picture must not wait for it.
        if command.name == STOP and not self._is_stopped:
            self._is_stopped = True
            is_seen = command.reason != _STATION and not self._config.headless
            self._visible_until = RealClock().now() + (_GOODBYE if is_seen else 0.0)
        self._commands.put(command)

    def _newest(self) -> tuple[Any, Moment]:
        """Return what is to be drawn: nothing goes on for the patient once the end was asked for."""
        state, moment = self._player.latest()
        if self._is_stopped and moment.phase is not Phase.DONE:
            moment = Moment(Phase.DONE, side=moment.side)
        return state, moment

    def _wait(self) -> None:
        self._done.wait(_WAIT)


def _tell(event: Event) -> None:
    line = {"status": "event", "event": event.to_json()}
    try:
        print(json.dumps(line), flush=True)
    except OSError:
        # Whoever started us is gone; what we still have to write down goes to disk all the same.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(latency: LatencyLog | None = None) -> int:
    """Run the process; return its exit code."""
    sys.setswitchinterval(_SWITCH)
    config = TrainingConfig.model_validate_json(Path(sys.argv[1]).read_bytes())
    try:
        TrainingProcess(config, latency).run()
    except VolitionError as error:
        print(json.dumps(error.to_status()), flush=True)
        return 2
    except OSError as error:
        full = full_disk(error)
        if full is None:
            raise
        print(json.dumps(full.to_status()), flush=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
