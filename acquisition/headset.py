"""From a board to rows on disk and in hand: the one pump of every way to run.

The fast way calls :meth:`Headset.pump` on a virtual clock; the headset process
(``python -m acquisition.headset CONFIG.json``, see :mod:`acquisition.service`) calls it on the real
one. What a board sent is on disk before anybody else sees it.
"""

import sys
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

import numpy as np

from acquisition.arrival import Arrival
from acquisition.board import Board, HearsMarkers, KnowsItsRail, Samples, TellsCues
from acquisition.brainvision import HEADER
from acquisition.errors import AcquisitionError, DiskError
from acquisition.quality import RAIL_UV, Quality, QualityMonitor
from acquisition.raw import RawWriter
from acquisition.sequencer import Sequencer
from acquisition.tally import Tally
from station.events import Event
from station.stream import END_OF_RECORDING, Cue, RowFlag, Rows, StreamInfo


@runtime_checkable
class CountsInSteps(Protocol):
    """A board whose counter does not grow by one per sample (Cyton with Daisy: by two)."""

    @property
    def counter_step(self) -> int:
        """How much the counter grows per sample."""


@runtime_checkable
class SaysIfItCounts(Protocol):
    """A board whose samples may come without a counter; all others have one."""

    @property
    def has_counter(self) -> bool:
        """Whether the device counts its samples, so that losses show."""


@runtime_checkable
class MayBeGone(Protocol):
    """A board that can be looked for without being opened, as opening may take seconds."""

    # Methods: a check for this protocol would ask properties, and so the board, at once.
    def has_gone(self) -> bool:
        """Whether its port is not there."""

    def answers(self) -> bool:
        """Whether anybody answers at its port, which must be closed; may take a second."""


class Headset:
    """A board, the grid that its samples are put on, and the raw recording.

    Parameters
    ----------
    board : Board
        Not open yet; it is opened and closed with the headset.
    folder : Path or None
        Session folder for the raw recording; None records nothing. A recording that another
        process left there is gone on with.
    mains : float
        Mains frequency in Hz.
    """

    def __init__(
        self,
        board: Board,
        folder: Path | None,
        *,
        mains: float,
    ) -> None:
        self._board = board
        step = board.counter_step if isinstance(board, CountsInSteps) else 1
        counts = board.has_counter if isinstance(board, SaysIfItCounts) else True
        self._sequencer = Sequencer(board.info, board.counter_modulus, step, has_counter=counts)
        self.arrival = Arrival()
        self._folder = folder
        self._writer = None if folder is None else RawWriter(folder, board.info, mains=mains)
        rail = board.rail_uv if isinstance(board, KnowsItsRail) else RAIL_UV
        self._monitor = QualityMonitor(board.info, mains=mains, rail_uv=rail)
        self._quality: Quality | None = None
        self._stack = ExitStack()
        self._cues: deque[Cue] = deque()
        self._end: int | None = None
        self._is_resumed = False
        self._is_board_open = False
        self.disk_error: DiskError | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # The board first: one that cannot be opened leaves no empty recording behind. A recording
            # that is there already is a session that goes on, and waits for its board.
            try:
                self._open_board()
            except AcquisitionError:
                if self._folder is None or not (self._folder / HEADER).exists():
                    raise
            stack.callback(self._close_board)
            if self._writer is not None:
                stack.enter_context(self._writer)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def info(self) -> StreamInfo:
        """What the board streams."""
        return self._board.info

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        return self._sequencer.tally

    @property
    def quality(self) -> Quality | None:
        """How good the signals are; None during the first two seconds."""
        return self._quality

    @property
    def grades(self) -> dict[str, object]:
        """What a status line says of the signals; empty while nothing is known."""
        quality = self._quality
        if quality is None:
            return {}
        bad = [name for name, red in zip(quality.channels, quality.red, strict=True) if red]
        return {"quality": round(quality.overall, 1), "bad_channels": bad}

    @property
    def saved(self) -> int:
        """Rows that a power cut can no longer take."""
        return 0 if self._writer is None else self._writer.saved_up_to

    @property
    def has_cues(self) -> bool:
        """Whether the board tells the cues of a recording."""
        return isinstance(self._board, TellsCues)

    @property
    def is_ended(self) -> bool:
        """Whether the recording that the board plays has come to its end."""
        return self._end is not None and self._sequencer.next_row >= self._end

    def start(self, now: float) -> None:
        """Begin to stream; ``now`` is the time of the first sample.

        A recording that another process left behind is gone on with where time is: what the board
        plays has gone on meanwhile, as a patient would have.
        """
        if isinstance(self._board, TellsCues):
            self._cues.extend(self._board.cues())
            self._end = next((c.row for c in self._cues if c.label == END_OF_RECORDING), None)
        left = None if self._writer is None else self._writer.left
        if left is not None:
            self._sequencer.resume(*left, now)
            self._is_resumed = True
        if not self._is_board_open:
            return
        if left is not None and self.has_cues:
            rows, time, _ = left
            self._board.start(time - (rows - 1) / self.info.rate)
            self._board.read(now)
        else:
            self._board.start(now)

    def pump(self, now: float) -> Rows:
        """Take what the board has up to ``now``, write it down and return it, possibly no row.

        A full disk does not stop the stream; it is found in :attr:`disk_error` while it lasts.

        Raises
        ------
        AcquisitionError
            If the device reports that it can go on no longer.
        """
        samples = _numbers_only(self._board.read(now))
        self.arrival.hear(samples.times)
        rows = self._sequencer.rows(samples)
        if self._is_resumed and len(rows):
            self._is_resumed = False
            self._drop_cues_before(rows)
        self._write(rows)
        self._quality = self._monitor.take(rows) or self._quality
        return rows

    def drain(self, now: float) -> list[Rows]:
        """Take what is left when the stream ends, write it down and return it."""
        try:
            last = self.pump(now)
        except AcquisitionError:
            last = self._sequencer.none
        held_back = self._sequencer.flush()
        self._write(held_back)
        return [rows for rows in (last, held_back) if len(rows)]

    def _write(self, rows: Rows) -> None:
        if self._writer is not None and len(rows):
            try:
                self._writer.append(rows)
            except DiskError as error:
                self.disk_error = error
            if not self._writer.is_behind:
                self.disk_error = None

    def hear(self, event: Event) -> None:
        """Show an event to the patient behind the board, and write it down."""
        if isinstance(self._board, HearsMarkers):
            self._board.hear(event)
        if self._writer is not None:
            try:
                self._writer.hear(event)
            except DiskError as error:
                self.disk_error = error

    def cues(self, lead: int = 0) -> list[Cue]:
        """Return the recording's cues up to ``lead`` rows ahead, those not returned before."""
        told: list[Cue] = []
        if self._is_resumed:
            return told
        while self._cues and self._cues[0].row <= self._sequencer.next_row + lead:
            told.append(self._cues.popleft())
        return told

    def let_go(self) -> None:
        """Release a board that has fallen silent."""
        self._close_board()

    @property
    def is_open(self) -> bool:
        """Whether the board is; one that a session waits for is opened by :meth:`reconnect`."""
        return self._is_board_open

    @property
    def is_gone(self) -> bool:
        """Whether the board's port is not there any more."""
        return isinstance(self._board, MayBeGone) and self._board.has_gone()

    def reconnect(self, now: float) -> bool:
        """Try once to open the board again, with its settings; return whether it answered."""
        self._close_board()
        if isinstance(self._board, MayBeGone) and not self._board.answers():
            return False
        try:
            self._open_board()
            self._board.start(now)
        except AcquisitionError:
            return False
        self._sequencer.restart(now)
        return True

    def _drop_cues_before(self, rows: Rows) -> None:
        """Leave out the cues that came while nobody recorded."""
        first = rows.first + int(np.argmax(rows.flags & RowFlag.RESTART != 0))
        self._cues = deque(c for c in self._cues if c.row >= first)

    def _open_board(self) -> None:
        self._board.__enter__()
        self._is_board_open = True

    def _close_board(self) -> None:
        if self._is_board_open:
            self._is_board_open = False
            self._board.__exit__(None, None, None)


def _numbers_only(samples: Samples) -> Samples:
    """Return samples without those that are not numbers: they are as good as lost.

    A played file, or another maker's driver, may hold them; no stream and no file of ours does.
    """
    is_number = np.isfinite(samples.microvolts)
    return samples if is_number.all() else samples.where(np.asarray(is_number.all(axis=1)))


if __name__ == "__main__":
    from acquisition.service import main

    sys.exit(main(sys.argv[1:]))
