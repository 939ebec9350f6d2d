"""Every metric against a session whose answer was built in."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sessions.metric import Metric, MetricValue
from sessions.statistics import wilson
from sessions.store import read_session
from station.plugins import load, names
from station.task import LEFT_HAND, REST, RIGHT_HAND, Task
from tests.sessions.builders import PlayedTrial, Script, build_session, played_trials

NAMES = names("sessions.metrics")


def computed(folder: Path, name: str, script: Script) -> dict[str, MetricValue]:
    metric: Metric = load("sessions.metrics", name)
    return metric.compute(read_session(build_session(folder / "s", script)))


def one(folder: Path, name: str, script: Script) -> MetricValue:
    return computed(folder, name, script)["all"]


SCRIPT = Script(played_trials(hits=14, misses=6, alarms=5, quiet=15))


@pytest.mark.parametrize("name", NAMES)
def test_a_metric_says_what_it_is_and_survives_an_empty_session(tmp_path: Path, name: str) -> None:
    metric: Metric = load("sessions.metrics", name)

    values = computed(tmp_path, name, Script(ends=False))

    assert metric.id == name
    assert metric.version >= 1
    assert metric.definition
    assert all(value.reference and value.n == 0 for value in values.values())
    assert all(not value.value for value in values.values())


def test_accuracy_counts_right_choices(tmp_path: Path) -> None:
    value = one(tmp_path, "accuracy", SCRIPT)

    assert (value.value, value.n) == (29 / 40, 40)
    assert value.interval == wilson(29, 40)


def test_unsure_and_invalid_trials_are_scored_too(tmp_path: Path) -> None:
    trials = [
        PlayedTrial(RIGHT_HAND, 0.2, unsure=True),
        PlayedTrial(RIGHT_HAND, 0.0, unsure=True, valid=False),
    ]

    value = one(tmp_path, "accuracy", Script(trials))

    assert (value.value, value.n) == (0.5, 2)


def test_balanced_accuracy_is_the_mean_of_both_classes(tmp_path: Path) -> None:
    """9 of 10 hands and 10 of 20 rests: (0.9 + 0.5) / 2."""
    value = one(tmp_path, "balanced_accuracy", Script(played_trials(9, 1, 10, 10)))

    assert value.value == pytest.approx(0.7)
    assert value.n == 30


def test_chance_in_hand_against_rest_is_fisher(tmp_path: Path) -> None:
    value = one(tmp_path, "chance", Script(played_trials(3, 1, 1, 3)))

    assert value.value == pytest.approx(17 / 70)


def test_chance_in_left_against_right_is_binomial(tmp_path: Path) -> None:
    """Three of four right: 5 / 16."""
    evidence = {RIGHT_HAND: (1.0, 1.0), LEFT_HAND: (-1.0, 1.0)}
    trials = [PlayedTrial(label, e) for label, pair in evidence.items() for e in pair]

    value = one(tmp_path, "chance", Script(trials, task=Task.LEFT_VS_RIGHT))

    assert value.value == pytest.approx(5 / 16)


def test_auc_counts_pairs(tmp_path: Path) -> None:
    """Right hand 2 and 3, rest 1 and 2: three pairs won, one tied."""
    trials = [PlayedTrial(RIGHT_HAND, 2.0), PlayedTrial(RIGHT_HAND, 3.0)]
    trials += [PlayedTrial(REST, 1.0), PlayedTrial(REST, 2.0)]

    assert one(tmp_path, "auc", Script(trials)).value == pytest.approx(3.5 / 4)


def test_auc_of_nothing_is_one_half_although_movements_end_where_they_are_detected() -> None:
    """A movement stops at the threshold, a rest goes on to its end and may sink again."""
    walks = np.random.default_rng(0).normal(size=(500, 5))
    played = []
    for (
        walk
    ) in walks:  # the very same once for a movement and once for a rest: no difference at all
        crossed = np.flatnonzero(walk >= 1.5)
        until = crossed[0] + 1 if len(crossed) else len(walk)
        for label, seen in ((RIGHT_HAND, walk[:until]), (REST, walk)):
            told = {"evidence": seen[-1], "score": seen.max(), "threshold": 1.5}
            played.append(SimpleNamespace(label=label, run=1, **told))
    start = SimpleNamespace(details={"run": 1, "dwell": 0.24})
    session: Any = SimpleNamespace(
        trials=SimpleNamespace(played=played),
        record=SimpleNamespace(classes=(REST, RIGHT_HAND)),
        of_type=lambda _: [start],
    )

    value = load("sessions.metrics", "auc").compute(session)["all"]
    start.details.pop("dwell")
    as_it_ended = load("sessions.metrics", "auc").compute(session)["all"]

    assert value.value == pytest.approx(0.5)
    assert as_it_ended.value > 0.51


def test_rewards_and_rest_false_positives_are_kept_apart(tmp_path: Path) -> None:
    reward = one(tmp_path, "reward_rate", SCRIPT)
    alarms = one(tmp_path / "again", "rest_false_positives", SCRIPT)

    assert (reward.value, reward.n) == (14 / 20, 20)
    assert (alarms.value, alarms.n) == (5 / 20, 20)


def test_evidence_under_the_threshold_is_no_false_positive(tmp_path: Path) -> None:
    trials = [PlayedTrial(REST, 0.84), PlayedTrial(REST, 0.85), PlayedTrial(REST, -1.0)]

    value = one(tmp_path, "rest_false_positives", Script(trials))

    assert value.value == pytest.approx(1 / 3)


def test_hits_are_held_against_matched_rest(tmp_path: Path) -> None:
    """56 of 70 against 48 of 80: Newcombe's own example."""
    values = computed(tmp_path, "detection", Script(played_trials(56, 14, 48, 32)))

    assert (values["hit_rate"].value, values["hit_rate"].n) == (0.8, 70)
    assert (values["rest_false_positives"].value, values["rest_false_positives"].n) == (0.6, 80)
    assert values["difference"].value == pytest.approx(0.2)
    assert values["difference"].interval == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert values["balanced_accuracy"].value == pytest.approx(0.6)
    assert values["balanced_accuracy"].interval == pytest.approx((0.5262, 0.66695), abs=5e-5)


def test_fisher_tests_hits_against_rest(tmp_path: Path) -> None:
    values = computed(tmp_path, "detection", Script(played_trials(3, 1, 1, 3)))

    assert values["fisher_p"].value == pytest.approx(17 / 70)


def test_without_rest_hits_have_nothing_to_be_held_against(tmp_path: Path) -> None:
    trials = [PlayedTrial(RIGHT_HAND, 1.0), PlayedTrial(LEFT_HAND, -1.0)]

    values = computed(tmp_path, "detection", Script(trials, task=Task.LEFT_VS_RIGHT))

    assert {value.value for value in values.values()} == {None}


def test_left_against_right_has_no_rest_to_be_wrong_in(tmp_path: Path) -> None:
    trials = [PlayedTrial(RIGHT_HAND, 1.0), PlayedTrial(LEFT_HAND, -1.0)]

    value = one(tmp_path, "rest_false_positives", Script(trials, task=Task.LEFT_VS_RIGHT))

    assert (value.value, value.interval, value.n) == (None, None, 0)


def test_halved_power_is_an_erd_of_minus_fifty_percent_and_three_decibels(tmp_path: Path) -> None:
    values = computed(tmp_path, "erd", Script(played_trials(4, 2, 1, 3), factor=0.5))

    for band in ("mu", "beta"):
        assert values[f"right_hand C3 {band} %"].value == pytest.approx(-50, abs=1)
        assert values[f"right_hand C3 {band} dB"].value == pytest.approx(-3.01, abs=0.1)
        assert values[f"right_hand C4 {band} %"].value == pytest.approx(0, abs=1)
    assert values["right_hand C3 mu %"].n == 6
    assert values["right_hand C3 mu %"].interval is not None


def test_a_gap_takes_its_trial_out_of_the_erd(tmp_path: Path) -> None:
    """The first trial's baseline begins 1 s into it, its imagery ends at 8 s."""
    trials = [PlayedTrial(RIGHT_HAND, 1.0)] * 4

    values = computed(tmp_path, "erd", Script(trials, lost_rows=[int(1.5 * 250)]))

    assert values["right_hand C3 mu %"].n == 3


def test_laterality_is_ipsilateral_minus_contralateral(tmp_path: Path) -> None:
    """Power over C3 falls by 3 dB and over C4 by none: 0 - (-3) = +3 dB for the right hand."""
    values = computed(tmp_path, "laterality", Script(played_trials(4, 0, 0, 4)))

    assert values["right_hand mu"].value == pytest.approx(3.01, abs=0.1)


def test_laterality_is_positive_for_both_hands(tmp_path: Path) -> None:
    trials = [PlayedTrial(RIGHT_HAND, 1.0), PlayedTrial(LEFT_HAND, -1.0)] * 3

    values = computed(tmp_path, "laterality", Script(trials, task=Task.LEFT_VS_RIGHT))

    assert values["left_hand beta"].value == pytest.approx(3.01, abs=0.1)
    assert values["right_hand beta"].value == pytest.approx(3.01, abs=0.1)


def test_without_c3_and_c4_there_is_no_laterality(tmp_path: Path) -> None:
    script = Script(played_trials(2, 0, 0, 2), channels=("C3", "Cz"))

    assert computed(tmp_path, "laterality", script)["right_hand mu"].value is None


def test_dose_counts_valid_movements_and_minutes_of_imagery(tmp_path: Path) -> None:
    """Two calibration and three played movements of 4 s; one of the played had no signal."""
    trials = [PlayedTrial(RIGHT_HAND, 1.0)] * 2 + [PlayedTrial(RIGHT_HAND, 0.0, valid=False)]
    script = Script([*trials, PlayedTrial(REST, -1.0)], [RIGHT_HAND, REST, RIGHT_HAND])

    values = computed(tmp_path, "dose", script)

    assert values["repetitions"].value == 2
    assert values["active_minutes"].value == pytest.approx(5 * 4 / 60)
