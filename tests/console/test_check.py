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
    _tell(Plausibility(2.0, blinks, 12.0), 0.0, Voice(Language("en"), quiet=False))

    assert f"Of the five blinks {said}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("code", ["en", "zh"])
def test_everything_that_is_missing_is_said(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    _tell(Plausibility(1.2, 1, 3.9), 0.0, Voice(Language(code), quiet=False))

    said = capsys.readouterr().out
    assert len(said.splitlines()) == 4
    assert "{" not in said


@pytest.mark.parametrize(("loss", "lines"), [(4.0, 2), (15.0, 3)])
def test_samples_that_were_lost_meanwhile_are_told(
    loss: float, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A blink may be among them."""
    _tell(Plausibility(2.0, 5, 12.0), loss, Voice(Language("en"), quiet=False))

    said = capsys.readouterr().out
    assert len(said.splitlines()) == lines
    assert ("15 % of the samples were lost" in said) is (lines == 3)
