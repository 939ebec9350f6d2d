"""What happened in a session, one line of JSON each.

``events.jsonl`` is the truth about a session's events; ``Volition-Markers`` carries the same
lines over LSL. Events are numbered from 0 without gaps by the one process that owns the trial
state, so a missing or doubled line can be seen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Event:
    """One event.

    Attributes
    ----------
    number : int
        Position in the session's log, from 0.
    type : str
        What kind: ``run_start``, ``phase``, ``cue``, ``result``, ``pause``…
        (``docs/session-folder.md`` lists them all).
    label : str
        What it is about: a class label, a phase, a reason; may be empty.
    row : int
        Row of the raw file at which it holds; -1 before the first sample.
    time : float
        Seconds on the stream clock.
    wall : str
        Wall time, ISO 8601 in UTC.
    details : mapping
        Further named values; they stand beside the others in the JSON line.
    """

    number: int
    type: str
    label: str
    row: int
    time: float
    wall: str
    details: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the event as one line of JSON."""
        line = {
            "schema": SCHEMA_VERSION,
            "number": self.number,
            "type": self.type,
            "label": self.label,
            "row": self.row,
            "time": self.time,
            "wall": self.wall,
        }
        return json.dumps({**line, **self.details}, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Event":
        """Read an event from its line.

        Raises
        ------
        ValueError
            If the line is not an event of a known schema version.
        """
        try:
            values = json.loads(line)
            if values.pop("schema") != SCHEMA_VERSION:
                raise ValueError("written by another version")
            own = {key: values.pop(key) for key in _FIELDS}
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise ValueError(f"not an event: {line[:80]!r}") from error
        return cls(**own, details=values)


_FIELDS = ("number", "type", "label", "row", "time", "wall")
