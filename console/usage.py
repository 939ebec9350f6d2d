"""A command line that cannot be read, told in one sentence with the way out."""

import sys
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

from typer.exceptions import TyperException

from console.words import choose_language
from station.language import N_, Language

_NEAR = N_("There is no {name!r}; did you mean {near!r}? See: {command} --help")
_UNKNOWN = N_("There is no {name!r}; see: {command} --help")


def spoken_to() -> Language:
    """Return the language of whoever typed the command line."""
    data = asked("--data")
    home = None if data is None else Path(data)
    language = asked("--lang")
    wanted = language if language in ("en", "zh") else None
    return choose_language(wanted, home, strict=False)[0]


def asked(option: str) -> str | None:
    """Return an option's value as it was typed last; ``--lang zh`` and ``--lang=zh`` are the same."""
    arguments = [part for argument in sys.argv[1:] for part in argument.split("=", 1)]
    found = [value for name, value in pairwise(arguments) if name == option]
    return found[-1] if found else None


def in_words(error: TyperException, tr: Language) -> str:
    """Return what is wrong with the command line; nothing where its manual was shown instead.

    Parameters
    ----------
    error : TyperException
        As Typer raised it; its own words are English.
    tr : Language
    """
    told: Any = error  # what else it holds depends on its kind, and those are not public
    context, parameter = getattr(told, "ctx", None), getattr(told, "param", None)
    command = "volition" if context is None else context.command_path
    if hasattr(told, "possibilities"):
        return _nearest(tr, told.option_name, told.possibilities or (), command)
    if hasattr(told, "option_name"):
        sentence = N_("{option} was not written as it must be; see: {command} --help")
        return tr(sentence, option=told.option_name, command=command)
    if parameter is not None and hasattr(told, "param_type"):
        sentence = N_("{option} is missing; see: {command} --help")
        return tr(sentence, option=_name(parameter), command=command)
    if parameter is not None:
        name = _name(parameter)
        sentence = N_("{option} cannot be {value!r}; see what it takes: {command} --help")
        return tr(sentence, option=name, value=asked(name) or "", command=command)
    if not error.message:
        return ""
    if context is not None and hasattr(context.command, "commands"):
        known = list(context.command.commands)
        name = _word(len(command.split()) - 1)
        return _nearest(tr, name, get_close_matches(name, known, n=1), command)
    return tr("More was written than {command} takes; see: {command} --help", command=command)


def _nearest(tr: Language, name: str, near: Any, command: str) -> str:
    if near:
        return tr(_NEAR, name=name, near=near[0], command=command)
    return tr(_UNKNOWN, name=name, command=command)


def _name(parameter: Any) -> str:
    name = str(parameter.opts[0])
    return name if name.startswith("-") else name.upper()


def _word(place: int) -> str:
    words = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    return words[place] if place < len(words) else ""
