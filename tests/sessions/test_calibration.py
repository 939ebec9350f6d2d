"""A calibration asks for another block only while that can decide something."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sessions.calibration import calibrate_in_blocks
from sessions.fast import run_fast
from sessions.plan import Plan
from sessions.replay import replay
from sessions.store import read_session
from tests.sessions.patients import TIMING, ignore, simulated_order


@pytest.mark.parametrize(
    ("correct", "blocks", "verdicts"),
    [
        ([34], [40], ["enough"]),
        ([28, 34], [40, 8], ["more", "enough"]),
        ([28, 33, 38, 42, 47, 51], [40, 8, 8, 8, 8, 8], [*["more"] * 5, "weak"]),
        ([20], [40], ["change"]),
        ([9], [40], ["swapped"]),
    ],
)
def test_blocks_go_on_while_they_can_help(
    correct: Sequence[int], blocks: Sequence[int], verdicts: Sequence[str]
) -> None:
    asked: list[int] = []
    told: list[tuple[str, dict[str, object]]] = []
    models = _models(correct, asked)

    def tell(type_: str, label: str, **details: object) -> None:
        told.append((label, details))

    calibrate_in_blocks(
        40, 80, lambda block, trials: asked.append(trials), lambda: next(models), tell
    )

    assert asked == list(blocks)
    assert [label for label, _ in told] == list(verdicts)
    assert [details["goes_on"] for _, details in told] == [True] * (len(blocks) - 1) + [False]


def _models(correct: Sequence[int], asked: Sequence[int]) -> Iterator[Any]:
    for right in correct:
        yield SimpleNamespace(card=SimpleNamespace(correct=right, trials=sum(asked)))


def test_a_session_learns_from_all_blocks_and_its_replay_agrees(tmp_path: Path) -> None:
    plan = Plan(calibration_trials=40, runs=1, trials=4, timing=TIMING)
    for seed in range(1, 12):  # a patient whose first block decides nothing
        order = replace(simulated_order(tmp_path, plan, dprime=0.9, seed=seed), decoder="tangent")
        session = read_session(run_fast(order, None, ignore))
        looks = session.of_type("calibration")
        if looks[0].details["goes_on"]:
            break

    trained = session.of_type("model")[0].details["calibration"]
    assert isinstance(trained, dict)
    assert len(looks) > 1
    assert trained["trials"] == looks[-1].details["trials"]
    assert trained["trials"] > 40
    assert len([e for e in session.of_type("run_start") if e.label == "calibration"]) == len(looks)
    assert replay(session.folder).worst == 0.0
