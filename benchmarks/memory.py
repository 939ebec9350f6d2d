"""Whether training holds its memory over many hours: the decoder, its learning and its refits.

    python -m benchmarks.memory [--hours 8] [--channels 16] [--json FILE]

On the virtual clock: noise goes through the default decoder step by step, a trial every nine seconds
is judged, followed and told, and every tenth trial refits, as in cued training. Resident memory is
read every half hour; the first hour fills what is kept.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import psutil

from benchmarks.decode_step import CLASSES, adaptive, chunk_of, recording
from decoding.calibrate import calibrate
from decoding.follower import Follower
from decoding.phase import PhaseEvidence
from decoding.windows import ScoredRows

_RATE = 125.0
_TRIAL, _SCORED = 9.0, (4.0, 8.0)  # seconds
_MOST_GROWTH = 0.02  # after the first hour, which fills what is kept


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print and write JSON; 1 if memory grew by more than :data:`_MOST_GROWTH`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--channels", type=int, default=16)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args(arguments)
    trials, began = round(options.hours * 3600 / _TRIAL), time.monotonic()
    megabytes = {}
    for hour, resident in train(trials, options.channels):
        megabytes[round(hour, 2)] = round(resident, 1)
        print(f"{hour:5.2f} h  {resident:7.1f} MB", flush=True)
    after = list(megabytes.values())[2:] or list(megabytes.values())
    growth, spent = after[-1] / after[0] - 1, time.monotonic() - began
    print(f"growth after the first hour: {growth:+.2%}; {trials} trials in {spent:.0f} s")
    if options.json is not None:
        result = {
            "channels": options.channels,
            "trials": trials,
            "resident_mb": megabytes,
            "growth_after_first_hour": growth,
        }
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return int(growth > _MOST_GROWTH)


def train(trials: int, channels: int) -> Iterator[tuple[float, float]]:
    """Train on; yield the hour and the resident memory in MB twice an hour."""
    run = recording(channels, _RATE)
    model = adaptive(calibrate([run], classes=CLASSES, imagery=(0.0, 4.0), decoder="adaptive"), run)
    follower = Follower(model, _RATE, run.info.channels, is_today=True)
    evidence = PhaseEvidence(follower, model.online.certainty)
    step, process = follower.grid.step_rows, psutil.Process()
    per_trial = round(_TRIAL * _RATE / step)
    begin, end = (round(second * _RATE / step) for second in _SCORED)
    for trial in range(trials):
        for i in range(per_trial):
            first = (trial * per_trial + i) * step
            if i == begin:
                evidence.begin(ScoredRows(first, first + (end - begin) * step))
            if i == end:
                evidence.end()
                _learn(follower, label=bool(trial % 2))
            for decision in follower.feed(chunk_of(run, first, step)):
                evidence.add(decision)
        if trial % round(1800 / _TRIAL) == 0:
            yield trial * _TRIAL / 3600, process.memory_info().rss / 1e6


def _learn(follower: Follower, *, label: bool) -> None:
    if follower.follow() and follower.note(label):
        learned = follower.decoder.refitted()
        assert learned is not None
        follower.adopt(learned)


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    sys.exit(main())
