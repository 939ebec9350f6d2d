"""The commands around a training: the headset at hand, this machine, broken recordings, LSL."""

from pathlib import Path
from typing import Annotated, Literal

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


@tools.command("group-model")
def group_model(
    task: Annotated[
        Literal["hand-vs-rest", "left-vs-right"], typer.Option("--task", help="What is trained.")
    ] = "hand-vs-rest",
    out: Annotated[
        Path | None, typer.Option(help="Folder for it; group-models of the data home otherwise.")
    ] = None,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Learn from the sessions of consenting patients, for patients who have no model yet."""
    from console.group import run_group_model

    tr, home, _ = choose_language(lang, data)
    print_result(run_group_model(task, out, home, Voice(tr, quiet=as_json)), as_json)


@tools.command()
def card(
    model: Annotated[Path, typer.Argument(help="Model file (.skops), or a session folder.")],
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Write one page about a model in Chinese and English: trials, scores, where it looks."""
    from console.card import run_card

    tr, _, _ = choose_language(lang, None)
    print_result(run_card(model, Voice(tr, quiet=as_json)), as_json)


@tools.command()
def doctor(lang: Lang = None, data: Data = None, as_json: Json = False) -> None:
    """Check this machine, and say how to mend what is wrong."""
    from console.doctor import checks
    from console.words import show_checks

    tr, home, _ = choose_language(lang, data)
    if not show_checks(checks(home), tr, as_json):
        raise typer.Exit(1)


@tools.command()
def salvage(
    session: Annotated[Path, typer.Argument(help="Session folder.")],
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Mend what a crash or a power cut left of a recording; exit 1 if something is lost."""
    from console.salvage import run_salvage

    tr, _, _ = choose_language(lang, None)
    result, is_whole = run_salvage(session, Voice(tr, quiet=as_json))
    print_result(result, as_json)
    if not is_whole:
        raise typer.Exit(1)


@tools.command()
def lsl(
    config: Annotated[
        bool, typer.Option("--config", help="Print what other programs need to join.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="Write it to this file, such as lsl_api.cfg.")
    ] = None,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Say how this station streams over LSL, and let other programs join."""
    from console.lsl import show_lsl

    tr, home, settings = choose_language(lang, data)
    is_printed = config and output is None and not as_json
    result = show_lsl(config, output, home, settings, Voice(tr, quiet=as_json or is_printed))
    if is_printed:  # alone on standard output, for a file
        print(result["config"], end="")
    print_result(result, as_json)
