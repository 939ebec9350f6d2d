"""Rules at work on one side, pictures on the other, and one newest picture between them.

The decoder's thread advances the rules at every decision step, on sample time; the frame loop
takes whatever is newest, and the sounds that came up since it last looked. No pygame here.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from games.game import Moment, Phase, Rules
from games.prompts import sounds_of
from station.task import Side, hand

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

    def go_on(self, earned: Sequence[Side], dt: float) -> None:
        """Let what these hands earned in an earlier part of the session be there again, unheard.

        The rules walk through one reward after the other, in steps of ``dt`` seconds: a game needs
        to know of no other way to its state.
        """
        for number, side in enumerate(earned):
            for moment in _rewarded(side, number, dt):
                self.advance(moment, dt)
        self._sounds.clear()

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


# Of each phase of a rewarded trial: as short as every game can follow it, and its hands be home.
_SECONDS: Final = (0.5, 1.5, 2.5, 4.0)


def _rewarded(side: Side, before: int, dt: float) -> Iterator[Moment]:
    """Return the moments of a rewarded trial after so many rewards, ``dt`` seconds apart."""
    cue = hand(side)
    phases = (
        Moment(Phase.READY, cue, side, rewards=before),
        Moment(Phase.IMAGERY, cue, side, drive=1.0, rewards=before),
        Moment(Phase.FEEDBACK, cue, side, is_rewarded=True, rewards=before + 1),
        Moment(Phase.RELAX, side=side, rewards=before + 1),
    )
    for seconds, moment in zip(_SECONDS, phases, strict=True):
        for step in range(round(seconds / dt)):
            yield replace(moment, elapsed=step * dt, duration=seconds)
