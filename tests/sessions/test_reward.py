"""The reward's threshold in a session: what the log says is enough to compute it again."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from decoding.evidence import unsure_limit
from decoding.models import load
from sessions.fast import run_fast
from sessions.patient import latest_model
from sessions.plan import Plan
from sessions.replay import replay
from station.events import Event
from station.task import REST, Task
from tests.sessions.patients import TIMING, ignore, read_events, simulated_order

PLAN = Plan(calibration_trials=20, runs=2, trials=24, rest=1.0, timing=TIMING)


def recomputed(results: list[Event], start: float, sure: float) -> list[float]:
    """Return the threshold behind each valid result, by CLINICAL 2.6, from the log alone."""
    wanted = start
    found: list[float] = []
    rests: list[float] = []
    for result in results:
        evidence = float(str(result.details["evidence"]))
        few = len(rests) < 10
        if result.label == REST:
            rests.append(evidence)
            step = 0.0
        else:
            up = 0.1 * (1.0 if few else float(np.std(rests, ddof=1)))
            step = up if evidence >= wanted else -3 * up
        floor = sorted(rests)[int(np.ceil(0.85 * (len(rests) - 1)))] if rests else start
        floor = max(floor, start) if len(rests) < 10 else floor
        wanted = max(floor, sure, wanted + step)
        found.append(wanted)
    return found


def test_the_log_alone_gives_every_threshold_again(tmp_path: Path) -> None:
    order = replace(simulated_order(tmp_path, PLAN, dprime=2.0), task=Task.HAND_VS_REST)
    folder = run_fast(order, None, ignore)
    events = read_events(folder)
    (model,) = [event for event in events if event.type == "model"]
    results = [event for event in events if event.type == "result" and event.details["valid"]]
    told = [event for event in events if event.type == "threshold"]
    found = latest_model(order.home, order.patient.pseudonym)
    assert found is not None
    sure = unsure_limit(load(found).online.certainty)
    start = float(str(model.details["threshold"]))

    values = [float(str(event.details["threshold"])) for event in told]
    used = [float(str(result.details["threshold"])) for result in results]

    assert len(results) > 30
    assert values == pytest.approx(recomputed(results, start, sure), abs=1e-12)
    assert used == [start, *values[:-1]]
    assert len(set(values)) > 5
    assert [one.row for one in told] == [one.row for one in results]
    assert told[-1].details["rests"] == sum(one.label == REST for one in results)
    assert replay(folder).agrees


@pytest.mark.parametrize(
    "fixed", [{"task": Task.LEFT_VS_RIGHT}, {"task": Task.HAND_VS_REST, "adaptation": "frozen"}]
)
def test_two_hands_and_days_of_assessment_keep_the_calibrations_threshold(
    tmp_path: Path, fixed: dict[str, object]
) -> None:
    plan = Plan(calibration_trials=20, runs=1, trials=6, timing=TIMING)
    order = replace(simulated_order(tmp_path, plan, dprime=2.0), **fixed)  # type: ignore[arg-type]

    events = read_events(run_fast(order, None, ignore))

    assert not [event for event in events if event.type == "threshold"]
    assert len({e.details["threshold"] for e in events if e.type in ("model", "result")}) == 1
