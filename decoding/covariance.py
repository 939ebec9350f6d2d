"""Covariances of trials or windows, plain and with a time lag, kept invertible by shrinkage."""

import numpy as np
from numpy.typing import NDArray

# Towards the own diagonal, just enough for an inverse: 0.1 already cost accuracy on OpenBCI
# recordings, and the diagonal keeps every channel's own unit.
SHRINKAGE = 0.003
# The lag of the second copy of each channel: half a cycle of 8 Hz, so that the pair spans the mu
# rhythm's phase.
LAG = 0.064


def covariances(signals: NDArray[np.float64], shrinkage: float = SHRINKAGE) -> NDArray[np.float64]:
    """Return ``X X' / n`` shrunk towards its diagonal; the band-pass has removed the mean.

    Parameters
    ----------
    signals : ndarray, shape (..., n_channels, n_samples)
    shrinkage : float
        Share of the diagonal, 0 to 1.

    Returns
    -------
    matrices : ndarray, shape (..., n_channels, n_channels)
        In squared units of the signals.
    """
    matrices: NDArray[np.float64] = signals @ np.swapaxes(signals, -1, -2) / signals.shape[-1]
    diagonal = np.arange(matrices.shape[-1])
    own = matrices[..., diagonal, diagonal].copy()
    matrices *= 1 - shrinkage
    matrices[..., diagonal, diagonal] = own
    return matrices


def scale(n: int, n_samples: int) -> NDArray[np.float64]:
    """Return what turns ``X X'`` into what :func:`covariances` returns, element by element.

    Parameters
    ----------
    n, n_samples : int
        Channels and samples of ``X``.

    Returns
    -------
    factors : ndarray, shape (n, n)
    """
    return np.where(np.eye(n) > 0, 1.0, 1 - SHRINKAGE) / n_samples


def lagged(signals: NDArray[np.float64], rows: int) -> NDArray[np.float64]:
    """Return the signals with themselves, some rows later, as further channels.

    The covariance of ``[x(t); x(t + lag)]`` holds the rhythms' frequency and phase beside their
    power [1]_.

    Parameters
    ----------
    signals : ndarray, shape (..., n_channels, n_samples)
    rows : int
        The lag in samples.

    Returns
    -------
    signals : ndarray, shape (..., 2 * n_channels, n_samples - rows)

    References
    ----------
    .. [1] Carrara, I. & Papadopoulo, T. (2024). Classification of BCI-EEG based on the augmented
       covariance matrix. IEEE Transactions on Biomedical Engineering, 71(9), 2651-2662.
    """
    return np.concatenate([signals[..., :-rows], signals[..., rows:]], axis=-2)
