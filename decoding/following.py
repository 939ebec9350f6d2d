"""What follows a patient through a session: a place on the map of covariances, and a threshold.

Decoders of whole trials and of windows share it. Nothing moves but between two decisions.
"""

from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from decoding.members import Views
from decoding.recenter import Reference
from decoding.threshold import Threshold
from decoding.trail import Trail

# Trials between two refits in cued training, and the told trials after which strengths and gains
# are chosen anew.
REFIT_EVERY, CHOOSE_AFTER = 10, (40, 80)


class Teaching(Protocol):
    """What was learned: where today's trials lie, and how far its log-odds spread."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """Mean covariances of the day, as far as they are known."""

    @property
    def spread(self) -> float:
        """Standard deviation of the log-odds over the trials that were learned from."""


class Looking(Protocol):
    """What reads the rows of one window."""

    def logit(self, volts: NDArray[np.float64]) -> float:
        """Return log-odds of a window, shape (n_bands, n_channels, n_samples), in volts."""


T = TypeVar("T", bound=Teaching)


class Following(Generic[T]):
    """A decoder's place and threshold, and how many labels it was told.

    Parameters
    ----------
    learned : Teaching
    threshold : Threshold
    """

    def __init__(self, learned: T, threshold: Threshold) -> None:
        self.learned = learned
        self.references: tuple[Reference, ...] = learned.references
        self._threshold = threshold
        self._count = 0

    @property
    def offset(self) -> float:
        """What the threshold has moved to, in log-odds."""
        return self._threshold.offset(self.learned.spread)

    @property
    def told(self) -> int:
        """How many labels it was told."""
        return self._count

    @property
    def is_due(self) -> bool:
        """Whether the last label that was told asks for a refit."""
        return self._count > 0 and self._count % REFIT_EVERY == 0

    def follow(self, trial: Views, logit: float) -> None:
        """Follow a decided trial without its label: reference and threshold."""
        self._threshold.add(logit)
        self.references = tuple(
            mean.followed(view) for mean, view in zip(self.references, trial, strict=True)
        )

    @property
    def trail(self) -> Trail:
        """How far it has followed."""
        return Trail(self.references, (), np.array(self._threshold.past))

    def go_on(self, trail: Trail) -> None:
        """Go on from where a decoder that knew the same had followed to."""
        self.references = trail.references
        self._threshold.read_again(map(float, trail.logits))

    def take_over(self, before: "Following[Any]", kept: NDArray[np.intp]) -> None:
        """Go on with the threshold of the decoder whose place this one takes on these channels."""
        self._threshold = before._threshold

    def adopt(self, learned: T) -> None:
        """Decide with what was learned from now on, seen from its own references."""
        self.learned = learned
        self.references = learned.references
