"""A script of faults is read as a person writes it, and each slip is named."""

import re
from pathlib import Path

import pytest

from acquisition.emulator.faults import Fault, FaultKind
from acquisition.emulator.script import read_faults
from acquisition.errors import AcquisitionError
from tests.conftest import ROOT


def test_the_script_in_the_documents_is_one(tmp_path: Path) -> None:
    document = (ROOT / "docs" / "researcher.md").read_text("utf-8")
    found = re.search(r"```toml\n(\[\[fault\]\].*?)```", document, re.DOTALL)
    assert found is not None
    file = tmp_path / "faults.toml"
    file.write_text(found[1], encoding="utf-8")

    assert read_faults(file) == (
        Fault(kind=FaultKind.DROP, start=20, duration=3, share=0.1),
        Fault(kind=FaultKind.RAIL, start=60, duration=10, inputs=(2, 3)),
    )
    assert all(kind in found[1] for kind in FaultKind)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[fault]]\nkind = 'explode'\nstart = 1", "kind cannot be 'explode'; allowed: 'drop', "),
        ("[[fault]]\nkind = 'drop'", "start is missing"),
        ("[[fault]]\nkind = 'drop'\nstart = 1\nshaer = 1", "did you mean 'share'"),
        ("[[faults]]", "did you mean 'fault'"),
        ("kind = ", "not valid TOML"),
    ],
)
def test_a_slip_in_a_script_is_named(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "faults.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(AcquisitionError, match=sentence):
        read_faults(file)


def test_a_script_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(AcquisitionError, match="cannot be read"):
        read_faults(tmp_path / "none.toml")
