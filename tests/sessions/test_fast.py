"""Whole sessions on the virtual clock: the same again for the same seed, and honest."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from acquisition.recorded_patient import read_patient
from acquisition.spec import BoardSpec
from decoding.models import load
from sessions.assess import assess
from sessions.brain import check_model
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.log import DECISIONS
from sessions.order import Order
from sessions.patient import latest_model
from sessions.plan import Plan
from sessions.replay import replay
from sessions.store import changed_files, read_session
from station.events import Event
from station.task import REST, Task, opposite
from tests.sessions.patients import (
    TIMING,
    Known,
    ignore,
    order_of,
    read_events,
    recorded_order,
    simulated_order,
    write_brainvision,
    write_patient,
)

WHOLE = Plan(calibration_trials=20, runs=2, trials=8, rest=1.0, timing=TIMING)


def play(home: Path, known: Known) -> Path:
    order, stored = recorded_order(home, known)
    return run_fast(order, (known.model, stored), ignore)


def in_kind(events: list[Event]) -> list[dict[str, object]]:
    """Return what happened, without what names the session: wall time, the model's file and sum."""
    told = []
    for event in events:
        line = json.loads(event.to_json())
        line.pop("wall")
        if event.type in ("model", "learned"):
            line.pop("label")
            line.pop("sha256")  # its provenance names the session
        elif event.type == "refit" and event.label.endswith(".skops"):
            line.pop("sha256")  # a zip archive, which holds the time
        told.append(line)
    return told


def results(folder: Path) -> list[Event]:
    return [event for event in read_events(folder) if event.type == "result"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Order, Path]:
    """Return a session that calibrated and then played two runs, and its order."""
    order = simulated_order(tmp_path_factory.mktemp("home"), WHOLE, dprime=4.0)
    return order, run_fast(order, None, ignore)


def test_the_same_seed_gives_the_same_session_bit_for_bit(
    whole: tuple[Order, Path], tmp_path: Path
) -> None:
    order, first = whole

    again = run_fast(simulated_order(tmp_path, WHOLE, dprime=4.0), None, ignore)

    assert in_kind(read_events(again)) == in_kind(read_events(first))
    assert (again / DECISIONS).read_bytes() == (first / DECISIONS).read_bytes()
    assert (again / "eeg.eeg").read_bytes() == (first / "eeg.eeg").read_bytes()
    assert order.seed == 1


def test_another_seed_gives_another_session(whole: tuple[Order, Path], tmp_path: Path) -> None:
    other = run_fast(simulated_order(tmp_path, WHOLE, dprime=4.0, seed=9), None, ignore)

    assert (other / "eeg.eeg").read_bytes() != (whole[1] / "eeg.eeg").read_bytes()


def test_a_first_session_calibrates_and_then_plays(whole: tuple[Order, Path]) -> None:
    order, folder = whole
    events = read_events(folder)
    runs = [(e.type, e.label, e.details["run"]) for e in events if e.type.startswith("run_")]
    cues = [(str(e.details["kind"]), e.label) for e in events if e.type == "cue"]

    assert runs == [
        ("run_start", "calibration", 1),
        ("run_end", "calibration", 1),
        ("run_start", "play", 1),
        ("run_end", "play", 1),
        ("run_start", "play", 2),
        ("run_end", "play", 2),
    ]
    assert [kind for kind, _ in cues] == ["calibration"] * 20 + ["play"] * 16
    assert len(results(folder)) == 16
    (model,) = (event for event in events if event.type == "model")
    stored = latest_model(order.home, order.patient.pseudonym)
    assert stored is not None
    (learned,) = (event for event in events if event.type == "learned")
    assert learned.label == stored.name > model.label
    assert (events[-1].type, events[-1].label) == ("session_end", "finished")


def test_its_decisions_are_recomputed_from_its_files(whole: tuple[Order, Path]) -> None:
    result = replay(whole[1])

    assert result.agrees
    assert result.worst <= 1e-9
    rows = read_session(whole[1]).decisions[:, 0]
    assert np.all((rows + 1) % 20 == 0)
    assert result.decisions == len(rows) > 500


def test_a_second_session_starts_from_the_stored_model(whole: tuple[Order, Path]) -> None:
    order, _ = whole
    stored = latest_model(order.home, order.patient.pseudonym)
    assert stored is not None
    model = load(stored)
    second = replace(order, plan=Plan(runs=1, trials=4, timing=TIMING), seed=8)
    check_model(model, second)

    folder = run_fast(second, (model, stored), ignore)

    events = read_events(folder)
    assert {e.details["kind"] for e in events if e.type == "cue"} == {"play"}
    assert [e.label for e in events if e.type == "model"] == [stored.name]
    assert replay(folder).agrees


def test_a_model_of_another_task_names_the_task_that_it_fits(whole: tuple[Order, Path]) -> None:
    order, _ = whole
    stored = latest_model(order.home, order.patient.pseudonym)
    assert stored is not None
    others = replace(order, task=Task.LEFT_VS_RIGHT)

    with pytest.raises(SessionError) as raised:
        check_model(load(stored), others)

    assert "--task hand-vs-rest" in str(raised.value)
    side = opposite(order.patient.affected_side)
    of_the_other_hand = replace(
        order, patient=order.patient.model_copy(update={"affected_side": side})
    )
    with pytest.raises(SessionError) as raised:
        check_model(load(stored), of_the_other_hand)
    assert "--task" not in str(raised.value)


def test_nothing_of_a_finished_session_was_changed(whole: tuple[Order, Path]) -> None:
    assert changed_files(whole[1]) == []


def test_every_cue_has_its_result_where_its_imagery_ends(whole: tuple[Order, Path]) -> None:
    events = read_events(whole[1])
    cues = [e for e in events if e.type == "cue" and e.details["kind"] == "play"]

    for cue, result in zip(cues, results(whole[1]), strict=True):
        assert (cue.label, cue.details["end_row"]) == (result.label, result.row)
        assert cue.details["trial"] == result.details["trial"]


def test_a_reward_needs_a_hand_and_evidence_above_the_threshold(
    whole: tuple[Order, Path], known: Known, tmp_path: Path
) -> None:
    told = [*results(whole[1]), *results(play(tmp_path, known))]
    rewarded = [event for event in told if event.details["rewarded"]]

    assert rewarded
    for event in told:
        evidence, threshold = event.details["evidence"], event.details["threshold"]
        assert isinstance(evidence, float)
        assert isinstance(threshold, float)
        earned = event.label != REST and bool(event.details["valid"]) and evidence >= threshold
        assert event.details["rewarded"] is earned
        assert not (event.details["rewarded"] and event.details["unsure"])


def test_a_forced_choice_follows_the_sign_of_the_evidence(known: Known, tmp_path: Path) -> None:
    for event in results(play(tmp_path, known)):
        evidence = event.details["evidence"]
        assert isinstance(evidence, float)
        assert event.details["choice"] == ("right_hand" if evidence > 0 else "rest")


def test_a_clear_patient_is_understood(known: Known, tmp_path: Path) -> None:
    """Unsure trials count as chosen, and every trial of the recording is there."""
    assessment = assess(play(tmp_path, known))

    assert assessment["trials"] == 20
    assert assessment["accuracy"] >= 0.75
    assert assessment["above_chance"] is True
    assert assessment["interrupted"] is False


@pytest.mark.parametrize("block", [0.02, 0.5])
def test_the_size_of_the_reads_changes_no_decision(
    known: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: float
) -> None:
    expected = play(tmp_path / "usual", known)
    monkeypatch.setattr("sessions.fast.BLOCK", block)

    folder = play(tmp_path / "other", known)

    assert (folder / DECISIONS).read_bytes() == (expected / DECISIONS).read_bytes()
    scored = [[json.loads(e.to_json())["row"] for e in results(f)] for f in (folder, expected)]
    assert scored[0] == scored[1]
    assert [e.details for e in results(folder)] == [e.details for e in results(expected)]


def test_a_recording_is_recorded_as_it_is(known: Known, tmp_path: Path) -> None:
    (recording,) = known.patient.play()

    raw = read_session(play(tmp_path, known)).raw

    assert np.array_equal(raw.microvolts, recording.microvolts[: len(raw)])
    assert len(raw) >= recording.cues[-1].row + 750


def test_a_recording_that_ends_with_its_last_imagery_is_scored_whole(
    known: Known, tmp_path: Path
) -> None:
    """No decision falls behind the last row, and the last trial is judged all the same."""
    session = read_session(play(tmp_path / "first", known))
    cues = [(cue.row, cue.label) for cue in known.patient.play()[0].cues][:6]
    end = cues[-1][0] + 750
    for name in ("calibration.vhdr", "calibration.eeg", "calibration.vmrk"):
        (tmp_path / name).write_bytes((known.toml.parent / name).read_bytes())
    write_brainvision(tmp_path / "cut", session.raw.microvolts[:end], session, cues)
    toml = write_patient(tmp_path / "cut.toml", ["calibration.vhdr"], ["cut.vhdr"])
    order, stored = order_of(tmp_path / "home", toml, read_patient(toml), known.model)

    folder = run_fast(order, (known.model, stored), ignore)

    scored = results(folder)
    assert len(scored) == 6
    assert scored[-1].row == end
    whole = results(play(tmp_path / "whole", known))[5]
    assert scored[-1].details["evidence"] == whole.details["evidence"]


def test_with_shuffled_labels_the_result_is_chance(known: Known, tmp_path: Path) -> None:
    """Nothing of the played runs reaches the model: labels that mean nothing score nothing."""
    session = read_session(play(tmp_path / "first", known))
    recording = known.patient.play()[0]
    for name in ("calibration.vhdr", "calibration.eeg", "calibration.vmrk"):
        (tmp_path / name).write_bytes((known.toml.parent / name).read_bytes())
    scores = []
    for seed in range(5):
        generator = np.random.default_rng(seed)
        labels = generator.permutation([cue.label for cue in recording.cues])
        cues = [(cue.row, str(label)) for cue, label in zip(recording.cues, labels, strict=True)]
        name = f"shuffled{seed}"
        write_brainvision(tmp_path / name, recording.microvolts, session, cues)
        toml = write_patient(tmp_path / f"{name}.toml", ["calibration.vhdr"], [f"{name}.vhdr"])
        order, stored = order_of(tmp_path / "home", toml, read_patient(toml), known.model)
        scores.append(assess(run_fast(order, (known.model, stored), ignore))["accuracy"])

    assert 0.35 <= np.mean(scores) <= 0.65


def test_a_patient_at_chance_plays_to_the_end(tmp_path: Path) -> None:
    plan = Plan(calibration_trials=20, runs=1, trials=8, timing=TIMING)

    folder = run_fast(simulated_order(tmp_path, plan, dprime=0.0, seed=3), None, ignore)

    (model,) = (event for event in read_events(folder) if event.type == "model")
    calibration = model.details["calibration"]
    assert isinstance(calibration, dict)
    assert calibration["above_chance"] is False
    assert assess(folder)["trials"] == 8
    assert read_events(folder)[-1].label == "finished"


def test_a_board_with_a_driver_cannot_run_fast(known: Known, tmp_path: Path) -> None:
    order, _ = recorded_order(tmp_path, known)
    cyton = replace(order, board=BoardSpec.model_validate({"name": "cyton", "port": "COM3"}))

    with pytest.raises(SessionError, match="'cyton' has a driver and runs at real speed"):
        run_fast(cyton, None, ignore)

    assert not list(tmp_path.glob("patients/*/sessions"))
