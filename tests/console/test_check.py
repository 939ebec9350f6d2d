"""What ``volition check`` says of what was seen."""

import pytest

from acquisition.plausibility import Plausibility
from console.check import _tell
from console.words import Voice
from station.language import Language


@pytest.mark.parametrize(("blinks", "said"), [(0, "0 were seen"), (2, "2 were seen")])
def test_blinks_that_were_too_few_are_counted_and_not_denied(
    blinks: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _tell(Plausibility(alpha=2.0, blinks=blinks, clench=12.0), Voice(Language("en"), quiet=False))

    assert f"Of the five blinks {said}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("code", ["en", "zh"])
def test_everything_that_is_missing_is_said(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    _tell(Plausibility(alpha=1.2, blinks=1, clench=3.9), Voice(Language(code), quiet=False))

    said = capsys.readouterr().out
    assert len(said.splitlines()) == 4
    assert "{" not in said
