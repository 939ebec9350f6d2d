"""Who withdraws is told what was learned before, and where it lies."""

import sys
from pathlib import Path

import pytest

from console.cli import main
from sessions.group import FOLDER
from sessions.patient import new_patient, read_patient


@pytest.mark.parametrize("is_group", [True, False])
def test_who_withdraws_is_told_of_the_group_models_of_before(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_group: bool,
) -> None:
    patient = new_patient(tmp_path, affected_side="right", language="en")
    (tmp_path / FOLDER).mkdir()
    if is_group:
        (tmp_path / FOLDER / "2026-01-01T000000Z_adaptive.skops").write_bytes(b"")
    asked = ("patient", "consent", patient.pseudonym, "--no-share", "--lang", "en")
    monkeypatch.setattr(sys, "argv", ["volition", *asked, "--data", str(tmp_path)])

    with pytest.raises(SystemExit, match="0"):
        main()

    heard = capsys.readouterr()
    said = " ".join((heard.out + heard.err).split())
    assert not read_patient(tmp_path, patient.pseudonym).shares
    assert ("may still hold what these sessions taught" in said) == is_group
