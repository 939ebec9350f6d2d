"""The obvious alternative to our inlet, in a process of its own: StreamLSL of mne-lsl.

``python -m benchmarks.alternative LSL_CONFIG SOURCE_ID FILE.npy`` follows the session's EEG as its
manual shows, notes when each row was at hand, and writes row numbers and times (seconds on the stream
clock), shape ``(n_rows, 2)``, once its standard input ends.
"""

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

BUFFER = 4.0  # seconds
_LOOK = 0.0005  # s between two looks: its own thread fetches every millisecond


def follow(source: str, ended: threading.Event) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return number and arrival of every row of a stream until the end, shape ``(n_rows, 2)``."""
    from mne_lsl.stream import StreamLSL

    stream = StreamLSL(BUFFER, name="Volition-EEG", source_id=source).connect(timeout=30)
    found: list[tuple[float, float]] = []
    newest = -1.0
    rate = float(stream.info["sfreq"])
    while not ended.wait(_LOOK):
        count = stream.n_new_samples
        if not count:
            continue
        now = time.perf_counter()
        data, _ = stream.get_data(min(BUFFER, count / rate), picks="counter")
        rows = data[0][data[0] > newest]
        found += [(float(row), now) for row in rows]
        newest = float(rows[-1]) if len(rows) else newest
    stream.disconnect()
    return np.array(found).reshape(-1, 2)


def _await_end(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


def main(arguments: list[str]) -> None:
    """Follow a stream until the standard input ends."""
    config, source, file = arguments
    os.environ["LSLAPICFG"] = config  # read when the library is loaded, in follow()
    ended = threading.Event()
    threading.Thread(target=_await_end, args=(ended,), daemon=True).start()
    np.save(Path(file), follow(source, ended))


if __name__ == "__main__":
    main(sys.argv[1:])
