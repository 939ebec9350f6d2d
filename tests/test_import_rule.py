"""The line is the architecture: who may import whom, and where each foreign library lives."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("acquisition", "console", "decoding", "games", "sessions", "station")

# What each package may import of ours, itself and station aside.
MAY_IMPORT = {
    "station": (),
    "acquisition": (),
    "decoding": ("acquisition",),
    "games": ("decoding.intention",),
    "sessions": ("acquisition", "decoding", "games"),
    "console": ("acquisition", "decoding", "games", "sessions"),
}

# Foreign libraries that have one home.
HOMES = {
    "brainflow": "acquisition",
    "pylsl": "acquisition",
    "serial": "acquisition",
    "pyxdf": "acquisition",
    "sklearn": "decoding",
    "pyriemann": "decoding",
    "skops": "decoding",
    "pygame": "games",
    "typst": "sessions",
    "matplotlib": "sessions",
    "rich": "console",
    "typer": "console",
}


def modules(package: str) -> Iterator[Path]:
    yield from sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every imported module of a file with its line, wherever in the file it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            assert node.module is not None
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def is_within(module: str, allowed: str) -> bool:
    return module == allowed or module.startswith(f"{allowed}.")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_stands_before_it_on_the_line(package: str) -> None:
    allowed = (package, "station", *MAY_IMPORT[package])

    strangers = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in modules(package)
        for module, line in imports(path)
        if module.split(".")[0] in (*PACKAGES, "tests", "benchmarks")
        and not any(is_within(module, name) for name in allowed)
    ]

    assert strangers == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_foreign_library_has_one_home(package: str) -> None:
    strangers = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in modules(package)
        for module, line in imports(path)
        if HOMES.get(module.split(".")[0], package) != package
    ]

    assert strangers == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_file_is_a_docstring(package: str) -> None:
    for path in sorted((ROOT / package).rglob("__init__.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body

        assert len(body) == 1, path
        assert isinstance(body[0], ast.Expr), path
        assert isinstance(body[0].value, ast.Constant), path


@pytest.mark.parametrize("package", PACKAGES)
def test_a_generic_package_name_belongs_to_us_alone(package: str) -> None:
    """An installed distribution of the same name would be imported, silently, in our place."""
    assert set(packages_distributions().get(package, [])) <= {"volition"}
    assert package not in sys.stdlib_module_names


def test_every_import_of_a_library_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    """The test of the tests: an import inside a function must not escape the rule."""
    path = tmp_path / "sample.py"
    path.write_text("def f():\n    from games.screen import Screen\n    import pygame.font\n")

    assert list(imports(path)) == [("games.screen.Screen", 2), ("pygame.font", 3)]
