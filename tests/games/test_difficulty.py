"""The threshold of a reward: near its goal where rest allows it, and never below what rest allows."""

import numpy as np
import pytest

from games.difficulty import FEWEST_RESTS, Difficulty, Rule, floor_of

# CLINICAL 2.6: reward rate and false positives at rest, in per cent, with the 85 % floor.
TABLE = {0.0: (12, 15), 0.5: (27, 14), 1.0: (46, 13), 1.5: (60, 12), 2.0: (72, 9), 2.5: (74, 5)}


def play(dprime: float, seeds: int = 12) -> tuple[float, float]:
    """Return reward rate and false positives at rest of Gaussian patients, in per cent."""
    hits, alarms = [], []
    for seed in range(seeds):
        generator = np.random.default_rng(seed)
        difficulty = Difficulty(start=0.0)
        for trial in range(400):
            if trial % 20 == 0:
                difficulty.begin_run()
            rest, movement = np.array([0.0, dprime]) + generator.standard_normal(2)
            is_alarm = rest >= difficulty.threshold
            difficulty.rest(float(rest))
            is_hit = movement >= difficulty.threshold
            difficulty.movement(float(movement))
            if trial >= 100:
                hits.append(is_hit)
                alarms.append(is_alarm)
    return 100 * float(np.mean(hits)), 100 * float(np.mean(alarms))


@pytest.mark.parametrize("dprime", TABLE)
def test_rewards_and_false_positives_come_to_the_published_table(dprime: float) -> None:
    assert play(dprime) == pytest.approx(TABLE[dprime], abs=5)


def test_misses_lower_the_threshold_to_the_floor_and_no_further() -> None:
    difficulty = Difficulty(start=3.0)
    for value in np.linspace(-1, 1, 60):
        difficulty.rest(float(value))
    for _ in range(50):
        difficulty.movement(-5.0)

    assert difficulty.threshold == difficulty.floor.value == pytest.approx(0.7, abs=0.05)


def test_a_start_that_no_rest_comes_near_is_brought_into_reach_once_rest_is_known() -> None:
    difficulty = Difficulty(start=50.0)
    rests = np.linspace(-1, 1, FEWEST_RESTS)
    for value in rests:
        difficulty.rest(float(value))

    reach = difficulty.floor.value + 3 * np.std(rests, ddof=1)
    assert difficulty.threshold == pytest.approx(reach)


def test_a_success_raises_the_threshold_by_a_third_of_what_a_miss_lowers_it() -> None:
    difficulty = Difficulty(start=0.0)
    for value in (5.0, 5.0, 5.0, 5.0):
        difficulty.movement(value)
    before = difficulty.threshold
    difficulty.movement(-5.0)

    assert before == pytest.approx(0.4)
    assert difficulty.threshold == pytest.approx(before - 0.3)


def test_few_rests_never_lower_the_threshold_and_sixty_tell_their_error() -> None:
    assert floor_of([-5.0] * (FEWEST_RESTS - 1), 85, start=0.4).value == 0.4
    assert floor_of([-5.0] * FEWEST_RESTS, 85, start=0.4).value == -5.0
    assert floor_of([-5.0] * 60, 85, start=0.4).error == pytest.approx(4.6, abs=0.05)


def test_the_rests_of_three_runs_are_pooled_and_older_ones_forgotten() -> None:
    difficulty = Difficulty(start=0.0)
    for _ in range(5):
        difficulty.begin_run()
        for value in range(10):
            difficulty.rest(float(value))

    assert difficulty.floor.episodes == 30


def test_rest_that_held_longer_says_nothing_about_a_short_hold() -> None:
    """Rests held for 2 s lie 3 lower: pooled with the easy run's they would let noise be paid."""
    difficulty = Difficulty(start=0.0)
    for hold, shift in ((0.5, 0.0), (2.0, -3.0), (0.5, None)):
        difficulty.begin_run(Rule(hold=hold))
        for value in np.linspace(-1, 1, 40) if shift is not None else ():
            difficulty.rest(float(value) + (shift or 0.0))
        if hold == 2.0:
            assert difficulty.floor.value == pytest.approx(0.7 - 3, abs=0.1)

    assert difficulty.floor.value == pytest.approx(0.7, abs=0.05)
    assert difficulty.threshold >= difficulty.floor.value


def test_a_longer_hold_begins_with_the_floor_of_the_shorter_one() -> None:
    difficulty = Difficulty(start=50.0)
    difficulty.begin_run(Rule(hold=0.5))
    for value in np.linspace(-1, 1, 40):
        difficulty.rest(float(value))

    difficulty.begin_run(Rule(hold=1.0))

    assert difficulty.floor.value == pytest.approx(0.7, abs=0.05)
    assert difficulty.floor.episodes == 40


def test_rest_with_more_evidence_says_nothing_about_a_rule_that_asks_less() -> None:
    """Later evidence reaches less high: a floor from it would let noise be paid where less is asked."""
    difficulty = Difficulty(start=0.0)
    for windows, shift in ((2, 0.0), (6, -3.0), (2, None)):
        difficulty.begin_run(Rule(windows, 0.5))
        for value in np.linspace(-1, 1, 40) if shift is not None else ():
            difficulty.rest(float(value) + (shift or 0.0))
        if windows == 6:
            assert difficulty.floor.value == pytest.approx(0.7 - 3, abs=0.1)

    assert difficulty.floor.value == pytest.approx(0.7, abs=0.05)
    assert difficulty.threshold >= difficulty.floor.value


@pytest.mark.parametrize(
    ("asked", "other", "is_so"),
    [
        (Rule(4, 0.5), Rule(2, 0.5), True),
        (Rule(4, 1.0), Rule(4, 0.5), True),
        (Rule(2, 1.0), Rule(4, 0.5), False),  # neither asks more of everything
        (Rule(4, 0.5), Rule(2, 1.0), False),
        (Rule(2, 0.5), Rule(4, 0.5), False),
        (Rule(4), Rule(2), True),
        (Rule(4), Rule(2, 0.5), False),  # the end of a phase is no peak
        (Rule(4, 0.5), Rule(2), False),
    ],
)
def test_few_rests_are_joined_by_those_of_rules_that_ask_no_more(
    asked: Rule, other: Rule, is_so: bool
) -> None:
    difficulty = Difficulty(start=50.0)
    difficulty.begin_run(other)
    for value in np.linspace(-1, 1, 40):
        difficulty.rest(float(value))

    difficulty.begin_run(asked)

    assert difficulty.floor.episodes == (40 if is_so else 0)
    assert asked.asks_no_less(other) is is_so
