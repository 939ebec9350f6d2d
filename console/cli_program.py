"""The commands before the first training: programmes, and the screening that suggests a paradigm."""

from pathlib import Path
from typing import Annotated

import typer

from console.arguments import Data, Json, Lang
from console.words import Voice, choose_language, print_result

planning = typer.Typer()
program_app = typer.Typer(no_args_is_help=True, help="Programmes of training: list, show, copy.")
planning.add_typer(program_app, name="program")

Name = Annotated[str, typer.Argument(help="Programme, such as STROKE-SUB.")]


@program_app.command("list")
def program_list(lang: Lang = None, data: Data = None, as_json: Json = False) -> None:
    """List the programmes, the shipped ones and your own."""
    from console.program import list_programs

    tr, home, _ = choose_language(lang, data)
    print_result(list_programs(home, Voice(tr, quiet=as_json)), as_json)


@program_app.command("show")
def program_show(name: Name, lang: Lang = None, data: Data = None, as_json: Json = False) -> None:
    """Show what a programme holds."""
    from console.program import show_program

    tr, home, _ = choose_language(lang, data)
    print_result(show_program(home, name, Voice(tr, quiet=as_json)), as_json)


@program_app.command("copy")
def program_copy(
    name: Name,
    new_name: Annotated[
        str | None, typer.Option("--as", help="Name of the copy; otherwise it takes its place.")
    ] = None,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Copy a programme into the data home, to be edited there."""
    from console.program import edit_copy

    tr, home, _ = choose_language(lang, data)
    print_result(edit_copy(home, name, new_name, Voice(tr, quiet=as_json)), as_json)


@program_app.command("paradigms")
def program_paradigms(lang: Lang = None, data: Data = None, as_json: Json = False) -> None:
    """List the trial structures: their phases, and what is scored."""
    from console.structure import list_paradigms

    tr, _, _ = choose_language(lang, data)
    print_result(list_paradigms(Voice(tr, quiet=as_json)), as_json)


@planning.command()
def screen(
    session: Annotated[Path, typer.Argument(help="Session folder.")],
    trials: Annotated[
        int, typer.Option(min=3, help="Clean trials of each kind, the first ones.")
    ] = 5,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Suggest a paradigm from the first trials of a recorded session."""
    from console.screen import run_screening

    tr, _, _ = choose_language(lang, None)
    print_result(run_screening(session, trials, Voice(tr, quiet=as_json)), as_json)
