"""Count flashes in a stream of frames, as WCAG 2.2 defines them (success criterion 2.3.1).

A general flash is a pair of opposing changes of relative luminance by 10 % of the maximum or more,
the darker of the two images below 0.80. A red flash is a pair of opposing transitions to or from a
saturated red (R / (R + G + B) at least 0.8, linear), the chromaticities more than 0.2 apart on the
CIE 1976 UCS diagram [1]_. Either matters where the pixels that flash fill 25 % or more of any 10
degrees of the visual field; of a screen of 1024 x 768 at its usual distance those are 341 x 256
pixels, a third of its width by a third of its height.

Changes are followed pixel by pixel from turning point to turning point, so that a slow swell is a
change like a jump. A pixel's flashes are counted over the last second, and pixels that flashed at
different moments of that second are taken together: what is counted here is never less than what
the definition counts.

References
----------
.. [1] W3C (2023). Web Content Accessibility Guidelines 2.2, "general flash and red flash
   thresholds".
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEAST_CHANGE: Final = 0.10
DARKER_BELOW: Final = 0.80
SHARE: Final = 0.25
RED_SHARE: Final = 0.8
RED_DISTANCE: Final = 0.2
ALLOWED: Final = 3.0  # flashes in a second
CALM_CHANGE: Final = 0.10  # of the mean luminance, from frame to frame

Map = NDArray[np.float32]
# From linear sRGB to CIE XYZ (IEC 61966-2-1).
_XYZ: Final = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]],
    dtype=np.float32,
)
_WHITE: Final = (0.1978, 0.4683)  # u', v' of what has no colour
_values = np.arange(256) / 255
_LINEAR: Final = np.where(
    _values <= 0.04045, _values / 12.92, ((_values + 0.055) / 1.055) ** 2.4
).astype(np.float32)


@dataclass(frozen=True)
class Finding:
    """What one frame adds.

    Attributes
    ----------
    flashes, red_flashes : float
        In the last second, in the worst 10 degrees of the field; halves are single changes.
    change : float
        Of the mean relative luminance since the frame before.
    """

    flashes: float
    red_flashes: float
    change: float


class Analyser:
    """Follow a stream of frames.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the frames.
    frames_per_second : int
    """

    def __init__(self, shape: tuple[int, int], frames_per_second: int) -> None:
        self._window = (max(1, round(shape[0] / 3)), max(1, round(shape[1] / 3)))
        self._general = _Recent(shape, frames_per_second, self._window)
        self._red = _Recent(shape, frames_per_second, self._window)
        self._lowest: Map | None = None
        self._highest: Map = np.zeros(shape, dtype=np.float32)
        self._direction = np.zeros(shape, dtype=np.int8)
        self._reference: tuple[Map, Map, NDArray[np.bool_]] | None = None
        self._mean: float | None = None

    def see(self, frame: NDArray[np.uint8]) -> Finding:
        """Take the next frame, shape (height, width, 3), sRGB."""
        linear = _LINEAR[frame]
        xyz = linear @ _XYZ.T
        luminance: Map = xyz[..., 1]
        mean = float(luminance.mean())
        change = 0.0 if self._mean is None else abs(mean - self._mean)
        self._mean = mean
        return Finding(
            self._general.add(self._turned(luminance)) / 2,
            self._red.add(self._reddened(linear, xyz)) / 2,
            change,
        )

    def _turned(self, luminance: Map) -> NDArray[np.bool_]:
        """Return where a change has just become one that counts."""
        if self._lowest is None:
            self._lowest, self._highest = luminance.copy(), luminance.copy()
            return np.zeros(luminance.shape, dtype=np.bool_)
        np.minimum(self._lowest, luminance, out=self._lowest)
        np.maximum(self._highest, luminance, out=self._highest)
        # The threshold itself counts; 1e-6 is for the rounding of float32.
        is_up = luminance - self._lowest >= LEAST_CHANGE - 1e-6
        is_up &= (self._lowest < DARKER_BELOW) & (self._direction <= 0)
        is_down = self._highest - luminance >= LEAST_CHANGE - 1e-6
        is_down &= (luminance < DARKER_BELOW) & (self._direction >= 0) & ~is_up
        self._direction[is_up], self._direction[is_down] = 1, -1
        # After a turn the other extreme is looked for from here on.
        self._highest[is_up], self._lowest[is_up] = luminance[is_up], luminance[is_up]
        self._highest[is_down], self._lowest[is_down] = luminance[is_down], luminance[is_down]
        result: NDArray[np.bool_] = is_up | is_down
        return result

    def _reddened(self, linear: Map, xyz: Map) -> NDArray[np.bool_]:
        """Return where a colour has come to or gone from a saturated red."""
        total = linear.sum(axis=2)
        is_red: NDArray[np.bool_] = (linear[..., 0] >= RED_SHARE * total) & (total > 1e-4)
        weight = xyz @ np.array([1, 15, 3], dtype=np.float32)
        is_dark = weight < 1e-4
        weight = np.where(is_dark, 1, weight)
        u = np.where(is_dark, _WHITE[0], 4 * xyz[..., 0] / weight)
        v = np.where(is_dark, _WHITE[1], 9 * xyz[..., 1] / weight)
        if self._reference is None:
            self._reference = (u, v, is_red)
            return np.zeros(u.shape, dtype=np.bool_)
        old_u, old_v, was_red = self._reference
        is_far = np.hypot(u - old_u, v - old_v) > RED_DISTANCE
        is_turn: NDArray[np.bool_] = is_far & (is_red ^ was_red)
        # A colour is compared with the one at the last turn, or with the newest of its own kind.
        is_kept = (is_red == was_red) | is_turn
        self._reference = (
            np.where(is_kept, u, old_u),
            np.where(is_kept, v, old_v),
            np.where(is_kept, is_red, was_red),
        )
        return is_turn


class _Recent:
    """Changes of every pixel in the last second."""

    def __init__(
        self, shape: tuple[int, int], frames_per_second: int, window: tuple[int, int]
    ) -> None:
        self._kept: deque[NDArray[np.bool_]] = deque()
        self._length = frames_per_second
        self._counts = np.zeros(shape, dtype=np.int16)
        self._window = window

    def add(self, changed: NDArray[np.bool_]) -> int:
        """Return the most changes that a quarter of some window has seen."""
        self._kept.append(changed)
        self._counts += changed
        if len(self._kept) > self._length:
            self._counts -= self._kept.popleft()
        for count in range(int(self._counts.max()), 0, -1):
            if _largest_share(self._counts >= count, self._window) >= SHARE:
                return count
        return 0


def _largest_share(mask: NDArray[np.bool_], window: tuple[int, int]) -> float:
    """Return the largest share of a window of some height and width that a mask fills."""
    sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), dtype=np.int32)
    np.cumsum(np.cumsum(mask, axis=0, dtype=np.int32), axis=1, out=sums[1:, 1:])
    high, wide = window
    filled = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    return float(filled.max()) / (high * wide)
