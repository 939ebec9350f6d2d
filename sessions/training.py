"""A session's runs in their order: calibration if there is no model yet, then play.

This is the sequential heart of the training process. It reads the transport, feeds the line and
obeys the therapist, and it is the same code live and fast; only the transport, the clock and what
waits for samples differ. A lost headset pauses the run and is waited for; the trial that it broke
is asked again.
"""

from abc import ABC, abstractmethod
from pathlib import Path

import numpy as np

from acquisition.errors import StreamLost
from decoding.models import Model, save
from games.game import Phase
from games.trial import TrialEngine
from sessions import control
from sessions.acts import FLOOR, advice_of
from sessions.brain import make_brain
from sessions.calibration import calibrate_in_blocks
from sessions.control import Stopped, Surroundings
from sessions.left import is_over
from sessions.line import Line
from sessions.log import SessionLog
from sessions.obeying import Obeying
from sessions.record import SessionRecord
from sessions.relearn import fit_now, for_next_time, summary
from sessions.retold import come_to
from sessions.runs import Run, RunName, at_once, make_run, recorded_cues
from sessions.start_gate import SignalGate
from station.stream import LOST, Chunk, RowFlag, Transport, eeg_of

# Seconds from a row's arrival at this machine to the moment it is fed: past the first the picture
# has been frozen for longer than a blink; under the second we are in the present again.
TOO_LATE, IN_TIME = 1.0, 0.3
_LINGER = 4.0  # seconds of the last picture


class Training(Obeying, ABC):
    """Run the runs of one session.

    Parameters
    ----------
    record : SessionRecord
    folder : Path
        Session folder.
    models : Path
        The patient's model folder, where a model fitted in this session is kept.
    transport : Transport
        Open.
    log : SessionLog
        Open.
    line : Line
    around : Surroundings
    """

    def __init__(
        self,
        record: SessionRecord,
        folder: Path,
        models: Path,
        transport: Transport,
        log: SessionLog,
        line: Line,
        around: Surroundings,
    ) -> None:
        self._record = record
        self._folder = folder
        self._models = models
        self._transport = transport
        super().__init__(log, line, around)
        self._generator = np.random.default_rng(record.seed)
        self._recorded = recorded_cues(record) if record.cue_source == "recorded" else None
        self._unfed: Chunk | None = None
        # Trials of this session, over all runs begun; what an earlier part asked was worked.
        self._worked = self._planned = 0 if record.continues is None else record.continues.asked
        self._is_advised = False
        self.received = self._active = 0  # rows: all, and those in runs, pauses left out

    def run(self, model: tuple[Model, Path] | None) -> str:
        """Run the session; return how it ended, ``"finished"`` or ``"stopped"``.

        Parameters
        ----------
        model : tuple of (Model, str) or None
            A fitted model and its file; without one the session begins with a calibration.
        """
        ending = "finished"
        try:
            self._await_rows()
            self._await_signal(model)
            self._play_all(model)
            self._linger()
        except Stopped:
            ending = "stopped"
        self._thank()
        # Nothing takes time on a virtual clock.
        latency = {} if self._record.fast else self._line.latency.summary()
        samples = {"received": self.received}
        self._tell("session_end", ending, samples=samples, latency_ms=latency)
        return ending

    @abstractmethod
    def _play_all(self, model: tuple[Model, Path] | None) -> None:
        """Play what the session holds, beginning with :meth:`_begin`."""

    def _begin(self, model: tuple[Model, Path] | None) -> tuple[Model, bool]:
        """Calibrate if need be, and think with the model; return it, and whether it is today's."""
        is_today = self._record.same_day
        if model is None:
            fitted, is_today = self._calibrate(), True
            model = fitted, save(fitted, self._models)
        self._think_with(*model, is_today=is_today)
        return model[0], is_today

    def _calibrate(self) -> Model:
        def run_block(block: int, trials: int) -> None:
            self._run_once(RunName("calibration", block), trials)
            self._holding.show(Phase.BREAK)

        def fit() -> Model:
            model = fit_now(self._folder, self._record, self._models)
            self._tell_left_out(model)
            self._catch_up()
            return model

        plan = self._record.plan
        trials, most = plan.calibration_trials, plan.calibration_most
        return calibrate_in_blocks(trials, most, run_block, fit, self._tell)

    def _tell_left_out(self, model: Model) -> None:
        """Tell of the electrodes that gave no signal while the model's trials were recorded."""
        lost = [name for name in eeg_of(self._record.channels) if name not in model.channels]
        if lost:
            self._tell("fallback", "calibration", lost=lost, sha256="")

    def _run_once(self, name: RunName, trials: int) -> None:
        kind, run = name.kind, name.run
        if is_over(self._record.continues, kind, run):
            return
        made = make_run(
            self._record,
            self._recorded,
            name,
            trials=trials,
            first=self._next_row,
            generator=self._generator,
            soonest=at_once if self._brain is None else self._brain.evidence.soonest,
        )
        engine = self._engine = self._engine_of(made, name)
        self._tell("run_start", kind, **made.details, **made.drawn)
        self._planned += made.trials
        is_observed = kind == "observe"
        self._line.begin(engine, made.trials, made.score, made.demands, is_observed=is_observed)
        if self._holding:
            self._holding.stand_still(engine)
        while not engine.is_over(self._next_row - 1):
            self._active += self._step()
        self._line.end()
        self._tell("run_end", kind, **made.details, butterflies=self._line.distractions)
        if engine.has_ended_well:  # it is no less work
            self._planned -= made.trials - engine.asked
        self._worked, self._engine = self._worked + engine.asked, None
        self._engine_before = engine
        self._advise_of_floor()

    def _advise_of_floor(self) -> None:
        """Say once in a session what is honest where rest allows too few rewards."""
        reward = None if self._brain is None else self._brain.reward
        advice = None if self._is_advised else advice_of(reward, self._record.mode)
        if advice is not None:
            self._is_advised = True
            self._tell("advice", FLOOR, **advice)

    def _engine_of(self, made: Run, name: RunName) -> TrialEngine:
        return TrialEngine(
            made.source,
            kind=name.kind,
            run=name.run,
            judge=self._line.judge,
            is_broken=self._line.is_broken,
            good_end=made.trials // 2 if name.is_closing else None,
            movement=made.demands.movement,
        )

    def _linger(self) -> None:
        """Leave the patient a moment with the last picture; a recording has nothing left to stream."""
        self._thank()
        end = self._next_row + round(_LINGER * self._record.rate)
        while not self._record.fast and self._recorded is None and self._next_row < end:
            self._step()

    def _thank(self) -> None:
        """Show that the session is over, with what was worked in it."""
        worked = self._worked + (self._engine.asked if self._engine is not None else 0)
        self._holding.show(Phase.DONE, anyway=True, trial=worked, trials=self._planned)

    def _catch_up(self) -> None:
        """Let the rows pass that came while the model was fitted: trials begin in the present."""
        self._step()
        while control.LATENESS in self._holding:
            self._step()

    def _think_with(self, model: Model, path: Path, *, is_today: bool) -> None:
        self._brain, card = make_brain(model, self._record, self._folder, is_today=is_today)
        self._line.think_with(self._brain)
        self._tell("stream", self._record.board)
        self._tell("model", path.name, **card)
        if self._record.continues is not None and self._brain.adaptation is not None:
            before = come_to(self._folder, self._record, model)
            self._catch_up()
            self._line.happen(self._brain.adaptation.take_over(*before, self._next_row))

    def _learn_for_next_time(self, model: Model, *, is_today: bool) -> None:
        self._thank()
        if self._brain is None or self._brain.adaptation is None:
            return
        learned = for_next_time(model, self._brain.adaptation, is_today=is_today)
        if learned is not None:
            self._tell("learned", save(learned, self._models).name, **summary(learned))

    def _await_signal(self, model: tuple[Model, Path] | None) -> None:
        """Hold the first trial until the signals are fit or overruled; a recording does not wait."""
        channels = self._record.channels if model is None else model[0].channels
        gate = self._gate = SignalGate(self._around.quality, channels, self._tell)
        if self._recorded is not None:
            return
        gate.overrule(self._record.start_anyway)
        while not gate.is_open(self._next_row / self._record.rate):
            self._holding.show(Phase.WAITING)
            self._step()

    def _await_rows(self) -> None:
        """Wait for the first rows, and keep them to be fed."""
        while self._unfed is None:
            self._obey()
            self._unfed = self._read()
            if self._unfed is None:
                self._around.wait()
        self._next_row = self._unfed.first

    def _step(self) -> int:
        """Go on by what has come; return how many rows the patient saw, nothing holding the game."""
        self._obey()
        chunk, self._unfed = self._unfed, None
        if chunk is None:
            chunk = self._read()
        if chunk is None:
            self._around.wait()
            return 0
        for cue in self._transport.cues():
            if self._recorded is not None:
                self._recorded.hear(cue)
        self.received += int(np.count_nonzero(chunk.flags & LOST == 0))
        self._hold_if_late(chunk)
        self._line.feed(chunk)
        self._next_row = chunk.first + len(chunk)
        seen = 0 if self._holding else len(chunk)
        if self._gate is not None:
            self._gate.watch(self._next_row / self._record.rate)
        if control.LATENESS in self._holding and self._line.lag <= IN_TIME:
            self._release("resume", control.LATE, cause=control.LATENESS)
        if self._recorded is not None and self._recorded.has_ended(self._next_row - 1):
            self._finish()
        return seen

    def _hold_if_late(self, chunk: Chunk) -> None:
        """Hold a game that stood still: nobody can follow cues that were never on the screen."""
        is_late = self._line.age(chunk) > TOO_LATE
        if is_late and self._recorded is None and control.LATENESS not in self._holding:
            self._hold("pause", control.LATE, cause=control.LATENESS)

    def _finish(self) -> None:
        """Judge the trial that ends with the recording: no decision falls behind its last row."""
        if self._engine is not None:
            self._line.happen(self._engine.advance(self._next_row))

    def _read(self) -> Chunk | None:
        try:
            return self._transport.read()
        except StreamLost:
            self._await_headset()
            return None

    def _await_headset(self) -> None:
        self._hold("headset_lost", "headset", cause=control.HEADSET)
        while not self._around.reopen():
            self._obey()
            self._around.wait()
        self._unfed = None
        self._await_rows()
        if self._brain is not None:
            self._brain.decoder.restart(self._next_row)
            self._tell("stream", self._record.board)
        while self._unfed is not None and self._unfed.flags[-1] & RowFlag.HELD:
            self._step()  # the rows that stand for the gap
            self._await_rows()
        self._release("headset_back", "headset", cause=control.HEADSET)
