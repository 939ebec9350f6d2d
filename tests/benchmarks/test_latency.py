"""What the latency benchmark makes of its runs, and of the times that its processes noted."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from acquisition.headset import Headset
from acquisition.spec import BoardSpec
from acquisition.watch import LATE, LONGEST_LOOK, LOOK, OVERDUE, Pace
from benchmarks.headset import Arrivals
from benchmarks.latency import main, summarise, table
from benchmarks.listening import ALTERNATIVE
from benchmarks.run import STAGES, Run, read_delays
from benchmarks.training import NotingLog
from sessions.log import EVENTS
from station.events import Event


def made_up(milliseconds: float, jitter: float) -> Run:
    delays = {stage: np.full(9, milliseconds / 1e3) for stage in STAGES}
    cpu = {"headset": milliseconds, "training": 2 * milliseconds, "decoding": 1.0}
    cpu |= {"alternative": 20.0}
    return Run(delays, cpu, jitter, 50.0, Path())


def shown(results: dict[str, dict[str, object]]) -> str:
    text = StringIO()
    Console(file=text, width=100).print(table(results))
    return text.getvalue()


def test_the_figure_is_the_median_of_the_valid_runs_and_the_others_are_reported() -> None:
    runs = [made_up(3.0, 0.5), made_up(100.0, 5.1), made_up(5.0, 4.9), made_up(4.0, 1.0)]

    result = summarise("daisy", runs, "xvfb")

    assert (result["channels"], result["rate"], result["valid_runs"]) == (16, 125.0, 3)
    assert result["latency_ms"] == {stage: {"median": 4.0, "p99": 4.0} for stage in STAGES}
    assert result["cpu_percent"] == {
        "headset": 4.0, "training": 8.0, "decoding": 1.0, "alternative": 20.0
    }  # fmt: skip
    described = result["runs"]
    assert isinstance(described, list)
    assert [run["is_valid"] for run in described] == [True, False, True, True]
    assert "3 of 4" in shown({"daisy": result})


def test_a_machine_that_is_never_quiet_gives_no_figure_and_says_so() -> None:
    result = summarise("cyton", [made_up(3.0, 9.0)], "headless")

    assert result["latency_ms"] == {stage: {"median": None, "p99": None} for stage in STAGES}
    assert "not measured" in shown({"cyton": result})
    assert "0 of 1" in shown({"cyton": result})


def test_delays_are_counted_from_the_arrival_and_not_from_the_time_on_the_stream(
    tmp_path: Path,
) -> None:
    arrivals, log = Arrivals(), NotingLog()
    board = arrivals.make(BoardSpec.model_validate({"name": "simulated"}))
    with Headset(board, tmp_path, mains=50.0) as headset:
        headset.start(10.0)
        headset.pump(10.5)
    log.decided(19, host=-1.0, arrived=10.080, decided=10.082)  # row 19 came at 10.076
    log.decided(39, host=-1.0, arrived=19.0, decided=19.1)  # behind the run
    end = Event(0, "run_end", "play", 30, 10.1, "")
    (tmp_path / EVENTS).write_text(end.to_json() + "\n", encoding="utf-8")
    log.flipped(decided=10.082, flipped=10.090)
    arrivals.save(tmp_path)
    log.save(tmp_path)
    np.save(tmp_path / ALTERNATIVE, [[18, 10.1], [19, 10.079]])

    delays = read_delays(tmp_path)

    assert len(delays["host_to_inlet"]) == 1
    milliseconds = {stage: round(1e3 * float(delays[stage][0]), 6) for stage in STAGES}
    assert milliseconds == {
        "host_to_inlet": 4.0,
        "inlet_to_decision": 2.0,
        "host_to_decision": 6.0,
        "decision_to_flip": 8.0,
        "host_to_alternative": 3.0,
    }


def test_without_the_alternative_its_figures_are_left_open() -> None:
    run = made_up(3.0, 0.5)
    lonely = replace(
        run,
        delays={**run.delays, "host_to_alternative": np.empty(0)},
        cpu_percent={"headset": 3.0, "training": 6.0, "decoding": 1.0},
    )

    result = summarise("cyton", [lonely], "xvfb")

    assert result["latency_ms"]["host_to_alternative"] == {"median": None, "p99": None}  # type: ignore[index]
    assert result["cpu_percent"]["alternative"] is None  # type: ignore[index]
    assert "not measured" in shown({"cyton": result})


def test_a_run_too_short_for_its_trials_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["--seconds", "5"])

    assert refused.value.code == 2
    assert "20 seconds" in capsys.readouterr().err


def test_a_board_is_looked_at_when_its_next_row_is_due_and_soon_again_if_it_is_late() -> None:
    pace = Pace(0.004)

    pace.hear(1.0)

    assert pace.wait(1.001) == pytest.approx(0.003 + LATE)
    assert pace.wait(1.005) == LOOK
    assert pace.wait(1.005 + OVERDUE) == LONGEST_LOOK
    assert Pace(0.004).wait(1.0) == LONGEST_LOOK
