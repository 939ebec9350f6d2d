"""The options that several commands share, each said once."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from games.movements import Movement


class Extra(StrEnum):
    """Steps that are not for every session; a programme says itself when it asks questions."""

    ASSESSMENT = "assessment"
    PRIMING = "priming"
    QUESTIONS = "questions"


@dataclass(frozen=True)
class Wish:
    """What the therapist asked for.

    Attributes
    ----------
    program : str or None
    extras : tuple of Extra
        Steps that are not for every session.
    despite : str
        Why to train although the calendar speaks against it.
    paradigm : str or None
        Trial structure of the runs; None leaves it to the programme, or to task and mode.
    start_anyway : str
        Why to begin whatever the signals are.
    movement : str or None
        What the hand is asked to do today; None leaves it to the patient's level.
    """

    program: str | None = None
    extras: tuple[Extra, ...] = ()
    despite: str = ""
    paradigm: str | None = None
    start_anyway: str = ""
    movement: Movement | None = None


Lang = Annotated[
    Literal["en", "zh"] | None, typer.Option("--lang", help="Language: en, or zh for Chinese.")
]
Data = Annotated[Path | None, typer.Option("--data", help="Data home, instead of the usual one.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
Headless = Annotated[bool, typer.Option(help="Play without a window or sound.")]
Game = Annotated[str, typer.Option(help="Which game.")]
GameName = Annotated[
    str | None, typer.Option("--game", help="Which game; reach, or the programme's own.")
]
MovementName = Annotated[
    Literal["grasp", "open", "wrist", "pinch", "reach"] | None,
    typer.Option("--movement", help="What the hand does; otherwise what the patient's level asks."),
]
ProgramName = Annotated[
    str | None, typer.Option("--program", help="Programme; see: volition program list.")
]
ParadigmName = Annotated[
    str | None, typer.Option("--paradigm", help="Trial structure; see: volition program paradigms.")
]
Extras = Annotated[
    list[Extra] | None,
    typer.Option(
        "--with", help="Steps that are not for every session; questions only without a programme."
    ),
]
Despite = Annotated[str, typer.Option(help="Why to train although the calendar says: rest.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with today's session that broke off.")
]
RunTrials = Annotated[
    int | None,
    typer.Option(
        "--trials", min=4, help="Trials of each run: 20, or 4 windows of self-paced play."
    ),
]
StartAnyway = Annotated[
    str, typer.Option("--start-anyway", help="Why to begin although the signals are not good.")
]
DecoderName = Annotated[str, typer.Option("--decoder", help="Which decoder.")]
TaskName = Annotated[
    Literal["hand-vs-rest", "left-vs-right"] | None, typer.Option("--task", help="What is trained.")
]
SideName = Literal["left", "right"]
Port = Annotated[str, typer.Option(help="Serial port of the headset's dongle.")]
BoardName = Annotated[
    str | None, typer.Option(help="Headset, cyton if nothing is said; see: volition boards.")
]

BoardSettingsFile = Annotated[
    Path | None, typer.Option("--board-settings", help="TOML with port, gain and channels.")
]
DemoDprime = Annotated[
    float | None,
    typer.Option(
        "--dprime",
        min=0.0,
        help="How separable the simulated patient's imagery is; 3, or 1.5 with --fast.",
    ),
]
DemoTrials = Annotated[
    int | None,
    typer.Option("--trials", min=4, help="Trials to play; otherwise 12 live, 80 fast."),
]
Dprime = Annotated[
    float, typer.Option(min=0.0, help="How separable the simulated patient's imagery is.")
]
Lesion = Annotated[SideName, typer.Option(help="Lesioned side of the simulated brain.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of everything that is drawn.")]
Calibrate = Annotated[
    bool | None,
    typer.Option(
        "--calibrate/--no-calibrate",
        help="Calibrate anew although there is a model, or never; by itself after a clear drop.",
    ),
]
Group = Annotated[
    Path | None, typer.Option(help="Group model to learn from; the newest that fits otherwise.")
]
Adapt = Annotated[
    Literal["cued", "unlabelled", "frozen"] | None,
    typer.Option(
        help="What the decoder learns in play; all (cued) by itself, nothing on an assessment day."
    ),
]
