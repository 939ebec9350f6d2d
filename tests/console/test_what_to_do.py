"""What to do about an electrode is read to its end, in Chinese, too, which has no spaces to wrap at."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from rich.console import Console

from acquisition.impedance import Electrodes, Impedance, Measurement, Verdict
from acquisition.quality import Fault, Quality
from acquisition.quality_stream import Reading
from acquisition.ring import Ring
from console.fixes import FAULTS, fix_impedance
from console.impedance import _show
from console.signals import _table
from console.words import Voice
from station.language import Language
from station.stream import Chunk, StreamInfo

ZH = Language("zh")


def _last_column(text: str) -> str:
    """Return what stands in the last column of a table, its lines joined."""
    cells = [line.split("│")[-2].strip() for line in text.splitlines() if line.count("│") > 2]
    return "".join(cells)


def test_the_fix_of_an_impedance_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    bad = Impedance("C3", None, None, Verdict.BAD)

    _show(Measurement(Electrodes.SALINE, (bad,), 0.1, False), Voice(ZH, quiet=False))

    assert _last_column(capsys.readouterr().out) == fix_impedance(bad, Electrodes.SALINE, ZH)


@pytest.mark.parametrize("fault", Fault)
def test_the_fix_of_a_signal_is_whole(fault: Fault) -> None:
    info = StreamInfo("cyton", "d", "live", ("C3",), 250.0)
    ring = Ring(1, 500)
    ring.append(Chunk(0, np.zeros((1, 500)), np.zeros(500), np.zeros(500, np.uint8)))
    flags = np.array([int(fault)])
    reading = Reading(Quality(-1, 0.0, ("C3",), np.zeros(1), flags, flags, 0.0), 0.0, 250.0)
    console = Console(width=80)

    table = _table(cast(Any, SimpleNamespace(info=info)), ring, {}, reading, Voice(ZH, quiet=False))

    with console.capture() as shown:
        console.print(table)
    assert _last_column(shown.get()) == ZH(FAULTS[fault])
