"""Rules at work on one side, pictures on the other, and one newest picture between them.

The decoder's thread advances the rules at every decision step, on sample time; the frame loop
takes whatever is newest, and the sounds that came up since it last looked. No pygame here.
"""

from collections import deque
from typing import Any, Final

from games.game import Moment, Phase, Rules
from games.prompts import sounds_of

REPEAT: Final = "repeat"  # among the sounds: the instruction is given once more


class Player:
    """Hold a game's state between the thread that advances it and the one that draws it.

    Parameters
    ----------
    rules : Rules
    """

    def __init__(self, rules: Rules[Any]) -> None:
        self._rules = rules
        self._newest: tuple[Any, Moment] = (rules.initial(), Moment(Phase.RELAX))
        self._sounds: deque[str] = deque(maxlen=8)

    def advance(self, moment: Moment, dt: float) -> tuple[Any, tuple[str, ...]]:
        """Advance the rules by one step of ``dt`` seconds; return the state and what happened."""
        state, names = self._rules.update(self._newest[0], moment, dt)
        is_over = self._newest[1].phase is Phase.EYES_CLOSED and moment.phase is Phase.RELAX
        names += ("ready",) if is_over else ()  # nobody sees with closed eyes that a run begins
        self._newest = (state, moment)  # one assignment: a reader sees the old pair or the new
        self._sounds.extend(names)
        return state, names

    def latest(self) -> tuple[Any, Moment]:
        """Return the newest state and the moment that it belongs to."""
        return self._newest

    def take_sounds(self) -> tuple[str, ...]:
        """Return the names that came up since the last call, oldest first."""
        taken: list[str] = []
        while self._sounds:
            taken.append(self._sounds.popleft())
        return tuple(taken)

    def repeat(self) -> None:
        """Give the instruction of the present moment once more: its sound, and its words."""
        self._sounds.extend((REPEAT, *sounds_of(self._newest[1])))
