"""The filter bank of a window's own spectrum, and the distance to two means: known answers."""

import numpy as np
import pytest

from decoding.decoders.fbcsp import EDGES, band_covariances
from decoding.decoders.mdm import MeanDistance

RATE, WINDOW_S = 125.0, 2.0


@pytest.mark.parametrize("band", range(len(EDGES)))
def test_a_rhythm_stands_in_its_own_band(band: int) -> None:
    seconds = np.arange(round(WINDOW_S * RATE)) / RATE
    rhythm = np.sin(2 * np.pi * (EDGES[band][0] + 2) * seconds)
    windows = np.stack([rhythm, 0.5 * rhythm])[np.newaxis]

    power = np.diagonal(band_covariances(windows, WINDOW_S)[0], axis1=-2, axis2=-1)

    assert (power[:, 0] / power[:, 0].sum())[band] > 0.999
    np.testing.assert_allclose(power[band, 1] / power[band, 0], 0.25)


def test_the_power_of_a_band_is_that_of_the_tapered_rhythm() -> None:
    seconds = np.arange(round(WINDOW_S * RATE)) / RATE
    windows = np.sin(2 * np.pi * 10 * seconds)[np.newaxis, np.newaxis]

    power = band_covariances(windows, WINDOW_S)[0, 0, 0, 0]

    # One side of the spectrum: half of the mean square 1/2, times Hann's mean square 3/8.
    assert power == pytest.approx(0.25 * 3 / 8, rel=1e-6)


def test_the_nearer_mean_wins_by_the_difference_of_squared_distances() -> None:
    generator = np.random.default_rng(0)
    windows = generator.normal(size=(40, 3, 5000))
    labels = np.arange(40) % 2 == 0
    windows[labels, 0] *= 2.0
    fitted = MeanDistance().fit(windows, labels)

    plain, louder = fitted.decision_function(np.stack([windows[1], windows[0]]))

    # Variance four times as large on one axis: a distance of log 4.
    assert -plain == pytest.approx(np.log(4) ** 2, rel=0.1)
    assert louder == pytest.approx(np.log(4) ** 2, rel=0.1)
