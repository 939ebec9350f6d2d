"""The manual and the refusals of a command line, as the person speaks who asks."""

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from rich.cells import cell_len
from typer.main import get_command

from console.cli import app, main
from console.manual import texts
from station.language import Language

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def commands(command: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for name, one in getattr(command or get_command(app), "commands", {}).items():
        yield from commands(one, (*words, name))


def run(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["volition", *words])
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, said.out, said.err


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_manual_shows_every_text_of_its_command_whole(
    words: tuple[str, ...],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", {"en": "C.UTF-8", "zh": "zh_CN.UTF-8"}[language])
    code, shown, _ = run((*words, "--help"), monkeypatch, capsys)

    command = get_command(app)
    for word in words:
        command = command.commands[word]  # type: ignore[attr-defined]
    tr, together = Language(language), re.sub(r"\s", "", shown)
    own = [command.help, *(parameter.help for parameter in command.params)]  # type: ignore[attr-defined]
    assert code == 0
    assert [text for text in own if text and re.sub(r"\s", "", tr(text)) not in together] == []
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert bool(CHINESE.search(shown.replace("意动", ""))) == (language == "zh")


def test_every_text_of_the_manual_is_chinese_in_chinese() -> None:
    tr = Language("zh")

    assert [text for text in texts(get_command(app)) if not CHINESE.search(tr(text))] == []


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (("tran",), "no 'tran'; did you mean 'train'? See: volition --help", "是不是指 'train'"),
        (("xyz",), "no 'xyz'; see: volition --help", "没有 'xyz'"),
        (("patient", "nwe"), "did you mean 'new'? See: volition patient --help", "'new'"),
        (("train", "--pacient", "x"), "'--pacient'; did you mean '--patient'?", "'--patient'"),
        (("train", "--qqq"), "no '--qqq'; see: volition train --help", "没有 '--qqq'"),
        (("train",), "--patient is missing; see: volition train --help", "缺少 --patient"),
        (("salvage",), "SESSION is missing; see: volition salvage --help", "缺少 SESSION"),
        (("salvage", "a", "b"), "More was written than volition salvage takes", "不需要这么多"),
        (("train", "--patient", "P", "--runs", "0"), "--runs cannot be '0'", "--runs 不能是 '0'"),
        (("emulate", "--board=x"), "--board cannot be 'x'", "--board 不能是 'x'"),
        (("train", "--patient", "P", "--with", "priming", "--with", "x"), "be 'x'", "不能是 'x'"),
        (("train", "--patient"), "--patient was not written as it must be", "--patient 的写法不对"),
        (("doctor", "--json=1"), "--json was not written as it must be", "--json 的写法不对"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_in_one_sentence(
    words: tuple[str, ...],
    english: str,
    chinese: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for language, sentence in (("C.UTF-8", english), ("zh_CN.UTF-8", chinese)):
        monkeypatch.setenv("LC_ALL", language)
        code, out, err = run(words, monkeypatch, capsys)

        assert (code, out) == (2, "")
        assert sentence in err
        assert len(err.splitlines()) == 1


def test_a_language_that_is_none_is_refused_in_the_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    code, _, err = run(("doctor", "--lang", "fr"), monkeypatch, capsys)

    assert code == 2
    assert "--lang 不能是 'fr'" in err


def test_a_command_without_words_shows_its_manual(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(("patient",), monkeypatch, capsys)

    assert (code, err) == (2, "")
    assert "consent" in out
