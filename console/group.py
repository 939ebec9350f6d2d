"""``volition group-model``: what consenting patients teach a new one."""

from pathlib import Path
from typing import Literal

from console.words import Voice
from decoding.models import save
from sessions.group import FOLDER, make_group_model
from station.task import Task


def run_group_model(
    task: Literal["hand-vs-rest", "left-vs-right"], out: Path | None, home: Path, voice: Voice
) -> dict[str, object]:
    """Make a group model and return what ``--json`` prints."""
    model, told = make_group_model(home, Task(task))
    path = save(model, out or home / FOLDER)
    voice.say(
        voice.tr(
            "Learned from {people} consenting patients ({trials} trials). A patient whom it did not "
            "know was read with a balanced accuracy of {accuracy:.0%}.",
            people=told["learned_from"],
            trials=told["trials"],
            accuracy=model.card.balanced_accuracy,
        )
    )
    voice.say(voice.tr("Group model: {path}", path=str(path)))
    return {**told, "model": str(path)}
