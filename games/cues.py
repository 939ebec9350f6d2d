"""Where cues come from: drawn by us, or told by a recording.

Scheduled cues are balanced in blocks of four, at most three alike in a row, and drawn from a
seeded generator, or rest and movement take turns (CLINICAL 2.2). All their rows lie on the decision grid, so that the picture
changes with the very decision that it belongs to.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypedDict, Unpack

import numpy as np

from games.balance import has_a_run_of_four
from station.stream import END_OF_RECORDING, Cue


@dataclass(frozen=True)
class TrialRows:
    """One trial: its class, and the first row of each phase; -1 for a phase that it lacks.

    Imagery lasts from ``cue`` up to, but not including, ``end``; its first ``lead`` rows, in which the
    movement is shown, are not scored. ``pair`` numbers the pairs of a run from 1, where rest and
    movement take turns; 0 elsewhere. ``window`` numbers the windows of self-paced play, each of which
    is one such phase, or several.
    """

    label: str
    relax: int
    ready: int
    cue: int
    end: int
    feedback_end: int
    pair: int = 0
    window: int = 0
    lead: int = 0

    @property
    def scored(self) -> int:
        """First scored row."""
        return self.cue + self.lead


class CueSource(Protocol):
    """Something that says which trial comes next."""

    def next(self, row: int) -> TrialRows | None:
        """Return the next trial if it is known at ``row``, else None."""

    def repeat(self, trial: TrialRows, *, first: bool) -> bool:
        """Ask for a trial once more: next (``first``), or at the end of the run; say if it is."""

    def leave(self, trial: TrialRows) -> None:
        """Hear that a trial was left for good."""

    def restart(self, row: int) -> None:
        """Let the next trial begin no earlier than ``row``."""

    def is_waiting(self, row: int) -> bool:
        """Whether a cue is due that cannot wait for the feedback to end."""

    def is_over(self, row: int) -> bool:
        """Whether no trial follows once ``row`` has been seen."""

    def has_ended(self, row: int) -> bool:
        """Whether no row follows ``row``, so that nothing is left to wait for."""


@dataclass(frozen=True)
class PhaseSteps:
    """Lengths of the phases in decision steps; the first two are drawn evenly between two.

    ``lead`` is what comes before the scored ``imagery``, behind the same cue.
    """

    relax: tuple[int, int]
    ready: tuple[int, int]
    imagery: int
    feedback: int
    lead: int = 0


class Timing(TypedDict):
    """What :class:`Drawn` is given beside the labels."""

    lengths: Mapping[str, PhaseSteps]
    step: int
    first: int
    generator: np.random.Generator


class Drawn:
    """Cues that we draw, one behind the other on the decision grid.

    Parameters
    ----------
    labels : sequence of str
        Class of each trial or window, in order.
    lengths : mapping of str to PhaseSteps
        By class label.
    step : int
        Rows of one decision step.
    first : int
        Row at which the run begins.
    generator : numpy.random.Generator
    """

    def __init__(
        self,
        labels: Sequence[str],
        *,
        lengths: Mapping[str, PhaseSteps],
        step: int,
        first: int,
        generator: np.random.Generator,
    ) -> None:
        self._labels = deque(labels)
        self._lengths = lengths
        self._step = step
        self._generator = generator
        self._row = self._on_grid(first)

    @property
    def labels(self) -> tuple[str, ...]:
        """Classes that are still to be asked, in their order."""
        return tuple(self._labels)

    def leave(self, trial: TrialRows) -> None:
        """Let the next one come."""

    def restart(self, row: int) -> None:
        """Let the next trial begin no earlier than ``row``."""
        self._row = self._on_grid(row)

    def is_waiting(self, row: int) -> bool:
        """Our own cues wait until the feedback has ended."""
        return False

    def is_over(self, row: int) -> bool:
        """Whether every trial has been given out."""
        return not self._labels

    def has_ended(self, row: int) -> bool:
        """A headset goes on for as long as we listen."""
        return False

    def _trial(self, label: str) -> TrialRows:
        """Return a trial that begins where the last one ended, and let the next begin behind it."""
        lengths, step = self._lengths[label], self._step
        relax = self._row
        ready = relax + step * self._draw(lengths.relax)
        cue = ready + step * self._draw(lengths.ready)
        lead = step * lengths.lead
        end = cue + lead + step * lengths.imagery
        self._row = end + step * lengths.feedback
        return TrialRows(label, relax, ready, cue, end, self._row, lead=lead)

    def _draw(self, between: tuple[int, int]) -> int:
        low, high = between
        return low if low == high else int(self._generator.integers(low, high + 1))

    def _on_grid(self, row: int) -> int:
        # Decisions fall on rows r with (r + 1) % step == 0.
        return -(-(row + 1) // self._step) * self._step - 1


class Scheduled(Drawn):
    """Cues that are balanced, or in pairs of the second class after the first.

    Parameters
    ----------
    labels : sequence of str
    is_paired : bool
        Whether the labels are pairs, each of which is repeated as a whole.
    **timing
        As of :class:`Drawn`.
    """

    def __init__(
        self, labels: Sequence[str], *, is_paired: bool = False, **timing: Unpack[Timing]
    ) -> None:
        super().__init__(labels, **timing)
        self._leader = labels[0] if is_paired else ""
        self._pair = 0
        self._repeated: set[int] = set()
        self._newest: deque[str] = deque(maxlen=3)  # classes that were asked

    def next(self, row: int) -> TrialRows | None:
        """Return the next trial; it begins where the last one ended."""
        if not self._labels:
            return None
        label = self._labels.popleft()
        self._newest.append(label)
        self._pair += label == self._leader
        return replace(self._trial(label), pair=self._pair)

    def repeat(self, trial: TrialRows, *, first: bool) -> bool:
        """Ask for a trial once more; half a pair is no answer, so a pair is asked whole, and once.

        At the end means as late as no four alike follow one another, where that can be avoided.
        """
        again = [trial.label] if not self._leader else self._pair_again(trial, first=first)
        if first:
            self._labels.extendleft(reversed(again))
        elif self._leader:
            self._labels.extend(again)
        else:
            self._labels.insert(self._latest_place(trial.label), trial.label)
        return bool(again)

    def _latest_place(self, label: str) -> int:
        labels = list(self._labels)
        for place in range(len(labels), -1, -1):
            order = [*self._newest, *labels[:place], label, *labels[place:]]
            if not has_a_run_of_four(order):
                return place
        return len(labels)

    def _pair_again(self, trial: TrialRows, *, first: bool) -> list[str]:
        if first:  # the second half is still to come, or breaks off now
            return [self._leader] if trial.label == self._leader else [self._leader, trial.label]
        if trial.pair in self._repeated:
            return []
        self._repeated.add(trial.pair)
        (other,) = set(self._lengths) - {self._leader}
        return [self._leader, other]


class Recorded:
    """Cues that a recording tells, each tied to the row that it belongs to.

    Parameters
    ----------
    imagery : tuple of int
        Scored rows after the cue: first, and one past the last.
    feedback : int
        Rows of feedback, unless the next cue comes earlier.
    labels : collection of str
        Class labels that are played.
    """

    def __init__(self, *, imagery: tuple[int, int], feedback: int, labels: Sequence[str]) -> None:
        self._imagery = imagery
        self._feedback = feedback
        self._labels = frozenset(labels)
        self._cues: deque[Cue] = deque()
        self._end: int | None = None
        self._heard = -1
        self._free = 0

    def hear(self, cue: Cue) -> None:
        """Take a cue of the recording; a headset that was started again tells them anew."""
        if cue.row <= self._heard:
            return
        self._heard = cue.row
        if cue.label == END_OF_RECORDING:
            self._end = cue.row
        elif cue.label in self._labels:
            self._cues.append(cue)

    def next(self, row: int) -> TrialRows | None:
        """Return the trial of the next cue, if one has come."""
        while self._cues and self._cues[0].row < self._free:
            self._cues.popleft()  # came while the game was held
        if not self._cues or self._cues[0].row > row:
            return None
        cue = self._cues.popleft()
        first, end = (cue.row + offset for offset in self._imagery)
        return TrialRows(cue.label, -1, -1, first, end, end + self._feedback)

    def repeat(self, trial: TrialRows, *, first: bool) -> bool:
        """A recording cannot be asked again: the trial stays as it was."""
        return False

    def leave(self, trial: TrialRows) -> None:
        """The recording goes on."""

    def restart(self, row: int) -> None:
        """Skip the cues that came before ``row``."""
        self._free = row

    def is_waiting(self, row: int) -> bool:
        """Whether the recording has already gone on to its next cue, or has ended."""
        return self.has_ended(row) or (bool(self._cues) and self._cues[0].row <= row)

    def is_over(self, row: int) -> bool:
        """Whether the recording has ended and no cue is left."""
        return self.has_ended(row) and not self._cues

    def has_ended(self, row: int) -> bool:
        """Whether ``row`` is the recording's last one."""
        return self._end is not None and row >= self._end - 1
