"""A decoder that follows the patient, on a stream: windows for the eye, trials to learn from.

Of the default a whole trial is the decision, of the decoders of windows the mean of its windows. While
a scored phase lasts, the evidence is that of the phase so far; at its end it is the decision itself, from
all of it. What follows the patient moves only when :meth:`follow` or :meth:`adopt` is
called, between two decisions, so that a replay can do the same at the same rows.
"""

from collections.abc import Collection, Iterator, Sequence
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decoding.bank_stream import BankStream
from decoding.beginning import Adaptive, decoder_of, gate_of, growing_of, sliding_of
from decoding.day import trial_covariance
from decoding.decoder import TrialDecoder
from decoding.gate import MOST_SPOILT
from decoding.intention import DecisionFlag
from decoding.judged import Judged
from decoding.lessons import Matching, whole_windows
from decoding.members import Views, part_of, views
from decoding.models import Model
from decoding.online import Decision, check_rate, probability
from decoding.trail import Trail
from station.stream import Chunk

# A rhythm over the hand area needs a neighbour on either side to be told from all else.
LEAST_CHANNELS = 3
# Seconds of a phase until its log-odds are worth what they say; before, their share of them. The log-odds
# were made honest on whole trials, and a part says the same too loudly: on trials that five people played,
# 0.5 s deserve .15 of it (mean), 1 s .34, 1.5 s .50, 2 s .71, 2.5 s .87, 3 s .95; on held-out trials of six
# calibrations (median) .09, .22, .47, .59, .61 and .80.
SURE_AFTER = 3.5
# Seconds that are kept to begin with; a longer trial makes the room that it needs.
_ROOM = 12.0
_CLEAN = DecisionFlag(0)


class Follower:
    """Turn a stream into one decision per step and one per trial.

    Parameters
    ----------
    model : Model
        Of a decoder that reads whole trials, or of one of windows that knows its own.
    rate : float
        Sampling rate of the stream in Hz.
    channels : sequence of str
        Channels of the stream, in its order; the model picks its own by name.
    is_today : bool
        Whether the model was calibrated in this very session. Otherwise its place on the map of
        covariances is only a guess.

    Raises
    ------
    DecodingError
        If the stream lacks a channel of the model or runs at another rate.
    """

    def __init__(
        self, model: Model, rate: float, channels: Sequence[str], *, is_today: bool
    ) -> None:
        check_rate(model, rate)
        self.grid = model.online.grid(model.rate)
        self.decoder = self._whole = decoder_of(model, is_today=is_today)
        self.judged: Judged | None = None
        self._rate = model.rate
        self._stream = BankStream(
            model.fitted.bands if isinstance(model.fitted, TrialDecoder) else (model.signal,),
            model.rate,
            channels,
            model.channels,
            step=self.grid.step_rows,
            room=round(_ROOM * model.rate),
            gate=gate_of(model, self.decoder, self.grid.step_rows),
        )
        self._sliding, self._growing = sliding_of(model, self.grid), growing_of(model)
        self._channels = model.channels
        self._kept = np.arange(len(model.channels))
        self._matching = Matching()
        self._came_off: list[str] = []
        self._given_up: set[str] = set()
        self._look_again()

    def restart(self, row: int) -> None:
        """Start anew before the chunk that begins at ``row``."""
        self._stream.restart(row)
        if self._growing is not None:
            self._growing.forget()

    def reserve(self, rows: int) -> None:
        """Keep so many rows, because a phase is as long."""
        self._stream.reserve(rows + self.grid.step_rows)

    def feed(self, chunk: Chunk) -> Iterator[Decision]:
        """Take the next rows and return the decisions that fall on them, oldest first.

        Each is made when it is asked for, with what is known by then.
        """
        for row in self._stream.feed(chunk):
            for channel in self._stream.come_off():
                name = self._channels[channel]
                if channel in self._kept and name not in self._given_up:
                    self._given_up.add(name)
                    self._came_off.append(name)
            yield self._decide(row)

    def read(self, first: int, stop: int) -> float | None:
        """Return the log-odds of the rows ``[first, stop)``; None if too many are spoilt."""
        if (seen := self._views_so_far(first, stop)) is not None:  # nearly always
            return self._said(self._reader.logit_of(seen), stop - first)
        judged = self._judge(first, stop)
        return None if judged is None else self._said(judged.logit, stop - first)

    def judge(self, first: int, stop: int) -> float | None:
        """Return the same, and keep the phase in mind for :meth:`follow` and :meth:`note`."""
        self.judged = self._judge(first, stop)
        return None if self.judged is None else self._said(self.judged.logit, stop - first)

    def follow(self) -> bool:
        """Follow the judged trial without its label; return whether it was clean enough."""
        if self.judged is None or not self.judged.is_clean:
            return False
        self.decoder.follow(self.judged.views, self.judged.logit)
        self._look_again()
        return True

    def note(self, label: bool) -> bool:
        """Keep the label of the judged trial; return whether a refit is due.

        No trial teaches more rows than the last one of the other class had:
        :class:`~decoding.lessons.Matching`.
        """
        if self.judged is None or not self.judged.is_clean:
            return False
        first, stop = self.judged.rows
        most = self._matching.rows(label, stop - first)
        lesson = self.judged.lesson
        if most < stop - first and isinstance(lesson, tuple):
            shorter = self._judge(first, first + most)
            lesson = lesson if shorter is None else shorter.lesson
        self.decoder.note(lesson, label)
        return self.decoder.is_due

    def adopt(self, learned: Any) -> None:
        """Decide with what was learned from now on."""
        self.decoder.adopt(learned)
        self._look_again()

    def go_on(self, trail: Trail) -> None:
        """Go on from where the session that is taken up again had followed the patient to."""
        self.decoder.go_on(trail)
        self._look_again()

    @property
    def whole(self) -> Adaptive:
        """The decoder as it was when an electrode was first given up; until then the one at work.

        It alone knows all channels of the model, so that what is kept for next time comes from it.
        """
        return self._whole

    def take_lost(self) -> tuple[str, ...]:
        """Return the channels whose electrodes came off since this was last asked."""
        lost, self._came_off = tuple(self._came_off), []
        return lost

    def without(self, lost: Collection[str]) -> Adaptive | None:
        """Return a decoder for what is left without some channels; None if too few are.

        It changes nothing here: see :meth:`change_to`.
        """
        names = [self._channels[i] for i in self._kept]
        kept = np.array([i for i, name in enumerate(names) if name not in lost], dtype=np.intp)
        if len(kept) < LEAST_CHANNELS:
            return None
        return self.decoder.on_channels(kept)

    def change_to(self, decoder: Adaptive, lost: Collection[str]) -> None:
        """Decide with what :meth:`without` returned for these channels from now on."""
        stays = np.flatnonzero([self._channels[i] not in lost for i in self._kept])
        decoder.take_over(self.decoder, stays)
        self._kept = self._kept[stays]
        self.decoder = decoder
        self.judged = None
        self._look_again()

    def go_on_without(self, lost: Collection[str], learned: Any) -> None:
        """Do as :meth:`change_to` with what was learned then, for a replay."""
        decoder = self.without(lost)
        assert decoder is not None, "it was done before"
        decoder.adopt(learned)
        self.change_to(decoder, lost)

    def _look_again(self) -> None:
        self._reader: Any = self.decoder.reader(self._rate)
        self._offset = self.decoder.offset

    def _decide(self, row: int) -> Decision:
        first = row + 1 - self.grid.window_rows
        found = self._stream.rows(first, row + 1)
        if found is None:
            return Decision(row, 0.5, 0.0, DecisionFlag.INVALID)
        seen = None if self._sliding is None else self._sliding.views(row, found[0])
        if not self._stream.is_all_good(first, row + 1):
            return Decision(row, 0.5, 0.0, DecisionFlag.INVALID)
        if not self._stream.is_all_clean(first, row + 1, self._kept):
            return Decision(row, 0.5, 0.0, DecisionFlag.ARTEFACT)
        logit = self._read_window(found[0], seen) - self._offset
        if not isfinite(logit):
            return Decision(row, 0.5, 0.0, DecisionFlag.INVALID)
        return Decision(row, probability(logit), logit, _CLEAN)

    def _read_window(self, volts: NDArray[np.float64], seen: Views | None) -> float:
        if seen is None:
            return float(self._reader.logit(self._on_kept(volts)))
        return float(self._reader.logit_of(self._on_kept_views(seen)))

    def judge_windows(self, first: int, stop: int, logit: float) -> bool:
        """Keep a phase in mind of which windows have said ``logit``; False if too much is spoilt."""
        self.judged = None
        if (found := self._usable(first, stop)) is None:
            return False
        volts, is_usable = found
        whole = whole_windows(volts[0], is_usable, first, self.grid)
        if len(whole):
            lesson = self._on_kept(whole).astype(np.float32)
            seen = (trial_covariance(lesson),)
            is_clean = bool(is_usable.all())
            self.judged = Judged(seen, logit + self._offset, is_clean, lesson, (first, stop))
        return True

    def _usable(
        self, first: int, stop: int
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]] | None:
        """Return rows and which of them count; None if too few do."""
        found = self._stream.rows(first, stop)
        if found is None or stop <= first:
            return None
        is_usable = found[1] & self._stream.is_clean(first, stop, self._kept)
        return None if is_usable.mean() < 1 - MOST_SPOILT else (found[0], is_usable)

    def _said(self, logit: float, n_rows: int) -> float | None:
        """Return the log-odds that a phase of so many rows is good for; None if they are no number."""
        if not isfinite(logit):
            return None
        return (logit - self._offset) * min(1.0, n_rows / int(SURE_AFTER * self._rate))

    def _judge(self, first: int, stop: int) -> Judged | None:
        if (found := self._usable(first, stop)) is None:
            return None
        volts, is_usable = found
        seen = views(self._on_kept(volts)[..., is_usable], self._rate)
        logit = self._reader.logit_of(seen)
        if not isfinite(logit):
            return None
        return Judged(seen, logit, bool(is_usable.all()), seen, (first, stop))

    def _views_so_far(self, first: int, stop: int) -> Views | None:
        """Return the covariances of a phase so far; None where some of its rows do not count."""
        found = None if stop <= first else self._stream.rows(first, stop)
        if found is None or self._growing is None or not self._stream.is_all_good(first, stop):
            return None
        if not self._stream.is_all_clean(first, stop, self._kept):
            return None
        return self._on_kept_views(self._growing.views(first, stop, found[0]))

    def _on_kept(self, volts: NDArray[np.float64]) -> NDArray[np.float64]:
        return volts if len(self._kept) == len(self._channels) else volts[:, self._kept]

    def _on_kept_views(self, seen: Views) -> Views:
        if len(self._kept) == len(self._channels):
            return seen
        return tuple(part_of(view, self._kept, len(self._channels)) for view in seen)
