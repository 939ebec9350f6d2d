"""How often nothing passes for something: ``python -m benchmarks.noise_calibrations --json FILE``.

Simulated patients without any intention (d' 0) calibrate: real fits by the real code, default and rival,
on EEG in which the cues change nothing. Balanced ones go on, block by block, as long as a session would
ask for more; of lopsided ones artefacts have left 30 rests and 10 movements. Counted are the calibrations
that the rule calls above chance at their end, those that it calls enough, and those whose permutation p
is at most 0.05.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from acquisition.boards.simulated import SimulatedBoard
from acquisition.recording import Recording
from benchmarks.decoding_patients import CHANNELS, CLASSES, FIRST_S, IMAGERY_S, TRIAL_S
from decoding.calibrate import calibrate
from decoding.card import ModelCard
from decoding.progress import BLOCK, LEAST, MOST, Verdict, progress
from decoding.score import wilson
from station.stream import Cue

LOPSIDED = (30, 10)
KINDS = ("balanced", "lopsided")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count and print; write the JSON file if one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seeds", type=int, default=100, help="calibrations of either kind")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args(arguments)
    result = {kind: count(kind, options.seeds, options.workers) for kind in KINDS}
    for kind, found in result.items():
        for what in ("above_chance", "enough", "p_at_most_05"):
            low, high = wilson(found[what], found["calibrations"])
            share = 100 * found[what] / found["calibrations"]
            print(
                f"{kind:10} {what:13} {found[what]:4} of {found['calibrations']}: {share:.1f} % "
                f"({100 * low:.1f} to {100 * high:.1f} %)"
            )
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def count(kind: str, seeds: int, workers: int) -> dict[str, int]:
    """Return how many calibrations of a kind passed."""
    with ProcessPoolExecutor(workers) as pool:
        ends = list(pool.map(partial(ended, kind), range(seeds)))
    return {
        "calibrations": seeds,
        "above_chance": sum(card.above_chance for card, _ in ends),
        "enough": sum(verdict is Verdict.ENOUGH for _, verdict in ends),
        "p_at_most_05": sum((card.permutation_p or 1.0) <= 0.05 for card, _ in ends),
    }


def ended(kind: str, seed: int) -> tuple[ModelCard, Verdict]:
    """Return the card of a calibration of nothing at its end, and its last verdict."""
    if kind == "lopsided":
        return _judged(lopsided(nothing(2 * LOPSIDED[0], seed)), MOST)
    whole = nothing(MOST, seed)
    for trials in range(LEAST, MOST + 1, BLOCK):
        card, verdict = _judged(replace(whole, cues=whole.cues[:trials]), MOST)
        if verdict is not Verdict.MORE:
            break
    return card, verdict


def nothing(n_trials: int, seed: int) -> Recording:
    """Return cued EEG in which no cue changes anything; every block of eight is balanced."""
    board = SimulatedBoard(dprime=0.0, seed=seed, channels=CHANNELS)
    generator, rate = np.random.default_rng(seed), board.info.rate
    answers = [int(a) for _ in range(0, n_trials, BLOCK) for a in generator.permutation(BLOCK) % 2]
    cues = tuple(
        Cue(round((FIRST_S + TRIAL_S * i) * rate), CLASSES[a])
        for i, a in enumerate(answers[:n_trials])
    )
    board.start(0.0)
    microvolts = board.read(FIRST_S + TRIAL_S * n_trials).microvolts
    flags = np.zeros(len(microvolts), dtype=np.uint8)
    return Recording("nothing", "0" * 64, board.info, microvolts, flags, cues)


def lopsided(whole: Recording) -> Recording:
    """Return the recording with every rest and every third movement."""
    rests = [cue for cue in whole.cues if cue.label == CLASSES[0]][: LOPSIDED[0]]
    moved = [cue for cue in whole.cues if cue.label == CLASSES[1]][:: LOPSIDED[0] // LOPSIDED[1]]
    cues = sorted((*rests, *moved[: LOPSIDED[1]]), key=lambda cue: cue.row)
    return replace(whole, cues=tuple(cues))


def _judged(recording: Recording, most: int) -> tuple[ModelCard, Verdict]:
    card: ModelCard = calibrate(
        [recording], classes=CLASSES, imagery=(0.0, IMAGERY_S), decoder="adaptive"
    ).card
    standing = progress(
        card.correct,
        card.trials,
        max(most, card.trials),
        criterion=card.criterion,
        below_chance=card.below_chance,
    )
    return card, standing.verdict


if __name__ == "__main__":
    sys.exit(main())
