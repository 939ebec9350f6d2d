"""Cut the filtered stream into windows on a fixed grid of rows.

A window ends at every row ``r`` with ``(r + 1) % step == 0``, wherever chunks begin and end, so a
decision belongs to a row of the raw recording and can be found again. Calibration, live play and
replay take their windows from here and from nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from decoding.errors import DecodingError
from station.language import N_
from station.stream import RowFlag

Seconds = Annotated[float, Field(gt=0)]

# What spoils the windows that touch it. A line over up to 16 ms does not: it moved the log-odds of
# a real recording by 0.07 where their spread is 3.3 (CLINICAL 3.5 lets it pass, too).
SPOILT = RowFlag.HELD | RowFlag.REPEATED | RowFlag.RESTART


class ScoredRows(NamedTuple):
    """The rows ``[first, end)`` of a scored phase.

    ``memory`` is how many of the newest count; 0 for all of them. ``least`` is how many windows, an eighth
    of one apart, have to be in before anything is said.
    """

    first: int
    end: int
    memory: int = 0
    least: int = 1

    def oldest(self, row: int) -> int:
        """Return the first row that counts for what is said at ``row``."""
        return max(self.first, row + 1 - self.memory) if self.memory else self.first


@dataclass(frozen=True)
class WindowGrid:
    """The online settings in whole rows, rounded once.

    Attributes
    ----------
    rate : float
        Sampling rate in Hz.
    window_rows, step_rows, reaction_rows : int
    """

    rate: float
    window_rows: int
    step_rows: int
    reaction_rows: int

    @property
    def seconds(self) -> tuple[float, float, float]:
        """Window, step and reaction as used, in seconds."""
        rows = (self.window_rows, self.step_rows, self.reaction_rows)
        window, step, reaction = (n / self.rate for n in rows)
        return window, step, reaction

    @property
    def apart_rows(self) -> int:
        """Rows between two windows that both count as evidence: an eighth of one, in whole steps."""
        return max(1, round(self.window_rows / 8 / self.step_rows)) * self.step_rows

    def is_inside(self, row: int, first_row: int, end_row: int) -> bool:
        """Return whether the window that ends at a row counts for a scored phase.

        It must lie wholly inside ``[first_row + reaction_rows, end_row)``.
        """
        start = row - self.window_rows + 1
        return start >= first_row + self.reaction_rows and row < end_row

    def count(self, first_row: int, end_row: int) -> int:
        """Return how many windows count for a scored phase."""
        lowest = first_row + self.reaction_rows + self.window_rows - 1
        return max(0, end_row // self.step_rows - lowest // self.step_rows)


class OnlineConfig(BaseModel):
    """How often the decoder looks, and how sure it must be before it speaks.

    Attributes
    ----------
    window : float
        Seconds that one decision looks back. 2 to 2.5 s are worth 0.12 AUC over 0.5 s on OpenBCI
        recordings.
    step : float
        Seconds from one decision to the next: 12.5 a second, which a bar on a screen needs to
        move smoothly, and whole samples at 125 and 250 Hz.
    reaction : float
        Seconds after the cue that are left out: nobody imagines before having seen the cue.
    certainty : float
        Probability under which the evidence counts as "unsure".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    window: Seconds = 2.0
    step: Seconds = 0.08
    reaction: Annotated[float, Field(ge=0)] = 0.5
    certainty: Annotated[float, Field(ge=0.5, lt=1)] = 0.7

    @model_validator(mode="after")
    def _no_sample_is_skipped(self) -> Self:
        if self.step > self.window:
            raise ValueError(
                f"step ({self.step:g} s) must not exceed window ({self.window:g} s): "
                "the samples in between would never be decoded"
            )
        return self

    def grid(self, rate: float) -> WindowGrid:
        """Round the settings to the rows of a sampling rate."""
        return WindowGrid(
            rate=rate,
            window_rows=max(2, round(self.window * rate)),
            step_rows=max(1, round(self.step * rate)),
            reaction_rows=round(self.reaction * rate),
        )


def segments(flags: NDArray[np.uint8], was_held: bool) -> list[tuple[int, int]]:
    """Return the stretches of a chunk within which the filter runs on."""
    held = np.concatenate([[was_held], (flags & RowFlag.HELD) != 0])
    anew = ((flags & RowFlag.RESTART) != 0) | (held[:-1] & ~held[1:])
    starts = [0, *(int(i) for i in np.flatnonzero(anew) if i > 0)]
    return list(zip(starts, [*starts[1:], len(flags)], strict=True))


def picks(channels: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return where the wanted channels stand among others.

    Raises
    ------
    DecodingError
        If one is missing.
    """
    missing = [name for name in wanted if name not in channels]
    if missing:
        raise DecodingError(
            N_(
                "The decoder needs channel {missing}, but the headset has only {channels}; "
                "correct the channel names of the headset or calibrate anew."
            ),
            missing=", ".join(missing),
            channels=", ".join(channels),
        )
    return [list(channels).index(name) for name in wanted]
