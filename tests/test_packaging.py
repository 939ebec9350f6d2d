"""What is built holds what is in the tree, and what is installed is what was pinned."""

import re
import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from setuptools import find_packages

from tests.conftest import ROOT

PACKAGES = ("acquisition", "console", "decoding", "games", "sessions", "station")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked() -> list[Requirement]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    lines = [line.rstrip(" \\") for line in text.splitlines() if line[:1].isalnum()]
    return [Requirement(line) for line in lines]


def test_the_package_list_is_the_tree(project: dict[str, Any]) -> None:
    """A folder that is left out works in a clone and is missing from the wheel."""
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in PACKAGES
        for path in (ROOT / package).rglob("__init__.py")
    }

    patterns = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert sorted(find_packages(str(ROOT), include=patterns)) == sorted(found)


def test_every_folder_with_modules_is_a_package() -> None:
    bare = {
        str(path.parent.relative_to(ROOT))
        for package in (*PACKAGES, "benchmarks", "tests")
        for path in (ROOT / package).rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }

    assert bare == set()


def test_every_data_file_of_a_package_is_built_in(project: dict[str, Any]) -> None:
    everywhere = project["tool"]["setuptools"]["package-data"]["*"]
    known = {".py", ".pyc", ".po", ".mo"} | {pattern.removeprefix("*") for pattern in everywhere}

    left_out = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in known
    ]

    assert left_out == []


def test_no_registry_accepts_an_upload(project: dict[str, Any]) -> None:
    assert "Private :: Do Not Upload" in project["project"]["classifiers"]


def test_every_direct_dependency_is_pinned(project: dict[str, Any]) -> None:
    wanted = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]

    loose = [w for w in wanted if "==" not in w and Requirement(w).name != "setuptools"]

    assert loose == []


def test_the_lock_holds_every_direct_dependency(project: dict[str, Any]) -> None:
    wanted = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    held = {r.name.lower(): r for r in locked()}

    for requirement in map(Requirement, wanted):
        pin = str(held[requirement.name.lower()].specifier).removeprefix("==")
        assert requirement.specifier.contains(pin), requirement


def test_the_lock_has_hashes_and_no_address() -> None:
    """Whoever installs chooses the registry; the hashes say that it gave what was tested."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert not re.search(r"://|--(index|extra|find|trusted)", text)
    entries = re.split(r"\n(?=\w)", text.strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_setuptools_still_has_what_brainflow_needs() -> None:
    """From version 82 on there is no pkg_resources, and BrainFlow fails at its first call."""
    pins = [r for r in locked() if r.name == "setuptools"]

    assert [int(str(r.specifier).removeprefix("==").split(".")[0]) < 82 for r in pins] == [True]


def test_the_command_is_installed() -> None:
    commands = entry_points(group="console_scripts", name="volition")

    assert {command.value for command in commands} == {"console.cli:main"}


def test_the_change_log_knows_this_version(project: dict[str, Any]) -> None:
    assert version("volition") == project["project"]["version"]
    assert "## Unreleased" in Path(ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
