"""A child process: heard line by line, told to stop, and never left behind."""

import queue
from pathlib import Path

import psutil
import pytest
from pydantic import BaseModel

from sessions.child import EXITED, Child, Status, raise_error
from station.errors import VolitionError

pytestmark = [pytest.mark.process, pytest.mark.timeout(60)]

OBEDIENT = """
import json, sys
config = json.loads(open(sys.argv[1], encoding="utf-8").read())
print("a library talks", flush=True)
print(json.dumps({"status": "ready", "word": config["word"]}), flush=True)
for line in sys.stdin:
    order = json.loads(line)
    print(json.dumps({"status": "obeyed", **order}), flush=True)
    if order["command"] == "stop":
        break
"""
DEAF = """
import json, signal, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(json.dumps({"status": "ready"}), flush=True)
threading.Event().wait()
"""


class Config(BaseModel):
    """What the child is told."""

    word: str = "你好"


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose modules a child finds."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def next_of(heard: "queue.SimpleQueue[Status]", word: str) -> Status:
    while True:
        status = heard.get(timeout=20.0)
        if status["status"] == word:
            return status


def test_a_child_gets_its_config_obeys_and_says_that_it_ended(
    modules: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (modules / "obedient.py").write_text(OBEDIENT, encoding="utf-8")
    heard: queue.SimpleQueue[Status] = queue.SimpleQueue()

    with Child("obedient", Config(), lambda _, status: heard.put(status)) as child:
        assert next_of(heard, "ready")["word"] == "你好"
        child.send("dance", steps=3)
        assert next_of(heard, "obeyed") == {"status": "obeyed", "command": "dance", "steps": 3}
        assert child.is_alive
    assert next_of(heard, "obeyed")["command"] == "stop"
    assert next_of(heard, EXITED)["code"] == 0
    assert not child.is_alive
    assert "a library talks" in capfd.readouterr().err


def test_a_child_that_was_killed_is_heard_of_and_no_longer_told_anything(modules: Path) -> None:
    (modules / "obedient.py").write_text(OBEDIENT, encoding="utf-8")
    heard: queue.SimpleQueue[Status] = queue.SimpleQueue()

    with Child("obedient", Config(), lambda _, status: heard.put(status)) as child:
        next_of(heard, "ready")
        psutil.Process(child.pid).kill()
        assert next_of(heard, EXITED)["code"] != 0
        child.send("dance")


def test_a_child_that_does_not_listen_is_ended_all_the_same(
    modules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.child.FAREWELL", 0.2)
    (modules / "deaf.py").write_text(DEAF, encoding="utf-8")
    heard: queue.SimpleQueue[Status] = queue.SimpleQueue()

    with Child("deaf", Config(), lambda _, status: heard.put(status)) as child:
        next_of(heard, "ready")

    assert not child.is_alive
    assert not psutil.pid_exists(child.pid)


def test_a_child_that_cannot_start_is_heard_of(modules: Path) -> None:
    heard: queue.SimpleQueue[Status] = queue.SimpleQueue()

    with Child("nobody_wrote_this", Config(), lambda _, status: heard.put(status)):
        assert next_of(heard, EXITED)["code"] == 1


def test_an_error_of_a_child_is_raised_in_its_own_words() -> None:
    error = VolitionError("The port {port!r} is gone.", port="COM3")

    raise_error({"status": "ready"})
    with pytest.raises(VolitionError, match="The port 'COM3' is gone") as caught:
        raise_error(error.to_status())

    assert caught.value.template == error.template
