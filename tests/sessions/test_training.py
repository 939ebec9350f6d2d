"""The therapist's commands and a lost headset, in the middle of a session."""

from dataclasses import replace
from pathlib import Path

import pytest

from games.game import Phase
from sessions.assess import assess
from sessions.control import COMPENSATED, EASIER, HARDER, PAUSE, RESUME, SKIP, STOP, Command
from sessions.course import Item
from sessions.paradigm import shipped
from sessions.plan import Plan
from sessions.replay import replay
from station.events import Event
from tests.sessions.patients import (
    TIMING,
    Known,
    read_events,
    recorded_order,
    simulated_order,
)
from tests.sessions.room import Script, run_room

PLAN = Plan(runs=1, trials=8, timing=TIMING)
PAIRED = PLAN.model_copy(update={"paradigm": "T4", "paradigms": (shipped()["T4"],)})


def train(home: Path, known: Known, script: Script, plan: Plan = PLAN) -> Path:
    """Play scheduled trials with the simulated patient and a stored model."""
    order, stored = recorded_order(home, known)
    simulated = simulated_order(home, plan, dprime=4.0, seed=5)
    return run_room(replace(simulated, patient=order.patient), (known.model, stored), script)


def of_types(folder: Path, *types: str) -> list[Event]:
    return [event for event in read_events(folder) if event.type in types]


def names(events: list[Event]) -> list[str]:
    return [event.type for event in events]


def test_a_stop_ends_the_session_in_order(tmp_path: Path, known: Known) -> None:
    folder = train(tmp_path, known, Script(commands=[(3000, STOP)]))
    events = read_events(folder)

    assert [(e.type, e.label) for e in events[-2:]] == [
        ("stop", "therapist"),
        ("session_end", "stopped"),
    ]
    assessment = assess(folder)
    assert assessment["interrupted"] is False
    assert 1 <= assessment["trials"] < 8
    assert replay(folder).agrees


def test_a_stop_overtakes_the_commands_that_wait_before_it(tmp_path: Path, known: Known) -> None:
    """A program that writes a hundred lines at once must not hold up an emergency stop."""
    flood: list[tuple[int, str | Command]] = [(3000, one) for one in [*[HARDER] * 100, STOP]]

    folder = train(tmp_path, known, Script(commands=flood))

    (stop,) = of_types(folder, "stop")
    assert stop.row - 3000 <= 40  # two blocks of samples
    assert len(of_types(folder, HARDER)) <= 2


def test_commands_are_obeyed_in_the_order_in_which_they_came(tmp_path: Path, known: Known) -> None:
    wanted = [HARDER, EASIER, HARDER, HARDER, EASIER]
    flood: list[tuple[int, str | Command]] = [(3000, one) for one in wanted]

    folder = train(tmp_path, known, Script(commands=flood))

    assert names(of_types(folder, HARDER, EASIER)) == wanted


def test_a_trial_is_marked_as_compensated_with_who_saw_it(tmp_path: Path, known: Known) -> None:
    seen = Command(COMPENSATED, "shoulder")
    folder = train(tmp_path, known, Script(commands=[(3000, seen)]))
    (event,) = of_types(folder, COMPENSATED)
    cues = [one for one in of_types(folder, "cue") if one.row <= event.row]

    assert event.label == "shoulder"
    assert (event.details["run"], event.details["trial"]) == (1, cues[-1].details["trial"])
    assert replay(folder).agrees


def test_easier_and_harder_move_the_next_thresholds_and_say_so(
    tmp_path: Path, known: Known
) -> None:
    harder, easier = [(1500, HARDER)] * 2, [(3200, Command(EASIER, "tired"))]
    folder = train(tmp_path, known, Script(commands=[*harder, *easier]))
    first, second, third = of_types(folder, HARDER, EASIER)
    start = of_types(folder, "model")[0].details["threshold"]

    assert start < first.details["threshold"] < second.details["threshold"]  # type: ignore[operator]
    assert third.details["threshold"] < second.details["threshold"]  # type: ignore[operator]
    assert (third.label, third.details["is_bound"]) == ("tired", False)
    used = [one.details["threshold"] for one in of_types(folder, "result") if one.row > third.row]
    assert used
    assert third.details["threshold"] == used[0]


def test_easier_never_goes_below_what_is_allowed(tmp_path: Path, known: Known) -> None:
    folder = train(tmp_path, known, Script(commands=[(0, EASIER), (1500, EASIER)]))
    start = of_types(folder, "model")[0].details["threshold"]

    for bound in of_types(folder, EASIER):
        assert bound.details == {"threshold": start, "is_bound": True}


def test_without_a_model_there_is_no_threshold_to_move(tmp_path: Path) -> None:
    order = simulated_order(tmp_path, Plan(calibration_trials=20, runs=1, timing=TIMING))
    folder = run_room(order, None, Script(commands=[(1000, HARDER), (3000, STOP)]))

    (told,) = of_types(folder, HARDER)
    assert told.details == {"threshold": None, "is_bound": True}


def test_a_stop_before_the_first_trial_is_scored_leaves_a_session(
    tmp_path: Path, known: Known
) -> None:
    folder = train(tmp_path, known, Script(commands=[(0, STOP)]))

    assert assess(folder)["trials"] == 0
    assert of_types(folder, "session_end")[0].label == "stopped"


def test_a_stop_during_a_calibration_leaves_a_session(tmp_path: Path, known: Known) -> None:
    order = simulated_order(tmp_path, Plan(calibration_trials=20, runs=1, timing=TIMING))

    folder = run_room(order, None, Script(commands=[(3000, STOP)]))

    assert assess(folder)["trials"] == 0
    assert not of_types(folder, "model")
    assert not list((tmp_path / "patients" / order.patient.pseudonym).glob("models/*"))


@pytest.mark.parametrize(("commands", "worked"), [([], 8), ([(3000, STOP)], 4)])
def test_the_last_scene_knows_how_much_was_worked(
    tmp_path: Path, known: Known, commands: list[tuple[int, str]], worked: int
) -> None:
    script = Script(commands=commands)
    folder = train(tmp_path, known, script)

    (ending,) = script.endings
    assert ending.phase is Phase.DONE
    assert (ending.trial, ending.trials) == (len(of_types(folder, "cue")), 8)
    assert abs(ending.trial - worked) <= 1


def test_a_pause_breaks_the_trial_off_and_asks_it_again(tmp_path: Path, known: Known) -> None:
    script = Script(commands=[(700, PAUSE), (3000, RESUME)])
    folder = train(tmp_path, known, script)
    told = of_types(folder, "cue", "skip", "pause", "resume", "result")

    assert names(told)[:6] == ["cue", "skip", "pause", "resume", "cue", "result"]
    assert told[0].label == told[4].label
    assert told[4].row > 3000
    assert len(of_types(folder, "result")) == 8
    assert {phase for row, phase in script.phases if 900 < row < 2900} == {Phase.PAUSED}
    assert replay(folder).agrees


def test_a_second_pause_changes_nothing(tmp_path: Path, known: Known) -> None:
    script = Script(commands=[(700, PAUSE), (900, PAUSE), (3000, RESUME), (3100, RESUME)])

    folder = train(tmp_path, known, script)

    assert len(of_types(folder, "result")) == 8
    assert len(of_types(folder, "cue")) == 9


def test_a_skipped_trial_is_left_and_not_asked_again(tmp_path: Path, known: Known) -> None:
    folder = train(tmp_path, known, Script(commands=[(700, SKIP)]))

    assert len(of_types(folder, "cue")) == 8
    assert len(of_types(folder, "result")) == 7
    assert replay(folder).agrees
    assessment = assess(folder)
    assert (assessment["trials"], assessment["skipped"]) == (7, 1)


def test_a_skip_in_a_pause_leaves_nothing_and_says_so(tmp_path: Path, known: Known) -> None:
    commands: list[tuple[int, str | Command]] = [(700, PAUSE), (900, SKIP), (1100, RESUME)]

    folder = train(tmp_path, known, Script(commands=commands))

    of_trial, act = of_types(folder, "skip")
    assert ("trial" in of_trial.details, act.details) == (True, {"why": "paused"})
    assert len(of_types(folder, "result")) == 8


def test_a_lost_headset_pauses_and_training_goes_on_when_it_is_back(
    tmp_path: Path, known: Known
) -> None:
    """The rows that training never heard are on disk; nothing was decided on them."""
    script = Script(lost=[2000], away=40)
    folder = train(tmp_path, known, script)
    told = of_types(folder, "headset_lost", "headset_back", "stream", "result")

    kinds = names(told)
    lost = kinds.index("headset_lost")
    assert kinds[0] == "stream"
    assert kinds[lost : lost + 3] == ["headset_lost", "stream", "headset_back"]
    assert told[lost + 1].row >= told[lost].row + 40 * 20
    assert kinds.count("result") == 8
    assert Phase.PAUSED not in {phase for _, phase in script.phases}
    assert read_events(folder)[-1].label == "finished"
    result = replay(folder)
    assert (result.missing, result.extra) == (0, 0)
    assert result.worst <= 1e-9
    away = [phase for row, phase in script.phases if told[lost].row <= row < told[lost + 1].row]
    assert set(away[1:]) == {Phase.WAITING}


def test_a_trial_that_the_headset_broke_is_asked_again(tmp_path: Path, known: Known) -> None:
    whole = of_types(train(tmp_path / "whole", known, Script()), "cue")
    folder = train(tmp_path / "broken", known, Script(lost=[whole[1].row + 200]))

    cues = of_types(folder, "cue")
    (skip,) = of_types(folder, "skip")

    assert len(cues) == 9
    assert skip.label == cues[1].label == cues[2].label
    assert skip.details["trial"] == cues[1].details["trial"]


def test_a_headset_lost_twice_is_found_twice(tmp_path: Path, known: Known) -> None:
    folder = train(tmp_path, known, Script(lost=[1500, 4000]))

    assert (
        names(of_types(folder, "headset_lost", "headset_back"))
        == [
            "headset_lost",
            "headset_back",
        ]
        * 2
    )
    assert len(of_types(folder, "result")) == 8
    assert replay(folder).agrees


def test_a_headset_that_comes_back_does_not_end_the_therapists_pause(
    tmp_path: Path, known: Known
) -> None:
    script = Script(commands=[(700, PAUSE), (5000, RESUME)], lost=[2000])
    folder = train(tmp_path, known, script)

    back = of_types(folder, "headset_back")[0]
    cues = of_types(folder, "cue")
    assert back.row < 5000
    assert [cue.row for cue in cues if 700 < cue.row < 5000] == []
    assert {seen for row, seen in script.phases if back.row < row < 4900} == {Phase.PAUSED}
    assert len(of_types(folder, "result")) == 8


def test_the_therapist_can_stop_while_the_headset_is_away(tmp_path: Path, known: Known) -> None:
    # The lost headset is asked for ever; the stop is given while it is away.
    folder = train(tmp_path, known, Script(commands=[(2000, STOP)], lost=[2000], away=10**6))

    assert names(read_events(folder))[-2:] == ["stop", "session_end"]


def test_a_pause_between_runs_holds_the_next_run(tmp_path: Path, known: Known) -> None:
    plan = Plan(runs=2, trials=4, rest=4.0, timing=TIMING)
    ends = of_types(train(tmp_path / "whole", known, Script(), plan), "run_end")
    row = ends[0].row + 200
    script = Script(commands=[(row, PAUSE), (row + 3000, RESUME)])

    folder = train(tmp_path / "again", known, script, plan)

    assert [cue.row for cue in of_types(folder, "cue") if row < cue.row < row + 3000] == []
    assert len(of_types(folder, "result")) == 8


def test_a_headset_lost_between_runs_leaves_the_break_on_the_screen(
    tmp_path: Path, known: Known
) -> None:
    plan = Plan(runs=2, trials=4, rest=8.0, timing=TIMING)
    ends = of_types(train(tmp_path / "whole", known, Script(), plan), "run_end")
    script = Script(lost=[ends[0].row + 200])

    folder = train(tmp_path / "again", known, script, plan)

    (back,) = of_types(folder, "headset_back")
    seen = [phase for row, phase in script.phases if back.row < row < ends[0].row + 1900]
    assert set(seen) == {Phase.BREAK}
    assert len(of_types(folder, "result")) == 8


def test_going_on_while_the_headset_is_away_waits_for_it(tmp_path: Path, known: Known) -> None:
    script = Script(commands=[(700, PAUSE), (2000, RESUME)], lost=[2000], away=30)
    folder = train(tmp_path, known, script)

    told = names(of_types(folder, "pause", "headset_lost", "resume", "headset_back"))

    assert told == ["pause", "headset_lost", "resume", "headset_back"]
    seen = list(dict.fromkeys(phase for row, phase in script.phases if 900 < row <= 2100))
    assert seen[:2] == [Phase.PAUSED, Phase.WAITING]
    assert len(of_types(folder, "result")) == 8
    assert replay(folder).agrees


def test_a_recording_that_ends_in_a_pause_ends_the_session(tmp_path: Path, known: Known) -> None:
    order, path = recorded_order(tmp_path, known)

    folder = run_room(order, (known.model, path), Script(commands=[(5000, PAUSE)]))

    assert read_events(folder)[-1].label == "finished"
    assert assess(folder)["trials"] < 20


def test_a_machine_that_stood_still_breaks_the_trial_off_and_asks_it_again(
    tmp_path: Path, known: Known
) -> None:
    folder = train(tmp_path, known, Script(stalled=(700, 1500)))
    told = of_types(folder, "cue", "skip", "pause", "resume", "result")

    assert [(e.type, e.label) for e in of_types(folder, "pause", "resume")] == [
        ("pause", "late"),
        ("resume", "late"),
    ]
    assert names(told)[:4] == ["cue", "skip", "pause", "resume"]
    assert told[4].label == told[0].label
    assert len(of_types(folder, "result")) == PLAN.trials
    assert replay(folder).agrees


def test_a_stop_in_the_middle_of_a_trial_leaves_no_torn_trial_table(
    tmp_path: Path, known: Known
) -> None:
    """Whatever the moment: in the rest of a pair, getting ready, or while a movement is asked."""
    plan = PAIRED
    whole = train(tmp_path / "whole", known, Script(), plan)
    rest, movement = of_types(whole, "cue")[2:4]
    ready = (int(str(rest.details["end_row"])) + movement.row) // 2

    for number, row in enumerate((rest.row + 100, ready, movement.row + 100)):
        folder = train(tmp_path / str(number), known, Script(commands=[(row, STOP)]), plan)
        assert read_events(folder)[-1].label == "stopped"
        assert assess(folder)["problems"] == []
        assert replay(folder).agrees


def test_half_a_pair_that_the_therapist_left_is_no_fault_of_the_trial_table(
    tmp_path: Path, known: Known
) -> None:
    """Its rest was judged; then, before the movement was asked for, a pause, or a skip."""
    whole = train(tmp_path / "whole", known, Script(), PAIRED)
    end, cue = of_types(whole, "result")[2].row, of_types(whole, "cue")[3].row
    ready = (end + cue) // 2
    paused = Script(commands=[(ready, PAUSE), (ready + 500, RESUME)])

    asked_again = train(tmp_path / "paused", known, paused, PAIRED)
    left_out = train(tmp_path / "skipped", known, Script(commands=[(ready, SKIP)]), PAIRED)

    assert assess(asked_again)["problems"] == assess(left_out)["problems"] == []
    assert (assess(asked_again)["trials"], assess(left_out)["trials"]) == (9, 7)
    (told,) = (one for one in of_types(left_out, "skip") if "trial" in one.details)
    assert told.details == {"run": 1, "trial": 4, "pair": 2}


def test_the_closing_run_ends_with_a_success_and_all_the_stars(
    tmp_path: Path, known: Known
) -> None:
    """A clear patient is rewarded in the fourth trial of eight, or in the sixth."""
    closing = Item(kind="run", run=1, trials=8, paradigm="T4", is_easy=True, is_closing=True)
    plan = PAIRED.model_copy(update={"course": (closing,)})
    script = Script()

    folder = train(tmp_path, known, script, plan)

    results = of_types(folder, "result")
    assert 4 <= len(results) < 8
    assert results[-1].details["rewarded"]
    assert not any(one.details["rewarded"] for one in results[3:-1])
    assert assess(folder)["problems"] == []
    (ending,) = script.endings
    assert ending.trial == ending.trials == len(results)


def test_a_movement_that_is_seen_as_compensated_in_the_break_is_that_of_the_run_before(
    tmp_path: Path, known: Known
) -> None:
    plan = PLAN.model_copy(update={"runs": 2, "trials": 4, "rest": 8.0})
    whole = train(tmp_path / "whole", known, Script(), plan)
    end, begin = of_types(whole, "run_end")[0].row, of_types(whole, "cue")[4].row
    rows = (end + 500, begin - 100)  # in the break, and before the first cue of the next run
    script = Script(commands=[(row, Command(COMPENSATED, "shoulder")) for row in rows])

    folder = train(tmp_path / "seen", known, script, plan)

    found = [(one.details["run"], one.details["trial"]) for one in of_types(folder, COMPENSATED)]
    assert found == [(1, 4), (2, 1)]
