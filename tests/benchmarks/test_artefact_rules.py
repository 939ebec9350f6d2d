"""What an artefact rule throws away is counted, and how it was decided."""

import numpy as np

from benchmarks.artefact_rules import Played, judge


def test_trials_marked_by_a_rule_are_counted_apart_from_the_others() -> None:
    day = Played(
        is_right=np.array([True, False, True, True, False]),
        far=np.array([0.1, 2.2, 2.7, 3.5, -1.0]),
        slow=np.array([60e-6, 10e-6, 10e-6, 80e-6, 10e-6]),
    )
    potato = judge("potato, 2.5 SD", {"one": day})
    assert (potato.share[:2], potato.away[:2], potato.kept[:2]) == ((2, 5), (2, 2), (1, 3))
    blink = judge("blink, 50 uV", {"one": day, "two": day})
    assert (blink.share[:2], blink.away[:2], blink.kept[:2]) == ((4, 10), (4, 4), (2, 6))
    assert blink.people["two"] == {"thrown_away": 2, "trials": 5}
