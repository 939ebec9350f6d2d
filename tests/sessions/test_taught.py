"""A group learns from what was scored, and from nothing behind it."""

import json
from pathlib import Path

import numpy as np

from acquisition.brainvision import EEG
from decoding.members import Session as Day
from sessions.log import EVENTS
from sessions.store import read_session
from sessions.taught import taught
from station.task import RIGHT_HAND
from tests.sessions.builders import IMAGERY_SECONDS, Script, build_session, played_trials

# A movement that was detected so many seconds behind its cue.
DETECTED = 2.0


def day_of(folder: Path) -> Day:
    day = taught(read_session(folder))
    assert day is not None
    return day


def detected(folder: Path, script: Script) -> list[int]:
    """Let every movement of a built session end when it is detected; return the rows of the ends."""
    lines = (folder / EVENTS).read_text(encoding="utf-8").splitlines()
    early = round((IMAGERY_SECONDS - DETECTED) * script.rate)
    ends, kept = [], []
    for event in map(json.loads, lines):
        if event["type"] == "result" and event["label"] == RIGHT_HAND:
            event["row"] -= early
            ends.append(event["row"])
        kept.append(json.dumps(event))
    (folder / EVENTS).write_text("\n".join(kept) + "\n", encoding="utf-8")
    return ends


def test_what_follows_a_detected_movement_teaches_nothing(tmp_path: Path) -> None:
    """The patient sees the game's answer there: whoever learned from it would know the label."""
    script = Script(played_trials(3, 1, 1, 3))
    folder = build_session(tmp_path / "s", script)
    ends = detected(folder, script)
    before = day_of(folder)
    path = folder / EEG
    microvolts = np.fromfile(path, "<f4").reshape(-1, len(script.channels))
    for end in ends:
        microvolts[end : end + round(1.5 * script.rate)] *= 2.0
    path.write_bytes(microvolts.tobytes())

    after = day_of(folder)

    assert before.labels.sum() == len(ends)
    for one, other in zip(before.views, after.views, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_rest_teaches_no_more_rows_than_the_movement_before_it(tmp_path: Path) -> None:
    """Short and long phases would tell the classes apart by themselves."""
    script = Script(played_trials(3, 1, 1, 3))
    folder = build_session(tmp_path / "s", script)
    detected(folder, script)
    session = read_session(folder)
    before = day_of(folder)
    path = folder / EEG
    microvolts = np.fromfile(path, "<f4").reshape(-1, len(script.channels))
    rests = [trial for trial in session.trials.played if trial.label != RIGHT_HAND]
    moved = [trial for trial in session.trials.played if trial.label == RIGHT_HAND]
    behind = [trial for trial in rests if trial.row > moved[0].row]
    for trial in behind:
        microvolts[trial.row + round(DETECTED * script.rate) : trial.end_row] *= 2.0
    path.write_bytes(microvolts.tobytes())

    after = day_of(folder)

    assert behind
    for one, other in zip(before.views, after.views, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)
