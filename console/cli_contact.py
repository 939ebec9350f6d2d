"""The commands before a training: whether the electrodes touch, and touch this patient."""

from typing import Annotated, Literal

import typer

from console.arguments import BoardName, BoardSettingsFile, Data, Json, Lang, Port
from console.words import Voice, choose_language, print_result

contact = typer.Typer()


@contact.command()
def impedance(
    board: BoardName = None,
    port: Port = "",
    settings_file: BoardSettingsFile = None,
    electrodes: Annotated[
        Literal["gel", "saline", "dry"], typer.Option(help="Kind of electrode.")
    ] = "gel",
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Measure how well each electrode touches the skin (Cyton, Cyton + Daisy)."""
    from acquisition.impedance import Electrodes
    from console.impedance import run_impedance
    from console.train import board_spec

    tr, home, _ = choose_language(lang, data)
    voice = Voice(tr, quiet=as_json)
    spec = board_spec(board, port, settings_file, home, voice)
    print_result(run_impedance(spec, Electrodes(electrodes), home, voice), as_json)


@contact.command()
def check(
    board: BoardName = None,
    port: Port = "",
    settings_file: BoardSettingsFile = None,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Prove in half a minute that cap and patient are connected; exit 1 if they are not."""
    from console.check import run_check
    from console.train import board_spec

    tr, home, settings = choose_language(lang, data)
    voice = Voice(tr, quiet=as_json)
    spec = board_spec(board, port, settings_file, home, voice)
    result, is_connected = run_check(spec, home, settings, voice)
    print_result(result, as_json)
    if not is_connected:
        raise typer.Exit(1)
