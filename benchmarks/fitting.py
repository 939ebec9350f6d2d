"""How long a calibration takes to be learned: ``python -m benchmarks.fitting --json FILE``.

A simulated patient with 16 channels (125 Hz) is cued 80 times on the virtual clock. Then the default
with its choice between decoders and every shipped decoder by itself are fitted to it, blocked
cross-validation, calibrated probabilities and permutation test included. The best of several
repetitions counts, because a machine is only ever late. The limits are 1.5 s for the choice and
5 s for all decoders together.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from acquisition.boards.simulated import M16_A
from acquisition.recording import Recording
from acquisition.spec import BoardSpec, make_board
from decoding.calibrate import calibrate
from decoding.calibrate_windows import calibrate_windows
from decoding.decoder import TrialDecoder
from decoding.models import Model
from sessions.brain import session_recording
from sessions.fast import run_fast
from sessions.order import Order
from sessions.patient import new_patient
from sessions.plan import Plan
from sessions.store import read_session
from station.events import Event
from station.plugins import load, names
from station.task import Task, classes

CLASSES = classes(Task.HAND_VS_REST, "right")
IMAGERY = (0.0, Plan().timing.imagery)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--trials", type=int, default=80)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        recording = record(Path(home), arguments.trials)
    seconds = {"adaptive or its rival": _best(partial(_whole, recording), arguments.repeats)}
    for name in names("decoding.decoders"):
        if not isinstance(load("decoding.decoders", name)(), TrialDecoder):
            seconds[name] = _best(partial(_window, recording, name), arguments.repeats)
    for name, value in seconds.items():
        print(f"{name:<24} {value:6.2f} s")
    print(f"{'all together':<24} {sum(seconds.values()):6.2f} s")
    if arguments.json is not None:
        found = {"trials": arguments.trials, "channels": len(M16_A), "seconds": seconds}
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def record(home: Path, trials: int) -> Recording:
    """Return the calibration of a simulated patient."""
    told = {"name": "simulated", "dprime": 1.5, "channels": M16_A, "task": Task.HAND_VS_REST.value}
    board = BoardSpec.model_validate(told)
    patient = new_patient(home, affected_side="right", mode="imagery", language="en")
    order = Order(
        home=home,
        patient=patient,
        task=Task.HAND_VS_REST,
        plan=Plan(runs=0, calibration_trials=trials, calibration_most=trials),
        board=board,
        info=make_board(board).info,
        origin="simulated patient, d' 1.5",
        game="graz",
        decoder="tangent",
        cue_source="scheduled",
        imagery=IMAGERY,
        language="en",
        mains=50.0,
        seed=1,
    )
    return session_recording(read_session(run_fast(order, None, _ignore)))


def _whole(recording: Recording) -> Model:
    return calibrate([recording], classes=CLASSES, imagery=IMAGERY, decoder="adaptive")


def _window(recording: Recording, decoder: str) -> Model:
    return calibrate_windows([recording], classes=CLASSES, imagery=IMAGERY, decoder=decoder)


def _best(fit: Callable[[], Model], repeats: int) -> float:
    found = []
    for _ in range(repeats):
        began = perf_counter()
        fit()
        found.append(perf_counter() - began)
    return min(found)


def _ignore(event: Event) -> None:
    """Nobody listens here."""


if __name__ == "__main__":
    main()
