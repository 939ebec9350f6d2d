"""Rule R3 fires at a clear drop and at nothing less."""

import pytest

from sessions.recalibration import Drop, drop_p


def test_a_clear_drop_fires() -> None:
    """36/60 after 90/120: z = (.75 - .60) / sqrt(.7 * .3 * (1/60 + 1/120)) = 2.07."""
    p = drop_p((36, 60), (90, 120))

    assert p == pytest.approx(0.0192, abs=1e-4)
    assert Drop((36, 60), (90, 120), p).fires


@pytest.mark.parametrize(
    ("new", "before"),
    [
        ((42, 60), (90, 120)),  # 70 % after 75 %
        ((60, 60), (90, 120)),  # better
        ((2, 19), (90, 120)),  # too few
        ((2, 20), (19, 19)),
        ((20, 20), (20, 20)),
        ((0, 0), (0, 0)),
    ],
)
def test_nothing_else_does(new: tuple[int, int], before: tuple[int, int]) -> None:
    assert not Drop(new, before, drop_p(new, before)).fires
