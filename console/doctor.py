"""Look at the machine before a patient does: what is missing, and how to mend it.

A check that fails stops a training; one that warns makes it worse. Every check looks at one
thing, changes nothing, and says in one sentence what it found. How it is shown is the command
line's business.
"""

import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from acquisition.errors import AcquisitionError
from station.clock import RealClock
from station.language import N_, Language

State = Literal["ok", "warn", "fail"]

# An hour of 16 channels at 250 Hz takes 70 MB: below the first there is a day's work left at
# most, below the second a session could fill the disk.
_LITTLE, _TOO_LITTLE = 5e9, 0.5e9
# Files are made safe once a second on a thread of their own; a disk that needs a good part of
# that second will not keep up.
_SLOW_FSYNC = 0.2
# FTDI chips hold samples back for 16 ms by default on Linux; 1 ms is possible.
_SLOW_PORT = 0.004
# LSL reads the clock that we read; anything above the time between two calls is another clock.
_CLOCK_TOLERANCE = 0.005


@dataclass(frozen=True)
class Check:
    """What was found about one thing.

    Attributes
    ----------
    name : str
        Stable name for programs, such as "lsl".
    state : {"ok", "warn", "fail"}
    sentence : str
        Marked sentence: what was found.
    fix : str
        Marked sentence: what to do; empty if nothing.
    values : mapping
        What fills the fields of both sentences.
    """

    name: str
    state: State
    sentence: str
    fix: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, tr: Language) -> str:
        """Return what was found and what to do, in a language."""
        gap = "" if tr.code == "zh" else " "
        return gap.join(filter(None, (self.found(tr), self.remedy(tr))))

    def found(self, tr: Language) -> str:
        """Return what was found."""
        return tr(self.sentence, **self.values)

    def remedy(self, tr: Language) -> str:
        """Return what to do; empty if nothing."""
        return tr(self.fix, **self.values)

    def to_json(self, tr: Language) -> dict[str, str]:
        """Return the check for programs."""
        return {
            "name": self.name,
            "state": self.state,
            "sentence": self.found(tr),
            "fix": self.remedy(tr),
        }


def checks(home: Path) -> list[Check]:
    """Return every check of this machine, in the order of the line.

    Parameters
    ----------
    home : Path
        The data home; it exists.
    """
    return [
        _python(),
        _brainflow(),
        *_ports(),
        *_lsl(home),
        _date(home, datetime.now(UTC)),
        _space(home),
        _fsync(home),
        _display(),
        _sound(),
        _voice(),
        _font(),
    ]


def _python() -> Check:
    values = {"version": platform.python_version(), "system": platform.platform(terse=True)}
    return Check("python", "ok", N_("Python {version} on {system}."), values=values)


def _brainflow() -> Check:
    from acquisition.probe import brainflow_version

    try:
        version = brainflow_version()
    except AcquisitionError as error:
        return Check("brainflow", "fail", error.template, values=error.values)
    return Check(
        "brainflow",
        "ok",
        N_("BrainFlow {version}, the headset's driver, answers."),
        values={"version": version},
    )


def _ports() -> Iterator[Check]:
    from acquisition.probe import SerialPort, serial_ports

    def check(port: SerialPort, state: State, sentence: str, fix: str = "") -> Check:
        latency = None if port.latency is None else port.latency * 1000
        values = {
            "port": port.name,
            "device": port.description,
            "latency": latency,
            "name": Path(port.name).name,
        }
        return Check("port", state, sentence, fix, values)

    ports = serial_ports()
    if not ports:
        yield Check(
            "port",
            "warn",
            N_("No USB serial port is there."),
            N_("To train with a headset, plug in its dongle; demonstrations need none."),
        )
    for port in ports:
        if not port.is_usable:
            fix = N_(
                "Add yourself to the group dialout (on some systems uucp), then log in again: "
                "sudo usermod -aG dialout $USER"
            )
            yield check(port, "fail", N_("You may not open {port} ({device})."), fix)
        elif port.latency is not None and port.latency > _SLOW_PORT:
            fix = N_(
                "Until the dongle is plugged in anew: echo 1 | sudo tee "
                "/sys/bus/usb-serial/devices/{name}/latency_timer (for good: a udev rule that does it)."
            )
            slow = N_("{port} ({device}) holds samples back for {latency:.0f} ms.")
            yield check(port, "warn", slow, fix)
        else:
            yield check(port, "ok", N_("{port} ({device}) can be opened."))


def _lsl(home: Path) -> Iterator[Check]:
    from acquisition.probe import lsl_clock, lsl_version

    try:
        version = lsl_version(home)
    except AcquisitionError as error:
        yield Check("lsl", "fail", error.template, values=error.values)
        return
    sentence = N_("LSL {version} streams on this machine only.")
    yield Check("lsl", "ok", sentence, values={"version": version})
    clock = RealClock()
    before, theirs, after = clock.now(), lsl_clock(), clock.now()
    off = max(before - theirs, theirs - after, 0.0)
    values = {"off": off * 1000}
    if off > _CLOCK_TOLERANCE:
        wrong = N_("LSL's clock is {off:.1f} ms away from this program's: times would be wrong.")
        yield Check("clock", "fail", wrong, N_("Install again with: make install."), values)
    else:
        yield Check("clock", "ok", N_("LSL and this program read the same clock."))


def _date(home: Path, now: datetime) -> Check:
    """Compare the computer's date with the newest session: nobody sets it without a network."""
    folders = home.glob("patients/*/sessions/*")
    begun = (re.match(r"\d{4}-\d{2}-\d{2}T\d{6}Z", folder.name) for folder in folders)
    newest = max((match[0] for match in begun if match), default="")
    values = {"now": f"{now:%Y-%m-%d %H:%M} UTC", "newest": newest}
    if newest <= f"{now:%Y-%m-%dT%H%M%SZ}":
        return Check("date", "ok", N_("The computer's date is {now}."), values=values)
    wrong = N_("The computer's date, {now}, is before the newest session, {newest}.")
    fix = N_("Set date and time: the calendar of every programme hangs on them.")
    return Check("date", "fail", wrong, fix, values)


def _space(home: Path) -> Check:
    free = shutil.disk_usage(home).free
    values = {"free": free / 1e9, "home": str(home)}
    sentence = N_("{free:.1f} GB are free for data in {home}.")
    if free >= _LITTLE:
        return Check("space", "ok", sentence, values=values)
    fix = N_("Make room, or choose another data folder with --data.")
    return Check("space", "warn" if free >= _TOO_LITTLE else "fail", sentence, fix, values)


def _fsync(home: Path) -> Check:
    try:
        slowest = max(_fsync_times(home))
    except OSError as error:
        values: dict[str, object] = {"home": str(home), "reason": error.strerror}
        cannot = N_("Nothing can be written to {home} ({reason}).")
        return Check("disk", "fail", cannot, N_("Choose another data folder with --data."), values)
    values = {"slowest": slowest * 1000}
    sentence = N_("Making a second of data safe takes the disk {slowest:.1f} ms.")
    if slowest < _SLOW_FSYNC:
        return Check("disk", "ok", sentence, values=values)
    fix = N_("Choose a folder on an internal disk with --data; network folders are too slow.")
    return Check("disk", "warn", sentence, fix, values)


def _fsync_times(home: Path, repeats: int = 5) -> Iterator[float]:
    with tempfile.TemporaryFile(dir=home, buffering=0) as file:
        for _ in range(repeats):
            file.write(bytes(16 * 4 * 250))  # a second of 16 channels at 250 Hz
            start = time.perf_counter()
            os.fsync(file.fileno())
            yield time.perf_counter() - start


def _display() -> Check:
    from games.probe import display

    driver = display()
    if driver is None:
        fix = N_("Attach a screen to train a patient; demonstrations run without one.")
        return Check("display", "warn", N_("There is no display for the game's window."), fix)
    sentence = N_("Games open a window on {driver}.")
    return Check("display", "ok", sentence, values={"driver": driver})


def _sound() -> Check:
    from games.probe import has_sound

    if has_sound():
        return Check("sound", "ok", N_("Games can be heard."))
    fix = N_("Attach loudspeakers if the patient should hear the cues; all of them are seen, too.")
    return Check("sound", "warn", N_("There is no sound device: games play in silence."), fix)


def _voice() -> Check:
    from games.voice import command

    program = command("zh", slow=False)
    if program:
        values = {"program": Path(program[0]).stem}
        return Check("voice", "ok", N_("Cues can be spoken ({program})."), values=values)
    fix = N_("On Linux, install espeak-ng if cues should be spoken; tones tell them, too.")
    return Check("voice", "warn", N_("There is no voice to speak the cues."), fix)


def _font() -> Check:
    from games.probe import can_write

    if can_write("意动脑机接口训练", "zh"):
        return Check("font", "ok", N_("Chinese can be written on the patient's screen."))
    fix = N_("Install again with: make install.")
    return Check("font", "fail", N_("The patient's screen has no Chinese characters."), fix)
