"""Where a session's covariances lie, and how that place follows the patient without labels.

Electrodes move from day to day and skin dries within one: the mean of the covariances drifts.
Seen from their own mean, sessions and people become comparable [1]_.

References
----------
.. [1] Zanini, P., Congedo, M., Jutten, C., Said, S. & Berthoumieu, Y. (2018). Transfer learning:
   a Riemannian geometry framework with applications to brain-computer interfaces. IEEE
   Transactions on Biomedical Engineering, 65(5), 1107-1116.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyriemann.geometry.base import expm, invsqrtm, logm
from pyriemann.geometry.distance import distance_riemann
from pyriemann.geometry.geodesic import geodesic_riemann
from pyriemann.geometry.mean import mean_riemann

# What the mean of other people or other days weighs against today's trials.
BORROWED_TRIALS = 5.0


@dataclass(frozen=True)
class Reference:
    """The mean covariance of a session, per band.

    Attributes
    ----------
    matrices : ndarray, shape (n_bands, n, n)
    trials : float
        How many trials it is worth.
    """

    matrices: NDArray[np.float64]
    trials: float

    def features(self, covariances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return covariances as tangent vectors at this reference.

        The logarithm of ``M^(-1/2) C M^(-1/2)``: its upper triangle, off-diagonals times the
        square root of two, so that lengths are Riemannian distances from the reference.

        Parameters
        ----------
        covariances : ndarray, shape (n_trials, n_bands, n, n)

        Returns
        -------
        features : ndarray, shape (n_trials, n_bands * n * (n + 1) / 2)
        """
        whitener = invsqrtm(self.matrices)
        whitened = whitener @ covariances @ whitener
        logs = logm((whitened + np.swapaxes(whitened, -1, -2)) / 2)
        rows, columns = np.triu_indices(logs.shape[-1])
        scale = np.where(rows == columns, 1.0, np.sqrt(2.0))
        features: NDArray[np.float64] = logs[..., rows, columns] * scale
        return features.reshape(len(features), -1)

    def followed(self, covariances: NDArray[np.float64]) -> "Reference":
        """Return the reference after one more trial.

        It moves along the geodesic by the share of one trial; an outlier, farther away than the
        square root of the matrix size, moves it no more than a trial at that distance would.

        Parameters
        ----------
        covariances : ndarray, shape (n_bands, n, n)
        """
        far = float(
            np.mean(
                [distance_riemann(m, c) for m, c in zip(self.matrices, covariances, strict=True)]
            )
        )
        share = min(1.0, np.sqrt(covariances.shape[-1]) / max(far, 1e-12)) / (self.trials + 1)
        moved = [
            geodesic_riemann(m, c, share) for m, c in zip(self.matrices, covariances, strict=True)
        ]
        return Reference(np.array(moved), self.trials + 1)


def reference(covariances: NDArray[np.float64]) -> Reference:
    """Return the Riemannian mean of a session's trials.

    Parameters
    ----------
    covariances : ndarray, shape (n_trials, n_bands, n, n)
    """
    means = [mean_riemann(covariances[:, band]) for band in range(covariances.shape[1])]
    return Reference(np.array(means), float(len(covariances)))


def borrowed(references: Sequence[Reference]) -> Reference:
    """Return where to begin without a trial of one's own: the log-Euclidean mean of others."""
    logs = np.mean([logm(one.matrices) for one in references], axis=0)
    return Reference(expm(logs), BORROWED_TRIALS)
