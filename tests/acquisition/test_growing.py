"""A recording that grows is not mended: that would falsify all that comes after."""

import os
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import AcquisitionError
from acquisition.growing import refuse_while_recording
from acquisition.raw import RawWriter
from station.stream import Rows, StreamInfo

INFO = StreamInfo("counting", "test-1", "simulated", ("C3", "C4"), 125.0)


def rows(first: int) -> Rows:
    zeros = np.zeros((1, 2), np.float32)
    return Rows(
        first, zeros, np.array([float(first)]), np.zeros(1, np.int32), np.zeros(1, np.uint8)
    )


def test_a_session_that_runs_is_left_alone(tmp_path: Path) -> None:
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(rows(0))
        with pytest.raises(AcquisitionError, match="is being recorded now; nothing was changed"):
            refuse_while_recording(tmp_path, lambda seconds: writer.append(rows(1)))


def test_one_that_has_just_ended_may_be_mended_after_a_look(tmp_path: Path) -> None:
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(rows(0))
    waited: list[float] = []

    refuse_while_recording(tmp_path, waited.append)

    assert len(waited) == 1


def test_an_old_one_or_none_needs_no_look(tmp_path: Path) -> None:
    waited: list[float] = []
    refuse_while_recording(tmp_path, waited.append)
    with RawWriter(tmp_path, INFO, mains=50.0) as writer:
        writer.append(rows(0))
    for file in tmp_path.iterdir():
        os.utime(file, (1e9, 1e9))

    refuse_while_recording(tmp_path, waited.append)

    assert waited == []
