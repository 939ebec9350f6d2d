"""``Volition-Quality`` as a client hears it: what docs/lsl.md says, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pylsl
import pytest

from acquisition.lsl import lsl_config_text, station_id
from acquisition.quality import Colour, Fault, Quality
from acquisition.quality_stream import QUALITY, QualityInlet, Reading, SignalOutlet
from acquisition.tally import Tally
from station.clock import RealClock
from station.stream import Rows, StreamInfo

pytestmark = [pytest.mark.process, pytest.mark.timeout(60)]
SESSION = "20261123T101500Z_9a11"
INFO = StreamInfo("cyton", "quality-1", "simulated", ("C3", "EMG extensor"), 250.0)
TALLY = Tally(rows=400, sent=390, lost=10, filled=10, repeated=0, rate=243.75, clock=250.1)
Heard = TypeVar("Heard")
LABELS = [
    *("C3 index", "C3 amber", "C3 red"),
    *("EMG extensor index", "EMG extensor amber", "EMG extensor red"),
    *("overall", "loss_percent", "rate"),
]


@dataclass
class _Judged:
    info: StreamInfo
    quality: Quality | None
    tally: Tally


def _quality(row: int, time: float) -> Quality:
    amber = np.array([Fault.MAINS | Fault.GAPS, 0])
    red = np.array([Fault.MAINS, 0])
    return Quality(row, time, INFO.channels, np.array([12.5, 90.0]), amber, red, 12.5)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> str:
    # LSL is configured once per process; whoever came first chose the id.
    pylsl.set_config_content(lsl_config_text(station_id(tmp_path_factory.mktemp("home"))))
    probe = pylsl.StreamOutlet(pylsl.StreamInfo("Probe", "", 1, 0, "float32", "probe-quality"))
    found: str = probe.get_info().session_id()
    if not found.startswith("volition-"):
        pytest.skip("this process used LSL before it could be made private")
    return found


def _heard(ask: Callable[[], Heard | None]) -> Heard:
    clock = RealClock()
    end = clock.now() + 10.0
    while (found := ask()) is None:
        assert clock.now() < end, "nothing came for 10 s"
    return found


def test_a_client_sees_faults_loss_and_rate_under_their_names(station: str) -> None:
    judged = _Judged(INFO, None, TALLY)
    outlet = SignalOutlet(judged, SESSION, station)
    found = pylsl.resolve_byprop("name", QUALITY, 1, 10.0)
    assert (found[0].type(), found[0].channel_format()) == ("Quality", pylsl.cf_float32)
    other = pylsl.StreamInlet(found[0])
    other.open_stream(timeout=5.0)
    assert other.info(timeout=5.0).get_channel_labels() == LABELS
    ours = QualityInlet(SESSION)
    row = 0

    def ask() -> tuple[dict[str, float], Reading] | None:
        nonlocal row
        row += 1
        judged.quality = _quality(row, pylsl.local_clock())
        empty = np.zeros(1)
        flags, values = np.zeros(1, np.uint8), np.zeros((1, 2), np.float32)
        outlet.push(Rows(row, values, empty + judged.quality.time, empty.astype(np.int32), flags))
        sample, _ = other.pull_sample(timeout=0.05)
        reading = ours.newest()
        if sample is None or reading is None:
            return None
        return dict(zip(LABELS, sample, strict=True)), reading

    heard, reading = _heard(ask)

    values = [12.5, 8 + 128, 8, 90.0, 0, 0, 12.5, 2.5, 243.75]
    assert heard == dict(zip(LABELS, values, strict=True))
    assert (reading.loss_percent, reading.rate) == (2.5, 243.75)
    assert reading.quality.channels == INFO.channels
    assert [reading.quality.colour(n) for n in range(2)] == [Colour.RED, Colour.GREEN]
