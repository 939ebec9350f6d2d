"""Whether a result above chance stands without the trials that had no usable signal.

Those count as the first class, as their forced choice says: artefacts in rest alone make a success of nothing.
"""

from collections.abc import Mapping
from typing import Any

from sessions.report import format as shown
from sessions.statistics import SIGNIFICANCE
from station.language import N_

ONLY_WITH_ARTEFACTS = N_(
    "Better than chance only because {invalid} trials had no usable signal, and each of them counts as one "
    "class: of the {n} others {k} were right (p {p}), which chance can do, too. Mend the signal first."
)


def stands_alone(assessment: Mapping[str, Any]) -> bool:
    """Return whether the trials with a usable signal are above chance by themselves, if there are others."""
    p = assessment["usable"]["p_chance"]
    return not assessment["invalid"] or (p is not None and p <= SIGNIFICANCE)


def usable(assessment: Mapping[str, Any]) -> dict[str, Any]:
    """Return what sentences say of the trials with a usable signal: ``n``, ``k`` right, ``p``, ``invalid``."""
    of, p = assessment["usable"], assessment["usable"]["p_chance"]
    return {
        "invalid": assessment["invalid"],
        "n": of["trials"],
        "k": round((of["accuracy"] or 0.0) * of["trials"]),
        "p": shown.NOTHING if p is None else shown.probability(p),
    }
