"""Windows of self-paced play: in each the patient moves whenever it suits, or rests throughout.

A window is one scored phase until something is detected. Behind a detection the window goes on with
a further phase, once the refractory period is over and if enough of it is left. Rest is cut in the
very same way, so that its false positives are those of the identical rule.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from games.cues import PhaseSteps, TrialRows

SETTING: Final = 1  # number of the window, a rest, that sets the threshold: nothing is detected


class SelfPaced:
    """Cues of one run of self-paced play.

    Parameters
    ----------
    labels : sequence of str
        Class of each window, in order.
    lengths : mapping of str to PhaseSteps
        By class label; ``imagery`` is the length of a window.
    step : int
        Rows of one decision step.
    first : int
        Row at which the run begins.
    generator : numpy.random.Generator
    refractory : int
        Rows from a detection to the next phase.
    least : int
        Rows that must be left of a window for another phase.
    """

    def __init__(
        self,
        labels: Sequence[str],
        *,
        lengths: Mapping[str, PhaseSteps],
        step: int,
        first: int,
        generator: np.random.Generator,
        refractory: int,
        least: int,
    ) -> None:
        self._labels = deque(labels)
        self._lengths = lengths
        self._step = step
        self._generator = generator
        self._refractory, self._least = refractory, least
        self._row = self._on_grid(first)
        self._window = 0
        self._label = ""
        self._end = -1
        self._is_open = False

    @property
    def labels(self) -> tuple[str, ...]:
        """Classes of the windows that are still to come."""
        return tuple(self._labels)

    def next(self, row: int) -> TrialRows | None:
        """Return the next phase: of the window under way, or the first of the next one."""
        if self._is_open and self._has_room():
            return self._phase(self._row, self._resumed())
        if not self._labels:
            return None
        self._label = self._labels.popleft()
        self._window += 1
        self._is_open = True
        lengths = self._lengths[self._label]
        ready = self._row + self._step * self._draw(lengths.relax)
        cue = ready + self._step * self._draw(lengths.ready)
        self._end = cue + self._step * lengths.imagery
        return self._phase(self._row, cue, ready)

    def repeat(self, trial: TrialRows, *, first: bool) -> bool:
        """Begin a window anew that was left.

        What a gap spoilt of one is not asked again, but for the rest that sets the threshold:
        without it nothing would say what rest allows.
        """
        is_again = first or trial.window == SETTING
        if is_again and self._is_open:
            self._labels.appendleft(trial.label)
            self._window -= 1
            self._is_open = False
        return is_again

    def restart(self, row: int) -> None:
        """Let the next phase begin no earlier than ``row``."""
        self._row = self._on_grid(row)

    def is_waiting(self, row: int) -> bool:
        """Our own cues wait until the feedback has ended."""
        return False

    def is_over(self, row: int) -> bool:
        """Whether no phase follows."""
        return not self._labels and not (self._is_open and self._has_room())

    def has_ended(self, row: int) -> bool:
        """A headset goes on for as long as we listen."""
        return False

    def _phase(self, relax: int, cue: int, ready: int | None = None) -> TrialRows:
        feedback = self._step * self._lengths[self._label].feedback
        self._row = self._end + feedback
        ready = cue if ready is None else ready
        return TrialRows(self._label, relax, ready, cue, self._end, self._row, window=self._window)

    def _resumed(self) -> int:
        """Return the row from which the window under way is scored again."""
        detected = self._row - self._step * self._lengths[self._label].feedback
        return self._on_grid(max(self._row, detected + self._refractory))

    def _has_room(self) -> bool:
        return self._end - self._resumed() >= self._least

    def _draw(self, between: tuple[int, int]) -> int:
        low, high = between
        return low if low == high else int(self._generator.integers(low, high + 1))

    def _on_grid(self, row: int) -> int:
        # Decisions fall on rows r with (r + 1) % step == 0.
        return -(-(row + 1) // self._step) * self._step - 1
