"""From a cue to the first row that is scored: in between, a faint hand may have shown the movement.

Watching a movement changes the same rhythms as imagining it. So nothing is decided, and nothing learned, from
what was recorded meanwhile.
"""

from games.trial import Happening
from station.events import Event


def lead_of(cue: Event | Happening) -> int:
    """Return how many rows of a cue are not scored."""
    return int(str(cue.details.get("lead", 0)))


def scored_row(cue: Event | Happening) -> int:
    """Return the first scored row of a cue."""
    return cue.row + lead_of(cue)
