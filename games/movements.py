"""What a hand is asked to do, and which games show it.

In most games the hand grasps. A game whose hand can do something else, or several things, says so in
``MOVEMENTS`` of its rules, the one that it shows unasked first. A game without hands says
``HAS_HANDS = False``.
"""

from importlib import import_module
from typing import Final, Literal

from station.language import N_

Movement = Literal["grasp", "open", "wrist", "pinch", "reach", "drum", "pull"]
GRASP: Final[Movement] = "grasp"
# From easy to hard (CLINICAL 2.5); drumming and pulling belong to their games.
LADDER: Final[tuple[Movement, ...]] = (GRASP, "open", "wrist", "pinch", "reach")
IN_PLACE: Final[tuple[Movement, ...]] = ("open", "wrist", "pinch")  # the hand stays where it lies
NAMES: Final[dict[str, str]] = {
    "grasp": N_("grasping"),
    "open": N_("opening the hand"),
    "wrist": N_("lifting the hand at the wrist"),
    "pinch": N_("pinching with thumb and index finger"),
    "reach": N_("reaching out and grasping"),
    "drum": N_("drumming"),
    "pull": N_("pulling an oar"),
}


def movements_of(game: str) -> tuple[Movement, ...]:
    """Return what the hand of a game can do, its own movement first."""
    rules = import_module(f"games.catalogue.{game}.rules") if game else None
    found: tuple[Movement, ...] = getattr(rules, "MOVEMENTS", (GRASP,))
    return found


def has_hands(game: str) -> bool:
    """Return whether a game shows hands, which can show a movement beforehand."""
    rules = import_module(f"games.catalogue.{game}.rules") if game else None
    return bool(getattr(rules, "HAS_HANDS", True))


def shown_by(game: str, wanted: Movement | Literal[""]) -> Movement:
    """Return the wanted movement where a game shows it, else the game's own."""
    known = movements_of(game)
    return wanted if wanted and wanted in known else known[0]
