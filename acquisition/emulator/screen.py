"""What a simulated patient behind an emulated headset sees of the screen, in the headset's own rows.

A session counts its rows from its own beginning, and goes on counting while a headset is away; the
headset counts its samples and knows of neither. In the first session both agree.
"""

from dataclasses import replace

from station.events import Event

# Seconds between both counts from which on they are no longer the same; a cue is shown at once.
_APART = 1.5


class ShownScreen:
    """Translate the rows of what is shown.

    Parameters
    ----------
    rate : float
        Rows per second.
    """

    def __init__(self, rate: float) -> None:
        self._apart = round(_APART * rate)
        self._shift = 0

    def show(self, event: Event, counter: int) -> Event:
        """Return an event in the headset's rows; ``counter`` is the newest that it has sent."""
        away = counter - event.row
        if event.type == "cue" and abs(away - self._shift) > self._apart:
            self._shift = away
        details = dict(event.details)
        if "end_row" in details:
            details["end_row"] = int(str(details["end_row"])) + self._shift
        return replace(event, row=event.row + self._shift, details=details)
