"""Whether training holds its memory over many hours: the decoder, its learning and its refits.

    python -m benchmarks.memory [--hours 8] [--channels 16]

On the virtual clock: noise goes through the default decoder step by step, a trial every nine seconds
is judged, followed and told, and every tenth trial refits, as in cued training. Resident memory is
read every half hour; the first hour fills what is kept.
"""

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np
import psutil

from benchmarks.decode_step import CLASSES, adaptive, chunk_of, recording
from decoding.calibrate import calibrate
from decoding.follower import Follower
from decoding.phase import PhaseEvidence
from decoding.windows import ScoredRows

_RATE = 125.0
_TRIAL, _SCORED = 9.0, (4.0, 8.0)  # seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 if memory grew by more than 2 % after the first hour."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--channels", type=int, default=16)
    options = parser.parse_args(arguments)
    run = recording(options.channels, _RATE)
    model = adaptive(calibrate([run], classes=CLASSES, imagery=(0.0, 4.0), decoder="adaptive"), run)
    follower = Follower(model, _RATE, run.info.channels, is_today=True)
    evidence = PhaseEvidence(follower, model.online.certainty)
    step, process = follower.grid.step_rows, psutil.Process()
    per_trial = round(_TRIAL * _RATE / step)
    begin, end = (round(second * _RATE / step) for second in _SCORED)
    trials, began, resident = round(options.hours * 3600 / _TRIAL), time.monotonic(), []
    for trial in range(trials):
        for i in range(per_trial):
            first = (trial * per_trial + i) * step
            if i == begin:
                evidence.begin(ScoredRows(first, first + (end - begin) * step))
            if i == end:
                evidence.end()
                if follower.follow() and follower.note(bool(trial % 2)):
                    learned = follower.decoder.refitted()
                    assert learned is not None
                    follower.adopt(learned)
            for decision in follower.feed(chunk_of(run, first, step)):
                evidence.add(decision)
        if trial % round(1800 / _TRIAL) == 0:
            resident.append(process.memory_info().rss / 1e6)
            print(f"{trial * _TRIAL / 3600:5.2f} h  {resident[-1]:7.1f} MB", flush=True)
    after = resident[2:] or resident
    growth = after[-1] / after[0] - 1
    spent = time.monotonic() - began
    print(f"growth after the first hour: {growth:+.2%}; {trials} trials in {spent:.0f} s")
    return int(growth > 0.02)


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    sys.exit(main())
