"""Kill the recording at random moments, and count what is lost.

    python -m benchmarks.crashes --json FILE

The writer of the raw recording is killed 200 times (``kill -9``) and five times the whole product,
all its processes at once. It says each row on its standard output only after the row was written:
a row that was said but cannot be read is lost. Power cuts are another matter (the page cache
survives a kill); tests/acquisition/test_salvage.py plays every one of them.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from acquisition.brainvision import MARKERS, read_raw
from acquisition.errors import AcquisitionError
from acquisition.raw import RawWriter
from acquisition.salvage import salvage
from sessions.record import DECISION_COLUMNS
from station.stream import Rows, StreamInfo

WRITER_KILLS = 200
PRODUCT_KILLS = 5
CHANNELS = 16
RATE = 250.0
_LONGEST = 0.25  # seconds that a writer lives after its first row
_LONGEST_SESSION = 8.0  # seconds that the product lives after its first cue
_ON_ITS_WAY = 0.1  # s
_PAUSE = threading.Event()


@dataclass
class Crash:
    """What one kill left.

    Attributes
    ----------
    said : int
        Rows that were written for certain.
    read : int
        Rows that were read back as they were written.
    markers_said, markers_read : int
    problem : str
        Why the recording could not be read; empty if it could.
    """

    said: int
    read: int
    markers_said: int
    markers_read: int
    problem: str = ""


def write_forever(folder: Path) -> None:
    """Write numbered rows and markers without end, and say each when it is written."""
    info = StreamInfo("counting", "crash", "simulated", tuple(map(str, range(CHANNELS))), RATE)
    with RawWriter(folder, info, mains=50.0) as writer:
        while True:
            first = writer.rows
            count = 1 + first % 5
            writer.append(_rows(first, count))
            os.write(1, b"r %d\n" % writer.rows)
            if first % 7 == 0:
                writer.marker(first, f"cue, {first}")
                os.write(1, b"m %d\n" % first)


def _rows(first: int, count: int) -> Rows:
    numbers = np.arange(first, first + count)
    microvolts = (numbers[:, None] + np.arange(CHANNELS) / 32).astype(np.float32)
    counters = (numbers % 256).astype(np.int32)
    return Rows(first, microvolts, numbers / RATE, counters, np.zeros(count, np.uint8))


def kill_writer(draw: random.Random) -> Crash:
    """Kill a writer at a random moment and read what it left."""
    with tempfile.TemporaryDirectory() as name:
        reading, writing = os.pipe()
        writer = os.fork()  # a new interpreter would take a second and a half to start
        if writer == 0:
            os.close(reading)
            os.dup2(writing, 1)
            write_forever(Path(name))
        os.close(writing)
        with os.fdopen(reading, "rb") as output:
            said = output.readline()
            timer = threading.Timer(draw.uniform(0.0, _LONGEST), os.kill, (writer, signal.SIGKILL))
            timer.start()
            said += output.read()
        timer.join()
        os.waitpid(writer, 0)
        lines = said[: said.rfind(b"\n") + 1].decode("ascii").splitlines()
        rows = max((int(line[2:]) for line in lines if line.startswith("r")), default=0)
        return _judge(Path(name), rows, sum(line.startswith("m") for line in lines))


def _judge(folder: Path, said: int, markers_said: int) -> Crash:
    try:
        salvage(folder)
        raw = read_raw(folder)
    except AcquisitionError as error:
        return Crash(said, 0, markers_said, 0, str(error))
    right = _rows(0, len(raw))
    same = (raw.microvolts == right.microvolts).all(axis=1) & (raw.times == right.times)
    read = len(raw) if same.all() else int(np.argmin(same))
    markers = (folder / MARKERS).read_text("utf-8").count("=Comment,cue\\1 ")
    return Crash(said, read, markers_said, markers)


def kill_product(draw: random.Random) -> Crash:
    """Kill a live session with all its processes, and read what they left."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-c", "from console.cli import main; main()", "demo"]
        command += ["--headless", "--data", home, "--trials", "40"]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            command, stdout=quiet, stderr=quiet, start_new_session=True
        ) as parent:
            folder = _wait_for_cue(Path(home))
            _PAUSE.wait(draw.uniform(0.0, _LONGEST_SESSION))
            family = [psutil.Process(parent.pid)]
            family += family[0].children(recursive=True)
            for one in family:
                one.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=5.0)
        return _judge_product(folder)


def _wait_for_cue(home: Path) -> Path:
    """Return the folder of the live session as soon as it has shown a first cue."""
    for _ in range(1200):
        for log in home.glob("patients/*/sessions/*/events.jsonl"):
            is_live = b'"fast": false' in (log.parent / "session.json").read_bytes()
            if is_live and b'"type": "cue"' in log.read_bytes():
                return log.parent
        _PAUSE.wait(0.1)
    raise TimeoutError("the demonstration showed no cue within two minutes")


def _judge_product(folder: Path) -> Crash:
    """Hold the recording against what was decided: no decision may lie behind the last row."""
    try:
        found = salvage(folder)
    except AcquisitionError as error:
        return Crash(0, 0, 0, 0, str(error))
    lines = (folder / "events.jsonl").read_bytes().splitlines(keepends=True)
    events = [json.loads(line) for line in lines if line.endswith(b"\n")]
    decisions = np.fromfile(folder / "decisions.bin", "<f8")
    width = len(DECISION_COLUMNS)
    rows = decisions[: len(decisions) // width * width].reshape(-1, width)[:, 0]
    # An event is on its way to the headset process for a moment, and a result brings several at once:
    # those of the newest moment may be missing there. events.jsonl has them.
    newest = max((float(event["time"]) for event in events), default=0.0)
    arrived = [event for event in events if float(event["time"]) < newest - _ON_ITS_WAY]
    return Crash(
        said=int(rows.max(initial=-1)) + 1,
        read=found.rows,
        markers_said=len(arrived),
        markers_read=(folder / MARKERS).read_text("utf-8").count("=Comment,"),
    )


def summarise(crashes: list[Crash]) -> dict[str, object]:
    """Return what is shown and written of a row of kills."""
    return {
        "kills": len(crashes),
        "unreadable": sum(bool(crash.problem) for crash in crashes),
        "rows_written": sum(crash.said for crash in crashes),
        "rows_lost": sum(max(0, crash.said - crash.read) for crash in crashes),
        "markers_written": sum(crash.markers_said for crash in crashes),
        "markers_lost": sum(max(0, c.markers_said - c.markers_read) for c in crashes),
        "problems": [crash.problem for crash in crashes if crash.problem],
    }


def main() -> int:
    """Run the kills, print a table and write JSON; return 1 if anything was lost."""
    parser = argparse.ArgumentParser(description="Kill the recording and count what is lost.")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    result = {
        "writer": summarise([kill_writer(draw) for _ in range(WRITER_KILLS)]),
        "product": summarise([kill_product(draw) for _ in range(PRODUCT_KILLS)]),
    }
    keys = ("kills", "unreadable", "rows_written", "rows_lost", "markers_written", "markers_lost")
    print(" ".join(f"{word:>15}" for word in ("killed", *keys)))
    for name, figures in result.items():
        print(" ".join(f"{value!s:>15}" for value in (name, *(figures[key] for key in keys))))
    if arguments.json is not None:
        arguments.json.write_text(
            json.dumps({"crashes": result}, indent=2) + "\n", encoding="utf-8"
        )
    lost = (f[key] for f in result.values() for key in ("unreadable", "rows_lost", "markers_lost"))
    return int(any(lost))


if __name__ == "__main__":
    sys.exit(main())
