"""What ``--help`` shows, in the language of whoever asks.

Typer takes its texts from docstrings and options, where they stand as English source. Here the finished
tree of commands is read: to show it in either language, folded where Chinese may be folded, and to collect
its texts for the catalogue (``make messages``).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import IO, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from station.language import Language

_OUT = Console(highlight=False)


def in_language(command: Any, tr: Language) -> Any:
    """Let a tree of commands show its manual in a language, and return it.

    Parameters
    ----------
    command : TyperGroup
        Fresh from :func:`typer.main.get_command`.
    tr : Language
    """
    for one in _tree(command):
        vars(one)["format_help"] = partial(_show, one, tr)
    return command


def texts(command: Any) -> list[str]:
    """Return every text of a tree of commands, each once."""
    said = [one.help for one in _tree(command)]
    said += [parameter.help for one in _tree(command) for parameter in one.params]
    return list(dict.fromkeys(filter(None, said)))


def extract(
    file: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Sequence[str],
    options: Mapping[str, Any],
) -> Iterator[tuple[int, Any, Any, Any]]:
    """Yield what Babel is to put into the catalogue from ``console/cli.py``: its own, and the manual's."""
    from babel.messages.extract import extract_python
    from typer.main import get_command

    from console.cli import app

    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type]
    for text in texts(get_command(app)):
        yield 1, None, text, []


def _tree(command: Any) -> Iterator[Any]:
    yield command
    for one in getattr(command, "commands", {}).values():
        yield from _tree(one)


def _show(command: Any, tr: Language, context: Any, formatter: object) -> None:
    """Print a command's manual; what Typer would have written itself stays empty."""
    parameters = command.get_params(context)
    given = [one for one in parameters if one.param_type_name == "argument"]
    options = [one for one in parameters if one.param_type_name != "argument"]
    commands = getattr(command, "commands", {})
    words = [one.name.upper() if one.required else f"[{one.name.upper()}]" for one in given]
    words = [context.command_path, *words, *["COMMAND ..."] * bool(commands), "[--...]"]
    usage = tr("Usage: {words}", words=" ".join(words))
    _OUT.print(f"\n{usage}\n", style="bold", markup=False)
    _OUT.print(tr(command.help), markup=False)
    _list(tr("Arguments"), [(one.name.upper(), _said(one, tr)) for one in given])
    _list(tr("Options"), [(_names(one), _said(one, tr)) for one in options])
    _list(tr("Commands"), [(name, tr(one.help)) for name, one in commands.items()])


def _list(title: str, rows: Sequence[tuple[str, str]]) -> None:
    if not rows:
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")  # Chinese has no spaces to wrap at
    for row in rows:
        table.add_row(*row)
    _OUT.print(f"\n{title}", style="bold", markup=False)
    _OUT.print(Padding(table, (0, 0, 0, 2)))


def _names(option: Any) -> str:
    return " ".join((*option.opts, *option.secondary_opts))


def _said(parameter: Any, tr: Language) -> str:
    """Return what a parameter is for, what it takes, and what it is if nobody says."""
    said = tr("Show this manual.") if parameter.name == "help" else tr(parameter.help)
    notes = _takes(parameter)
    if parameter.required:
        notes.append(tr("must be given"))
    elif parameter.default not in (None, "", False, ()):
        notes.append(tr("otherwise {value}", value=parameter.default))
    return f"{said} ({'; '.join(notes)})" if notes else said


def _takes(parameter: Any) -> list[str]:
    """Return which values are taken, where they are few or limited."""
    if choices := parameter.type_descriptor.choices:
        return [" | ".join(str(getattr(one, "value", one)) for one in choices)]
    least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
    limits = [] if least is None else [f"≥ {least:g}"]
    return limits if most is None else [*limits, f"≤ {most:g}"]
