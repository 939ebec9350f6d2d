"""The reference of a session: where it lies, and how far one trial moves it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from decoding.recenter import BORROWED_TRIALS, Reference, borrowed, reference


def random_covariances(n: int, seed: int = 0, channels: int = 3) -> NDArray[np.float64]:
    signals = np.random.default_rng(seed).normal(size=(n, 2, channels, 40))
    return signals @ signals.transpose(0, 1, 3, 2) / 40


def test_the_mean_of_powers_of_ten_is_geometric() -> None:
    two = np.array([np.eye(2)[None], 100 * np.eye(2)[None]])

    mean = reference(two)

    assert np.allclose(mean.matrices, 10 * np.eye(2))
    assert mean.trials == 2


def test_a_trial_at_the_reference_has_no_features() -> None:
    covariances = random_covariances(1)

    features = Reference(covariances[0], 1.0).features(covariances)

    assert features.shape == (1, 2 * 6)
    assert np.allclose(features, 0.0, atol=1e-10)


def test_features_have_the_length_of_the_riemannian_distance() -> None:
    covariance = np.diag([np.e, np.e**2])[None, None]

    features = Reference(np.eye(2)[None], 1.0).features(covariance)

    assert np.allclose(features, [[1.0, 0.0, 2.0]])


def test_a_mixing_of_the_channels_changes_no_length() -> None:
    covariances = random_covariances(20)
    mixing = np.random.default_rng(1).normal(size=(3, 3))
    mixed = mixing @ covariances @ mixing.T

    plain, other = (
        np.linalg.norm(reference(some).features(some), axis=1) for some in (covariances, mixed)
    )

    assert np.allclose(plain, other, rtol=1e-4)


def test_each_trial_moves_the_reference_by_its_share() -> None:
    start = Reference(np.eye(2)[None], 3.0)

    moved = start.followed(np.e * np.eye(2)[None])

    # The trial lies sqrt(2) away, as far as counts in full, so a quarter of the way.
    assert np.allclose(moved.matrices, np.exp(0.25) * np.eye(2))
    assert moved.trials == 4.0


def test_an_outlier_moves_the_reference_no_farther_than_a_far_trial() -> None:
    start = Reference(np.eye(2)[None], 3.0)

    moved = start.followed(np.exp(40.0) * np.eye(2)[None])

    assert np.allclose(moved.matrices, np.exp(0.25) * np.eye(2))


def test_a_trial_at_the_reference_leaves_it_there() -> None:
    start = Reference(np.eye(2)[None], 3.0)

    assert np.allclose(start.followed(np.eye(2)[None]).matrices, np.eye(2))


def test_a_drifting_session_is_followed() -> None:
    start = reference(random_covariances(40))
    later = 4.0 * random_covariances(200, seed=1)
    moving = start

    for covariance in later:
        moving = moving.followed(covariance)

    away = np.linalg.norm(start.features(later).mean(axis=0))
    assert np.linalg.norm(moving.features(later).mean(axis=0)) < 0.3 * away


def test_without_own_trials_one_starts_between_the_others() -> None:
    others = [Reference(np.eye(2)[None], 40.0), Reference(100 * np.eye(2)[None], 160.0)]

    start = borrowed(others)

    assert np.allclose(start.matrices, 10 * np.eye(2))
    assert start.trials == pytest.approx(BORROWED_TRIALS)
