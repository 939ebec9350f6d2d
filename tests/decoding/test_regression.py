"""The session-weighted regression: what each session counts, and an honest choice of strength."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from decoding.regression import (
    STRENGTHS,
    Labelled,
    blocks,
    choose,
    fit,
    is_mixed,
    whole_sessions,
)


def session(
    n: int = 40, *, signal: float = 1.0, weight: float = 1.0, seed: int = 0, positives: int = 2
) -> Labelled:
    generator = np.random.default_rng(seed)
    labels = np.arange(n) % positives == 0
    features = generator.normal(size=(n, 60))
    features[:, 0] += signal * np.where(labels, 1.0, -1.0)
    return Labelled(features, labels, weight)


def test_one_balanced_session_is_read_as_scikit_learn_reads_it() -> None:
    one = session()

    ours = fit([one], 0.1)

    theirs = LogisticRegression(C=0.1, tol=1e-10, max_iter=10_000).fit(one.features, one.labels)
    assert np.allclose(ours.slope, theirs.coef_[0], atol=1e-5)
    assert ours.intercept == pytest.approx(theirs.intercept_[0], abs=1e-5)


def test_a_rare_class_weighs_as_much_as_the_other() -> None:
    rare = session(400, signal=0.0, positives=4)

    linear = fit([rare], 0.003)

    assert abs(linear.logits(rare.features).mean()) < 0.1


def test_a_session_of_no_weight_teaches_nothing() -> None:
    own, foreign = session(), session(seed=1, weight=1e-9, signal=-3.0)

    assert np.allclose(fit([own, foreign], 0.1).slope, fit([own], 0.1).slope, atol=1e-4)


def test_noise_is_read_with_the_strongest_regularisation() -> None:
    choice = choose([session(400, signal=0.0)], blocks(400))

    assert choice.strength == min(STRENGTHS)
    assert choice.loss > 0.69


def test_a_clear_signal_may_be_read_more_freely() -> None:
    choice = choose([session(80, signal=3.0)], blocks(80))

    assert choice.strength > min(STRENGTHS)
    assert choice.loss < 0.3
    assert ((choice.logits > 0) == choice.labels).mean() > 0.9


def test_held_out_log_odds_come_from_models_that_saw_nothing_of_the_block() -> None:
    """Labels that follow nothing but the block's own noise cannot be foretold."""
    generator = np.random.default_rng(3)
    one = Labelled(generator.normal(size=(60, 200)), generator.permutation(60) % 2 == 0, 1.0)

    choice = choose([one], blocks(60))

    assert 0.25 < ((choice.logits > 0) == choice.labels).mean() < 0.75


def test_blocks_are_contiguous_and_sessions_stay_whole() -> None:
    assert [list(block) for block in blocks(10)] == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]]
    folds = whole_sessions([session(2), session(3), session(1)])
    assert [list(fold) for fold in folds] == [[0, 1], [2, 3, 4], [5]]
    many = whole_sessions([session(1) for _ in range(7)])
    assert [list(fold) for fold in many] == [[0, 5], [1, 6], [2], [3], [4]]


def test_the_days_of_one_person_are_held_out_together() -> None:
    """Else a person would help to foretell the own trials, and the decoder would be too sure."""
    days = [session(2), session(1), session(3), session(1)]

    folds = whole_sessions(days, ["one", "other", "one", "third"])
    assert [list(fold) for fold in folds] == [[0, 1, 3, 4, 5], [2], [6]]
    alone = whole_sessions(days, ["one"] * 4)
    assert [list(fold) for fold in alone] == [[0, 1], [2], [3, 4, 5], [6]]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([True, False] * 10, True),
        ([True] * 5 + [False] * 15, True),
        ([True] * 4 + [False] * 16, False),
        ([True] * 20, False),
    ],
)
def test_labels_are_mixed_if_every_block_leaves_both_classes(
    labels: list[bool], expected: bool
) -> None:
    """Twenty trials are held out in fours."""
    assert is_mixed(np.array(labels)) is expected
