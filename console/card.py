"""``volition card``: one page about a model, for those who want to know before they trust it."""

from pathlib import Path

from console.words import Voice
from sessions.errors import SessionError
from sessions.report.card import write_cards
from sessions.store import read_session
from station.language import N_


def run_card(place: Path, voice: Voice) -> dict[str, object]:
    """Write the page of a model, or of the one that a session played with; return where it is."""
    model = _of_session(place) if place.is_dir() else place
    cards = write_cards(model)
    for path in cards.values():
        voice.say(voice.tr("Model card: {path}", path=path))
    return {"model": str(model), "card": {code: str(path) for code, path in cards.items()}}


def _of_session(folder: Path) -> Path:
    events = read_session(folder).of_type("model")
    if not events:
        raise SessionError(
            N_("The session {folder!r} has no model; name a model file (.skops) instead."),
            folder=str(folder),
        )
    return folder.resolve().parents[1] / "models" / events[-1].label
