"""Whether a raw recording is being written by somebody at this moment.

Mending cuts the ends of files to whole rows. While a headset process is between its writes to two of
them, that would take a row from one and not from the other, and every later row would be false.
"""

import time
from collections.abc import Callable
from pathlib import Path

from acquisition.brainvision import TORN_SAFE
from acquisition.errors import AcquisitionError
from station.language import N_

_LATELY = 60.0  # s: what was not touched for so long is not being written
_LOOK = 1.5  # s: a headset that streams writes many times in it; one that is silent is between no writes


def refuse_while_recording(folder: Path, wait: Callable[[float], object] = time.sleep) -> None:
    """Refuse a session folder whose recording grows.

    Parameters
    ----------
    folder : Path
    wait : callable
        Waits so many seconds; a test writes meanwhile.

    Raises
    ------
    AcquisitionError
        If it does.
    """
    files = [folder / name for name in TORN_SAFE if (folder / name).is_file()]
    if all(abs(time.time() - file.stat().st_mtime) > _LATELY for file in files):
        return
    before = [file.stat().st_size for file in files]
    wait(_LOOK)
    if [file.stat().st_size for file in files] != before:
        raise AcquisitionError(
            N_("{folder!r} is being recorded now; nothing was changed. End the session first."),
            folder=str(folder),
        )
