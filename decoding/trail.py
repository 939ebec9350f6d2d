"""How far a decoder has followed its patient, to be kept and to be gone on from.

A session that broke off and is taken up again goes on from there, as if it had never stopped: the place
on the map of covariances, and the past trials by which the threshold stands.
"""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from decoding.recenter import Reference


@dataclass(frozen=True)
class Trail:
    """What a decoder has followed.

    Attributes
    ----------
    references : tuple of Reference
        Where today's trials lie, per member.
    views : tuple of ndarray
        The trials by which the threshold stands, oldest first: per member, shape (n_trials, n_bands, n, n).
        Empty for a decoder of windows, which keeps their log-odds only.
    logits : ndarray, shape (n_trials,)
        What they said before the threshold's offset.
    """

    references: tuple[Reference, ...]
    views: tuple[NDArray[np.float64], ...]
    logits: NDArray[np.float64]

    def to_bytes(self) -> bytes:
        """Return the content of a file of plain arrays."""
        arrays = {"logits": self.logits}
        for number, one in enumerate(self.references):
            arrays[f"reference_{number}"] = one.matrices
            arrays[f"reference_trials_{number}"] = np.array(one.trials)
        arrays |= {f"views_{number}": view for number, view in enumerate(self.views)}
        content = io.BytesIO()
        # A type mypy cannot follow: the names of the arrays are the keywords.
        np.savez(content, **arrays)  # type: ignore[arg-type]
        return content.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Trail":
        """Return what :meth:`to_bytes` wrote.

        Raises
        ------
        ValueError
            If it is no file of plain arrays.
        """
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = dict(file)
        references = tuple(
            Reference(arrays[f"reference_{i}"], float(arrays[f"reference_trials_{i}"]))
            for i in range(sum(name.startswith("reference_trials_") for name in arrays))
        )
        n_views = sum(name.startswith("views_") for name in arrays)
        return cls(
            references, tuple(arrays[f"views_{i}"] for i in range(n_views)), arrays["logits"]
        )
