"""How the command speaks: its language, its lines, its progress bars."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from console.doctor import Check
from station.errors import StationError
from station.language import N_, Language
from station.settings import Settings, data_home, language_of, read_settings

# Words for people go to standard error as soon as programs read standard output.
_OUT = Console(highlight=False, soft_wrap=True)
_ERR = Console(stderr=True, highlight=False, soft_wrap=True)

MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}
STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def choose_language(
    asked: str | None, data: Path | None, *, strict: bool = True
) -> tuple[Language, Path, Settings]:
    """Return the language, the data home and the station's settings.

    Parameters
    ----------
    asked : {"en", "zh"} or None
        What the person asked for; otherwise the station's setting, then the system's.
    data : Path or None
        The data home that the person named.
    strict : bool
        Whether unreadable settings are an error; not while an error is being told.
    """
    try:
        home = data_home(data)
        settings = read_settings(home)
    except StationError:
        if strict:
            raise
        home, settings = Path(), Settings()
    return Language(asked or language_of(settings, os.environ)), home, settings


class Voice:
    """Say what happens, on standard output or beside it.

    Parameters
    ----------
    tr : Language
    quiet : bool
        Standard output belongs to a program: speak on standard error.
    """

    def __init__(self, tr: Language, *, quiet: bool) -> None:
        self.tr = tr
        self.console = _ERR if quiet else _OUT

    def say(self, sentence: str, style: str = "") -> None:
        """Print one sentence, already translated."""
        self.console.print(sentence, style=style or None, markup=False)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show progress bars while the block lasts."""
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, transient=False) as progress:
            yield progress


def show_checks(checks: Sequence[Check], tr: Language, as_json: bool) -> bool:
    """Print the doctor's findings; return whether nothing failed."""
    if as_json:
        print(json.dumps([check.to_json(tr) for check in checks], ensure_ascii=False))
    else:
        for check in checks:
            _OUT.print(f"{MARKS[check.state]} ", style=STYLES[check.state], end="")
            _OUT.print(check.text(tr), markup=False)
    return all(check.state != "fail" for check in checks)


def print_result(result: dict[str, object], as_json: bool) -> None:
    """Print what a program asked for, as one line on standard output."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False))


DISCLAIMER = N_(
    "Training support and research software. Not a certified medical device; it does not diagnose, "
    "and it does not replace the judgement of a physician or therapist."
)
