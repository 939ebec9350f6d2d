"""The two looks at a trial, and how a session teaches them.

One member sees the covariances of three bands, the other one covariance of the whole band with a
time lag. Each is recentred per session, read by a session-weighted logistic regression and brought
to honest log-odds. Nothing here filters or cuts: trials come in as covariances, see :func:`views`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from decoding.covariance import LAG, covariances, lagged
from decoding.recenter import Reference, borrowed, reference
from decoding.regression import Choice, Labelled, Linear, blocks, choose, fit, whole_sessions
from decoding.temperature import temperature

# What a trial of somebody else counts: beside a calibration of one's own, and without one.
OTHERS_BESIDE, OTHERS_ALONE = 0.05, 1.0

# One trial, or several: per member an array of shape (..., n_bands, n, n).
Views = tuple[NDArray[np.float64], ...]


def views(volts: NDArray[np.float64], rate: float) -> Views:
    """Return what the members look at.

    Parameters
    ----------
    volts : ndarray, shape (..., n_bands, n_channels, n_samples)
        Trials in the bands of :data:`decoding.bank.BANDS`.
    rate : float
        Sampling rate in Hz.

    Returns
    -------
    views : tuple of ndarray
        Covariances of the bands, shape (..., n_bands, n_channels, n_channels), and the lagged one
        of the first band, shape (..., 1, 2 * n_channels, 2 * n_channels).
    """
    whole = volts[..., :1, :, :]
    return covariances(volts), covariances(lagged(whole, round(LAG * rate)))


@dataclass(frozen=True)
class Session:
    """Labelled trials of one sitting.

    Attributes
    ----------
    views : tuple of ndarray
        Per member, shape (n_trials, n_bands, n, n).
    labels : ndarray of bool, shape (n_trials,)
        True for the positive class; both must occur.
    person : str
        Whose it is, where several sessions may be one person's.
    """

    views: Views
    labels: NDArray[np.bool_]
    person: str = ""

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The mean of the session, per member."""
        return tuple(reference(view) for view in self.views)

    @cached_property
    def features(self) -> tuple[NDArray[np.float64], ...]:
        """The trials seen from their own mean, per member."""
        return tuple(
            mean.features(view) for mean, view in zip(self.references, self.views, strict=True)
        )

    @classmethod
    def of(cls, trials: Sequence[Views], labels: Sequence[bool]) -> "Session":
        """Return a session of single trials."""
        seen = tuple(np.stack([trial[i] for trial in trials]) for i in range(len(trials[0])))
        return cls(seen, np.array(labels, dtype=bool))

    def on_channels(self, kept: NDArray[np.intp]) -> "Session":
        """Return the session without the channels that are not kept."""
        n_channels = self.views[0].shape[-1]
        less = tuple(part_of(view, kept, n_channels) for view in self.views)
        return replace(self, views=less)

    def and_then(self, trials: Sequence[Views], labels: Sequence[bool]) -> "Session":
        """Return the session with more trials at its end."""
        longer = tuple(
            np.concatenate([view, np.stack([trial[member] for trial in trials])])
            for member, view in enumerate(self.views)
        )
        told = np.concatenate([self.labels, np.array(labels, dtype=bool)])
        return replace(self, views=longer, labels=told)


def part_of(
    matrices: NDArray[np.float64], kept: NDArray[np.intp], n_channels: int
) -> NDArray[np.float64]:
    """Return the rows and columns of some channels, in every lagged copy.

    Parameters
    ----------
    matrices : ndarray, shape (..., n, n)
        ``n`` is a multiple of ``n_channels``.
    kept : ndarray of int
    n_channels : int
    """
    copies = matrices.shape[-1] // n_channels
    places = np.concatenate([kept + copy * n_channels for copy in range(copies)])
    return matrices[..., places[:, None], places]


@dataclass(frozen=True)
class Member:
    """One look at the trials: what it learned, and what it is sure of.

    Attributes
    ----------
    linear : Linear
    gain : float
        Temperature of its log-odds.
    choice : Choice
        The cross-validation that the strength and the gain come from.
    """

    linear: Linear
    gain: float
    choice: Choice

    def logit(self, features: NDArray[np.float64]) -> float:
        """Return log-odds of the positive class for one trial, shape (1, n_features)."""
        return self.gain * float(self.linear.logits(features)[0])


@dataclass(frozen=True)
class Learned:
    """What sessions taught the members.

    Attributes
    ----------
    members : tuple of Member
    pools : bool
        Whether other people were learned from.
    references : tuple of Reference
        Where today's trials lie, per member, as far as is known.
    expected : float
        Mean log-odds of the calibration's proportion of cues, without any drift.
    spread : float
        Standard deviation of the log-odds over the trials that were learned from. What is learned
        later may speak louder or softer: divided by it, scores of before and after compare.
    """

    members: tuple[Member, ...]
    pools: bool
    references: tuple[Reference, ...]
    expected: float
    spread: float

    @property
    def loss(self) -> float:
        """Mean held-out log-loss over the members, in nats."""
        return float(np.mean([member.choice.loss for member in self.members]))


def learn_from_others(others: Sequence[Session]) -> Learned:
    """Learn from other people alone; each of them is held out once, with all their sessions."""
    members, people = [], [one.person for one in others]
    for number in range(len(others[0].views)):
        sessions = _labelled(others, number, OTHERS_ALONE)
        is_one = len(others) == 1
        folds = blocks(len(others[0].labels)) if is_one else whole_sessions(sessions, people)
        members.append(_member(sessions, choose(sessions, folds)))
    references = tuple(
        borrowed(means) for means in zip(*(one.references for one in others), strict=True)
    )
    return Learned(tuple(members), True, references, 0.0, _spread(members, others))


def learn_today(
    today: Session, others: Sequence[Session] = (), own: Sequence[Session] = ()
) -> Learned:
    """Learn from today's trials, and from others where that helps today's held-out blocks.

    ``own`` are earlier days of the same patient; their trials count like today's.
    """
    alone = learn_with(today, (), own)
    if not others:
        return alone
    pooled = learn_with(today, others, own)
    return pooled if pooled.loss < alone.loss else alone


def learn_again(
    before: Learned, today: Session, others: Sequence[Session] = (), own: Sequence[Session] = ()
) -> Learned:
    """Fit anew to more of today's trials, with the strengths and gains that were chosen before."""
    pooled = others if before.pools else ()
    members = []
    for number, member in enumerate(before.members):
        sessions = _sessions(today, pooled, own, number)
        linear = fit(sessions, member.choice.strength)
        members.append(Member(linear, member.gain, member.choice))
    spread = _spread(members, [today])
    return Learned(tuple(members), before.pools, today.references, before.expected, spread)


def learn_with(today: Session, others: Sequence[Session], own: Sequence[Session]) -> Learned:
    """Learn from today's trials with others and earlier days beside them, whether they help or not."""
    members = []
    for number in range(len(today.views)):
        sessions = _sessions(today, others, own, number)
        members.append(_member(sessions, choose(sessions, blocks(len(today.labels)))))
    held_out = np.mean([m.gain * m.choice.logits for m in members], axis=0)
    spread = (held_out[today.labels].mean() - held_out[~today.labels].mean()) / 2
    expected = (2 * float(today.labels.mean()) - 1) * float(spread)
    spread = _spread(members, [today])
    return Learned(tuple(members), bool(others), today.references, expected, spread)


def _spread(members: Sequence[Member], sessions: Sequence[Session]) -> float:
    """Return the mean over sessions of the standard deviation of their log-odds; 1 if it is 0."""
    spreads = [
        np.std(np.mean([m.gain * m.linear.logits(seen) for m, seen in looks], axis=0))
        for looks in (list(zip(members, one.features, strict=True)) for one in sessions)
    ]
    return float(np.mean(spreads)) or 1.0


def _sessions(
    today: Session, others: Sequence[Session], own: Sequence[Session], member: int
) -> list[Labelled]:
    mine = _labelled([today, *own], member, 1.0)
    return [*mine, *_labelled(others, member, OTHERS_BESIDE)]


def _labelled(sessions: Sequence[Session], member: int, weight: float) -> list[Labelled]:
    return [Labelled(one.features[member], one.labels, weight) for one in sessions]


def _member(sessions: Sequence[Labelled], choice: Choice) -> Member:
    gain = temperature(choice.logits, choice.labels)
    return Member(fit(sessions, choice.strength), gain, choice)
