"""A child process that speaks JSON lines: commands on its input, status on its output.

Logs of the child go where ours go, to standard error. When we die its input ends, and it stops by
itself; when it dies, the last thing that we hear is :data:`EXITED`.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pydantic import BaseModel

from station.errors import VolitionError

EXITED = "exited"
# Seconds that a child may take to close its files and say goodbye.
FAREWELL = 10.0
Status = dict[str, object]


class Child:
    """Run ``python -m MODULE CONFIG.json`` while the ``with`` block lasts.

    Parameters
    ----------
    module : str
    config : BaseModel
        The child's settings; they reach it in a file that lives as long as it does.
    hear : callable
        Told ``(child, status)`` of every status line, on a thread of the child's own; the last
        one is ``{"status": "exited", "code": int}``.
    """

    def __init__(
        self, module: str, config: BaseModel, hear: Callable[["Child", Status], None]
    ) -> None:
        self.module = module
        self._config = config
        self._hear = hear
        self._process: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._listen, name=module, daemon=True)

    def __enter__(self) -> Self:
        self._place = tempfile.TemporaryDirectory(prefix="volition-")
        path = Path(self._place.name) / "config.json"
        path.write_text(self._config.model_dump_json(), encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", self.module, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # Ctrl-C is for whoever started the session, who then tells us in order.
            start_new_session=True,
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        process = self._opened
        self.send("stop")
        _close_quietly(process.stdin)
        try:
            process.wait(timeout=FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._thread.join(timeout=2.0)
        if process.stdout is not None:
            process.stdout.close()
        self._place.cleanup()

    @property
    def pid(self) -> int:
        """Process number."""
        return self._opened.pid

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._opened.poll() is None

    def send(self, command: str, **details: object) -> None:
        """Send a command; a child that is gone does not hear it."""
        self.pass_on(json.dumps({"command": command, **details}))

    def pass_on(self, line: str) -> None:
        """Hand on a line that somebody else wrote; a child that is gone does not read it."""
        stdin = self._opened.stdin
        try:
            if stdin is not None and not stdin.closed:
                stdin.write(line.rstrip("\n") + "\n")
                stdin.flush()
        except OSError:
            return

    @property
    def _opened(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise RuntimeError(f"{self.module} was not started")
        return self._process

    def _listen(self) -> None:
        process = self._opened
        assert process.stdout is not None
        for line in process.stdout:
            try:
                status = json.loads(line)
            except json.JSONDecodeError:
                sys.stderr.write(line)  # a library that prints to standard output
                continue
            self._hear(self, status)
        self._hear(self, {"status": EXITED, "code": process.wait()})


def raise_error(status: Status) -> None:
    """Raise what a child said before it ended, if this is an ``error`` status.

    Raises
    ------
    VolitionError
    """
    if status["status"] == "error":
        values = status["values"]
        assert isinstance(values, dict)
        raise VolitionError(str(status["sentence_template"]), **values)


def _close_quietly(stream: IO[str] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except OSError:
        return
