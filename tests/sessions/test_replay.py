"""Every decision of a session is recomputed from its files, and a change is noticed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from acquisition.brainvision import EEG
from console.review import run_replay
from console.words import Voice
from decoding.calibrate import calibrate
from decoding.evidence import Evidence
from decoding.models import Model, save
from decoding.online import OnlineDecoder
from decoding.replay import table_row
from decoding.windows import ScoredRows
from sessions.brain import recorded_so_far
from sessions.errors import SessionError
from sessions.log import DECISIONS, EVENTS
from sessions.replay import compare, replay
from sessions.store import read_session
from sessions.versions import versions
from station.events import Event
from station.language import Language
from station.stream import Rows, to_chunk
from station.task import REST, RIGHT_HAND
from tests.sessions.builders import STARTED, Script, build_session, played_trials

CALIBRATION = [RIGHT_HAND, REST, REST, RIGHT_HAND] * 5
START = len(CALIBRATION) * 2500


def play_through(folder: Path, model: Model, chunk: int) -> None:
    """Decide as training does: rows in chunks of any size, evidence begun at each cue."""
    session = read_session(folder)
    decoder = OnlineDecoder(model, session.record.rate, session.record.channels)
    evidence = Evidence(decoder.grid, model.online.certainty)
    cues = {trial.row: trial.end_row for trial in session.trials.played}
    raw, table = session.raw, []
    for first in range(START, len(raw), chunk):
        part = slice(first, min(first + chunk, len(raw)))
        rows = Rows(
            first, raw.microvolts[part], raw.times[part], raw.counters[part], raw.flags[part]
        )
        for decision in decoder.feed(to_chunk(rows)):
            for row in [row for row in cues if row <= decision.row]:
                evidence.begin(ScoredRows(row, cues.pop(row)))
            table.append(table_row(decision, evidence.add(decision)))
    (folder / DECISIONS).write_bytes(np.array(table, "<f8").tobytes())


def add_model_events(folder: Path, name: str, sha256: str) -> None:
    path = folder / EVENTS
    events = [Event.from_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wall = STARTED.isoformat()
    events += [
        Event(len(events), "stream", "cyton", START, 100.0, wall, {}),
        Event(len(events) + 1, "model", name, START, 100.0, wall, {"sha256": sha256}),
    ]
    path.write_text("".join(event.to_json() + "\n" for event in events), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a session of a patient whose decisions were made in chunks of 7 rows."""
    script = Script(played_trials(3, 1, 1, 3), CALIBRATION, factor=0.6)
    folder = build_session(tmp_path / "sessions" / "s", script)
    session = read_session(folder)
    model = calibrate(
        [recorded_so_far(folder)],
        classes=session.record.classes,
        imagery=session.record.imagery,
        decoder="tangent",
    )
    name = save(model, tmp_path / "models").name
    play_through(folder, model, chunk=7)
    add_model_events(folder, name, model.sha256)
    return folder


def test_decisions_are_recomputed_whatever_the_chunks_were(folder: Path) -> None:
    result = replay(folder)

    assert result.agrees
    assert result.decisions == 8 * 2500 // 20
    assert result.worst <= 1e-9
    assert (result.missing, result.extra) == (0, 0)


def test_a_changed_sample_is_noticed(folder: Path) -> None:
    path = folder / "eeg.eeg"
    content = np.frombuffer(path.read_bytes(), "<f4").copy()
    content[-40_000] += 50
    path.write_bytes(content.tobytes())

    assert not replay(folder).agrees


def made_with(folder: Path, software: dict[str, str]) -> None:
    read_session(folder).record.model_copy(update={"versions": software}).write(folder)


def said(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    run_replay(folder, Voice(Language("en"), quiet=False))
    heard = capsys.readouterr()
    return " ".join((heard.out + heard.err).split())


def test_other_software_is_named_as_what_may_be_the_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = versions()
    made_with(folder, {**now, "numpy": "1.0"})
    assert replay(folder).changed == {"numpy": ("1.0", now["numpy"])}
    assert f"made with other software: numpy 1.0 → {now['numpy']}." in said(folder, capsys)

    microvolts = np.fromfile(folder / EEG, "<f4")
    microvolts[(START + 500) * 8] += 50.0
    (folder / EEG).write_bytes(microvolts.tobytes())
    assert f"(numpy 1.0 → {now['numpy']}), which may be why" in said(folder, capsys)

    made_with(folder, now)
    assert replay(folder).changed == {}
    assert "The software is that of the session" in said(folder, capsys)


def test_a_session_that_did_not_note_its_code_may_have_had_another(folder: Path) -> None:
    then = {name: one for name, one in versions().items() if name != "decoding"}
    made_with(folder, then)

    assert replay(folder).changed == {"decoding": ("?", versions()["decoding"])}


def test_a_lost_decision_is_extra_in_the_replay(folder: Path) -> None:
    path = folder / DECISIONS
    content = path.read_bytes()
    path.write_bytes(content[: 40 * 100] + content[40 * 101 :])

    result = replay(folder)

    assert (result.missing, result.extra, result.agrees) == (0, 1, False)


def test_an_interrupted_session_replays_as_far_as_it_went(folder: Path) -> None:
    path = folder / DECISIONS
    path.write_bytes(path.read_bytes()[: 40 * 500 + 11])

    result = replay(folder)

    assert result.agrees
    assert result.decisions == 500


def test_a_session_without_decisions_cannot_be_replayed(tmp_path: Path) -> None:
    folder = build_session(tmp_path / "s", Script(calibration=[RIGHT_HAND]))

    with pytest.raises(SessionError, match="made no decisions"):
        replay(folder)


def test_the_largest_difference_is_given_per_column() -> None:
    online = np.array([[19, 0.5, 0.0, 0.0, 1], [39, 0.6, 0.4, 0.4, 0]], dtype=np.float64)
    again = online.copy()
    again[1, 2] += 0.25

    result = compare(online, again)

    assert result.differences["logit"] == pytest.approx(0.25)
    assert result.differences["evidence"] == 0
    assert result.worst == pytest.approx(0.25)


def test_a_log_that_tore_before_its_stream_is_answered_in_a_sentence(folder: Path) -> None:
    """A power cut may leave decisions on the disk whose events are not."""
    events = read_session(folder).events
    kept = [event for event in events if event.type != "stream"]
    lines = [replace(event, number=number).to_json() for number, event in enumerate(kept)]
    (folder / EVENTS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    with pytest.raises(SessionError, match="made no decisions"):
        replay(folder)
