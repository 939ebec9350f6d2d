"""How the contingency benchmark counts: rewards, alarms at rest, and the distance of the scores."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.contingency import Counted, count, separation, summary
from sessions.trials import Played
from station.task import REST

TRIAL = Played(
    kind="play",
    run=2,
    number=1,
    label="right_hand",
    row=0,
    end_row=100,
    choice="right_hand",
    evidence=1.0,
    score=1.0,
    threshold=0.5,
    is_unsure=False,
    is_rewarded=True,
    is_valid=True,
)


def test_hits_rewards_and_alarms_are_counted_apart() -> None:
    missed = replace(TRIAL, choice=REST, evidence=-1.0, score=-1.0, is_rewarded=False)
    alarm, quiet = replace(TRIAL, label=REST), replace(missed, label=REST)

    found = count(1.5, [TRIAL, TRIAL, missed, alarm, quiet, quiet], 250.0)

    assert (found.rewarded, found.hits, found.alarms) == (2, 2, 1)
    assert found.movements == (1.0, 1.0, -1.0)
    assert found.seconds == (0.4, 0.4)


def test_the_distance_is_that_of_the_scores_in_their_own_spread() -> None:
    generator = np.random.default_rng(1)
    rests, movements = generator.normal(0, 3, 4000), generator.normal(4.5, 3, 4000)

    assert separation(list(movements), list(rests)) == pytest.approx(1.5, abs=0.06)


def test_sessions_are_pooled_and_held_against_the_table_at_the_measured_distance() -> None:
    scores = tuple(np.random.default_rng(2).standard_normal(400))
    moved = tuple(value + 1.0 for value in scores)
    one = Counted(1.2, moved, scores, rewarded=180, alarms=52, hits=300, seconds=(2.0, 4.0))

    found = summary([one, one])

    assert found["trials"] == found["rests"] == 800
    assert found["seconds_to_reward"] == 3.0
    assert found["reward_rate"] == pytest.approx(0.45)
    assert found["rest_false_positive_rate"] == pytest.approx(0.13)
    share = found["dprime_measured"]
    assert found["reward_of_table"] == pytest.approx(
        np.interp(share, [1, 1.5], [0.46, 0.60]), abs=0.01
    )
