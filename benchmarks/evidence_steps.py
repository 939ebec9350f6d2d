"""What asking for more evidence does: ``python -m benchmarks.evidence_steps``, without any EEG.

A patient is a stream of log-odds. Those of neighbouring windows share most of their samples, so noise is a moving
mean over a window; while a movement is imagined it lies d' of its standard deviations higher. Evidence, episode
and the moving threshold with its floor are the ones of a session, in pairs of T5 (5 s of rest, at most 5 s of
movement). The whole line is slower and agrees (``benchmarks.contingency --windows``).
"""

import argparse
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from decoding.evidence import Evidence
from decoding.intention import DecisionFlag
from decoding.online import Decision, probability
from decoding.score import wilson
from decoding.windows import OnlineConfig, WindowGrid
from games.difficulty import Rule
from games.trial import Happening
from sessions.episode import Episode
from sessions.levels import LADDERS
from sessions.paradigm import Score, shipped
from sessions.reward import RewardThreshold
from station.task import REST, RIGHT_HAND

RATE = 250.0
PAIRS, RUNS, WARM_UP = 20, 12, 2
DPRIMES = (0.0, 0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Came:
    """What one phase came to: its score, and the seconds to its detection, or None."""

    score: float
    detected: float | None


class Patient:
    """Play pairs by one rule.

    Parameters
    ----------
    dprime : float
        Of one window.
    score : Score
    seed : int
    """

    def __init__(self, dprime: float, score: Score, seed: int) -> None:
        self._dprime = dprime
        self._grid: WindowGrid = OnlineConfig().grid(RATE)
        self._score, self.hold = score, score.dwell
        self._evidence = Evidence(self._grid, OnlineConfig().certainty)
        self._draws = np.random.default_rng(seed)

    def phase(self, label: str, threshold: float) -> Came:
        """Play one phase; a movement ends with its detection."""
        end = round(shipped()["T5"].movement.scored * RATE)
        episode = Episode(self._score, RATE, self._grid.step_rows)
        episode.begin(0)
        self._evidence.begin(self._score.rows(0, end, RATE))
        for row, logit in self._windows(label, end):
            said = self._evidence.add(Decision(row, probability(logit), logit, DecisionFlag(0)))
            if self._evidence.verdict().windows:
                episode.add(row, said.evidence)
            if label != REST and episode.is_detected(threshold):
                return Came(episode.score(said.evidence), (row + 1) / RATE)
        return Came(episode.score(self._evidence.end().evidence), None)

    def _windows(self, label: str, end: int) -> list[tuple[int, float]]:
        step = self._grid.step_rows
        rows = np.arange(step - 1, end, step)
        width = self._grid.window_rows // step
        white = self._draws.standard_normal(len(rows) + width - 1)
        mean: NDArray[np.float64] = np.convolve(white, np.ones(width), "valid") / np.sqrt(width)
        logits = mean + self._dprime * (label != REST)
        return list(zip(rows.tolist(), logits.tolist(), strict=True))


def play(dprime: float, windows: int, seed: int) -> list[tuple[str, Came, float]]:
    """Return label, outcome and threshold of the counted phases of one session."""
    asked = {"dwell": float(LADDERS["hold"][0]), "windows": windows}
    patient = Patient(dprime, shipped()["T5"].score.model_copy(update=asked), seed)
    reward = RewardThreshold(1.0, lambda: 1.0)
    found = []
    for run in range(1, RUNS + 1):
        reward.begin_run(Rule(windows, patient.hold))
        for trial, label in enumerate((REST, RIGHT_HAND) * PAIRS, 1):
            came, threshold = patient.phase(label, reward.value), reward.value
            told: dict[str, object] = {
                "run": run,
                "trial": trial,
                "valid": True,
                "score": came.score,
            }
            told["rewarded"] = label != REST and came.score >= threshold
            list(reward.hear(Happening("result", label, 0, told)))
            if run > WARM_UP:
                found.append((label, came, threshold))
    return found


def main() -> None:
    """Play, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=8)
    sessions = parser.parse_args().sessions
    print(
        "d'   windows  rewarded           at rest            first possible, median time of a reward"
    )
    for dprime, windows in product(DPRIMES, LADDERS["windows"]):
        played = [one for seed in range(sessions) for one in play(dprime, int(windows), seed)]
        moves = [came.score >= threshold for label, came, threshold in played if label != REST]
        rests = [came.score >= threshold for label, came, threshold in played if label == REST]
        times = [came.detected for _, came, _ in played if came.detected is not None]
        cells = [
            f"{100 * np.mean(some):3.0f} % ({100 * low:2.0f} to {100 * high:2.0f})"
            for some in (moves, rests)
            for low, high in [wilson(sum(some), len(some))]
        ]
        print(
            f"{dprime:<4g} {windows:>7}  {cells[0]}  {cells[1]}"
            f"   {min(times):.1f} s, {np.median(times):.1f} s"
        )


if __name__ == "__main__":
    main()
