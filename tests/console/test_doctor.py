"""The doctor finds what is wrong, says so in both languages, and leaves nothing behind."""

import json
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from acquisition import probe
from acquisition.errors import AcquisitionError
from acquisition.probe import SerialPort
from console import doctor
from console.doctor import Check
from station.language import Language
from tests.conftest import ROOT

Usage = namedtuple("Usage", ("total", "used", "free"))


def find(found: list[Check], name: str) -> Check:
    return next(check for check in found if check.name == name)


@pytest.mark.process
def test_this_machine_can_run_the_line_and_its_clock_is_lsl_s(tmp_path: Path) -> None:
    """LSL is configured once per process, so the doctor gets one of its own."""
    program = (
        "import json, sys; from pathlib import Path; from station.language import Language; "
        "from console.doctor import checks; tr = Language('en'); "
        "print(json.dumps([check.to_json(tr) for check in checks(Path(sys.argv[1]))]))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)

    found = [line for line in json.loads(done.stdout.splitlines()[-1]) if line["name"] != "port"]
    names = [
        "python",
        "brainflow",
        "lsl",
        "clock",
        "date",
        "space",
        "disk",
        "display",
        "sound",
        "voice",
        "font",
    ]
    assert [line["name"] for line in found] == names
    states = {line["name"]: line["state"] for line in found}
    assert {states[name] for name in ("python", "brainflow", "lsl", "clock", "font")} == {"ok"}


def test_a_driver_that_does_not_load_fails_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> str:
        raise AcquisitionError("BrainFlow's driver cannot be loaded ({problem}).", problem="why")

    monkeypatch.setattr(probe, "brainflow_version", broken)

    check = doctor._brainflow()

    assert check.state == "fail"
    assert check.text(Language("en")) == "BrainFlow's driver cannot be loaded (why)."


@pytest.mark.parametrize(
    ("port", "state", "sentence"),
    [
        (SerialPort("COM3", "dongle", True, None), "ok", "COM3 (dongle) can be opened."),
        (SerialPort("ttyUSB0", "dongle", True, 0.001), "ok", "ttyUSB0 (dongle) can be opened."),
        (
            SerialPort("ttyUSB0", "dongle", True, 0.016),
            "warn",
            "ttyUSB0 (dongle) holds samples back for 16 ms.",
        ),
        (SerialPort("ttyUSB0", "dongle", False, 0.016), "fail", "You may not open ttyUSB0"),
    ],
)
def test_a_port_that_is_closed_or_slow_is_said_to_be(
    monkeypatch: pytest.MonkeyPatch, port: SerialPort, state: str, sentence: str
) -> None:
    monkeypatch.setattr(probe, "serial_ports", lambda: [port])

    (check,) = doctor._ports()

    assert check.state == state
    assert check.found(Language("en")).startswith(sentence)
    assert bool(check.remedy(Language("en"))) == (state != "ok")


def test_a_date_before_the_newest_session_is_wrong(tmp_path: Path) -> None:
    """As after a flat battery on the board of a laptop that never sees a network."""
    (tmp_path / "patients" / "P-7Q3K" / "sessions" / "2026-11-25T215638Z_7c8e").mkdir(parents=True)
    before, after = datetime(2015, 1, 1, tzinfo=UTC), datetime(2026, 11, 25, 21, 57, tzinfo=UTC)

    wrong = doctor._date(tmp_path, before)

    assert wrong.state == "fail"
    assert "2015-01-01 00:00 UTC, is before" in wrong.found(Language("en"))
    assert doctor._date(tmp_path, after).state == "ok"
    assert doctor._date(tmp_path / "nobody", before).state == "ok"
    (tmp_path / "patients" / "P-7Q3K" / "sessions" / "copy of 2026-11-25").mkdir()
    assert doctor._date(tmp_path, after).state == "ok"


def test_a_data_folder_that_takes_no_file_is_found_and_the_rest_is_looked_at(
    tmp_path: Path,
) -> None:
    """What a folder is in place of here, a disk that may only be read is in a clinic."""
    home = tmp_path / "notes"
    home.write_text("", "utf-8")

    (check,) = doctor._lsl(home)

    assert check.state == "fail"
    assert "choose another data folder with --data" in check.text(Language("en"))


def test_the_mend_of_a_slow_port_can_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SerialPort("/dev/ttyUSB3", "dongle", True, 0.016)
    monkeypatch.setattr(probe, "serial_ports", lambda: [slow])

    (check,) = doctor._ports()

    command = "echo 1 | sudo tee /sys/bus/usb-serial/devices/ttyUSB3/latency_timer"
    assert all(command in check.remedy(Language(code)) for code in ("en", "zh"))


def test_without_a_port_the_doctor_warns_but_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "serial_ports", list)

    assert [check.state for check in doctor._ports()] == ["warn"]


@pytest.mark.parametrize(("free", "state"), [(80e9, "ok"), (3e9, "warn"), (0.1e9, "fail")])
def test_a_full_disk_is_found_before_the_session(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: float, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100e9, 0, free))

    assert doctor._space(tmp_path).state == state


@pytest.mark.parametrize(("slowest", "state"), [(0.004, "ok"), (0.5, "warn")])
def test_a_slow_disk_is_found_before_the_session(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, slowest: float, state: str
) -> None:
    monkeypatch.setattr(doctor, "_fsync_times", lambda _: iter([0.001, slowest]))

    assert doctor._fsync(tmp_path).state == state


def test_a_folder_that_cannot_be_written_fails(tmp_path: Path) -> None:
    check = doctor._fsync(tmp_path / "not-there")

    assert check.state == "fail"
    assert "No such file" in check.found(Language("en"))


def test_measuring_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    doctor._fsync(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_finding_can_be_said_and_handed_to_a_program(tmp_path: Path, code: str) -> None:
    tr = Language(code)

    said = [doctor._python(), doctor._space(tmp_path), doctor._fsync(tmp_path)]

    for check in said:
        assert "{" not in check.text(tr)
        assert set(check.to_json(tr)) == {"name", "state", "sentence", "fix"}
