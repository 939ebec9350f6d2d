"""The game port: rules without a screen, pictures without rules.

The trial engine decides what is asked, what counts and what is rewarded; a game only gives it a
face. Every decision step the game is handed a :class:`Moment` and advances its plain state; every
frame its view draws the newest state. Rules import no pygame and draw their randomness from the
generator they are given, so that a seeded session replays identically; views decide nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Generic, Literal, Protocol, TypeVar

import numpy as np

from games.accessibility import Accessibility
from games.movements import Movement
from station.task import REST, Side


class Phase(StrEnum):
    """Where a trial stands; the value is the name in the log."""

    RELAX = "relax"  # between trials: nothing is asked
    READY = "ready"  # the object appears, a soft tone: get ready
    IMAGERY = "imagery"  # the cue stands: imagine, attempt, or stay at rest; scored
    FEEDBACK = "feedback"  # what came of it
    PAUSED = "paused"  # the therapist holds the game
    WAITING = "waiting"  # the signal is lost and waited for: a calm "one moment"
    BREAK = "break"  # between runs
    EYES_OPEN = "eyes_open"  # resting EEG
    EYES_CLOSED = "eyes_closed"
    PRIMING = "priming"  # the hand is moved before the runs, by itself or by the therapist
    QUESTION = "question"  # a rating from 0 to 10
    PRACTICE = "practice"  # hands-on practice comes next
    DONE = "done"  # the session is over


# Scenes around the trials: drawn over every game by games.surround, never by a game itself.
ASIDE = frozenset(Phase) - {Phase.RELAX, Phase.READY, Phase.IMAGERY, Phase.FEEDBACK}


@dataclass(frozen=True)
class Moment:
    """All that a game may know, at one decision step.

    Attributes
    ----------
    phase : Phase
    cue : str
        Class label asked for in this trial ("rest", "left_hand", "right_hand"); "" outside trials.
    side : {"left", "right"}
        The hand to be shown: the cued one, or the affected one in rest trials.
    elapsed, duration : float
        Seconds since the phase began, and how long it lasts (0 if open-ended).
    drive : float
        How far the evidence for the cue has come towards the reward, 0 to 1; 0 in rest trials and
        outside scored phases. 1 means that it would be rewarded if the phase ended now.
    lean : float
        Signed evidence, -1 (first class) to 1 (second class), for games that show both.
    is_steady : bool
        The signal says nothing right now (artefact, gap): hold still, punish nothing.
    is_rewarded : bool
        In FEEDBACK: this trial earned the reward.
    trial, trials : int
        Number of this trial in the run, from 1, and how many there are.
    rewards : int
        Rewards so far in this session.
    is_assisted : bool
        Show the movement beforehand: a ghost of the hand, or the playback of an observed trial.
    is_soft : bool
        In READY: the hand moved in the trial before, although only imagery was asked for.
    is_free : bool
        In IMAGERY: the movement may be made whenever it suits, as in self-paced play.
    is_distracted : bool
        In IMAGERY: something else moves meanwhile, which the patient is to leave alone.
    shown : float
        In IMAGERY: how much has gone by of the time in which a faint hand makes the movement along with the patient
        and nothing is scored, above 0 up to 1; 0 where none does.
    question : str
        In QUESTION: what is asked, one of :data:`QUESTIONS`.
    answer : int or None
        In QUESTION: the rating that was given, 0 to 10.
    """

    phase: Phase
    cue: str = ""
    side: Side = "right"
    elapsed: float = 0.0
    duration: float = 0.0
    drive: float = 0.0
    lean: float = 0.0
    is_steady: bool = False
    is_rewarded: bool = False
    trial: int = 0
    trials: int = 0
    rewards: int = 0
    is_assisted: bool = False
    is_soft: bool = False
    is_free: bool = False
    is_distracted: bool = False
    shown: float = 0.0
    question: str = ""
    answer: int | None = None


def played_back(moment: Moment) -> Moment:
    """Return a moment of an observed trial: the hand moves by itself, whatever the EEG says."""
    if moment.phase is Phase.FEEDBACK:  # the patient earned nothing, and is told so by no game
        return replace(moment, lean=0.0, is_steady=False, is_assisted=True)
    if moment.phase is not Phase.IMAGERY or moment.cue in ("", REST):
        return replace(moment, lean=0.0, is_steady=False)
    share = min(1.0, moment.elapsed / moment.duration) if moment.duration else 0.0
    return replace(moment, drive=share, lean=0.0, is_steady=False, is_assisted=True)


QUESTIONS = ("fatigue", "effort", "motivation", "frustration", "pain")

State = TypeVar("State")


@dataclass(frozen=True)
class GameSetting:
    """What a game is opened with.

    Attributes
    ----------
    side : {"left", "right"}
        The patient's affected (or trained) hand.
    classes : tuple of str
        The two class labels; evidence is for the second.
    mode : {"imagery", "attempt"}
    language : str
        "en" or "zh".
    mark : str
        A visible mark for EEG that is not live, such as "SIMULATED"; "" for live EEG.
    access : Accessibility
        What the patient needs of the screen.
    game : str
        The plug-in's name.
    movement : str
        What the hand does, one of those that the game shows (:mod:`games.movements`); "" for the
        game's own.
    """

    side: Side
    classes: tuple[str, str]
    mode: str
    language: str
    mark: str = ""
    access: Accessibility = field(default_factory=Accessibility)
    game: str = ""
    movement: Movement | Literal[""] = ""


class Rules(Protocol, Generic[State]):
    """What happens in a game."""

    def initial(self) -> State:
        """Return the state before the first trial."""

    def update(self, state: State, moment: Moment, dt: float) -> tuple[State, tuple[str, ...]]:
        """Return the next state, and the names of what happened (for sound and the log).

        Names are among :data:`SOUNDS`.
        """


SOUNDS = ("ready", "go", "rest", "reward", "near", "done", "drum")


class View(Protocol):
    """How a game looks."""

    def draw(self, surface: Any, state: Any, moment: Moment, dt: float) -> None:
        """Draw one frame on a pygame surface; ``dt`` seconds since the last one."""


RulesFactory = Callable[[GameSetting, np.random.Generator], Rules[Any]]
ViewFactory = Callable[[GameSetting, tuple[int, int]], View]
