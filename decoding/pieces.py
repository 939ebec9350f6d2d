"""Hand out a whole recording as training would get it: chunk by chunk."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from station.stream import Chunk, Rows, to_chunk

# Rows per piece: 8 s at 125 Hz, small enough to stay in the cache.
_PIECE = 1000


def pieces(
    microvolts: NDArray[np.float32], flags: NDArray[np.uint8], first: int, stop: int
) -> Iterator[Chunk]:
    """Return the rows ``[first, stop)`` of a recording as chunks, as training would get them."""
    for start in range(first, stop, _PIECE):
        end = min(start + _PIECE, stop)
        # Times and counters say nothing to the decoder: it works on row numbers alone.
        yield to_chunk(
            Rows(
                first=start,
                microvolts=microvolts[start:end],
                times=np.zeros(end - start),
                counters=np.zeros(end - start, dtype=np.int32),
                flags=flags[start:end],
            )
        )
