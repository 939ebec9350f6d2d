"""How long one decision takes: ours, a scikit-learn Pipeline, and filtering every window anew.

    python -m benchmarks.decode_step [--json FILE]

All three in the same run on one thread, so that a busy machine is busy for all: first with every step
in turns, each finding the cache as the others left it, then in stretches of fifty steps, each at home
in it. A decode step is all that ten new rows (twenty at 250 Hz) cost: three filters, the gate, two
covariances, two logarithms. In a scored phase the evidence of the phase so far is read as well: two
covariances and two logarithms more. A Pipeline and a filter applied anew to each window are what most
published code does.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from pyriemann.tangentspace import TangentSpace
from scipy.signal import butter, sosfilt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from acquisition.recording import Recording
from decoding.calibrate import calibrate
from decoding.covariance import covariances
from decoding.decoders.adaptive import AdaptiveBank
from decoding.follower import Follower
from decoding.knowledge import Knowledge
from decoding.members import Session, learn_today, views
from decoding.models import Model, seal
from decoding.phase import PhaseEvidence
from decoding.pooling import learn_day
from decoding.windows import ScoredRows
from station.stream import Chunk, Cue, Rows, StreamInfo, to_chunk

CLASSES = ("rest", "right_hand")
LIMITS = {8: (0.15, 0.40), 16: (0.25, 0.60)}  # median and 99th percentile, in ms
STRETCHES = {"in turns": 1, "in stretches": 50}  # steps until it is another's turn
_STEPS = 1500


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; write the JSON file if one is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decode_step", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the result to this file")
    options = parser.parse_args(arguments)
    psutil.cpu_percent()
    steps = {
        n: {order: measure(n, rate, stretch) for order, stretch in STRETCHES.items()}
        for n, rate in ((8, 250.0), (16, 125.0))
    }
    result = {
        "decode_ms": steps,
        "fit_80_trials_16_channels_s": fit_seconds(),
        "machine_percent": psutil.cpu_percent(),
    }
    for n, orders in steps.items():
        for order, row in orders.items():
            print(f"{n} channels, {order} (aim: median {LIMITS[n][0]}, p99 {LIMITS[n][1]})")
            for name, (median, tail) in row.items():
                print(f"    {name:28} median {median:.3f} ms   p99 {tail:.3f} ms")
    print(
        f"fit with model choice, 80 trials x 16 channels: {result['fit_80_trials_16_channels_s']}"
    )
    print(f"machine busy meanwhile: {result['machine_percent']:.0f} %")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(n_channels: int, rate: float, stretch: int) -> dict[str, tuple[float, float]]:
    """Return median and 99th percentile in ms of every way to decode a step.

    ``stretch`` steps are decoded in one way before it is another's turn.
    """
    run = recording(n_channels, rate)
    model = calibrate([run], classes=CLASSES, imagery=(0.0, 4.0), decoder="adaptive")
    known = adaptive(model, run)
    follower = Follower(known, rate, run.info.channels, is_today=True)
    step, window = follower.grid.step_rows, follower.grid.window_rows
    chunks = [chunk_of(run, row, step) for row in range(0, len(run) - step, step)]
    pipeline, bands = _pipeline(run), (8.0, 30.0)
    sections = butter(4, bands, btype="bandpass", output="sos", fs=rate)
    volts = run.microvolts.T.astype(np.float64) * 1e-6
    filtered = sosfilt(sections, volts, axis=-1)
    ways: dict[str, Callable[[int], object]] = {
        "volition (adaptive)": lambda i: list(follower.feed(chunks[i])),
        "scikit-learn Pipeline": lambda i: pipeline.decision_function(
            covariances(filtered[None, :, i * step : i * step + window])
        ),
        "volition, in a scored phase": _in_phases(known, run, chunks),
        "Pipeline, filtered anew": lambda i: pipeline.decision_function(
            covariances(sosfilt(sections, volts[:, i * step : i * step + window], axis=-1)[None])
        ),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    n_steps = min(_STEPS, len(chunks) - window // step - 1)
    for first in range(0, n_steps, stretch):
        for name, way in ways.items():
            for i in range(first, min(first + stretch, n_steps)):
                began = time.thread_time()
                way(i)
                spent[name].append(1e3 * (time.thread_time() - began))
    settled = 2 * window // step  # until then our decoder has nothing to say
    return {
        name: (float(np.median(times[settled:])), float(np.percentile(times[settled:], 99)))
        for name, times in spent.items()
    }


def _in_phases(model: Model, run: Recording, chunks: Sequence[Chunk]) -> Callable[[int], object]:
    """Return what decodes a step in scored phases of five seconds, one behind the other."""
    follower = Follower(model, run.info.rate, run.info.channels, is_today=True)
    evidence = PhaseEvidence(follower, model.online.certainty)
    n_rows = round(5 * run.info.rate)

    def decode(i: int) -> None:
        first = chunks[i].first - chunks[i].first % n_rows
        if chunks[i].first == first:
            evidence.begin(ScoredRows(first, first + n_rows))
        for decision in follower.feed(chunks[i]):
            evidence.add(decision)

    return decode


def fit_seconds() -> float:
    """Return the seconds of a fit with its choices, without the filters: 80 trials, 16 channels."""
    generator = np.random.default_rng(0)
    volts = generator.normal(size=(80, 3, 16, 437)) * 1e-5
    labels = np.arange(80) % 2 == 0
    volts[labels, :, 0] *= 0.8
    session = Session(views(volts, 125.0), labels)
    began = time.thread_time()
    learn_day(session)
    return round(time.thread_time() - began, 2)


def recording(n_channels: int, rate: float) -> Recording:
    """Return forty trials of noise in which one channel weakens when it is told to."""
    generator = np.random.default_rng(0)
    n_rows = round((5 + 7 * 40) * rate)
    microvolts = generator.normal(size=(n_rows, n_channels)).cumsum(axis=0) * 0.2
    microvolts += generator.normal(size=(n_rows, n_channels)) * 8
    cues = []
    for trial in range(40):
        row = round((5 + 7 * trial) * rate)
        cues.append(Cue(row, CLASSES[trial % 2]))
        microvolts[row : row + round(4 * rate), 0] *= 1 - 0.3 * (trial % 2)
    names = tuple(f"EEG{i}" for i in range(n_channels))
    info = StreamInfo("simulated", "noise", "simulated", names, rate)
    flags = np.zeros(n_rows, dtype=np.uint8)
    return Recording("noise", "0" * 64, info, microvolts.astype(np.float32), flags, tuple(cues))


def adaptive(model: Model, run: Recording) -> Model:
    """Return the default decoder, whichever of the two the calibration preferred."""
    if isinstance(model.fitted, AdaptiveBank):
        return model
    from decoding.calibrate import session_trials

    session, _, _ = session_trials([run], classes=CLASSES, imagery=(0.0, 4.0), online=model.online)
    known = Knowledge(learn_today(session), (session,))
    return seal(AdaptiveBank(run.info.rate).know(known), model.card)


def _pipeline(run: Recording) -> Pipeline:
    generator = np.random.default_rng(1)
    n_channels = len(run.info.channels)
    matrices = covariances(generator.normal(size=(80, n_channels, 250)))
    pipeline = make_pipeline(TangentSpace(), LogisticRegression())
    return pipeline.fit(matrices, np.arange(80) % 2)


def chunk_of(run: Recording, first: int, n_rows: int) -> Chunk:
    """Return rows of a recording that begins again when it is over."""
    start = first % (len(run) - n_rows)
    part = slice(start, start + n_rows)
    microvolts: NDArray[np.float32] = run.microvolts[part]
    counters = np.zeros(n_rows, dtype=np.int32)
    return to_chunk(Rows(first, microvolts, np.zeros(n_rows), counters, run.flags[part]))


if __name__ == "__main__":
    sys.exit(main())
