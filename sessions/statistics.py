"""Statistics that are honest on small numbers: every value with its interval, every claim tested.

Proportions get Wilson's interval, because the textbook one promises certainty at 0 and 100 %. What
has no closed form is resampled over whole trials with a fixed seed, so that a report says the same
thing twice. The interval of a share, the chance criterion and the area under the curve are those
that calibration uses (:mod:`decoding.score`), or a patient would be told two different numbers.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import binom, chi2, fisher_exact, norm

from decoding.score import SIGNIFICANCE, area_under_curve, chance_criterion, guessing_p, wilson

__all__ = [
    "RESAMPLES",
    "SIGNIFICANCE",
    "area_interval",
    "area_under_curve",
    "balanced",
    "binomial_p",
    "bootstrap",
    "chance_criterion",
    "difference",
    "fisher_p",
    "guessing_p",
    "poisson_interval",
    "wilson",
]

Interval = tuple[float, float]

# Enough that the ends of a 95 % interval move by less than a tenth of its width between seeds.
RESAMPLES = 2000


def binomial_p(correct: int, trials: int) -> float:
    """Return the exact one-sided probability of so many correct two-class trials by chance.

    P(X >= correct) for X ~ Binomial(trials, 1/2) [1]_.

    References
    ----------
    .. [1] Combrisson, E. & Jerbi, K. (2015). Exceeding chance level by chance. Journal of
       Neuroscience Methods, 250, 126-136.
    """
    return float(binom.sf(correct - 1, trials, 0.5))


def fisher_p(hits: int, movements: int, alarms: int, rests: int) -> float:
    """Return Fisher's one-sided exact probability that hits are no likelier than false alarms.

    Parameters
    ----------
    hits, movements : int
        Movement trials answered "movement", and all of them.
    alarms, rests : int
        Rest trials answered "movement", and all of them.
    """
    table = [[hits, movements - hits], [alarms, rests - alarms]]
    return float(fisher_exact(table, alternative="greater").pvalue)


def poisson_interval(count: int, confidence: float = 0.95) -> Interval:
    """Return Garwood's exact interval of the expected number, given a count of rare events [1]_.

    References
    ----------
    .. [1] Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28, 437-442.
    """
    tail = (1 - confidence) / 2
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return float(low), float(chi2.isf(tail, 2 * count + 2) / 2)


def balanced(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, Interval]:
    """Return the mean of two shares with its 95 % interval.

    The interval combines the two Wilson intervals by the method of variance estimates recovery
    [1]_: as honest at 0 and 100 % as they are.

    Parameters
    ----------
    first, second : tuple of (int, int)
        Correct and all trials of each class; neither may be without trials.

    References
    ----------
    .. [1] Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect
       measures: a general approach. Statistics in Medicine, 27(10), 1693-1702.
    """
    shares = [correct / trials for correct, trials in (first, second)]
    bounds = [wilson(correct, trials) for correct, trials in (first, second)]
    mean = sum(shares) / 2
    below = math.hypot(*(share - low for share, (low, _) in zip(shares, bounds, strict=True)))
    above = math.hypot(*(high - share for share, (_, high) in zip(shares, bounds, strict=True)))
    return mean, (max(0.0, mean - below / 2), min(1.0, mean + above / 2))


def difference(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, Interval]:
    """Return the difference of two independent shares with Newcombe's 95 % interval.

    His method 10 combines the two Wilson intervals, so that it is honest at 0 and 100 % [1]_.

    Parameters
    ----------
    first, second : tuple of (int, int)
        Counted and all; neither may be without trials.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Interval estimation for the difference between independent
       proportions: comparison of eleven methods. Statistics in Medicine, 17(8), 873-890.
    """
    (one, one_low, one_high), (two, two_low, two_high) = (
        (counted / trials, *wilson(counted, trials)) for counted, trials in (first, second)
    )
    below = math.hypot(one - one_low, two_high - two)
    above = math.hypot(one_high - one, two - two_low)
    return one - two, (one - two - below, one - two + above)


def area_interval(area: float, positive: int, negative: int, confidence: float = 0.95) -> Interval:
    """Return Newcombe's score-like interval of an area under the curve (his method 5) [1]_.

    Unlike a bootstrap it does not shrink to nothing when the classes happen not to overlap.

    Parameters
    ----------
    area : float
        Area under the curve (Mann-Whitney).
    positive, negative : int
        Trials of each class, at least one.

    References
    ----------
    .. [1] Newcombe, R. G. (2006). Confidence intervals for an effect size measure based on the
       Mann-Whitney statistic. Part 2. Statistics in Medicine, 25(4), 559-573.
    """
    z = float(norm.ppf(0.5 + confidence / 2))
    more = (positive + negative) / 2 - 1

    def excess(theta: float) -> float:
        spread = 1 + more * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        variance = theta * (1 - theta) * spread / (positive * negative)
        return float((area - theta) ** 2 - z**2 * variance)

    # At 0 and 1 the estimate itself is a root; the interval ends at the other one.
    low = 0.0 if area <= 0 else float(brentq(excess, 0.0, min(area, 1 - 1e-9)))
    high = 1.0 if area >= 1 else float(brentq(excess, max(area, 1e-9), 1.0))
    return low, high


def bootstrap(
    statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    trials: int,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """Return the 95 % percentile interval of a statistic over resampled trials.

    Parameters
    ----------
    statistic : callable
        Takes weights, shape (n_resamples, n_trials), how often each trial was drawn over n_trials,
        so that ``weights @ values`` is a mean; returns one number per resample.
    trials : int
        How many trials; None is returned for fewer than two.
    seed : int
        The same seed gives the same interval.
    resamples : int
    """
    if trials < 2:
        return None
    generator = np.random.default_rng(seed)
    draws = generator.multinomial(trials, np.full(trials, 1 / trials), size=resamples)
    low, high = np.percentile(statistic(draws / trials), [2.5, 97.5])
    return float(low), float(high)
