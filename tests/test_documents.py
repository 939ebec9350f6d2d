"""The documents say what is there: every event, every field of a session, every plug-in's place."""

import ast
import re
from collections.abc import Iterator

import pytest

from sessions.record import DECISION_COLUMNS, SessionRecord
from station.settings import Settings
from tests.conftest import ROOT

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
        assert ROOT.joinpath(*name.split(".")).with_suffix(".py").is_file(), name


def test_every_file_that_the_documents_name_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/session-folder.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for path in re.findall(r"`((?:[a-z_]+/)+[a-z_-]+\.(?:py|md))`", text):
            assert (ROOT / path).is_file(), f"{name} names {path}"
