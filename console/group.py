"""``volition group-model``: what consenting patients teach a new one."""

from pathlib import Path
from typing import Literal

from console.words import Voice
from decoding.models import save
from sessions.group import FOLDER, make_group_model
from sessions.report.format import probability
from station.task import Task


def run_group_model(
    task: Literal["hand-vs-rest", "left-vs-right"], out: Path | None, home: Path, voice: Voice
) -> dict[str, object]:
    """Make a group model and return what ``--json`` prints."""
    model, told = make_group_model(home, Task(task))
    card = model.card
    path = save(model, out or home / FOLDER)
    voice.say(
        voice.tr(
            "Learned from {people} consenting patients. Those whom it did not know were read with an accuracy of "
            "{accuracy:.0%} (95 % interval {low:.0%} to {high:.0%}; balanced {balanced:.0%}) over {n} trials; from "
            "{criterion} right on it is above chance, permutation p {p}.",
            people=told["learned_from"],
            accuracy=card.accuracy,
            low=card.interval[0],
            high=card.interval[1],
            balanced=card.balanced_accuracy,
            n=card.trials,
            criterion=card.criterion,
            p=probability(float(str(card.permutation_p))),
        )
    )
    if not card.above_chance:
        voice.say(
            voice.tr("That is not better than chance: calibrate new patients instead."),
            "bold yellow",
        )
    voice.say(voice.tr("Group model: {path}", path=str(path)))
    return {**told, "model": str(path)}
