"""What the adaptive decoder knows, as named arrays: in a model file, and in a session's refits.

Sessions are kept as covariances, from which no EEG can be got back: that is all a refit needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from decoding.card import TrainingTrial
from decoding.members import Learned, Member, Session
from decoding.recenter import Reference
from decoding.regression import Choice, Linear

Arrays = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Knowledge:
    """What was learned, and from which sessions.

    Attributes
    ----------
    learned : Learned
    own : tuple of Session
        The patient's own days, oldest first.
    others : tuple of Session
        Consenting other people, if they helped.
    uses_own : bool
        Whether the days before the last one helped.
    muscle : ndarray or None, shape (n_channels,)
        Usual power between 20 and 60 Hz in the calibration, in V².
    """

    learned: Learned
    own: tuple[Session, ...]
    others: tuple[Session, ...] = ()
    uses_own: bool = False
    muscle: NDArray[np.float64] | None = None

    @property
    def earlier(self) -> tuple[Session, ...]:
        """The days before the last one, where they helped."""
        return self.own[:-1] if self.uses_own else ()

    def to_arrays(self) -> Arrays:
        """Return everything as named arrays."""
        return {
            **learned_arrays(self.learned),
            **_sessions("own", self.own),
            **_sessions("other", self.others),
            "uses_own": np.array(float(self.uses_own)),
            **({} if self.muscle is None else {"muscle": self.muscle}),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.float64]]) -> "Knowledge":
        """Return what :meth:`to_arrays` took apart."""
        learned = learned_from(arrays)
        own, others = _read_sessions("own", arrays), _read_sessions("other", arrays)
        uses_own, muscle = bool(arrays["uses_own"] > 0), arrays.get("muscle")
        return cls(learned, own, others, uses_own, None if muscle is None else np.asarray(muscle))


@dataclass(frozen=True)
class Earlier:
    """Earlier days of a patient.

    Attributes
    ----------
    days : tuple of Session
        Oldest first.
    trials : tuple of TrainingTrial
        Where each of their trials is from, in the same order.
    """

    days: tuple[Session, ...] = ()
    trials: tuple[TrainingTrial, ...] = ()

    def with_today(
        self, trials: Sequence[TrainingTrial], *, uses_own: bool
    ) -> dict[str, tuple[TrainingTrial, ...]]:
        """Return the fields of a card that say what taught a model and what it only keeps."""
        if uses_own:
            return {"training_trials": (*self.trials, *trials), "kept_trials": ()}
        return {"training_trials": tuple(trials), "kept_trials": self.trials}


def learned_arrays(learned: Learned) -> Arrays:
    """Return what was learned as named arrays."""
    arrays: Arrays = {
        "pools": np.array(float(learned.pools)),
        "expected": np.array(learned.expected),
        "spread": np.array(learned.spread),
    }
    for number, (member, mean) in enumerate(zip(learned.members, learned.references, strict=True)):
        choice = member.choice
        arrays |= {
            f"slope_{number}": member.linear.slope,
            f"scalars_{number}": np.array(
                [member.linear.intercept, member.gain, choice.strength, choice.loss]
            ),
            f"held_out_{number}": choice.logits,
            f"held_out_labels_{number}": choice.labels.astype(np.float64),
            f"reference_{number}": mean.matrices,
            f"reference_trials_{number}": np.array(mean.trials),
        }
    return arrays


def learned_from(arrays: Mapping[str, NDArray[np.float64]]) -> Learned:
    """Return what :func:`learned_arrays` took apart."""
    members, references = [], []
    for number in range(_count("slope", arrays)):
        intercept, gain, strength, loss = map(float, arrays[f"scalars_{number}"])
        labels = np.asarray(arrays[f"held_out_labels_{number}"]) > 0
        choice = Choice(strength, loss, np.asarray(arrays[f"held_out_{number}"]), labels)
        linear = Linear(np.asarray(arrays[f"slope_{number}"]), intercept)
        members.append(Member(linear, gain, choice))
        trials = float(arrays[f"reference_trials_{number}"])
        references.append(Reference(np.asarray(arrays[f"reference_{number}"]), trials))
    pools, expected = bool(arrays["pools"] > 0), float(arrays["expected"])
    spread = float(arrays.get("spread", np.array(1.0)))  # not in models of earlier versions
    return Learned(tuple(members), pools, tuple(references), expected, spread)


def _sessions(name: str, sessions: Sequence[Session]) -> Arrays:
    arrays: Arrays = {}
    for number, one in enumerate(sessions):
        arrays[f"{name}_labels_{number}"] = one.labels.astype(np.float64)
        for member, view in enumerate(one.views):
            arrays[f"{name}_views_{number}_{member}"] = view
    return arrays


def _read_sessions(name: str, arrays: Mapping[str, NDArray[np.float64]]) -> tuple[Session, ...]:
    sessions = []
    for number in range(_count(f"{name}_labels", arrays)):
        n_members = _count(f"{name}_views_{number}", arrays)
        seen = tuple(np.asarray(arrays[f"{name}_views_{number}_{i}"]) for i in range(n_members))
        sessions.append(Session(seen, np.asarray(arrays[f"{name}_labels_{number}"]) > 0))
    return tuple(sessions)


def _count(name: str, arrays: Mapping[str, NDArray[np.float64]]) -> int:
    number = 0
    while f"{name}_{number}" in arrays:
        number += 1
    return number
