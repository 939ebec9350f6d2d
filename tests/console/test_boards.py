"""The list of headsets, as a person reads it."""

import pytest

from console.boards import show_boards
from console.words import Voice
from station.language import Language


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_name_can_be_typed_as_it_is_listed(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal has 80 columns, and some names have 27 letters."""
    boards = show_boards(Voice(Language(code), quiet=False))["boards"]

    shown = capsys.readouterr().out.split()
    assert isinstance(boards, list)
    assert len(boards) > 50
    assert [board["name"] for board in boards if board["name"] not in shown] == []
    assert "…" not in "".join(shown)
