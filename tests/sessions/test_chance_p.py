"""The p against chance, where one hand was asked more often than the other."""

from types import SimpleNamespace
from typing import Any

import pytest

from sessions.played import chance_p
from sessions.statistics import binomial_p

HANDS = ("left_hand", "right_hand")


def played(label: str, choice: str) -> Any:
    return SimpleNamespace(label=label, choice=choice, is_correct=label == choice)


def test_naming_the_hand_that_was_asked_more_often_is_no_success() -> None:
    """Thirty left of forty: "left" each time is right in thirty, which a coin reaches in 0.1 %."""
    trials = [played(HANDS[number < 10], HANDS[0]) for number in range(40)]

    assert binomial_p(30, 40) < 0.002
    assert chance_p(HANDS, trials) == pytest.approx(1.0)


def test_with_equal_hands_it_is_the_coin() -> None:
    trials = [played(HANDS[n % 2], HANDS[(n + (n < 12)) % 2]) for n in range(40)]

    assert chance_p(HANDS, trials) == pytest.approx(binomial_p(28, 40))
