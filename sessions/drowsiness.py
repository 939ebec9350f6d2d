"""A patient who looks drowsy and no longer responds: then a pause is due (CLINICAL 2.7).

That somebody is drowsy the therapist sees. A movement without a reward is one without a response, as
far as the EEG tells; one with a reward proves that the patient is awake again.
"""

from games.game import Phase
from games.trial import Outcome, TrialEngine
from sessions.ratings import Suggestion, drowsiness
from station.task import REST


class Drowsiness:
    """Follow the trials of one session."""

    def __init__(self) -> None:
        self._is_drowsy = False
        self._no_responses = 0
        self._judged: Outcome | None = None

    def see(self) -> None:
        """The therapist sees a drowsy patient."""
        self._is_drowsy = True

    def follow(self, engine: TrialEngine | None) -> Suggestion | None:
        """Look at the trial that was judged last; return what is due, once."""
        self._count(engine)
        due = drowsiness(self._no_responses, is_drowsy=self._is_drowsy)
        if due is not None:
            self._is_drowsy, self._no_responses = False, 0
        return due

    def _count(self, engine: TrialEngine | None) -> None:
        trial = None if engine is None or engine.phase is not Phase.FEEDBACK else engine.trial
        if engine is None or trial is None or trial.label == REST:
            return
        outcome = engine.outcome
        if outcome is None or outcome is self._judged or not outcome.valid:
            return
        self._judged = outcome
        self._no_responses = 0 if outcome.rewarded else self._no_responses + 1
        self._is_drowsy &= not outcome.rewarded
