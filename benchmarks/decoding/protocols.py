"""The situations of a clinic, as folds: what may be learned from, and what is then decided.

Every decoder meets the same folds. Trials are decided one after another, and nothing of a trial,
not even its statistics, is known before it was decided.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.decoding.contestants import Contestant
from benchmarks.decoding.people import Person, Trials


@dataclass(frozen=True)
class Fold:
    """What may be learned from, and what is then decided.

    Attributes
    ----------
    today : Trials or None
    others : tuple of Trials
    test : Trials
    is_cued : bool
        Whether the label of each trial is told once it was decided.
    """

    today: Trials | None
    others: tuple[Trials, ...]
    test: Trials
    is_cued: bool


@dataclass(frozen=True)
class Outcome:
    """What a decoder said to one person's trials.

    Attributes
    ----------
    logits : ndarray, shape (n_trials,)
    labels : ndarray of bool, shape (n_trials,)
    fit_s : float
        Seconds of one fit, the covariances given.
    predict_ms : float
        Milliseconds per trial, what follows the patient included, the covariances given.
    """

    logits: NDArray[np.float64]
    labels: NDArray[np.bool_]
    fit_s: float
    predict_ms: float


def _same_day_unlabelled(person: Person, others: Sequence[Trials]) -> Iterator[Fold]:
    is_calibration = person.trials.runs < person.calibration_runs
    yield Fold(
        person.trials[np.flatnonzero(is_calibration)],
        tuple(others),
        person.trials[np.flatnonzero(~is_calibration)],
        is_cued=False,
    )


def _same_day_cued(person: Person, others: Sequence[Trials]) -> Iterator[Fold]:
    for fold in _same_day_unlabelled(person, others):
        yield Fold(fold.today, fold.others, fold.test, is_cued=True)


def _next_run(person: Person, others: Sequence[Trials]) -> Iterator[Fold]:
    runs = person.trials.runs
    for run in range(person.calibration_runs, int(runs.max()) + 1):
        test = person.trials[np.flatnonzero(runs == run)]
        if len(test):
            today = person.trials[np.flatnonzero(runs < run)]
            yield Fold(today, tuple(others), test, is_cued=False)


def _new_patient(person: Person, others: Sequence[Trials]) -> Iterator[Fold]:
    if others:
        yield Fold(None, tuple(others), person.trials, is_cued=False)


Protocol = Callable[[Person, Sequence[Trials]], Iterator[Fold]]
# The first: calibrate, then play without learning from labels. The second: the label of every
# decided trial is told, and everybody refits every ten. The third: every run that is played, after
# all runs before it. The fourth: other people only, from the first trial on.
PROTOCOLS: Mapping[str, Protocol] = {
    "same_day_unlabelled": _same_day_unlabelled,
    "same_day_cued": _same_day_cued,
    "next_run": _next_run,
    "new_patient": _new_patient,
}


def play(
    protocol: str, person: Person, people: Sequence[Person], make: Callable[[], Contestant]
) -> Outcome | None:
    """Run one decoder through one person's folds; None if the protocol does not fit the person.

    Others are all who were recorded at the same task with the person's channels, in any order, but for
    the person's own other days.
    """
    others = [other.seen_by(person) for other in people if other.can_teach(person)]
    logits: list[float] = []
    labels: list[NDArray[np.bool_]] = []
    fits, seconds = [], 0.0
    for fold in PROTOCOLS[protocol](person, others):
        contestant = make()
        began = time.process_time()
        contestant.fit(fold.today, fold.others)
        fits.append(time.process_time() - began)
        labels.append(fold.test.labels)
        for number in range(len(fold.test)):
            trial = fold.test[number : number + 1]
            began = time.process_time()
            logits.append(contestant.decide(trial))
            seconds += time.process_time() - began
            if fold.is_cued:
                contestant.tell(trial)
    if not logits:
        return None
    return Outcome(
        np.array(logits),
        np.concatenate(labels),
        float(np.mean(fits)),
        1e3 * seconds / len(logits),
    )
