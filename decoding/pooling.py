"""Learn from more than today only where today's held-out blocks gain by it.

Other people, or earlier days, once took an area under the curve from .80 to .61 on OpenBCI recordings
of left against right; elsewhere they were what carried the gain. The calibration's own
cross-validation decides, and by how much is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from decoding.members import Learned, Session, learn_with

# Nats of held-out log-loss below which more data are not worth their risk.
_WORTHWHILE = 1e-3


@dataclass(frozen=True)
class Pooled:
    """What was learned, and from whom beside today.

    Attributes
    ----------
    learned : Learned
    own, others : tuple of Session
        Earlier days and other people that helped.
    gain : float
        Nats of held-out log-loss that they gained against today alone.
    """

    learned: Learned
    own: tuple[Session, ...] = ()
    others: tuple[Session, ...] = ()
    gain: float = 0.0


def learn_day(
    today: Session, own: Sequence[Session] = (), others: Sequence[Session] = ()
) -> Pooled:
    """Return the best of today alone, with earlier days, with other people, and with both."""
    alone = learn_with(today, (), ())
    best = Pooled(alone)
    choices: list[tuple[Sequence[Session], Sequence[Session]]] = []
    choices += [(own, ())] if own else []
    choices += [((), others)] if others else []
    choices += [(own, others)] if own and others else []
    for days, people in choices:
        learned = learn_with(today, people, days)
        gain = alone.loss - learned.loss
        if gain > best.gain + _WORTHWHILE:
            best = Pooled(learned, tuple(days), tuple(people), gain)
    return best
