"""No trial on bad signals, unless the therapist says why; and a channel that turns bad is told of."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.quality import Fault, Quality
from games.game import Phase
from sessions.control import START, Command
from sessions.plan import Plan
from sessions.replay import replay
from sessions.start_gate import SignalGate, find
from station.events import Event
from tests.sessions.patients import TIMING, Known, read_events, recorded_order, simulated_order
from tests.sessions.room import Script, run_room

CHANNELS = ("C3", "Cz", "C4", "CP3", "CP4", "FC3", "FC4", "Pz")


def judged(
    *, amber: dict[str, Fault] | None = None, red: dict[str, Fault] | None = None
) -> Quality:
    amber, red = amber or {}, red or {}
    return Quality(
        row=0,
        time=0.0,
        channels=(*CHANNELS, "EMG1"),
        index=np.full(9, 100.0),
        amber=_flags({**amber, **red}),
        red=_flags({**red, "EMG1": Fault.NOISY}),
        overall=100.0,
    )


def _flags(faults: dict[str, Fault]) -> NDArray[np.int64]:
    return np.array([int(faults.get(name, 0)) for name in (*CHANNELS, "EMG1")])


@pytest.mark.parametrize(
    ("quality", "is_fit"),
    [
        (judged(), True),
        (judged(amber={"C3": Fault.MAINS}), True),  # seven of eight are green
        (judged(amber={"C3": Fault.MAINS, "C4": Fault.MAINS}), False),  # six are not
        (judged(red={"Pz": Fault.FLAT}), False),
    ],
)
def test_none_may_be_red_and_four_in_five_are_green(quality: Quality, is_fit: bool) -> None:
    assert find(quality, CHANNELS).is_fit is is_fit


def test_channels_that_the_model_does_not_read_do_not_count() -> None:
    bad = judged(red={"Pz": Fault.FLAT})

    assert find(bad, CHANNELS[:-1]).is_fit
    assert find(bad, CHANNELS).faults == {"Pz": {"colour": "red", "fault": "flat"}}


class Told(list[tuple[str, str, dict[str, object]]]):
    """Remember what was told."""

    def __call__(self, type_: str, label: str, **details: object) -> None:
        self.append((type_, label, details))


def test_muscle_inputs_never_hold_a_session_up() -> None:
    told = Told()

    assert SignalGate(judged, (*CHANNELS, "EMG1"), told).is_open(0.0)
    assert [one[:2] for one in told] == [("signal", "fit")]


def test_without_any_judgement_it_is_waited_for_fifteen_seconds_and_no_longer() -> None:
    told = Told()
    gate = SignalGate(lambda: None, CHANNELS, told)

    assert not any(gate.is_open(second) for second in range(100, 116))
    assert gate.is_open(116.0)
    assert [one[:2] for one in told] == [("signal", "not judged")]


def test_a_channel_that_turns_bad_and_good_again_is_told_once_each() -> None:
    told, now = Told(), [judged()]
    gate = SignalGate(lambda: now[0], CHANNELS, told)
    gate.is_open(0.0)
    railed = judged(red={"C3": Fault.RAILED})
    for second, quality in enumerate([judged(), railed, railed, railed, judged(), judged()]):
        now[0] = quality
        gate.watch(10.0 + 2 * second)

    assert [one[:2] for one in told] == [
        ("signal", "fit"),
        ("signal", "worse"),
        ("signal", "better"),
    ]
    assert told[1][2] == {"faults": {"C3": {"colour": "red", "fault": "railed"}}}


def test_what_flickers_is_not_told() -> None:
    told, now = Told(), [judged()]
    gate = SignalGate(lambda: now[0], CHANNELS, told)
    gate.is_open(0.0)
    for second in range(10):
        now[0] = judged(red={"C3": Fault.RAILED}) if second % 2 else judged()
        gate.watch(10.0 + second)

    assert [one[:2] for one in told] == [("signal", "fit")]


def test_while_it_waits_only_a_change_that_lasts_is_told_again() -> None:
    told, flat = Told(), {"C3": Fault.FLAT}
    seen = [judged(red=flat), judged(red={**flat, "Pz": Fault.NOISY}), judged(red=flat)]
    seen += [judged(red={"C4": Fault.FLAT})] * 3
    gate = SignalGate(lambda: seen[0], CHANNELS, told)
    for second in range(6):
        gate.is_open(float(second))
        seen = seen[1:]

    assert [list(one[2]["faults"]) for one in told] == [["C3"], ["C4"]]  # type: ignore[call-overload]


def train(home: Path, known: Known, script: Script, **changed: str) -> Path:
    order, stored = recorded_order(home, known)
    simulated = simulated_order(home, Plan(runs=1, trials=4, timing=TIMING), dprime=4.0, seed=5)
    patient = replace(simulated, patient=order.patient, **changed)  # type: ignore[arg-type]
    return run_room(patient, (known.model, stored), script)


def test_trials_begin_when_the_signals_are_good_and_a_calm_picture_waits(
    tmp_path: Path, known: Known
) -> None:
    bad, good = judged(red={"C3": Fault.FLAT}), judged()
    script = Script(quality=lambda row: good if row > 2000 else bad)

    folder = train(tmp_path, known, script)
    events = read_events(folder)

    assert {phase for row, phase in script.phases if 200 < row < 1900} == {Phase.WAITING}
    assert _types(events)[:3] == [("signal", "unfit"), ("signal", "fit"), ("stream", "simulated")]
    assert min(event.row for event in events if event.type == "run_start") > 2000
    assert sum(event.type == "result" for event in events) == 4
    assert replay(folder).agrees


@pytest.mark.parametrize(
    ("commands", "changed"),
    [
        ([(1000, Command(START, "old scar"))], {}),
        ([], {"start_anyway": "old scar"}),
    ],
)
def test_a_reason_begins_all_the_same_and_stays_in_the_log(
    tmp_path: Path,
    known: Known,
    commands: list[tuple[int, str | Command]],
    changed: dict[str, str],
) -> None:
    bad = judged(red={"C3": Fault.FLAT})

    folder = train(tmp_path, known, Script(commands=commands, quality=lambda row: bad), **changed)

    (told,) = [event for event in read_events(folder) if event.type == "start_anyway"]
    assert (told.label, told.details) == (
        "old scar",
        {"faults": {"C3": {"colour": "red", "fault": "flat"}}},
    )


def _types(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.type, event.label) for event in events]
