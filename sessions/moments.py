"""What the game may know at a decision: from the engine's trial and the evidence to a moment."""

import numpy as np

from decoding.intention import DecisionFlag, Intention
from games.game import Moment, Phase, played_back
from games.trial import TrialEngine
from sessions.brain import Brain
from sessions.demands import Demands
from sessions.record import SessionRecord
from station.task import LEFT_HAND, REST, RIGHT_HAND, Side


class Moments:
    """Make the moments of one run.

    Parameters
    ----------
    record : SessionRecord
    trials : int
        Of the run.
    demands : Demands
    is_observed : bool
        Whether trials play by themselves.
    """

    def __init__(
        self,
        record: SessionRecord,
        trials: int = 0,
        demands: Demands = Demands(),  # noqa: B008 - frozen
        *,
        is_observed: bool = False,
    ) -> None:
        self._record = record
        self._trials = trials
        self._demands = demands
        self._is_observed = is_observed
        self._distracted: set[int] = set()

    def make(
        self,
        row: int,
        engine: TrialEngine,
        intention: Intention | None,
        brain: Brain | None,
        *,
        last: Moment,
        rewards: int,
    ) -> Moment:
        """Return the moment of a row.

        Parameters
        ----------
        row : int
        engine : TrialEngine
        intention : Intention or None
            What was decided at the row.
        brain : Brain or None
            None in a first calibration.
        last : Moment
            The one before.
        rewards : int
            So far in this session.
        """
        trial, outcome = engine.trial, engine.outcome
        cue = trial.label if trial is not None else ""
        drive, lean = self._followed(engine, cue, intention, brain, last)
        moment = Moment(
            phase=engine.phase,
            cue=cue,
            side=self._side(cue),
            elapsed=(row - engine.phase_row) / self._record.rate,
            duration=self._duration(engine),
            drive=drive,
            lean=lean,
            is_steady=_is_unusable(intention),
            is_assisted=self._demands.assistance and engine.phase is Phase.READY and cue != REST,
            is_rewarded=engine.phase is Phase.FEEDBACK and outcome is not None and outcome.rewarded,
            is_free=bool(trial is not None and trial.window),
            is_distracted=self._is_distracted(engine),
            shown=_shown(row, engine),
            trial=engine.asked,
            trials=self._trials,
            rewards=rewards,
        )
        return played_back(moment) if self._is_observed else moment

    @property
    def distractions(self) -> int:
        """In how many trials something flew by."""
        return len(self._distracted)

    def _is_distracted(self, engine: TrialEngine) -> bool:
        is_so = engine.phase is Phase.IMAGERY and self._demands.distracts(engine.asked)
        if is_so:
            self._distracted.add(engine.asked)
        return is_so

    def _followed(
        self,
        engine: TrialEngine,
        cue: str,
        intention: Intention | None,
        brain: Brain | None,
        last: Moment,
    ) -> tuple[float, float]:
        """Return drive and lean of the picture."""
        is_scored = engine.phase is Phase.IMAGERY and intention is not None
        if brain is None or intention is None or not is_scored:
            # A near miss shows how far it came; it is not taken back while the feedback lasts.
            return last.drive if engine.phase is Phase.FEEDBACK else 0.0, 0.0
        # Where rest lies low, nothing said yet would reach the threshold, too.
        is_silent = not brain.evidence.verdict().windows
        if is_silent or not self._demands.follows(_movement(engine)):
            return 0.0, 0.0
        lean = float(np.clip(intention.evidence / brain.span, -1.0, 1.0))
        return self._drive(brain, cue, intention.evidence), lean

    def _drive(self, brain: Brain, cue: str, evidence: float) -> float:
        if cue in ("", REST):
            return 0.0
        missing = brain.target - towards(self._record, cue, evidence)
        return float(np.clip(1.0 - missing / brain.span, 0.0, 1.0))

    def _duration(self, engine: TrialEngine) -> float:
        trial = engine.trial
        if trial is None or engine.phase not in (Phase.IMAGERY, Phase.FEEDBACK, Phase.READY):
            return 0.0
        ends = {
            Phase.READY: trial.cue,
            Phase.IMAGERY: trial.end,
            Phase.FEEDBACK: trial.feedback_end,
        }
        return (ends[engine.phase] - engine.phase_row) / self._record.rate

    def _side(self, cue: str) -> Side:
        if cue == LEFT_HAND:
            return "left"
        return "right" if cue == RIGHT_HAND else self._record.affected_side


def towards(record: SessionRecord, cue: str, evidence: float) -> float:
    """Return the evidence for the cue; in a rest trial, that for the hand."""
    return -evidence if cue == LEFT_HAND and REST not in record.classes else evidence


def _shown(row: int, engine: TrialEngine) -> float:
    trial = engine.trial
    if trial is None or engine.phase is not Phase.IMAGERY or row >= trial.scored:
        return 0.0
    return (row + 1 - trial.cue) / trial.lead


def _movement(engine: TrialEngine) -> int:
    """Return the number of a movement, from 1: in pairs every second trial is one."""
    pair = engine.trial.pair if engine.trial is not None else 0
    return pair or engine.number


def _is_unusable(intention: Intention | None) -> bool:
    if intention is None:
        return False
    return bool(intention.flags & (DecisionFlag.INVALID | DecisionFlag.ARTEFACT))
