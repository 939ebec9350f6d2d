"""``counts.json``: what the headset and the emulator counted, as they said it last.

Whoever sends counts what was sent; the recording alone could not tell.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

COUNTS = "counts.json"
# What a process that was started again counts anew.
_SUMS = ("sent", "lost", "filled", "repeated", "unread", "unsent")


def write_counts(folder: Path, counts: Mapping[str, Mapping[str, object]]) -> None:
    """Write the last counts of each process into a session folder."""
    text = json.dumps(counts, indent=2, ensure_ascii=False)
    (folder / COUNTS).write_text(text + "\n", encoding="utf-8")


def added(counts: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, dict[str, object]]:
    """Return the counts by process, those of one that was started again added up.

    A process that was killed said its last word up to a second before; what it sent since then is in
    the recording but not in its count. ``restarts`` says how often that may have been.

    Parameters
    ----------
    counts : iterable of (str, mapping)
        Of each process, in the order in which they were started: its name and its last counts.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, newest in counts:
        before = found.get(name)
        found[name] = dict(newest)
        if before is not None:
            found[name] |= {key: before[key] + newest[key] for key in _SUMS if key in newest}
            found[name]["restarts"] = before.get("restarts", 0) + 1
    return found


def read_sent(folder: Path) -> int | None:
    """Return how many samples the outermost sender counted; None if nobody did.

    What an emulated headset still sent while its driver was closing does not count.
    """
    try:
        counts: dict[str, dict[str, Any]] = json.loads((folder / COUNTS).read_bytes())
    except FileNotFoundError:
        return None
    for sender in ("acquisition.emulator", "acquisition.headset"):
        if sender in counts:
            return int(counts[sender]["sent"]) - int(counts[sender].get("unread", 0))
    return None
