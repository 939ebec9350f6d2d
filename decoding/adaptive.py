"""A decoder that follows a session without labels, and learns again where cued training has them.

What follows the patient (the reference and the threshold) moves only after a trial was decided, so
no trial helps to decide itself.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np

from decoding.members import (
    Learned,
    Session,
    Views,
    learn_again,
    learn_from_others,
    learn_today,
)
from decoding.threshold import Threshold

# Trials between two refits in cued training, and the told trials after which strengths and gains
# are chosen anew.
REFIT_EVERY, CHOOSE_AFTER = 10, (40, 80)
# How many past trials the threshold follows, and how many it takes to believe half of them: with
# trials of the day to start from, and without.
FOLLOWED, CAUTION = 40, 20.0
FOLLOWED_ALONE, CAUTION_ALONE = 30, 5.0


class AdaptiveDecoder:
    """Decide trials one after another.

    Parameters
    ----------
    learned : Learned
    threshold : Threshold
    today : Session, optional
        Labelled trials of the day so far; needed for :meth:`tell`.
    others : sequence of Session
        Other people, for refits.
    """

    def __init__(
        self,
        learned: Learned,
        threshold: Threshold,
        today: Session | None = None,
        others: Sequence[Session] = (),
    ) -> None:
        self.learned = learned
        self._threshold = threshold
        self._references = learned.references
        self._today = today
        self._others = others
        self._told: list[tuple[Views, bool]] = []

    @classmethod
    def calibrated(cls, today: Session, others: Sequence[Session] = ()) -> Self:
        """Begin with labelled trials of the day, beside other people's if they help."""
        learned = learn_today(today, others)
        return cls(learned, Threshold(FOLLOWED, CAUTION, learned.expected), today, others)

    @classmethod
    def uncalibrated(cls, others: Sequence[Session]) -> Self:
        """Begin with nothing but other people's sessions on the same montage."""
        return cls(learn_from_others(others), Threshold(FOLLOWED_ALONE, CAUTION_ALONE))

    def decide(self, trial: Views) -> float:
        """Return log-odds of the positive class, then follow the trial without its label.

        Parameters
        ----------
        trial : tuple of ndarray
            Per member, shape (n_bands, n, n).
        """
        looks = list(zip(self.learned.members, self._references, trial, strict=True))
        logit = float(np.mean([m.logit(mean.features(view[None])) for m, mean, view in looks]))
        decided = logit - self._threshold.offset
        self._threshold.add(logit)
        self._references = tuple(mean.followed(view) for _, mean, view in looks)
        return decided

    def tell(self, trial: Views, label: bool) -> None:
        """Take the label of a decided trial, as cued training knows it; every tenth refits."""
        assert self._today is not None, "only a calibrated decoder can be told"
        self._told.append((trial, label))
        if len(self._told) % REFIT_EVERY:
            return
        today = self._today.and_then(*zip(*self._told, strict=True))
        if len(self._told) in CHOOSE_AFTER:
            self.learned = learn_today(today, self._others)
        else:
            self.learned = learn_again(self.learned, today, self._others)
        self._references = self.learned.references
