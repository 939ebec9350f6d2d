"""What the decoder learns while the patient plays, and every step of it in the log.

After a decided, clean trial the decoder follows the patient without the label. In cued training it
is told the label as well, and learns anew every ten trials: beside the game, on a thread of its
own, and from a row on that is fixed beforehand, so that the same samples give the same session on
any machine. In assessment runs and self-paced play everything stands still.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from decoding.beginning import Adaptive
from decoding.follower import Follower
from decoding.following import Teaching
from decoding.members import Learned
from decoding.refits import dump
from decoding.trail import Trail
from games.trial import Happening
from sessions.errors import full_disk
from sessions.lead import scored_row
from sessions.record import Adapting, SessionRecord

# Seconds from the result that asks for a refit to the row from which it decides: within the
# feedback and the rest behind it, and long before the next trial is decided.
REFIT_AFTER = 2.0


class ToldTrial(NamedTuple):
    """A trial that was learned from: its session folder, the row of its cue there, its class."""

    folder: Path
    row: int
    label: str


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
        self._due: tuple[int, Future[Teaching | None]] | None = None
        self._refits = self._fallbacks = 0
        self._lost: tuple[str, ...] = ()
        self._change: tuple[int, tuple[str, ...], Future[Adaptive | None]] | None = None
        self._unwritten: dict[Path, bytes] = {}  # what found no room on a full disk
        self._cue = 0
        self.told: list[ToldTrial] = []
        self.movement = record.movement

    def hear(self, one: Happening) -> Iterator[Happening]:
        """Take what happened; return what is to be logged behind it."""
        if one.type == "cue":
            self._cue = scored_row(one)
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
        self.told.append(ToldTrial(self._folder, self._cue, one.label))
        if self.follower.note(one.label == self._record.classes[1]):
            effect = one.row + round(REFIT_AFTER * self._record.rate)
            self._due = effect, self._worker.submit(decoder.refitted)

    def take_over(
        self,
        learned: Teaching | None,
        told: Sequence[tuple[ToldTrial, Any]],
        trail: Trail | None,
        row: int,
    ) -> Iterator[Happening]:
        """Go on with what a session that broke off had learned anew, was told and had followed.

        Returns what is to be logged.
        """
        if self._mode == "frozen":
            return
        if self._mode == "cued":
            yield from self._learn_on(learned, told, row)
        if trail is not None:
            self.follower.go_on(trail)
            decoder = self.follower.decoder
            details = {"trials": decoder.references[0].trials, "offset": decoder.offset}
            yield self._kept("trail-00.npz", "trail", row, trail.to_bytes(), details)

    def _learn_on(
        self, learned: Teaching | None, told: Sequence[tuple[ToldTrial, Any]], row: int
    ) -> Iterator[Happening]:
        for trial, lesson in told:
            self.told.append(trial)
            self.follower.decoder.note(lesson, trial.label == self._record.classes[1])
        if learned is None:
            return
        self.follower.adopt(learned)
        others = isinstance(learned, Learned) and learned.pools
        details: dict[str, object] = {"trials": self.follower.decoder.told, "others": others}
        yield self._kept_learned(0, "refit", row, learned, details)

    def tick(self, row: int) -> Iterator[Happening]:
        """Take up a refit whose row has come; return what is to be logged."""
        yield from self._mind_electrodes(row)
        if self._due is None or row < self._due[0]:
            return
        learned = self._due[1].result()
        self._due = None
        if learned is None:
            return
        self._refits += 1
        self.follower.adopt(learned)
        told = self.follower.decoder.told
        others = isinstance(learned, Learned) and learned.pools
        details: dict[str, object] = {"trials": told, "others": others}
        yield self._kept_learned(self._refits, "refit", row, learned, details)

    def _mind_electrodes(self, row: int) -> Iterator[Happening]:
        """Give up electrodes that came off: learn without them, and go on a little later."""
        lost = self.follower.take_lost()
        if lost:
            self._lost += lost
            yield Happening("electrode", ", ".join(lost), row, {"channels": list(lost)})
            self._due = None  # a refit on all channels is of no use any more
            effect = row + round(REFIT_AFTER * self._record.rate)
            work = self._worker.submit(self.follower.without, self._lost)
            self._change = effect, self._lost, work
        if self._change is None or row < self._change[0]:
            return
        (_, lost, work), self._change = self._change, None
        self._lost = ()
        decoder = work.result()
        if decoder is None:
            yield Happening("fallback", "none", row, {"lost": list(lost), "sha256": ""})
            return
        self.follower.change_to(decoder, lost)
        self._fallbacks += 1
        known: Any = replace(decoder.learned, references=decoder.references)
        yield self._kept_learned(self._fallbacks, "fallback", row, known, {"lost": list(lost)})

    def _kept_learned(
        self, number: int, type_: str, row: int, learned: Teaching, details: dict[str, object]
    ) -> Happening:
        suffix, content = dump(learned)
        return self._kept(f"{type_}-{number:02d}{suffix}", type_, row, content, details)

    def _kept(
        self, name: str, type_: str, row: int, content: bytes, details: Mapping[str, object]
    ) -> Happening:
        """Keep a file in the session folder; return what is logged of it."""
        self._unwritten[self._folder / name] = content
        self._write()
        sha256 = hashlib.sha256(content).hexdigest()
        return Happening(type_, name, row, {**details, "sha256": sha256})

    def _write(self) -> None:
        """Write what was learned; a full disk does not end a session, and is tried again."""
        try:
            while self._unwritten:
                path, content = next(iter(self._unwritten.items()))
                path.write_bytes(content)
                del self._unwritten[path]
        except OSError as error:
            if full_disk(error) is None:
                raise


def _digest(arrays: list[NDArray[np.float64]]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
