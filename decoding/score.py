"""How good a decoder is, said honestly: with its interval and against the chance line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, norm, rankdata

# One-sided, as in REQ-CAL-1.
SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Score:
    """Held-out performance over trials.

    Attributes
    ----------
    trials, correct : int
    accuracy, balanced_accuracy, auc : float
    interval : tuple of float
        Wilson 95 % interval of the accuracy.
    criterion : int
        Correct trials from which the accuracy is above chance: what neither a coin nor somebody who
        names either class as often as the decoder did reaches in more than 5 % (exact, one-sided).
    above_chance : bool
    below_chance : bool
        Whether so few were correct that the labels may be swapped, see :func:`is_below_chance`.
    """

    trials: int
    correct: int
    accuracy: float
    balanced_accuracy: float
    auc: float
    interval: tuple[float, float]
    criterion: int
    above_chance: bool
    below_chance: bool


def score(evidence: NDArray[np.float64], labels: NDArray[np.bool_]) -> Score:
    """Score forced choices at evidence 0.

    Parameters
    ----------
    evidence : ndarray, shape (n_trials,)
        Held-out log-odds of the positive class.
    labels : ndarray of bool, shape (n_trials,)
        True for the positive class; both classes must occur.
    """
    choices = evidence > 0
    hits = choices == labels
    trials, correct = len(hits), int(hits.sum())
    criterion = max(chance_criterion(trials), guessing_criterion(choices, labels))
    return Score(
        trials=trials,
        correct=correct,
        accuracy=correct / trials,
        balanced_accuracy=float((hits[labels].mean() + hits[~labels].mean()) / 2),
        auc=area_under_curve(evidence, labels),
        interval=wilson(correct, trials),
        criterion=criterion,
        above_chance=correct >= criterion,
        below_chance=is_below_chance(choices, labels),
    )


def wilson(correct: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval of a proportion [1]_.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
       inference. Journal of the American Statistical Association, 22(158), 209-212.
    """
    if trials == 0:
        return 0.0, 1.0
    z = float(norm.ppf(0.5 + confidence / 2))
    share = correct / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials) * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def chance_criterion(trials: int, significance: float = SIGNIFICANCE) -> int:
    """Return how many correct of so many two-class trials are above chance.

    The smallest k with P(X >= k) <= significance for X ~ Binomial(trials, 1/2); ``trials + 1`` if
    there are too few trials for any number to be.
    """
    return int(binom.isf(significance, trials, 0.5)) + 1


def guessing_criterion(
    choices: NDArray[np.bool_], labels: NDArray[np.bool_], significance: float = SIGNIFICANCE
) -> int:
    """Return how many correct trials guesses that favour a class as these do reach too rarely.

    With 30 rests and 10 movements "rest" is right in 30 of 40 trials, though it says nothing. The
    smallest k with P(X >= k) <= significance, X the correct ones of guesses that name the positive
    class with the probability of its share among the choices, whatever the label; with as many trials of
    either class it is never more than :func:`chance_criterion`. ``n_trials + 1`` if no number is.

    Parameters
    ----------
    choices, labels : ndarray of bool, shape (n_trials,)
        True for the positive class.
    significance : float
    """
    return int(np.argmax(_guessed(choices, labels) <= significance))


def guessing_p(choices: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    """Return how often such guesses, see :func:`guessing_criterion`, are right as often as these choices.

    Parameters
    ----------
    choices, labels : ndarray of bool, shape (n_trials,)
        True for the positive class.
    """
    return float(_guessed(choices, labels)[int((choices == labels).sum())])


def _guessed(choices: NDArray[np.bool_], labels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return P(X >= k) of the guesses' correct trials for k from 0 to one more than there are."""
    share, positive = float(choices.mean()), int(labels.sum())
    negative = len(labels) - positive
    right = np.convolve(
        binom.pmf(np.arange(positive + 1), positive, share),
        binom.pmf(np.arange(negative + 1), negative, 1 - share),
    )
    return np.append(np.minimum(np.cumsum(right[::-1])[::-1], 1.0), 0.0)


def area_under_curve(evidence: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return how often a positive trial has more evidence than a negative one; ties count half."""
    positive, negative = int(labels.sum()), int((~labels).sum())
    ranks = rankdata(evidence)[labels].sum()
    return float((ranks - positive * (positive + 1) / 2) / (positive * negative))


def permutation_p(
    evidence: NDArray[np.float64], labels: NDArray[np.bool_], permutations: int = 2000
) -> float:
    """Return how often shuffled labels agree with held-out evidence as well as the true ones.

    The one-sided p of the area under the curve, the true labels counted among the shuffles so that
    it is never 0 [1]_. The decoder is not fitted anew for each shuffle.

    Parameters
    ----------
    evidence : ndarray, shape (n_trials,)
    labels : ndarray of bool, shape (n_trials,)
    permutations : int
        Drawn with a fixed seed: the same calibration always gives the same p.

    References
    ----------
    .. [1] Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
       Applications in Genetics and Molecular Biology, 9(1), 39.
    """
    generator = np.random.default_rng(0)
    ranks = rankdata(evidence)
    shuffled = generator.permuted(np.tile(labels, (permutations, 1)), axis=1)
    reached = int(np.count_nonzero(shuffled @ ranks >= labels @ ranks - 1e-9))
    return (reached + 1) / (permutations + 1)


def is_below_chance(choices: NDArray[np.bool_], labels: NDArray[np.bool_]) -> bool:
    """Return whether so few were correct that the labels may be swapped.

    At 1 %, one-sided, both for a coin and for guesses that favour a class as often: blocked
    cross-validation of nothing lies a little below one half, so that the 5 % of :func:`chance_criterion`
    would cry wolf, and of 30 rests and 10 movements "movement" each time is wrong in 30.

    Parameters
    ----------
    choices, labels : ndarray of bool, shape (n_trials,)
        True for the positive class.
    """
    trials, wrong = len(labels), int((choices != labels).sum())
    if wrong < chance_criterion(trials, significance=0.01):
        return False
    return guessing_p(~choices, labels) <= 0.01
