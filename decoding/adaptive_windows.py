"""A decoder of windows that follows a session, as the default does.

Whatever the decoder reads, it sees windows through a spatial filter that takes the day's mean
covariance to the one that it was fitted at: for the tangent space that is recentring itself, and CSP,
the mean distance and the filter bank get the same from it.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from decoding.adaptive import CAUTION, CAUTION_ALONE, FOLLOWED, FOLLOWED_ALONE, MOST_TOLD
from decoding.day import Day, fit_windows, mover
from decoding.decoder import Decoder, DecoderFactory
from decoding.following import Following
from decoding.members import part_of
from decoding.models import Model
from decoding.recenter import BORROWED_TRIALS, Reference
from decoding.threshold import Threshold
from station.plugins import load as load_plugin

# A label with the windows of its trial.
Told = tuple[NDArray[np.float32], bool]


@dataclass(frozen=True)
class WindowsLearned:
    """What windows taught.

    Attributes
    ----------
    fitted : Decoder
    gain, offset : float
        What makes its log-odds honest.
    origin : ndarray, shape (n_channels, n_channels)
        Mean covariance of what it was fitted to.
    references : tuple of Reference
        Where today's trials lie, as far as is known; one band.
    expected : float
        Mean log-odds of the calibration's proportion of cues, without any drift.
    spread : float
        Standard deviation of the log-odds over the trials that were learned from.
    """

    fitted: Decoder
    gain: float
    offset: float
    origin: NDArray[np.float64]
    references: tuple[Reference, ...]
    expected: float
    spread: float


class WindowsReader:
    """What was learned, seen from a reference.

    Parameters
    ----------
    learned : WindowsLearned
    place : Reference
    """

    def __init__(self, learned: WindowsLearned, place: Reference) -> None:
        self._decode, self._gain, self._offset = (
            learned.fitted.compile(),
            learned.gain,
            learned.offset,
        )
        matrix = place.matrices[0]
        self._move = (
            None if np.array_equal(matrix, learned.origin) else mover(matrix, learned.origin)
        )

    def logit(self, volts: NDArray[np.float64]) -> float:
        """Return log-odds of the positive class from one window, shape (1, n_channels, n_samples)."""
        # A copy: the same memory layout whatever the chunks were, so the same last bit.
        window = volts[0].copy()
        # A dead channel has no logarithm: the caller takes what is no number for no answer.
        with np.errstate(divide="ignore", invalid="ignore"):
            seen = window if self._move is None else self._move @ window
            return self._gain * self._decode(seen) + self._offset


class AdaptiveWindows(Following[WindowsLearned]):
    """Decide windows, follow trials, learn again from labels.

    Parameters
    ----------
    name : str
        Of the decoder plug-in.
    learned : WindowsLearned
    threshold : Threshold
    today, before : Day or None
        Labelled trials of the day so far, and of the days before it.
    """

    def __init__(
        self,
        name: str,
        learned: WindowsLearned,
        threshold: Threshold,
        today: Day | None,
        before: Day | None = None,
    ) -> None:
        super().__init__(learned, threshold)
        self._name, self._today, self._before = name, today, before
        self._told: deque[Told] = deque(maxlen=MOST_TOLD)

    @classmethod
    def of(cls, model: Model, *, is_today: bool) -> Self:
        """Begin with a model that knows the trials it was fitted to.

        Without trials of the day its place counts little.
        """
        day = model.day
        assert day is not None
        scale = model.card.gain, model.card.offset
        learned = _learned(model.fitted, day, *scale, day.expected)
        if is_today:
            return cls(model.decoder, learned, Threshold(FOLLOWED, CAUTION, day.expected), day)
        last = Reference(learned.origin[np.newaxis], BORROWED_TRIALS)
        learned = replace(learned, references=(last,))
        return cls(model.decoder, learned, Threshold(FOLLOWED_ALONE, CAUTION_ALONE), None, day)

    def reader(self, rate: float) -> WindowsReader:
        """Return what reads windows as things stand; they know no sampling rate."""
        del rate
        return WindowsReader(self.learned, self.references[0])

    def note(self, trial: NDArray[np.float32], label: bool) -> None:
        """Keep the label of a decided trial and its windows, as cued training knows it."""
        self._told.append((trial, label))
        self._count += 1

    def refitted(self) -> WindowsLearned | None:
        """Return what all trials so far teach, changing nothing; None if a class is missing."""
        today = self.session()
        if today is None or not today.has_both:
            return None
        fitted = fit_windows(self._factory(), *_of(self._all(today)))
        return _learned(
            fitted, today, self.learned.gain, self.learned.offset, self.learned.expected
        )

    def on_channels(self, kept: NDArray[np.intp]) -> Self:
        """Return the same decoder without some channels, fitted anew to the same trials.

        The threshold and the place on the map come along.
        """
        n_channels = len(self.learned.origin)
        today = None if (day := self.session()) is None else day.on_channels(kept)
        before = None if self._before is None else self._before.on_channels(kept)
        places = tuple(
            Reference(part_of(mean.matrices, kept, n_channels), mean.trials)
            for mean in self.references
        )
        if today is not None and today.has_both:
            days, at = self._all(today, before), today
        else:
            assert before is not None, "a decoder begins with a day of its own"
            days = at = before
        fitted = fit_windows(self._factory(), *_of(days))
        now = self.learned
        learned = _learned(fitted, at, now.gain, now.offset, now.expected)
        less = type(self)(self._name, learned, self._threshold, today, before)
        less.references = places
        return less

    def session(self) -> Day | None:
        """Return the labelled trials of the day: its calibration and what was told since."""
        if not self._told:
            return self._today
        windows, labels = zip(*self._told, strict=True)
        if self._today is None:
            return Day(windows, np.array(labels, dtype=bool), self._muscle())
        return self._today.and_then(windows, labels)

    def everything(self) -> Day | None:
        """Return all trials that a refit now would learn from, as if they were all of today."""
        today = self.session()
        return None if today is None else self._all(today).newest()

    def _all(self, today: Day, before: Day | None = None) -> Day:
        before = self._before if before is None else before
        if before is None:
            return today
        return before.seen_from(today.reference).and_then(today.windows, list(today.labels))

    def _muscle(self) -> NDArray[np.float64] | None:
        return None if self._before is None else self._before.muscle

    def _factory(self) -> DecoderFactory:
        factory: DecoderFactory = load_plugin("decoding.decoders", self._name)
        return factory


def _of(day: Day) -> tuple[Sequence[NDArray[np.float32]], NDArray[np.bool_]]:
    return day.windows, day.labels


def _learned(
    fitted: Decoder, day: Day, gain: float, offset: float, expected: float
) -> WindowsLearned:
    logits = [gain * fitted.decision_function(one.astype(float)).mean() for one in day.windows]
    place = day.reference
    spread = float(np.std(logits)) or 1.0
    return WindowsLearned(fitted, gain, offset, place.matrices[0], (place,), expected, spread)
