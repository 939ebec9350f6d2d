"""The metric port: a number that a report may show, with all that makes it honest.

A metric reads a session and nothing else, so that old sessions can be assessed again with a new
metric. One file in :mod:`sessions.metrics` each; the file's name is the name that people configure.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sessions.store import Session


@dataclass(frozen=True)
class MetricValue:
    """One number.

    Attributes
    ----------
    value : float or None
        None where there is nothing to compute it from.
    interval : tuple of float or None
        95 % interval, where there is one.
    n : int
        Trials behind it.
    unit : str
        "%", "dB", "min", "s", "/min", "µV", "trials", or "" for a share, a probability or an area.
    reference : str
        What to hold it against, or how to read its sign; marked for translation.
    """

    value: float | None
    interval: tuple[float, float] | None
    n: int
    unit: str
    reference: str


@dataclass(frozen=True)
class Metric:
    """A metric plug-in.

    Attributes
    ----------
    id : str
        The file's name.
    version : int
        Counted up whenever the same session would give another number.
    name, definition : str
        Marked for translation; the definition says how the number is computed.
    compute : callable
        Takes a session and returns its values by part: ``"all"`` for a single number, otherwise
        what it is about, such as ``"right_hand C3 mu %"``.
    """

    id: str
    version: int
    name: str
    definition: str
    compute: Callable[[Session], dict[str, MetricValue]]
