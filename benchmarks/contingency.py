"""Does a reward only ever follow the brain? Simulated patients through the whole online chain.

``python -m benchmarks.contingency --json FILE`` calibrates simulated patients of each d', lets them
play hand against rest on the virtual clock (default decoder, staircase, floor, adaptation: all that
a session has), and counts rewards. A simulated d' is that of the EEG; what counts is the d' of the
decoder's own episode score, which is measured, and at which the rates are held against the table of
CLINICAL 2.6. The first run of each session finds the threshold and is left out, as there.

``--sessions N`` sessions of 80 counted movement trials and 80 rests for each d'; 13 make more than
1,000 of each.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from acquisition.spec import BoardSpec, make_board
from decoding.models import load
from decoding.score import wilson
from sessions.demands import Demands
from sessions.fast import run_fast
from sessions.order import Order
from sessions.paradigm import shipped
from sessions.patient import models, new_patient
from sessions.plan import Plan
from sessions.store import read_session
from sessions.trials import Played
from station.events import Event
from station.task import Side, Task, opposite

DPRIMES = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)
# CLINICAL 2.6: per cent rewarded, and per cent of rests at the threshold, with the 85 % floor.
TABLE = {0.0: (12, 15), 0.5: (27, 14), 1.0: (46, 13), 1.5: (60, 12), 2.0: (72, 9), 2.5: (74, 5)}
RUNS, TRIALS, WARM_UP = 5, 40, 1  # runs of a session, trials of each, runs that are not counted


@dataclass(frozen=True)
class Counted:
    """What one session's counted trials came to.

    Attributes
    ----------
    dprime : float
        Simulated.
    movements, rests : tuple of float
        Episode score of every valid trial, in log-odds.
    rewarded : int
        Movement trials that were rewarded.
    alarms : int
        Rests whose score reached the threshold that was in force.
    hits : int
        Movement trials that were decided for the hand: performance at the fixed criterion 0.
    seconds : tuple of float
        From the cue to the decision of every rewarded movement.
    """

    dprime: float
    movements: tuple[float, ...]
    rests: tuple[float, ...]
    rewarded: int
    alarms: int
    hits: int
    seconds: tuple[float, ...]


def main() -> None:
    """Run the patients and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--sessions", type=int, default=13)
    parser.add_argument("--dprime", type=float, nargs="+", default=list(DPRIMES))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--paradigm", choices=["T4", "T5"], help="pairs that end early, not plain trials"
    )
    parser.add_argument("--hold", type=float, help="seconds that a peak has to hold (T4, T5)")
    parser.add_argument(
        "--windows", type=int, default=1, help="of evidence, before anything counts"
    )
    arguments = parser.parse_args()
    if arguments.hold is not None and arguments.paradigm is None:
        parser.error("--hold needs --paradigm")
    jobs = list(product(arguments.dprime, range(1, arguments.sessions + 1)))
    with (
        tempfile.TemporaryDirectory() as home,
        ProcessPoolExecutor(arguments.workers) as workers,
    ):
        demands = Demands(hold=arguments.hold, windows=arguments.windows)
        work = partial(run, Path(home), arguments.paradigm or "", demands)
        sessions = list(workers.map(work, *zip(*jobs, strict=True)))
    patients = [
        summary([one for one in sessions if one.dprime == dprime]) for dprime in arguments.dprime
    ]
    _print(patients)
    if arguments.json is not None:
        text = json.dumps({"patients": patients}, indent=2)
        arguments.json.write_text(text + "\n", encoding="utf-8")


def run(home: Path, paradigm: str, demands: Demands, dprime: float, seed: int) -> Counted:
    """Calibrate and play one session; count its trials after the first run."""
    order = _order(home, dprime, seed)
    run_fast(order, None, _ignore)
    stored = models(home, order.patient.pseudonym)[-1]
    folder = run_fast(
        _play(order, paradigm, demands, dprime, seed), (load(stored), stored), _ignore
    )
    trials = [
        trial
        for trial in read_session(folder).trials.played
        if trial.run > WARM_UP and trial.is_valid
    ]
    return count(dprime, trials, order.info.rate)


def count(dprime: float, trials: Sequence[Played], rate: float) -> Counted:
    """Count the trials of one session."""
    movements = [trial for trial in trials if trial.is_movement]
    rests = [trial for trial in trials if not trial.is_movement]
    return Counted(
        dprime,
        tuple(trial.score for trial in movements),
        tuple(trial.score for trial in rests),
        rewarded=sum(trial.is_rewarded for trial in movements),
        alarms=sum(trial.is_at_threshold for trial in rests),
        hits=sum(trial.is_correct for trial in movements),
        seconds=tuple((t.end_row - t.row) / rate for t in movements if t.is_rewarded),
    )


def summary(sessions: Sequence[Counted]) -> dict[str, Any]:
    """Pool the sessions of one simulated d' into rates with 95 % Wilson intervals."""
    movements = sum(len(one.movements) for one in sessions)
    rests = sum(len(one.rests) for one in sessions)
    rewarded, alarms, hits = (
        sum(getattr(one, name) for one in sessions) for name in ("rewarded", "alarms", "hits")
    )
    measured = [separation(one.movements, one.rests) for one in sessions]
    dprime = float(np.mean(measured))
    reward, alarm = (float(np.interp(dprime, list(TABLE), column)) for column in _columns())
    return {
        "dprime": sessions[0].dprime,
        "dprime_measured": dprime,
        "dprime_error": float(np.std(measured, ddof=1) / np.sqrt(len(measured))),
        "reward_rate": rewarded / movements,
        "reward_interval": wilson(rewarded, movements),
        "reward_of_table": reward / 100,
        "rest_false_positive_rate": alarms / rests,
        "rest_interval": wilson(alarms, rests),
        "rest_of_table": alarm / 100,
        "hit_rate": hits / movements,
        "seconds_to_reward": float(
            np.median(sum((one.seconds for one in sessions), ()) or (np.nan,))
        ),
        "trials": movements,
        "rests": rests,
        "sessions": len(sessions),
    }


def separation(movements: Sequence[float], rests: Sequence[float]) -> float:
    """Return d': the distance of two means in standard deviations, pooled (Macmillan, Creelman)."""
    pooled = np.sqrt((np.var(movements, ddof=1) + np.var(rests, ddof=1)) / 2)
    return float((np.mean(movements) - np.mean(rests)) / pooled)


def _columns() -> tuple[list[int], list[int]]:
    rewards, alarms = zip(*TABLE.values(), strict=True)
    return list(rewards), list(alarms)


def _order(home: Path, dprime: float, seed: int) -> Order:
    side = opposite("left" if seed % 2 else "right")
    patient = new_patient(home, affected_side=side, mode="imagery", language="en")
    board = _board(dprime, seed, side)
    return Order(
        home=home,
        patient=patient,
        task=Task.HAND_VS_REST,
        plan=Plan(runs=0, calibration_most=Plan().calibration_trials),
        board=board,
        info=make_board(board).info,
        origin=f"simulated patient, d' {dprime:g}",
        game="graz",
        decoder="adaptive",
        cue_source="scheduled",
        imagery=(0.0, Plan().timing.imagery),
        language="en",
        mains=50.0,
        seed=seed,
    )


def _play(order: Order, paradigm: str, demands: Demands, dprime: float, seed: int) -> Order:
    side = order.patient.affected_side
    return replace(
        order,
        plan=Plan(
            runs=RUNS,
            trials=TRIALS,
            paradigm=paradigm,
            paradigms=(shipped()[paradigm],) if paradigm else (),
            demands=demands,
        ),
        board=_board(dprime, 1000 + seed, side),
        seed=1000 + seed,
        same_day=True,
    )


def _board(dprime: float, seed: int, side: Side) -> BoardSpec:
    options = {"name": "simulated", "dprime": dprime, "lesion": opposite(side), "seed": seed}
    return BoardSpec.model_validate({**options, "task": Task.HAND_VS_REST.value, "mains": 50.0})


def _ignore(event: Event) -> None:
    """Nobody listens here."""


def _print(patients: Sequence[dict[str, Any]]) -> None:
    print(
        "d'    measured      rewarded                 at rest                  hits   trials, time of a reward"
    )
    print("                    share (95 %) table       share (95 %) table")
    for one in patients:
        cells = [
            f"{100 * one[f'{name}_rate']:3.0f} % ({100 * low:.0f} to {100 * high:.0f})"
            f" {100 * one[f'{key}_of_table']:3.0f} %"
            for name, key, (low, high) in (
                ("reward", "reward", one["reward_interval"]),
                ("rest_false_positive", "rest", one["rest_interval"]),
            )
        ]
        print(
            f"{one['dprime']:<4g}  {one['dprime_measured']:5.2f} ± {one['dprime_error']:.2f}"
            f"  {cells[0]:<23}  {cells[1]:<23}  {100 * one['hit_rate']:3.0f} %"
            f"  {one['trials']} + {one['rests']}  {one['seconds_to_reward']:.1f} s"
        )


if __name__ == "__main__":
    main()
