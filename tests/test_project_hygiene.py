"""Small enough to hold in mind, and nothing in the tree that does not belong there."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("acquisition", "benchmarks", "console", "decoding", "games", "sessions", "station")
TEXT = {".py", ".md", ".toml", ".po", ".typ", ".lock", ".in", ""}

# Written in pieces, so that this file does not name what it looks for.
HOME_PATH = re.compile(r"/(?:home|Users|root)/" + r"\w|[A-Z]:\\Users\\")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
PICKLED = re.compile(r"(?:import|from) (?:pickle|joblib|dill|cloudpickle)\b|allow_" + "pickle=True")


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def tracked() -> list[Path]:
    """Return the files under version control, or skip where there is none (an sdist)."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone: there is no list of files to look at")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        if path.suffix in TEXT and path.name != "LICENSE":
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_a_module_has_fewer_than_300_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := path.read_text(encoding="utf-8").count("\n")) >= 300
    }

    assert long == {}


def test_a_function_has_fewer_than_40_lines_without_its_docstring() -> None:
    long = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1 - docstring_lines(node)
                if lines >= 40:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines

    assert long == {}


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]

    assert silent == []


def test_no_file_is_larger_than_a_mebibyte() -> None:
    assert [p.name for p in tracked() if p.stat().st_size > 1024 * 1024] == []


def test_no_path_of_somebody_s_machine_is_in_the_tree() -> None:
    assert [name for name, text in texts() if HOME_PATH.search(text)] == []


def test_nothing_is_left_for_later() -> None:
    assert [name for name, text in texts() if UNFINISHED.search(text)] == []


def test_nothing_loads_a_file_that_can_run_code() -> None:
    """A model or a recording from somewhere else must not be able to execute anything."""
    assert [n for n, text in texts() if n.endswith(".py") and PICKLED.search(text)] == []


@pytest.mark.parametrize("call", ["time.sleep(", "except:", "breakpoint("])
def test_nothing_waits_blindly_or_swallows_everything(call: str) -> None:
    found = [str(path.relative_to(ROOT)) for path in modules() if call in path.read_text("utf-8")]

    assert found == []
