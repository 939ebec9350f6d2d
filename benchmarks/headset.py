"""The headset process, noting when each sample reached this machine.

A row's time on the stream is a line through the arrivals. That is right for the EEG, but a latency
measured from it would count a late packet twice and an early one not at all, so the benchmark
keeps what the driver said: one time per sample, written beside the recording at the end.
"""

import sys
from pathlib import Path

import numpy as np

from acquisition.board import Board, Samples
from acquisition.service import main, read_config
from acquisition.spec import BoardSpec, make_board

ARRIVALS = "arrivals.npy"


class Arrivals:
    """Collect the arrival time of every sample that a board delivers."""

    def __init__(self) -> None:
        self._times: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = [np.empty(0)]

    def make(self, spec: BoardSpec) -> Board:
        """Return the board, its arrivals noted."""
        board = make_board(spec)
        read = board.read

        def noting(now: float) -> Samples:
            samples = read(now)
            if len(samples):
                self._times.append(samples.times)
            return samples

        # On the object itself: a wrapper would hide what else the board can do.
        vars(board)["read"] = noting
        return board

    def save(self, folder: Path) -> None:
        """Write the times, shape ``(n_samples,)``, in seconds on the stream clock."""
        np.save(folder / ARRIVALS, np.concatenate(self._times))


if __name__ == "__main__":
    arrivals = Arrivals()
    code = main(sys.argv[1:], arrivals.make)
    folder = read_config(Path(sys.argv[1])).folder
    if folder is not None:
        arrivals.save(folder)
    sys.exit(code)
