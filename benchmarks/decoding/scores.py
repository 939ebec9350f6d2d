"""What outcomes come to: scores of a person, means over people, and paired differences."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import t

from benchmarks.decoding.protocols import Outcome
from decoding.score import area_under_curve, score

BINS, DRAWS = 10, 500
Scores = dict[str, float]


def scores(outcome: Outcome) -> Scores:
    """Return the scores of one person, or of several people's trials put together."""
    probabilities = expit(outcome.logits)
    return {
        "balanced_accuracy": score(outcome.logits, outcome.labels).balanced_accuracy,
        "auc": area_under_curve(outcome.logits, outcome.labels),
        "brier": float(np.mean((probabilities - outcome.labels) ** 2)),
        "ece": calibration_error(probabilities, outcome.labels),
        "fit_s": outcome.fit_s,
        "predict_ms": outcome.predict_ms,
    }


def mean_scores(outcomes: Sequence[Outcome]) -> Scores:
    """Return the mean over people.

    The calibration error is that of all their trials together: a few dozen trials in ten bins say
    more about their number than about the decoder.
    """
    each = [scores(outcome) for outcome in outcomes]
    mean = {name: float(np.mean([one[name] for one in each])) for name in each[0]}
    logits = np.concatenate([outcome.logits for outcome in outcomes])
    labels = np.concatenate([outcome.labels for outcome in outcomes])
    probabilities = expit(logits)
    found = calibration_error(probabilities, labels)
    return mean | {"ece": found, "ece_if_honest": error_of_the_honest(probabilities)}


def error_of_the_honest(probabilities: NDArray[np.float64]) -> float:
    """Return the 95th percentile of the calibration error if the probabilities were exactly true.

    A few dozen trials in ten bins are never calibrated to the eye; what lies below this is no sign
    against a decoder. Labels are drawn from the probabilities themselves.
    """
    generator = np.random.default_rng(0)
    drawn = generator.random((DRAWS, len(probabilities))) < probabilities
    return float(np.percentile([calibration_error(probabilities, one) for one in drawn], 95))


def calibration_error(probabilities: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return how far confidence and share of correct answers lie apart, over ten bins [1]_.

    The confidence is that of the class that was chosen: of two classes, the upper five bins can be filled.

    Parameters
    ----------
    probabilities : ndarray, shape (n_trials,)
        Of the positive class.
    labels : ndarray of bool, shape (n_trials,)

    References
    ----------
    .. [1] Guo, C., Pleiss, G., Sun, Y. & Weinberger, K. Q. (2017). On calibration of modern neural
       networks. Proceedings of the 34th International Conference on Machine Learning, 1321-1330.
    """
    confidence = np.maximum(probabilities, 1 - probabilities)
    is_right = (probabilities > 0.5) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    apart = [abs(np.sum(confidence[bins == b] - is_right[bins == b])) for b in range(BINS)]
    return float(np.sum(apart) / len(labels))


def paired(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, object]:
    """Return the mean difference over people with its 95 % t interval (None for one person)."""
    differences = np.array(ours) - np.array(theirs)
    n = len(differences)
    interval = None
    if n > 1:
        half = float(t.ppf(0.975, n - 1) * differences.std(ddof=1) / np.sqrt(n))
        interval = [float(differences.mean()) - half, float(differences.mean()) + half]
    return {
        "difference": float(differences.mean()),
        "interval": interval,
        "people": n,
        "ahead": int((differences > 0).sum()),
        "behind": int((differences < 0).sum()),
    }


def summary(outcomes: Mapping[str, Mapping[str, Outcome]], default: str) -> dict[str, object]:
    """Return who they are, means, and paired differences of balanced accuracy.

    Parameters
    ----------
    outcomes : mapping of person to mapping of decoder to Outcome
    default : str
        The decoder that the others are held against.
    """
    people = list(outcomes.values())
    accuracies = {
        decoder: [
            score(one[decoder].logits, one[decoder].labels).balanced_accuracy for one in people
        ]
        for decoder in people[0]
    }
    return {
        "people": list(outcomes),
        "mean": {name: mean_scores([one[name] for one in people]) for name in people[0]},
        "paired": {
            name: paired(accuracies[default], theirs)
            for name, theirs in accuracies.items()
            if name != default
        },
    }
