"""Whether the signals are good enough to begin, and whether they stay so (CLINICAL 3.3).

What counts are the channels that the model reads: none of them may be red, and four in five must be
green. A therapist may begin all the same and says why; a game on a loose electrode trains nobody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from acquisition.quality import Colour, Quality
from station.stream import eeg_of

GREEN_SHARE = 0.8
# Seconds: how long a first judgement is waited for, and how often is looked.
_PATIENCE, _EVERY = 15.0, 1.0
# Seconds for which a change must last before it is told: what flickers only makes a therapist deaf.
_STEADY = 2.0


@dataclass(frozen=True)
class Finding:
    """What the newest judgement says of the channels that count.

    Attributes
    ----------
    is_fit : bool
        Whether training may begin.
    faults : dict of str to dict
        By channel that is not green: its ``colour``, and the ``fault`` to mend first, in small
        letters.
    """

    is_fit: bool
    faults: dict[str, dict[str, str]]


def find(quality: Quality, channels: Sequence[str]) -> Finding:
    """Judge a headset by the channels that count.

    Parameters
    ----------
    quality : Quality
    channels : sequence of str
        Those that the headset lacks are left to the model to refuse.
    """
    places = [quality.channels.index(name) for name in channels if name in quality.channels]
    colours = [quality.colour(place) for place in places]
    faults = {
        quality.channels[place]: {"colour": colour.value, "fault": _name(quality, place)}
        for place, colour in zip(places, colours, strict=True)
        if colour is not Colour.GREEN
    }
    green = sum(colour is Colour.GREEN for colour in colours)
    is_fit = Colour.RED not in colours and green >= GREEN_SHARE * len(colours)
    return Finding(is_fit, faults)


def red(finding: Finding) -> tuple[str, ...]:
    """Return the channels that are of no use now."""
    return tuple(name for name, one in finding.faults.items() if one["colour"] == Colour.RED.value)


def _name(quality: Quality, channel: int) -> str:
    fault = quality.fault(channel)
    return "" if fault is None or fault.name is None else fault.name.lower()


class Tell(Protocol):
    """Log an event of a type, with a label and details."""

    def __call__(self, type_: str, label: str, **details: object) -> None:
        """Log it."""


class _Steady:
    """Let a value pass once it has been the same for a while."""

    def __init__(self) -> None:
        self._value: object = None
        self._since = 0.0

    def is_steady(self, value: object, now: float) -> bool:
        """Return whether a value was the same for long enough, at a time in seconds."""
        if value != self._value:
            self._value, self._since = value, now
        return now - self._since >= _STEADY


class SignalGate:
    """Keep a session from beginning on bad signals, and tell of channels that turn bad later.

    Parameters
    ----------
    quality : callable or None
        Returns the newest judgement, None before the first; None where nothing judges.
    channels : sequence of str
        Those that the model reads.
    tell : callable
        Logs an event.
    """

    def __init__(
        self, quality: Callable[[], Quality | None] | None, channels: Sequence[str], tell: Tell
    ) -> None:
        self._quality = quality
        self._channels = eeg_of(channels)
        self._tell = tell
        self._reason = ""
        self._since: float | None = None
        self._looked = float("-inf")
        self._told: dict[str, dict[str, str]] | None = None
        self._steady = _Steady()
        self._is_begun = quality is None
        self._bad: tuple[str, ...] = ()

    def overrule(self, reason: str) -> None:
        """Begin whatever the signals are, for a reason; an empty one is none."""
        if not self._is_begun:
            self._reason = reason

    def is_open(self, now: float) -> bool:
        """Return whether training may begin, at a time of the stream in seconds."""
        if self._quality is None or self._is_begun:
            return True
        self._since = now if self._since is None else self._since
        quality = self._quality()
        finding = None if quality is None else find(quality, self._channels)
        if finding is not None and finding.is_fit:
            self._begin("signal", "fit", finding.faults)
        elif self._reason and (finding is not None or now - self._since > _PATIENCE):
            self._begin("start_anyway", self._reason, finding.faults if finding else {})
        elif finding is None and now - self._since > _PATIENCE:
            self._begin("signal", "not judged", {})
        elif finding is not None and self._is_news(finding.faults, now):
            self._told = finding.faults
            self._tell("signal", "unfit", faults=finding.faults)
        return self._is_begun

    def _is_news(self, faults: dict[str, dict[str, str]], now: float) -> bool:
        is_steady = self._steady.is_steady(faults, now)
        return self._told is None or (is_steady and faults != self._told)

    def watch(self, now: float) -> None:
        """Tell when channels turn bad, and when they are back; looked at once a second."""
        if self._quality is None or not self._is_begun or now - self._looked < _EVERY:
            return
        self._looked = now
        quality = self._quality()
        if quality is None:
            return
        finding = find(quality, self._channels)
        bad = red(finding)
        if not self._steady.is_steady(set(bad), now) or set(bad) == set(self._bad):
            return
        is_worse = bool(set(bad) - set(self._bad))
        self._bad = bad
        faults = {name: finding.faults[name] for name in bad}
        self._tell("signal", "worse" if is_worse else "better", faults=faults)

    def _begin(self, type_: str, label: str, faults: dict[str, dict[str, str]]) -> None:
        self._is_begun = True
        self._bad = tuple(name for name, one in faults.items() if one["colour"] == "red")
        self._tell(type_, label, faults=faults)
