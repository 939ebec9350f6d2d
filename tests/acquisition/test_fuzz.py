"""Damaged bytes are refused in words or read rightly: no crash, no wrong number, no traceback."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquisition.brainvision import CHECKS, EEG, HEADER, MARKERS, SAMPLES, read_raw
from acquisition.errors import AcquisitionError
from acquisition.files import read_recording
from acquisition.raw import RawWriter
from acquisition.salvage import salvage
from station.stream import Rows, StreamInfo

INFO = StreamInfo("counting", "test-1", "simulated", ("C3", "Cz", "C4"), 125.0)
ROWS = 300
ROOT = Path(__file__).resolve().parents[2]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

numbers = np.arange(ROWS)
WRITTEN = Rows(
    0,
    (numbers[:, None] + [1.0, 0.25, 0.5]).astype(np.float32),
    numbers / 125.0,
    (numbers % 256).astype(np.int32),
    np.zeros(ROWS, np.uint8),
)


def _recording() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        with RawWriter(Path(folder), INFO, mains=50.0) as writer:
            writer.append(WRITTEN)
            writer.marker(7, "cue")
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


WHOLE = _recording()
damages = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=12)), max_size=4
)


def _damaged(whole: bytes, places: list[tuple[float, bytes]], cut: float) -> bytes:
    data = bytearray(whole)
    for place, new in places:
        start = int(place * len(data))
        data[start : start + len(new)] = new
    return bytes(data[: round(cut * len(data))])


@given(
    name=st.sampled_from([HEADER, EEG, SAMPLES, CHECKS, MARKERS]),
    places=damages,
    cut=st.one_of(st.just(1.0), st.floats(0, 1)),
)
@QUICK
def test_a_damaged_recording_is_refused_or_every_row_left_is_the_one_that_was_written(
    name: str, places: list[tuple[float, bytes]], cut: float
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        for file, data in WHOLE.items():
            (folder / file).write_bytes(data)
        (folder / name).write_bytes(_damaged(WHOLE[name], places, cut))
        try:
            found = salvage(folder)
            raw = read_raw(folder)
        except AcquisitionError:
            return
    if name == HEADER:  # whoever writes another header by hand gets another recording
        return
    assert len(raw) == found.rows
    assert found.rows + found.lost_rows >= len(raw)
    for part in ("microvolts", "times", "counters", "flags"):
        assert np.array_equal(getattr(raw, part), getattr(WRITTEN, part)[: len(raw)]), part


@pytest.fixture(scope="module")
def edf(data: Path) -> Path:
    return next(data.rglob("*.edf"))


@pytest.fixture(scope="module")
def xdf(data: Path) -> Path:
    return min(data.rglob("*.xdf"), key=lambda path: path.stat().st_size)


@pytest.mark.parametrize("kind", ["edf", "xdf"])
def test_damaged_files_of_others_are_refused_in_words_or_keep_their_shape(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path: Path = request.getfixturevalue(kind)
    whole = path.read_bytes()[:3_000_000]
    draw = np.random.default_rng(1)
    for turn in range(25):
        data = bytearray(whole)
        # Headers decide most; the first kilobytes get their share.
        for _ in range(turn % 4):
            span = 2000 if turn % 2 else len(data)
            data[int(draw.integers(span))] = int(draw.integers(256))
        cut = len(data) if turn % 3 else int(draw.integers(len(data)))
        file = tmp_path / f"damaged.{kind}"
        file.write_bytes(data[:cut])
        try:
            found = read_recording(file, unit="uV", events={"1": "rest"})
        except AcquisitionError:
            continue
        assert np.isfinite(found.microvolts).all()
        assert found.microvolts.shape == (len(found.flags), len(found.info.channels))


_DRIVER = """
import json, os, sys, threading, tty
import numpy as np
from acquisition.boards.brainflow import BrainFlowBoard
from acquisition.headset import Headset
from pathlib import Path
from station.clock import RealClock
master, slave = os.openpty()
tty.setraw(master); tty.setraw(slave)
draw = np.random.default_rng(int(sys.argv[1]))
banner = b"OpenBCI V3 8-16 channel\\nOn Board ADS1299 Device ID: 0x3E\\nFirmware: v3.1.2\\n$$$"
going = threading.Event()
def far_end():
    while True:
        heard = os.read(master, 64)
        if b"v" in heard: os.write(master, banner)
        elif b"d" in heard: os.write(master, b"updating channel settings to default$$$")
        elif b"b" in heard: going.set()
        elif b"s" in heard: going.clear()
threading.Thread(target=far_end, daemon=True).start()
pause = threading.Event()
rows = 0
with Headset(BrainFlowBoard(port=os.ttyname(slave)), Path(sys.argv[2]), mains=50.0) as headset:
    headset.start(RealClock().now())
    going.wait(5.0)
    for turn in range(60):
        noise = bytearray(draw.bytes(int(draw.integers(1, 200))))
        for at in range(0, len(noise) - 33, 33):
            if draw.random() < 0.7:
                noise[at], noise[at + 32] = 0xA0, 0xC0
        os.write(master, bytes(noise))
        pause.wait(0.01)
        got = headset.pump(RealClock().now())
        assert np.isfinite(got.microvolts).all()
        assert np.abs(got.microvolts).max(initial=0) <= 187_501
        rows += len(got)
    tally = headset.tally
print(json.dumps({"rows": rows, "tally": tally.rows}))
"""


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_noise_on_the_serial_line_does_not_end_the_driver(seed: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DRIVER, str(seed), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["rows"] == said["tally"] == len(read_raw(tmp_path)) > 0
