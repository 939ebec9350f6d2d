"""The commands around a training: the headset at hand, this machine, broken recordings, LSL."""

from typing import Annotated

import typer

from console.arguments import Data, Json, Lang, Port
from console.words import Voice, choose_language, print_result

tools = typer.Typer()


@tools.command()
def boards(
    scan: Annotated[
        bool, typer.Option("--scan", help="Ask the serial ports which headset answers.")
    ] = False,
    port: Port = "",
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the headsets; with --scan, find the one that is plugged in."""
    from console.boards import show_boards, show_scan

    tr, home, _ = choose_language(lang, data)
    voice = Voice(tr, quiet=as_json)
    if not scan:
        print_result(show_boards(voice), as_json)
        return
    result = show_scan(port, home, voice)
    print_result(result, as_json)
    if result["remembered"] is None:
        raise typer.Exit(1)


@tools.command()
def doctor(lang: Lang = None, data: Data = None, as_json: Json = False) -> None:
    """Check this machine, and say how to mend what is wrong."""
    from console.doctor import checks
    from console.words import show_checks

    tr, home, _ = choose_language(lang, data)
    if not show_checks(checks(home), tr, as_json):
        raise typer.Exit(1)
