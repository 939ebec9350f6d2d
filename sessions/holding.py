"""What holds a game, and the scene that is shown meanwhile.

The therapist, a lost headset and a machine that stood still may hold it at once; each cause holds it
until it has itself ended, and the game goes on when none is left.
"""

from typing import Any

from games.game import Phase
from games.trial import TrialEngine
from sessions.control import THERAPIST
from sessions.line import Line


class Holding:
    """Hold the trials of one session.

    Parameters
    ----------
    line : Line
        Where scenes are shown, and where what happens is told.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._causes: set[str] = set()
        self._lifted: set[str] = set()
        self._scene: tuple[Phase, dict[str, Any]] = (Phase.WAITING, {})

    @property
    def scene(self) -> tuple[Phase, dict[str, Any]]:
        """The scene outside trials that was shown last, and its details."""
        return self._scene

    def __bool__(self) -> bool:
        return bool(self._causes)

    def __contains__(self, cause: str) -> bool:
        return cause in self._causes

    def holds_beside(self, cause: str) -> bool:
        """Return whether anything but this cause holds the game."""
        return bool(self._causes - {cause})

    def lift(self, cause: str) -> None:
        """Let a cause not hold until :meth:`lower`, unless it ends before that."""
        self._lifted |= self._causes & {cause}
        self._causes.discard(cause)

    def lower(self, engine: TrialEngine | None) -> None:
        """Hold again for what was lifted and has not ended."""
        if self._lifted:
            self._causes |= self._lifted
            self._lifted.clear()
            self.stand_still(engine)

    def show(self, phase: Phase, *, anyway: bool = False, **details: Any) -> None:
        """Show a scene outside trials, as soon as nothing holds the game, or ``anyway``."""
        self._scene = (phase, details)
        if anyway or not self._causes:
            self._line.show(phase, **details)

    def begin(self, cause: str, engine: TrialEngine | None) -> None:
        """Hold for a cause."""
        self._causes.add(cause)
        self.stand_still(engine)

    def stand_still(self, engine: TrialEngine | None) -> None:
        """Show that the therapist paused the game, or else a calm "one moment"."""
        scene = Phase.PAUSED if THERAPIST in self._causes else Phase.WAITING
        if engine is not None:
            self._line.happen(engine.hold(self._line.row, scene))
        self._line.show(scene)

    def end(self, cause: str, engine: TrialEngine | None, row: int) -> None:
        """Let a cause go; without any left, trials go on from ``row``, or the scene is back."""
        self._lifted.discard(cause)
        if cause not in self._causes:
            return
        self._causes.discard(cause)
        if self._causes:
            self.stand_still(engine)
        elif engine is None:
            phase, details = self._scene
            self._line.show(phase, **details)
        elif engine.is_held:
            engine.release(row)
