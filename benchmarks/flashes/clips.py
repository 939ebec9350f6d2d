"""Built clips whose flashes are known: without them nobody need believe the analyser."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.flashes.analyser import Analyser, Finding

FRAMES_PER_SECOND: Final = 60
SHAPE: Final = (90, 160)
_SECONDS: Final = 4.0
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Clip:
    """A rectangle that changes between two colours.

    Attributes
    ----------
    name : str
    rate : float
        Flashes a second.
    colours : tuple
        sRGB.
    share : float
        Of the screen's height and of its width that the rectangle has.
    flashes, red_flashes : float
        What the definition says of it, to half a flash.
    is_soft : bool
        Swells as a sine instead of jumping.
    """

    name: str
    rate: float
    colours: tuple[Colour, Colour]
    share: float
    flashes: float
    red_flashes: float = 0.0
    is_soft: bool = False

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """Yield four seconds of frames."""
        dark, light = (np.array(colour, dtype=float) for colour in self.colours)
        high, wide = (round(self.share * side) for side in SHAPE)
        for number in range(round(_SECONDS * FRAMES_PER_SECOND)):
            turn = self.rate * number / FRAMES_PER_SECOND
            is_late = (turn + 1e-9) % 1 >= 0.5
            level = 0.5 - 0.5 * np.cos(2 * np.pi * turn) if self.is_soft else float(is_late)
            frame = np.empty((*SHAPE, 3), dtype=np.uint8)
            frame[:] = self.colours[0]
            frame[:high, :wide] = np.round(dark + level * (light - dark))
            yield frame


_GREY: Final = ((60, 60, 60), (180, 180, 180))
CLIPS: Final = (
    Clip("2 Hz", 2.0, _GREY, 1.0, 2.0),
    Clip("3 Hz", 3.0, _GREY, 1.0, 3.0),
    Clip("3.5 Hz", 3.5, _GREY, 1.0, 3.5),
    Clip("5 Hz", 5.0, _GREY, 1.0, 5.0),
    Clip("5 Hz, swelling", 5.0, _GREY, 1.0, 5.0, is_soft=True),
    # A quarter of a third of the screen either way is a sixth of it either way.
    Clip("5 Hz, small", 5.0, _GREY, 0.15, 0.0),
    Clip("5 Hz, just large enough", 5.0, _GREY, 0.18, 5.0),
    # Relative luminance 0.318 and 0.402: a change of 8 %.
    Clip("5 Hz, faint", 5.0, ((153, 153, 153), (170, 170, 170)), 1.0, 0.0),
    # Relative luminance 0.82 and 1: the darker one is too light.
    Clip("5 Hz, light on light", 5.0, ((233, 233, 233), (255, 255, 255)), 1.0, 0.0),
    # Red of relative luminance 0.21 on a grey of the same: no general flash at all.
    Clip("5 Hz, red", 5.0, ((127, 127, 127), (255, 0, 0)), 1.0, 0.0, 5.0),
    Clip("2 Hz, red", 2.0, ((127, 127, 127), (255, 0, 0)), 1.0, 0.0, 2.0),
    Clip("still", 0.0, _GREY, 1.0, 0.0),
)


def analyse(clip: Clip) -> Finding:
    """Return the worst that the analyser finds in a clip."""
    analyser = Analyser(SHAPE, FRAMES_PER_SECOND)
    found = [analyser.see(frame) for frame in clip.frames()]
    return Finding(
        max(one.flashes for one in found),
        max(one.red_flashes for one in found),
        max(one.change for one in found),
    )
