"""One way to run every decoder: fit, decide trial by trial, perhaps be told.

A peer is a frozen classifier that cued training refits every ten trials, like ours.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.decoding.peers import Peer
from benchmarks.decoding.people import Trials, joined
from decoding.adaptive import AdaptiveDecoder
from decoding.following import REFIT_EVERY


class Contestant(Protocol):
    """A decoder in the benchmark."""

    def fit(self, today: Trials | None, others: Sequence[Trials]) -> None:
        """Learn from today's labelled trials, or, without any, from other people's."""

    def decide(self, trial: Trials) -> float:
        """Return log-odds of the positive class for one trial."""

    def tell(self, trial: Trials) -> None:
        """Take the label of the trial that was just decided."""


class PeerContestant:
    """A peer; without labels nothing moves it.

    Parameters
    ----------
    peer : Peer
    """

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._told: list[Trials] = []

    def fit(self, today: Trials | None, others: Sequence[Trials]) -> None:
        """Fit to today's trials alone, or to all of the others'."""
        self._known = joined(others) if today is None else today
        self._refit()

    def decide(self, trial: Trials) -> float:
        """Return the log-odds that belong to the classifier's probability."""
        probability = float(self._classifier.predict_proba(self._seen(trial))[0, 1])
        clipped = min(max(probability, 1e-12), 1 - 1e-12)
        return float(np.log(clipped / (1 - clipped)))

    def tell(self, trial: Trials) -> None:
        """Refit to all labelled trials so far, every ten."""
        self._told.append(trial)
        if len(self._told) == REFIT_EVERY:
            self._known = joined([self._known, *self._told])
            self._told = []
            self._refit()

    def _refit(self) -> None:
        self._classifier = self._peer.make()
        self._classifier.fit(self._seen(self._known), self._known.labels.astype(int))

    def _seen(self, trials: Trials) -> NDArray[np.float64]:
        seen: NDArray[np.float64] = getattr(trials, self._peer.reads)
        return seen


class OurContestant:
    """Our default decoder."""

    def fit(self, today: Trials | None, others: Sequence[Trials]) -> None:
        """Learn from today's trials, the others beside them, or from the others alone."""
        sessions = [one.session for one in others]
        if today is None:
            self._decoder = AdaptiveDecoder.uncalibrated(sessions)
        else:
            self._decoder = AdaptiveDecoder.calibrated(today.session, sessions)

    def decide(self, trial: Trials) -> float:
        """Return log-odds, then follow the trial without its label."""
        return self._decoder.decide((trial.bank[0], trial.pair[0]))

    def tell(self, trial: Trials) -> None:
        """Hand on the label."""
        self._decoder.tell((trial.bank[0], trial.pair[0]), bool(trial.labels[0]))
