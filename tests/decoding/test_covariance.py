"""Covariances of signals whose answer is known by hand."""

import numpy as np

from decoding.covariance import covariances, lagged


def test_two_channels_by_hand() -> None:
    signals = np.array([[1.0, -1.0, 1.0, -1.0], [2.0, -2.0, -2.0, 2.0]])

    assert np.allclose(covariances(signals, shrinkage=0.0), [[1.0, 0.0], [0.0, 4.0]])


def test_shrinkage_takes_its_share_of_what_channels_have_in_common() -> None:
    signals = np.array([[1.0, -1.0, 1.0, -1.0], [2.0, -2.0, 2.0, -2.0]])

    assert np.allclose(covariances(signals, shrinkage=0.1), [[1.0, 1.8], [1.8, 4.0]])


def test_an_average_reference_still_leaves_an_inverse() -> None:
    signals = np.random.default_rng(0).normal(size=(5, 8, 250))
    signals -= signals.mean(axis=1, keepdims=True)

    assert np.linalg.eigvalsh(covariances(signals)).min() > 1e-4


def test_the_second_half_of_the_channels_is_later() -> None:
    signals = np.arange(10.0).reshape(1, 10)

    both = lagged(signals, 3)

    assert np.array_equal(both, [np.arange(7.0), np.arange(3.0, 10.0)])
