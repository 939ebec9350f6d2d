"""One run of the line: samples in, decisions, events and the game's state out.

Everything here happens on sample time: the same rows give the same decisions, the same events and
the same pictures, whether they come over LSL at real speed or directly on a virtual clock, and
whatever chunks they come in. Live play, the fast way and the tests all run this one class.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from decoding.intention import Intention
from decoding.online import Decision
from decoding.replay import table_row
from games.cues import TrialRows
from games.game import Moment, Phase
from games.player import Player
from games.self_paced import SETTING
from games.trial import Happening, Outcome, TrialEngine
from sessions.brain import Brain
from sessions.demands import Demands
from sessions.episode import Episode
from sessions.gaps import Gaps
from sessions.latency import LatencyLog
from sessions.log import SessionLog
from sessions.moments import Moments, towards
from sessions.muscle import Burst, MuscleWatch
from sessions.paradigm import Score
from sessions.record import SessionRecord
from sessions.stills import Stills
from station.clock import Clock
from station.stream import Chunk, Transport
from station.task import REST


class Line:
    """Run one run's trials on the samples that it is fed.

    Parameters
    ----------
    record : SessionRecord
    transport : Transport
        Told of every decision; it is not read here.
    log : SessionLog
    player : Player
        Holds the game's rules and state.
    clock : Clock
    brain : Brain or None
        None in a first calibration.
    latency : LatencyLog, optional
        Told how long everything takes; by default a new one.

    Attributes
    ----------
    decided : tuple of (Moment, float)
        The newest moment that a decision made, and when, in seconds on the stream clock.
    """

    def __init__(
        self,
        record: SessionRecord,
        transport: Transport,
        log: SessionLog,
        player: Player,
        clock: Clock,
        brain: Brain | None,
        latency: LatencyLog | None = None,
    ) -> None:
        self._record = record
        self._transport = transport
        self._log = log
        self._player = player
        self._clock = clock
        self._brain = brain
        self._step = round(record.step * record.rate)
        self._gaps = Gaps(record.rate)
        self._stills = Stills(record)
        self._muscles = MuscleWatch(record)
        self._bursts: tuple[Burst, ...] = ()
        self._is_overt = False  # the newest movement
        self._engine: TrialEngine | None = None
        self._score = Score()
        self._episode = Episode(self._score, record.rate, self._step)
        self._moments = Moments(record)
        self._is_observed = False
        self._window: object = 0  # of self-paced play, that the newest cue belongs to
        self._rewards = 0 if record.continues is None else len(record.continues.earned)
        self.row = -1
        self.latency = LatencyLog() if latency is None else latency
        self.lag = 0.0  # seconds from the newest row that was fed to the moment it was
        self.moment = Moment(Phase.RELAX, side=record.affected_side)
        self.decided = (self.moment, clock.now())

    def begin(
        self,
        engine: TrialEngine,
        trials: int,
        score: Score = Score(),  # noqa: B008 - frozen
        demands: Demands = Demands(),  # noqa: B008 - frozen
        *,
        is_observed: bool = False,
    ) -> None:
        """Let an engine walk through a run of so many trials; observed ones play by themselves."""
        self._engine, self._is_observed, self._score = engine, is_observed, score
        self._episode = Episode(score, self._record.rate, self._step)
        if self._brain is not None and self._brain.reward is not None:
            self._brain.reward.begin_run(self._episode.rule)
        if self._brain is not None and score.is_self_paced:
            self._brain = replace(self._brain, pace=self._brain.target)
        self._moments = Moments(self._record, trials, demands, is_observed=is_observed)

    def end(self) -> None:
        """The run is over: hold the scene until the next one begins or another is shown."""
        self._engine = None
        if self._brain is not None:
            self._brain = replace(self._brain, pace=None)

    @property
    def distractions(self) -> int:
        """In how many trials of the run something flew by."""
        return self._moments.distractions

    def think_with(self, brain: Brain) -> None:
        """Decode with this model from the next row on, the filter starting anew."""
        self._brain = brain

    @property
    def brain(self) -> Brain | None:
        """The brain at work, with the pace of self-paced play while that lasts."""
        return self._brain

    def judge(self, trial: TrialRows) -> Outcome | None:
        """Judge a trial whose imagery has just ended; None without a model."""
        if self._brain is None or self._is_observed:
            return None
        verdict, target = self._brain.evidence.end(), self._brain.target
        is_valid = verdict.is_valid and not self._gaps.is_broken(trial.cue, trial.end)
        score = self._episode.score(towards(self._record, trial.label, verdict.evidence))
        # A phase that may end early is decided by the rule that ends it, and by nothing else.
        is_positive = score >= target if self._episode.is_peak else bool(verdict.choice)
        choice = self._record.classes[is_positive]
        self._bursts = self._muscles.judge(trial)
        is_overt = any(burst.is_overt for burst in self._bursts)
        # In pairs a rest is judged before the next movement is announced.
        self._is_overt = is_overt or (trial.label == REST and self._is_overt)
        is_withheld = is_overt and self._record.plan.rewarding.withhold_overt
        rewarded = is_valid and score >= target and trial.label != REST and not is_withheld
        self._rewards += rewarded
        return Outcome(
            choice=choice,
            evidence=verdict.evidence,
            probability=verdict.probability,
            unsure=verdict.is_unsure,
            rewarded=rewarded,
            threshold=target,
            score=score,
            windows=verdict.windows,
            valid=is_valid,
            overt=is_overt,
        )

    def is_broken(self, trial: TrialRows) -> bool:
        """Return whether a trial that nobody judges lost too many samples, or an electrode."""
        phase = trial.cue, trial.end
        return self._gaps.is_broken(*phase) or self._stills.is_broken(*phase)

    def age(self, chunk: Chunk) -> float:
        """Return how long ago the first row of a chunk reached this machine, in seconds."""
        return self._clock.now() - float(chunk.times[0])

    def feed(self, chunk: Chunk) -> None:
        """Run the line over consecutive rows."""
        arrived = self._clock.now()
        self.lag = arrived - float(chunk.times[-1])
        self.latency.add("host_to_inlet", self.lag)
        self._gaps.feed(chunk)
        self._muscles.feed(chunk)
        if self._brain is None and len(chunk):
            self._stills.feed(chunk)
        for row, decision in self._ticks(chunk):
            self.row = row
            self._advance(row)
            intention = self._decide(decision)
            self._detect(row, intention)
            self._play(row, intention)
            if decision is not None:
                self._time(row, float(chunk.times[row - chunk.first]), arrived)

    def _time(self, row: int, host: float, arrived: float) -> None:
        now = self._clock.now()
        self.latency.decided(row, host=host, arrived=arrived, decided=now)
        if self.moment is not self.decided[0]:
            self.decided = (self.moment, now)  # one assignment: the frame loop reads it

    def happen(self, happened: Iterable[Happening]) -> None:
        """Log what happened; the log tells everybody."""
        for one in happened:
            self._gather(one)
            self._note([one])
            self._note(self._moved(one))
            self._note(self._set_pace(one))
            for hearer in self._brain.hearers if self._brain is not None else ():
                self._note(hearer.hear(one))

    def _note(self, happened: Iterable[Happening]) -> None:
        for one in happened:
            self._log.event(one.type, one.label, one.row, **one.details)

    def _gather(self, one: Happening) -> None:
        trial = self._engine.trial if self._engine is not None else None
        if self._brain is None:
            return
        if one.type == "cue" and trial is not None:
            rows = self._score.rows(trial.scored, trial.end, self._record.rate)
            self._brain.evidence.begin(rows)
            self._episode.begin(trial.scored)
        elif one.type == "skip":
            self._brain.evidence.end()

    def _moved(self, one: Happening) -> Iterator[Happening]:
        """Tell which muscles contracted in the trial that was just judged."""
        if one.type == "result":
            place = {name: one.details[name] for name in ("run", "trial")}
            for burst in self._bursts:
                yield Happening("muscle", burst.channel, one.row, {**place, **burst.details()})

    def _set_pace(self, one: Happening) -> Iterator[Happening]:
        """Let the first rest of self-paced play set its threshold: it would have been silent."""
        brain = self._brain
        if one.type == "cue":
            self._window = one.details.get("window", 0)
        if brain is None or brain.pace is None or self._window != SETTING:
            return
        if one.type == "result" and one.details["valid"]:
            pace = max(0.0, float(str(one.details["score"])))
            self._brain = replace(brain, pace=pace)
            yield Happening("threshold", "self-paced", one.row, {"threshold": pace})

    def show(self, phase: Phase, **details: Any) -> None:
        """Show a scene outside trials; its details are fields of a :class:`Moment`."""
        scene = Moment(phase, side=self._record.affected_side, rewards=self._rewards)
        self._set(replace(scene, **details))

    def _ticks(self, chunk: Chunk) -> Iterator[tuple[int, Decision | None]]:
        if self._brain is not None:
            for decision in self._brain.decoder.feed(chunk):
                yield decision.row, decision
            return
        first = chunk.first + (-(chunk.first + 1)) % self._step
        for row in range(first, chunk.first + len(chunk), self._step):
            yield row, None

    def _advance(self, row: int) -> None:
        if self._engine is not None:
            self.happen(self._engine.advance(row))

    def _decide(self, decision: Decision | None) -> Intention | None:
        if decision is None or self._brain is None:
            return None
        if self._brain.adaptation is not None:
            self._note(self._brain.adaptation.tick(decision.row))
        intention = self._brain.evidence.add(decision)
        self._log.decision(np.array(table_row(decision, intention)))
        published = np.array([1 - intention.probability, intention.probability, intention.evidence])
        self._transport.send_intention(self._clock.now(), published)
        return intention

    def _detect(self, row: int, intention: Intention | None) -> None:
        """End a movement whose evidence has held at the threshold for long enough."""
        engine, brain = self._engine, self._brain
        if engine is None or brain is None or intention is None or intention.is_neutral:
            return
        trial = engine.trial
        if (
            engine.phase is not Phase.IMAGERY
            or trial is None
            or not brain.evidence.verdict().windows
        ):
            return
        self._episode.add(row, towards(self._record, trial.label, intention.evidence))
        is_cut = trial.window > SETTING or (trial.label != REST and not trial.window)
        if is_cut and self._episode.is_detected(brain.target):
            engine.detect(row)
            brain.evidence.cut(row + 1)

    def _play(self, row: int, intention: Intention | None) -> None:
        if self._engine is None or self._engine.phase is Phase.QUESTION:  # asked in between
            return
        moment = self._moments.make(
            row, self._engine, intention, self._brain, last=self.moment, rewards=self._rewards
        )
        self._set(replace(moment, is_soft=self._is_overt and moment.phase is Phase.READY))

    def _set(self, moment: Moment) -> None:
        self.moment = moment
        self._player.advance(moment, self._record.step)
