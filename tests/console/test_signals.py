"""A headset program that does not begin is said so."""

from pathlib import Path

import pytest

from acquisition.service import HeadsetConfig
from acquisition.spec import BoardSpec
from console.signals import open_headset
from sessions.errors import SessionError


@pytest.mark.process
def test_a_headset_that_is_not_ready_in_time_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.signals.START_UP", 0.0)
    board = BoardSpec.model_validate({"name": "simulated"})
    config = HeadsetConfig(folder=None, home=tmp_path, session="none", board=board)

    with pytest.raises(SessionError, match="did not start within"), open_headset(config):
        pass
