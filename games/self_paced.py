"""Windows of self-paced play: in each the patient moves whenever it suits, or rests throughout.

A window is one scored phase until something is detected. Behind a detection the window goes on with
a further phase, once the refractory period is over and if enough of it is left. Rest is cut in the
very same way, so that its false positives are those of the identical rule.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Unpack

from games.cues import Drawn, Timing, TrialRows

SETTING: Final = 1  # number of the window, a rest, that sets the threshold: nothing is detected


class SelfPaced(Drawn):
    """Cues of one run of self-paced play.

    Parameters
    ----------
    labels : sequence of str
        Class of each window, in order; the ``imagery`` of its lengths is the length of a window.
    refractory : int
        Rows from a detection to the next phase.
    least : int
        Rows that must be left of a window for another phase.
    **timing
        As of :class:`games.cues.Drawn`.
    """

    def __init__(
        self, labels: Sequence[str], *, refractory: int, least: int, **timing: Unpack[Timing]
    ) -> None:
        super().__init__(labels, **timing)
        self._refractory, self._least = refractory, least
        self._window = 0
        self._label = ""
        self._end = -1
        self._is_open = False

    def next(self, row: int) -> TrialRows | None:
        """Return the next phase: of the window under way, or the first of the next one."""
        if self._is_open and self._has_room():
            return self._again(self._resumed())
        if not self._labels:
            return None
        self._label = self._labels.popleft()
        self._window += 1
        self._is_open = True
        begun = replace(self._trial(self._label), window=self._window)
        self._end = begun.end
        return begun

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

    def leave(self, trial: TrialRows) -> None:
        """Leave what is left of a window, too.

        The rest that sets the threshold is asked again whole: what a shorter one allows is too low.
        """
        if trial.window == SETTING:
            self.repeat(trial, first=True)
        elif trial.window == self._window:
            self._is_open = False

    def is_over(self, row: int) -> bool:
        """Whether no phase follows."""
        return not self._labels and not (self._is_open and self._has_room())

    def _again(self, cue: int) -> TrialRows:
        """Return a further phase of the window under way, which ends with it."""
        relax, feedback = self._row, self._step * self._lengths[self._label].feedback
        self._row = self._end + feedback
        return TrialRows(self._label, relax, cue, cue, self._end, self._row, window=self._window)

    def _resumed(self) -> int:
        """Return the row from which the window under way is scored again."""
        detected = self._row - self._step * self._lengths[self._label].feedback
        return self._on_grid(max(self._row, detected + self._refractory))

    def _has_room(self) -> bool:
        return self._end - self._resumed() >= self._least
