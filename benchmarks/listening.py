"""Let the alternative to our inlet listen to a session, where it is installed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from acquisition.lsl import lsl_config_text, station_id
from acquisition.outlet import EEG, source_id
from sessions.order import Order

ALTERNATIVE = "alternative.npy"
_PATIENCE = 20.0  # s for it to write what it found


class Meter(Protocol):
    """Something that counts the processor time of processes."""

    def watch(self, module: str, pid: int) -> None:
        """Meter one more process."""


@contextmanager
def listening(order: Order, folder: Path, meter: Meter) -> Iterator[None]:
    """Run :mod:`benchmarks.alternative` on a session's stream while the block lasts.

    Nothing happens without mne-lsl, which belongs to the extra ``dev``.
    """
    if find_spec("mne_lsl") is None:
        yield
        return
    config = folder / "lsl_api.cfg"
    config.write_text(lsl_config_text(station_id(order.home)), encoding="utf-8")
    source = source_id(EEG, order.info.device, folder.name)
    command = [sys.executable, "-m", "benchmarks.alternative", str(config), source]
    with subprocess.Popen([*command, str(folder / ALTERNATIVE)], stdin=subprocess.PIPE) as process:
        meter.watch(ALTERNATIVE, process.pid)
        try:
            yield
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(_PATIENCE)
