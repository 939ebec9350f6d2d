"""Samples that come in lumps are noticed within the first lumps, however they are read."""

import numpy as np
import pytest

from acquisition.arrival import Arrival


def _arrival(lump: float, reads: int) -> Arrival:
    """Hear 250 samples a second that are held back until the next multiple of ``lump``."""
    sent = np.arange(5000) / 250.0 + 1e-4
    times = np.ceil(sent / lump) * lump + np.arange(5000) * 1e-7
    arrival = Arrival()
    for part in np.array_split(times, reads):
        arrival.hear(part)
    return arrival


@pytest.mark.parametrize("reads", [3, 700, 5000])
@pytest.mark.parametrize(("lump", "is_too_long"), [(0.004, False), (0.016, False), (0.1, True)])
def test_lumps_are_measured(lump: float, is_too_long: bool, reads: int) -> None:
    arrival = _arrival(lump, reads)

    assert arrival.lump == pytest.approx(lump, rel=0.01)
    assert arrival.is_too_long is is_too_long


def test_nothing_is_said_before_it_is_known() -> None:
    arrival = Arrival()
    arrival.hear(np.array([1.0, 2.0]))

    assert arrival.lump is None
    assert not arrival.is_too_long
