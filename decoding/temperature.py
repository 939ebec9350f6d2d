"""How much a decoder's log-odds may be believed."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_expit

# A fitted decoder is surer within its calibration than it will be in what follows, so the gain is
# drawn below 1; a few dozen trials can move it by a factor of about e.
USUAL_GAIN, _SPREAD = 0.7, 0.5


def temperature(logits: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return the gain that makes held-out log-odds honest [1]_.

    Both classes weigh the same.

    Parameters
    ----------
    logits : ndarray, shape (n_trials,)
        Log-odds of the positive class from a decoder that did not see the trial.
    labels : ndarray of bool, shape (n_trials,)

    References
    ----------
    .. [1] Guo, C., Pleiss, G., Sun, Y. & Weinberger, K. Q. (2017). On calibration of modern neural
       networks. Proceedings of the 34th International Conference on Machine Learning, 1321-1330.
    """

    def loss(log_gain: float) -> float:
        fit = len(labels) * balanced_loss(float(np.exp(log_gain)) * logits, labels)
        return fit + float(((log_gain - np.log(USUAL_GAIN)) / _SPREAD) ** 2) / 2

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 3.0), method="bounded").x))


def balanced_loss(logits: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return the mean log-loss in nats, either class counting half."""
    losses = -log_expit(np.where(labels, logits, -logits))
    return float((losses[labels].mean() + losses[~labels].mean()) / 2)
