"""What the decoder learns while the patient plays, and every step of it in the log.

After a decided, clean trial the decoder follows the patient without the label. In cued training it
is told the label as well, and learns anew every ten trials: beside the game, on a thread of its
own, and from a row on that is fixed beforehand, so that the same samples give the same session on
any machine. In assessment runs and self-paced play everything stands still.
"""

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from decoding.follower import Follower
from decoding.knowledge import learned_arrays
from decoding.members import Learned
from games.trial import Happening
from sessions.record import Adapting, SessionRecord

# Seconds from the result that asks for a refit to the row from which it decides: within the
# feedback and the rest behind it, and long before the next trial is decided.
REFIT_AFTER = 2.0


class Adaptation:
    """Let a decoder follow one session.

    Parameters
    ----------
    follower : Follower
    record : SessionRecord
    folder : Path
        Session folder, where refits are kept.
    """

    def __init__(self, follower: Follower, record: SessionRecord, folder: Path) -> None:
        self.follower = follower
        self._record = record
        self._folder = folder
        self._mode: Adapting = record.adaptation
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="refit")
        self._due: tuple[int, Future[Learned | None]] | None = None
        self._refits = 0
        self.told: list[tuple[int, str]] = []  # end row and class of what it learned from

    def hear(self, one: Happening) -> Iterator[Happening]:
        """Take what happened; return what is to be logged behind it."""
        if one.type != "result" or self._mode == "frozen" or not one.details["valid"]:
            return
        if not self.follower.follow():
            return
        decoder = self.follower.decoder
        yield Happening(
            "reference",
            "followed",
            one.row,
            {
                "run": one.details["run"],
                "trial": one.details["trial"],
                "trials": decoder.references[0].trials,
                "offset": decoder.offset,
                "sha256": _digest([mean.matrices for mean in decoder.references]),
            },
        )
        if self._mode != "cued":
            return
        self.told.append((one.row, one.label))
        if self.follower.note(one.label == self._record.classes[1]):
            effect = one.row + round(REFIT_AFTER * self._record.rate)
            self._due = effect, self._worker.submit(decoder.refitted)

    def tick(self, row: int) -> Iterator[Happening]:
        """Take up a refit whose row has come; return what is to be logged."""
        if self._due is None or row < self._due[0]:
            return
        learned = self._due[1].result()
        self._due = None
        if learned is None:
            return
        self._refits += 1
        self.follower.adopt(learned)
        path = self._folder / f"refit-{self._refits:02d}.npz"
        content = io.BytesIO()
        # A type mypy cannot follow: the names of the arrays are the keywords.
        np.savez(content, **learned_arrays(learned))  # type: ignore[arg-type]
        path.write_bytes(content.getvalue())
        yield Happening(
            "refit",
            path.name,
            row,
            {
                "trials": self.follower.decoder.told,
                "others": learned.pools,
                "sha256": hashlib.sha256(content.getvalue()).hexdigest(),
            },
        )


def _digest(arrays: list[NDArray[np.float64]]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
