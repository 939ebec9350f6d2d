"""The options that several commands share, each said once."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Lang = Annotated[
    Literal["en", "zh"] | None, typer.Option("--lang", help="Language: en, or zh for Chinese.")
]
Data = Annotated[Path | None, typer.Option("--data", help="Data home, instead of the usual one.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
Headless = Annotated[bool, typer.Option(help="Play without a window or sound.")]
Game = Annotated[str, typer.Option(help="Which game.")]
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
