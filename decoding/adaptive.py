"""A decoder that follows a session without labels, and learns again where cued training has them.

What follows the patient (the reference and the threshold) moves only after a trial was decided, so
no trial helps to decide itself.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from decoding.following import CHOOSE_AFTER, Following
from decoding.members import (
    Learned,
    Session,
    Views,
    learn_again,
    learn_from_others,
    learn_today,
    part_of,
)
from decoding.reader import Looks, Reader
from decoding.recenter import BORROWED_TRIALS, Reference
from decoding.regression import is_mixed
from decoding.threshold import Threshold
from decoding.trail import Trail

# Trials told that are kept: three long sessions' worth, so that neither memory nor the time of a refit
# grows for ever.
MOST_TOLD = 300
# How many past trials the threshold follows, and how many it takes to believe half of them: with
# trials of the day to start from, and without.
FOLLOWED, CAUTION = 40, 20.0
FOLLOWED_ALONE, CAUTION_ALONE = 30, 5.0


class AdaptiveDecoder(Following[Learned]):
    """Decide trials one after another.

    Parameters
    ----------
    learned : Learned
    threshold : Threshold
    today : Session, optional
        Labelled trials of the day so far.
    others : sequence of Session
        Other people, for refits.
    own : sequence of Session
        Earlier days of the same patient, for refits.
    """

    def __init__(
        self,
        learned: Learned,
        threshold: Threshold,
        today: Session | None = None,
        others: Sequence[Session] = (),
        own: Sequence[Session] = (),
    ) -> None:
        super().__init__(learned, threshold)
        self._today = today
        self._others = others
        self._own = own
        self._told: deque[tuple[Views, bool]] = deque(maxlen=MOST_TOLD)
        self._followed: deque[Views] = deque(maxlen=FOLLOWED)

    @classmethod
    def calibrated(cls, today: Session, others: Sequence[Session] = ()) -> Self:
        """Begin with labelled trials of the day, beside other people's if they help."""
        learned = learn_today(today, others)
        return cls(learned, Threshold(FOLLOWED, CAUTION, learned.expected), today, others)

    @classmethod
    def uncalibrated(cls, others: Sequence[Session]) -> Self:
        """Begin with nothing but other people's sessions on the same montage."""
        return cls(learn_from_others(others), Threshold(FOLLOWED_ALONE, CAUTION_ALONE))

    @classmethod
    def returning(
        cls, learned: Learned, own: Sequence[Session], others: Sequence[Session] = ()
    ) -> Self:
        """Begin a day with what was learned before it: the last day's place counts little."""
        last = tuple(Reference(one.matrices, BORROWED_TRIALS) for one in learned.references)
        again = replace(learned, references=last)
        return cls(again, Threshold(FOLLOWED_ALONE, CAUTION_ALONE), None, others, own)

    def reader(self, rate: float) -> Reader:
        """Return what reads windows and trials at a sampling rate in Hz, as things stand."""
        return Reader(self.learned, self.references, rate)

    def logit(self, trial: Views) -> float:
        """Return log-odds of the positive class, before the threshold's offset.

        Parameters
        ----------
        trial : tuple of ndarray
            Per member, shape (n_bands, n, n).
        """
        looks = zip(self.learned.members, self.references, trial, strict=True)
        return float(np.mean([m.logit(mean.features(view[None])) for m, mean, view in looks]))

    def decide(self, trial: Views) -> float:
        """Return log-odds of the positive class, then follow the trial without its label."""
        logit = self.logit(trial)
        decided = logit - self.offset
        self.follow(trial, logit)
        return decided

    def follow(self, trial: Views, logit: float) -> None:
        """Follow a decided trial without its label: reference, and threshold seen from there."""
        super().follow(trial, logit)
        self._followed.append(trial)
        self._read_again()

    def adopt(self, learned: Learned) -> None:
        """Decide with what was learned from now on, seen from its own references."""
        super().adopt(learned)
        self._read_again()

    @property
    def trail(self) -> Trail:
        """How far it has followed, with the trials by which the threshold stands."""
        seen = tuple(np.stack(views) for views in zip(*self._followed, strict=True))
        return replace(super().trail, views=seen)

    def go_on(self, trail: Trail) -> None:
        """Go on from where a decoder that knew the same had followed to."""
        super().go_on(trail)
        self._followed = deque(zip(*trail.views, strict=True), maxlen=FOLLOWED)
        self._read_again()

    def _read_again(self) -> None:
        read = Looks(self.learned, self.references).logit_of
        self._threshold.read_again([read(trial) for trial in self._followed])

    def note(self, trial: Views, label: bool) -> None:
        """Keep the label of a decided trial, as cued training knows it."""
        self._told.append((trial, label))
        self._count += 1

    def tell(self, trial: Views, label: bool) -> None:
        """Keep a label; every tenth refits."""
        self.note(trial, label)
        if self.is_due and (again := self.refitted()) is not None:
            self.adopt(again)

    def refitted(self) -> Learned | None:
        """Return what all trials so far teach, changing nothing; None if a class is missing."""
        today = self.session()
        if today is None or not _has_both(today):
            return None
        if self._count in CHOOSE_AFTER and is_mixed(today.labels):
            return learn_today(today, self._others, self._own)
        return learn_again(self.learned, today, self._others, self._own)

    def on_channels(self, kept: NDArray[np.intp]) -> Self:
        """Return the same decoder without some channels, learned anew from the same trials.

        Covariances of fewer channels are parts of those of all, so that nothing has to be recorded
        again. The place on the map comes along; the threshold does with :meth:`take_over`.

        Parameters
        ----------
        kept : ndarray of int
            Indices of the channels that are left.
        """
        n_channels = self.references[0].matrices.shape[-1]
        today = None if (day := self.session()) is None else day.on_channels(kept)
        others = tuple(one.on_channels(kept) for one in self._others)
        own = tuple(one.on_channels(kept) for one in self._own)
        references = tuple(
            Reference(part_of(mean.matrices, kept, n_channels), mean.trials)
            for mean in self.references
        )
        known = today if _has_both(today) else None
        if known is None and not own:
            learned = learn_from_others(others)
        else:
            first, *more = own if known is None else (known, *own)
            learned = learn_again(self.learned, first, others, more)
        less = type(self)(learned, self._threshold.unmoved(), today, others, own)
        less.references = references
        return less

    def take_over(self, before: Following[Any], kept: NDArray[np.intp]) -> None:
        """Let the threshold stand where these channels put the trials that another has followed."""
        assert isinstance(before, AdaptiveDecoder)
        n_channels = before.references[0].matrices.shape[-1]
        for trial in before._followed:
            self._followed.append(tuple(part_of(view, kept, n_channels) for view in trial))
        self._read_again()

    def session(self) -> Session | None:
        """Return the labelled trials of the day: its calibration and what was told since."""
        if not self._told:
            return self._today
        told = tuple(zip(*self._told, strict=True))
        return Session.of(*told) if self._today is None else self._today.and_then(*told)


def _has_both(session: Session | None) -> bool:
    return session is not None and bool(session.labels.any()) and not session.labels.all()
