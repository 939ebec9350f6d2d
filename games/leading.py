"""How hands and lights follow the moment: what every game does alike.

The evidence leads the hand of the cued side, and nothing else does; while the game is held, hands
stay where they are. No pygame here: rules use it.
"""

from typing import Final

from games.game import Moment, Phase
from station.task import REST, Side

# Seconds; time constants of the springs that hands move by.
FORWARD: Final = 0.22
BACKWARD: Final = 0.75
HOME: Final = 0.32


def is_win(moment: Moment) -> bool:
    """Return whether a movement is being rewarded."""
    return moment.phase is Phase.FEEDBACK and moment.is_rewarded and moment.cue != REST


def led(way: float, side: Side, moment: Moment, most: float) -> tuple[float, float]:
    """Return where a hand goes by the evidence alone, and how quickly.

    Parameters
    ----------
    way : float
        Where it is on its way, 0 (home) to 1.
    side : {"left", "right"}
        Which hand it is.
    moment : Moment
    most : float
        How far the evidence alone carries it.

    Returns
    -------
    goal, seconds : float
        A place on the way, and the time constant of the spring.
    """
    if moment.side == side and moment.cue != REST and moment.phase is Phase.IMAGERY:
        goal = way if moment.is_steady else most * min(1.0, max(0.0, moment.drive))
        return goal, FORWARD if goal >= way else BACKWARD
    if moment.phase in (Phase.PAUSED, Phase.WAITING):
        return way, FORWARD
    return 0.0, HOME


def glow_of(moment: Moment) -> float:
    """Return how bright the light of what is worked with shall be, 0 to 1."""
    match moment.phase:
        case Phase.READY:
            return 0.6
        case Phase.IMAGERY if moment.cue != REST:
            return 0.5 + 0.3 * moment.drive
        case Phase.FEEDBACK if is_win(moment):
            return 1.0
    return 0.0


def calm_of(moment: Moment) -> float:
    """Return how bright the light of a rest trial shall be, 0 to 1."""
    is_rest = moment.cue == REST and moment.phase in (Phase.IMAGERY, Phase.FEEDBACK)
    return 1.0 if is_rest else 0.0
