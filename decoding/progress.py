"""A calibration that respects the patient's time: where it stands after every block.

It ends when the decoder is good enough beyond doubt, asks for more only while more can help,
and otherwise says what to change (CLINICAL 2.3). Looking several times finds chance more often than
looking once, so that every look is held to a stricter level than the 5 % that all of them together
keep (Pocock 1977 [1]_).

References
----------
.. [1] Pocock, S. J. (1977). Group sequential methods in the design and analysis of clinical trials.
   Biometrika, 64(2), 191-199.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import betabinom, binom

from decoding.score import chance_criterion, wilson
from station.language import N_

# Twenty clean trials of either class fit a first model, forty of either are recommended.
LEAST, MOST, BLOCK = 40, 80, 8
# Share of correct held-out trials from which a model is a normal one.
NORMAL = 0.65
# Level of each of the six looks. A coin passes one of them in 1.0 % of calibrations (exactly), a real
# fit to pure noise in more, see docs/decoding.md: folds share their training trials, so that the number
# of correct ones varies twice as much as a coin's.
LEVEL = 0.005
# More trials are asked for while they would suffice in at least this share of futures.
HOPE = 0.1


class Verdict(StrEnum):
    """What to do after a block."""

    BEGUN = "begun"
    ENOUGH = "enough"
    MORE = "more"
    WEAK = "weak"
    SWAPPED = "swapped"
    CHANGE = "change"


ADVICE = {
    Verdict.BEGUN: N_("Too early to judge; go on to the next block."),
    Verdict.ENOUGH: N_("The decoder is good enough; begin to play."),
    Verdict.MORE: N_("Not sure yet; another block of trials can decide it."),
    Verdict.WEAK: N_(
        "Better than chance, but weak; play against rest and with longer imagery, and let the "
        "decoder learn on."
    ),
    Verdict.SWAPPED: N_(
        "Wrong more often than chance; check that the sides are not swapped: cables, montage, and "
        "which hand the patient moved."
    ),
    Verdict.CHANGE: N_(
        "More of the same will not help; look at the signal, then let the patient attempt the movement "
        "instead of imagining it, use the other hand, or show the movement as a video."
    ),
}


@dataclass(frozen=True)
class Progress:
    """Where a calibration stands.

    Attributes
    ----------
    trials, correct : int
        Held-out trials, and how many were decided rightly.
    interval : tuple of float
        Wilson 95 % interval of their share.
    hope : float
        How likely more trials, up to the most, would make the model a normal one.
    verdict : Verdict
    """

    trials: int
    correct: int
    interval: tuple[float, float]
    hope: float
    verdict: Verdict

    @property
    def accuracy(self) -> float:
        """Share of held-out trials that were decided rightly."""
        return self.correct / self.trials

    @property
    def advice(self) -> str:
        """What to do, for :func:`station.language.tr`."""
        return ADVICE[self.verdict]


def progress(
    correct: int,
    trials: int,
    most: int = MOST,
    *,
    criterion: int = 0,
    below_chance: bool = True,
) -> Progress:
    """Judge a calibration after a block.

    Parameters
    ----------
    correct, trials : int
        Of blocked cross-validation over all trials so far.
    most : int
        Trials that the patient can be asked for.
    criterion : int
        Correct trials that favouring the commoner class does not reach (:class:`decoding.score.Score`); fewer
        are neither enough nor weak, and hope is for its share of all trials. Equal classes need none.
    below_chance : bool
        False if favouring the rarer class explains so many wrong ones: then nothing is swapped.

    Raises
    ------
    ValueError
        If there is no trial, or more correct ones than trials.
    """
    if not 0 <= correct <= trials or trials == 0:
        raise ValueError(f"{correct} of {trials} trials cannot be correct")
    hope = _hope(correct, trials, most, criterion)
    verdict = _verdict(correct, trials, most, hope, criterion)
    if verdict is Verdict.SWAPPED and not below_chance:
        verdict = Verdict.MORE if hope >= HOPE else Verdict.CHANGE
    return Progress(trials, correct, wilson(correct, trials), hope, verdict)


def sufficient(trials: int) -> int:
    """Return how many correct held-out trials end a calibration at one look."""
    return max(chance_criterion(trials, LEVEL), int(np.ceil(NORMAL * trials - 1e-9)))


def passing_rate(accuracy: float, looks: Sequence[int]) -> float:
    """Return how often independent trials of an accuracy pass at one of several looks.

    Exact: the distribution of the number of correct trials, without what has passed already. At
    0.5 it is the false-alarm rate of the rule.

    Parameters
    ----------
    accuracy : float
    looks : sequence of int
        Trials at each look, ascending.
    """
    waiting = np.ones(1)
    passed, before = 0.0, 0
    for trials in looks:
        more = binom.pmf(np.arange(trials - before + 1), trials - before, accuracy)
        waiting = np.convolve(waiting, more)
        passed += float(waiting[sufficient(trials) :].sum())
        waiting[sufficient(trials) :] = 0.0
        before = trials
    return passed


def _verdict(correct: int, trials: int, most: int, hope: float, criterion: int) -> Verdict:
    above_chance = correct >= criterion
    if trials < min(LEAST, most):
        return Verdict.BEGUN
    if above_chance and correct >= sufficient(trials):
        return Verdict.ENOUGH
    if trials - correct >= chance_criterion(trials, LEVEL):
        return Verdict.SWAPPED
    if hope >= HOPE:
        return Verdict.MORE
    is_weak = above_chance and correct >= chance_criterion(trials)
    return Verdict.WEAK if is_weak else Verdict.CHANGE


def _hope(correct: int, trials: int, most: int, criterion: int) -> float:
    """Return the predictive probability that all ``most`` trials would suffice.

    Beta-binomial over the trials to come, every accuracy alike before the first. The share that guesses
    have to be held against now is taken for that of all trials.
    """
    left = most - trials
    needed = max(sufficient(most), -(-criterion * most // trials)) - correct
    if left <= 0:
        return 0.0
    return float(betabinom.sf(needed - 1, left, correct + 1, trials - correct + 1))
