"""A pot of flowers: what happens, without a screen.

The hand makes its movement (it closes, or opens, lifts or pinches), and a bud rises, as far as the
evidence for the cue carries them. A reward lets the bud open into a bloom that stays, while the hand
goes back. Without a reward the bud sinks slowly, but never below half of what it had reached: whatever
grew is the beginning of the next trial. Rest grows nothing and takes nothing away. A full pot is put to
the others at the back of the table, and the next one begins.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from games.game import ASIDE, GameSetting, Moment, Phase, Rules, RulesFactory
from games.leading import BACKWARD, FORWARD, calm_of, glow_of, is_win, led
from games.motion import Moving, approach
from games.movements import GRASP, Movement
from games.prompts import sounds_of
from station.task import REST, Side

MOVEMENTS: Final[tuple[Movement, ...]] = (GRASP, "open", "wrist", "pinch")
STEMS: Final = 7  # blooms of a full pot
KEPT: Final = 0.5  # share of a bud's height that no later trial takes away
_RISE: Final = 0.22  # seconds; time constants
_OPEN: Final = 0.30
_LIGHT: Final = 0.35


@dataclass(frozen=True)
class GardenState:
    """What there is to see.

    Attributes
    ----------
    phase : Phase or None
        None before the first step.
    left, right : Moving
        The hands, from home (0) to the end of their movement (1).
    bud : Moving
        Height of the bud that grows now; 1 is a whole stem.
    kept : float
        The height below which the bud does not sink.
    stem, petals : Moving
        Height and opening of the newest bloom.
    blooms : int
        Blooms since the session began, the newest included.
    pots : int
        Full pots that were put to the back.
    glow, calm : float
        The light of the plant, and of a rest trial, 0 to 1.
    """

    phase: Phase | None = None
    left: Moving = Moving()
    right: Moving = Moving()
    bud: Moving = Moving()
    kept: float = 0.0
    stem: Moving = Moving(1.0)
    petals: Moving = Moving(1.0)
    blooms: int = 0
    pots: int = 0
    glow: float = 0.0
    calm: float = 0.0

    @property
    def standing(self) -> int:
        """Blooms in the pot before the patient, 0 to :data:`STEMS`."""
        return self.blooms - STEMS * self.pots

    def hand(self, side: Side) -> Moving:
        """Return one hand."""
        return self.left if side == "left" else self.right


class GardenRules:
    """Move the hands, let the flowers grow."""

    def initial(self) -> GardenState:
        """Return the state before the first trial."""
        return GardenState()

    def update(
        self, state: GardenState, moment: Moment, dt: float
    ) -> tuple[GardenState, tuple[str, ...]]:
        """Return the next state and what happened."""
        sounds = () if moment.phase is state.phase else sounds_of(moment)
        new = _grown(_begun(state, moment), moment, dt)
        new = replace(
            new,
            phase=moment.phase,
            left=_move(state, "left", moment, dt),
            right=_move(state, "right", moment, dt),
            glow=approach(state.glow, glow_of(moment), dt, _LIGHT),
            calm=approach(state.calm, calm_of(moment), dt, _LIGHT),
        )
        return new, sounds


def _begun(state: GardenState, moment: Moment) -> GardenState:
    """Return the state with what happens once, as a phase begins."""
    if state.phase is None:  # a game that is opened anew goes on with the session's garden
        earlier = moment.rewards - (1 if is_win(moment) else 0)
        blooms = max(0, earlier)
        state = replace(state, blooms=blooms, pots=max(0, blooms - 1) // STEMS)
    if moment.phase is state.phase:
        return state
    if moment.phase is Phase.READY and state.standing == STEMS:
        return replace(state, pots=state.pots + 1)
    if not is_win(moment):
        return state
    pots = state.pots + (state.standing == STEMS)
    new = replace(state, stem=state.bud, petals=Moving(), bud=Moving(), kept=0.0)
    return replace(new, blooms=state.blooms + 1, pots=pots)


def _grown(state: GardenState, moment: Moment, dt: float) -> GardenState:
    """Return the state with bud and newest bloom a step further."""
    stem = state.stem.to(1.0, dt, _RISE)
    petals = state.petals.to(1.0 if stem.way > 0.85 else state.petals.way, dt, _OPEN)
    bud, seconds = state.bud, BACKWARD
    if moment.phase is Phase.IMAGERY and moment.cue != REST:
        goal = bud.way if moment.is_steady else max(state.kept, min(1.0, moment.drive))
        seconds = FORWARD if goal >= bud.way else BACKWARD
    else:
        goal = bud.way if moment.phase in ASIDE else state.kept
    bud = bud.to(goal, dt, seconds)
    kept = max(state.kept, KEPT * bud.way)
    return replace(state, stem=stem, petals=petals, bud=bud, kept=kept)


def _move(state: GardenState, side: Side, moment: Moment, dt: float) -> Moving:
    hand = state.hand(side)
    goal, seconds = led(hand.way, side, moment, 1.0)
    return hand.to(goal, dt, seconds)


def _open(setting: GameSetting, generator: np.random.Generator) -> Rules[GardenState]:
    return GardenRules()


PLUGIN: RulesFactory = _open
