"""The Chinese catalogue is whole: every sentence that people read is in it, with the same fields."""

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from typer.main import get_command

from console.cli import app
from console.manual import texts
from station.language import LOCALE, Language
from tests.conftest import ROOT

PACKAGES = ("acquisition", "console", "decoding", "games", "sessions", "station")
SOURCE = LOCALE / "zh_CN" / "LC_MESSAGES" / "volition.po"


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def marked() -> dict[str, str]:
    """Return every marked sentence with the file that it stands in."""
    found: dict[str, str] = {}
    for path in sources():
        for message in extract_from_file("python", path, keywords={"N_": None, "tr": None}):
            text = message[1]
            assert isinstance(text, str)
            found.setdefault(text, str(path.relative_to(ROOT)))
    return found | dict.fromkeys(texts(get_command(app)), "the manual")


def catalogue() -> Catalog:
    with SOURCE.open("rb") as file:
        return read_po(file, locale="zh_CN")


def fields(sentence: str) -> set[str]:
    """Return the named fields with their conversions, such as ``path!r`` or ``rate:g``."""
    return {
        f"{name}!{conversion}:{spec}"
        for _, name, spec, conversion in Formatter().parse(sentence)
        if name is not None
    }


def test_every_marked_sentence_has_a_chinese_one() -> None:
    chinese = {message.id for message in catalogue() if message.id and message.string}

    missing = [f"{place}: {text}" for text, place in marked().items() if text not in chinese]

    assert missing == []


def test_the_catalogue_holds_no_sentence_that_nobody_says_any_more() -> None:
    said = marked()

    assert [message.id for message in catalogue() if message.id and message.id not in said] == []


def test_both_languages_fill_in_the_same_fields_in_the_same_way() -> None:
    differing = [
        message.id
        for message in catalogue()
        if message.id and message.string and fields(str(message.id)) != fields(str(message.string))
    ]

    assert differing == []


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in catalogue() if message.id and message.fuzzy] == []


def test_the_compiled_catalogue_says_what_the_source_says() -> None:
    """A stale one would show old sentences; ``make install`` compiles it anew."""
    compiled = gettext.translation("volition", LOCALE, ["zh_CN"])
    said = [m for m in catalogue() if m.id and m.string]

    stale = [m.id for m in said if compiled.gettext(str(m.id)) != m.string]

    assert stale == []


def test_a_sentence_is_marked_as_one_literal() -> None:
    """The extraction sees no f-string, sum or conditional; it would stay English unnoticed."""
    wrong = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                literal = isinstance(node.args[0], ast.Constant)
                computed = isinstance(node.args[0], (ast.JoinedStr, ast.BinOp, ast.IfExp))
                if (node.func.id == "N_" and not literal) or (node.func.id == "tr" and computed):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert wrong == []


def test_a_language_speaks_chinese_and_keeps_the_values() -> None:
    sentence = "There is no {name!r} in {folder}; choose one of: {known}."

    said = Language("zh")(sentence, name="tangnt", folder="decoding.decoders", known="csp, tangent")

    assert said == "decoding.decoders 中没有 'tangnt'，可选：csp, tangent。"
