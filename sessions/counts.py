"""``counts.json``: what the headset and the emulator counted, as they said it last.

Whoever sends counts what was sent; the recording alone could not tell.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

COUNTS = "counts.json"


def write_counts(folder: Path, counts: Mapping[str, Mapping[str, object]]) -> None:
    """Write the last counts of each process into a session folder."""
    text = json.dumps(counts, indent=2, ensure_ascii=False)
    (folder / COUNTS).write_text(text + "\n", encoding="utf-8")


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
