"""The documents say what is there, and what they say is there: events, fields, links, commands."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from console.cli import app
from sessions.record import DECISION_COLUMNS, SessionRecord
from station.plugins import names
from station.settings import Settings
from tests.conftest import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
IDS = [path.name for path in DOCUMENTS]

# Functions whose first argument is the type of an event.
TELLERS = {"_tell", "_happening", "_hold", "_release", "event"}


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def named(text: str) -> set[str]:
    return set(re.findall(r"`([a-z_0-9.]+)`", text))


def event_types() -> Iterator[str]:
    for package in ("sessions", "games"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    first = node.args[0] if node.args else None
                    if node.func.attr in TELLERS and isinstance(first, ast.Constant):
                        yield str(first.value)


def test_every_event_type_is_described() -> None:
    types = set(event_types())

    assert {"cue", "result", "phase", "run_start", "session_end", "headset_lost"} <= types
    assert types - named(document("session-folder.md")) == set()


@pytest.mark.parametrize("field", [*SessionRecord.model_fields, *DECISION_COLUMNS])
def test_every_field_of_a_session_is_described(field: str) -> None:
    assert field in named(document("session-folder.md"))


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_named(setting: str) -> None:
    assert setting in document("session-folder.md")


def test_the_processes_that_the_architecture_names_exist() -> None:
    modules = re.findall(r"`((?:acquisition|sessions)(?:\.[a-z_]+)+)`", document("architecture.md"))

    assert len(modules) == 3
    for name in modules:
        path = ROOT.joinpath(*name.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), name


def test_every_file_that_the_documents_name_exists() -> None:
    for document_ in DOCUMENTS:
        text = re.sub(r"```.*?```", "", document_.read_text(encoding="utf-8"), flags=re.DOTALL)
        for path in re.findall(r"`((?:[a-z_]+/)+[a-z_-]+\.(?:py|md))`", text):
            assert (ROOT / path).is_file(), f"{document_.name} names {path}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_link_and_picture_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        linked = path.parent / file if file else path
        assert linked.exists(), f"{path.name} links to {target}"
        if anchor:
            assert anchor in anchors(linked), f"{path.name} links to {target}"


def test_pictures_are_small_and_none_is_left_over() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())

    assert pictures
    assert {picture.suffix for picture in pictures} == {".png"}
    assert all(picture.stat().st_size < 300_000 for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 6_000_000
    games = [p for p in pictures if p.name.startswith(tuple(names("games.catalogue")))]
    assert all(picture.stat().st_size < 60_000 for picture in games)
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    assert [picture.name for picture in pictures if f"pictures/{picture.name}" not in text] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_command_line_in_the_documents_can_be_typed(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        found = re.match(r"\s{4,}(?:\.venv\\Scripts\\)?volition (.*)", line)
        if found:
            parse(shlex.split(found[1], comments=True))


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_command_that_is_named_exists(path: Path) -> None:
    text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
    known = {words for words, _ in commands()}
    for named_ in re.findall(r"`volition ([a-z]+(?:-[a-z]+)*(?: [a-z]+(?:-[a-z]+)*)*)", text):
        assert named_ in known, f"{path.name} names volition {named_}"


def test_every_command_and_every_plug_in_is_documented() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)

    assert [words for words, _ in commands() if f"volition {words}" not in text] == []
    for package in ("games.catalogue", "decoding.decoders"):
        assert [name for name in names(package) if f"`{name}`" not in text] == []


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}


def commands(group: Any = None, words: str = "") -> Iterator[tuple[str, Any]]:
    whole: Any = group or typer.main.get_command(app)
    for name, command in whole.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{words}{name} ")
        else:
            yield f"{words}{name}", command


def parse(arguments: list[str]) -> None:
    """Read a command line without running it; a usage error raises."""
    command: Any = typer.main.get_command(app)
    name = "volition"
    while hasattr(command, "commands"):
        name, *arguments = arguments
        command = command.commands[name]
    command.make_context(name, arguments)
