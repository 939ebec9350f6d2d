"""What the hand is asked to do today, said to the therapist: by the level, the game and the model."""

from collections.abc import Mapping

from console.words import Voice
from games.loop import CATALOGUE
from games.movements import GRASP, NAMES, Movement, movements_of, shown_by
from sessions.errors import SessionError
from station.language import N_
from station.plugins import names

_USUAL = {GRASP, "drum", "pull"}  # what a model of an earlier version learned


def check_shown(movement: Movement | None, game: str) -> None:
    """Refuse a movement that a game does not show.

    Raises
    ------
    SessionError
        Which names the games that show it.
    """
    if movement is not None and movement not in movements_of(game):
        raise SessionError(
            N_(
                "The game {game} does not show --movement {movement}: take one of {games}, or leave "
                "--movement out."
            ),
            game=game,
            movement=movement,
            games=", ".join(_games(movement)),
        )


def _games(movement: Movement) -> list[str]:
    return [game for game in names(CATALOGUE) if movement in movements_of(game)]


def say_movement(wanted: Movement, game: str, voice: Voice) -> None:
    """Say which movement a session trains, where it is another than the usual one of its game."""
    tr = voice.tr
    shown = shown_by(game, wanted)
    if shown != wanted and wanted != GRASP:
        template = N_(
            "The level asks for {wanted}, which the game {game} does not show: today it is {shown}. Games "
            "that show it: {games}."
        )
        said = {"wanted": tr(NAMES[wanted]), "shown": tr(NAMES[shown])}
        voice.say(tr(template, game=game, games=", ".join(_games(wanted)), **said), "yellow")
    elif shown != movements_of(game)[0]:
        voice.say(tr("Today's movement: {movement}.", movement=tr(NAMES[shown])))


def say_other_movement(model: Mapping[str, object], voice: Voice) -> None:
    """Say that the model of a ``model`` event learned another movement than it is asked to tell."""
    known, asked = str(model.get("movement", "")), str(model.get("asked", ""))
    if known == asked or not asked or (not known and asked in _USUAL):
        return
    tr = voice.tr
    template = N_(
        "The decoder learned with {known}, and today asks for {asked}. In training it learns the new "
        "movement every ten trials, and rewards may be rare at first; on a day of assessment it stands "
        "still. To begin with this movement: --calibrate."
    )
    before = tr(NAMES[known]) if known else tr("a movement that nobody noted")
    voice.say(tr(template, known=before, asked=tr(NAMES[asked])), "bold yellow")
