"""A screen to draw on: the one there is, or else a virtual one (Xvfb) while it is needed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from games.probe import display

Screen = Literal["display", "xvfb", "headless"]


@contextmanager
def open_display() -> Iterator[Screen]:
    """Make sure that children find a display, if there is any way; say which."""
    if display() is not None:
        yield "display"
        return
    server = shutil.which("Xvfb")
    if server is None:
        yield "headless"
        return
    reader, writer = os.pipe()
    command = [server, "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL) as process:
        os.close(writer)
        try:
            with os.fdopen(reader, encoding="ascii") as numbers:
                number = numbers.readline().strip()
            if not number:
                yield "headless"
                return
            os.environ["DISPLAY"] = f":{number}"
            os.environ.setdefault("SDL_AUDIODRIVER", "dummy")  # a library complains on every start
            yield "xvfb"
        finally:
            os.environ.pop("DISPLAY", None)
            process.terminate()
