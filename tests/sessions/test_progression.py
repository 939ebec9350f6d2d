"""Levels rise and fall by the rules of the specification, one at a time, and never without a reason."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions.errors import SessionError
from sessions.levels import LADDERS, VARIABLE_NAMES, Levels, Score, read_levels, write_levels
from sessions.progression import after_run, set_level, set_lock
from station.language import Language

FIRST = ("hold", "assistance", "feedback", "distractors")  # ladders of the first versions
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
ALL = {name: len(ladder) - 1 for name, ladder in LADDERS.items()}


def score(
    correct: int = 32,
    alarms: int = 3,
    *,
    trials: int = 40,
    fatigue: int | None = 3,
    frustration: int | None = None,
) -> Score:
    """Return a run of 40 trials, 20 of them rest of 5 s: good enough, unless told otherwise."""
    return Score(
        session="s",
        run=1,
        correct=correct,
        trials=trials,
        balanced_accuracy=correct / trials,
        alarms=alarms,
        rests=trials // 2,
        rest_seconds=5.0,
        fatigue=fatigue,
        frustration=frustration,
    )


def play(levels: Levels, *scores: Score, among: Mapping[str, int] = ALL) -> Levels:
    for one in scores:
        levels = after_run(levels, one, NOW, among)
    return levels


def test_two_good_runs_raise_one_level_by_one_step() -> None:
    once = play(Levels(), score())
    twice = play(once, score())

    assert once.steps == Levels().steps
    assert sum(twice.steps.values()) == 1
    [change] = twice.changes
    assert (change.variable, change.before, change.after, change.by) == ("hold", 0, 1, "rule")
    assert twice.value("hold") == 1.0


def test_the_two_runs_are_counted_anew_after_a_change() -> None:
    levels = play(Levels(), score(), score(), score())

    assert len(levels.changes) == 1
    assert len(play(levels, score()).changes) == 2


@pytest.mark.parametrize(
    "bad",
    [
        score(correct=29),  # 72.5 %
        score(alarms=4),  # 20 %
        score(fatigue=7),
    ],
)
def test_one_condition_that_is_not_met_keeps_the_level(bad: Score) -> None:
    assert play(Levels(), score(), bad).changes == ()
    assert play(Levels(), bad, score()).changes == ()


def test_the_bounds_themselves_are_good_enough() -> None:
    bound = score(correct=30, alarms=3, fatigue=6)  # 75 %, 15 %, 6

    assert len(play(Levels(), bound, bound).changes) == 1


def test_a_run_without_rest_never_raises_a_level() -> None:
    without = score().model_copy(update={"rests": 0, "alarms": 0})

    assert play(Levels(), without, without).changes == ()


def test_what_keeps_the_mental_act_rises_first_and_the_lowest_of_it() -> None:
    levels = play(Levels(), *[score()] * 8)

    assert [change.variable for change in levels.changes] == [
        "hold", "windows", "assistance", "feedback"
    ]  # fmt: skip
    later = play(levels, *[score()] * 4)
    assert [change.variable for change in later.changes[4:]] == ["support", "hold"]


def test_at_the_top_of_the_first_group_what_is_asked_changes() -> None:
    mental = ("hold", "windows", "assistance", "feedback", "support")
    top = {name: len(LADDERS[name]) - 1 for name in mental}
    levels = Levels(steps={**Levels().steps, **top})

    assert play(levels, score(), score()).changes[0].variable == "distractors"


def test_another_movement_comes_last_of_all_and_is_the_first_to_go() -> None:
    top = {name: step for name, step in ALL.items() if name != "movement"}
    raised = play(Levels(steps={**Levels().steps, **top}), score(), score())

    assert [change.variable for change in raised.changes] == ["movement"]
    assert raised.value("movement") == "open"
    assert play(raised, score(correct=10)).value("movement") == "grasp"


def test_at_the_top_of_everything_nothing_changes() -> None:
    levels = Levels(steps={name: len(ladder) - 1 for name, ladder in LADDERS.items()})

    assert play(levels, score(), score()).changes == ()


def test_a_run_below_chance_takes_back_the_last_step() -> None:
    """The criterion of 40 trials is 26."""
    levels = play(Levels(), *[score()] * 4)
    assert [change.variable for change in levels.changes] == ["hold", "windows"]

    kept, back = play(levels, score(correct=26)), play(levels, score(correct=25))

    assert kept.steps == levels.steps
    assert back.steps == {**levels.steps, "windows": 0}
    assert back.changes[-1].values == {"correct": 25, "trials": 40, "least": 26}


def test_one_bad_run_among_good_ones_is_no_reason() -> None:
    """58 of 80 is well above the criterion of 48, although 25 of 40 is below 26."""
    levels = play(Levels(steps={**Levels().steps, "hold": 1}), score(correct=33, fatigue=9))

    assert play(levels, score(correct=25)).steps == levels.steps


def test_frustration_steps_back_even_after_a_good_run() -> None:
    levels = play(Levels(), score(), score())

    assert play(levels, score(frustration=6)).steps == levels.steps
    assert play(levels, score(frustration=7)).steps == Levels().steps


def test_a_beginner_cannot_step_back() -> None:
    assert play(Levels(), score(correct=10)).changes == ()


def test_rules_leave_a_locked_variable_alone_in_both_directions() -> None:
    locked = set_lock(Levels(), "hold", True, NOW, "arm is spastic")

    up = play(locked, score(), score())
    down = play(set_lock(up, "windows", True, NOW, "stay"), score(correct=10))

    assert up.changes[-1].variable == "windows"
    assert down.steps == up.steps
    assert up.locked == {"hold"}


def test_a_variable_given_free_moves_again() -> None:
    levels = set_lock(Levels(), "hold", True, NOW, "today")

    free = set_lock(levels, "hold", False, NOW, "better")

    assert free.locked == frozenset()
    assert play(free, score(), score()).value("hold") == 1.0


def test_only_what_the_next_run_can_change_is_changed() -> None:
    assert play(Levels(), score(), score(), among={"feedback": 2}).value("feedback") == 0.7
    assert play(Levels(), score(), score(), among={"feedback": 0}).changes == ()
    assert play(Levels(), score(), score(), among={}).changes == ()


def test_the_therapist_sets_a_level_even_a_locked_one_and_it_stays_locked() -> None:
    locked = set_lock(Levels(), "hold", True, NOW, "arm is spastic")

    levels = set_level(locked, "hold", 3, NOW, "very able today")

    assert levels.value("hold") == 3.0
    assert levels.locked == {"hold"}
    assert levels.changes[-1].by == "therapist"


@pytest.mark.parametrize(("variable", "step"), [("hold", 4), ("hold", -1), ("height", 0)])
def test_a_level_that_does_not_exist_is_refused(variable: str, step: int) -> None:
    with pytest.raises(SessionError, match="choose one"):
        set_level(Levels(), variable, step, NOW, "")


def test_every_change_says_why_in_both_languages() -> None:
    levels = set_lock(play(Levels(), *[score()] * 2), "distractors", True, NOW, "one goal")
    levels = play(levels, score(correct=10), score(frustration=9))

    for code in ("en", "zh"):
        said = [Language(code)(change.reason, **change.values) for change in levels.changes]
        assert len(said) == 3
        assert all(said)
        assert all("{" not in one for one in said)
    assert set(VARIABLE_NAMES) == set(LADDERS)


def test_a_reason_names_no_fatigue_that_nobody_told() -> None:
    [told] = play(Levels(), *[score()] * 2).changes
    [untold] = play(Levels(), *[score(fatigue=None)] * 2).changes

    said = [Language("en")(one.reason, **one.values) for one in (told, untold)]
    assert said[0].endswith("fatigue of 3 or less")
    assert said[1].endswith("fatigue was not answered")


def test_levels_are_read_back_as_written(tmp_path: Path) -> None:
    assert read_levels(tmp_path, "P-7Q2K") == Levels()
    levels = play(
        set_lock(Levels(), "distractors", True, NOW, "aphasia"), score(), score(), score()
    )

    write_levels(tmp_path, "P-7Q2K", levels)

    assert read_levels(tmp_path, "P-7Q2K") == levels
    assert [path.name for path in tmp_path.rglob("*.*")] == ["levels.json"]


def test_levels_of_an_earlier_version_are_read_without_the_ladders_that_changed_nothing(
    tmp_path: Path,
) -> None:
    raised = Levels(steps={**Levels().steps, "hold": 2})
    path = write_levels(tmp_path, "P-7Q2K", raised)
    earlier = path.read_text("utf-8").replace('"hold": 2', '"evidence": 1, "cue": 2, "hold": 2')
    path.write_text(earlier, "utf-8")

    assert read_levels(tmp_path, "P-7Q2K") == raised


def test_levels_of_a_version_without_a_ladder_stand_where_everybody_trained_then(
    tmp_path: Path,
) -> None:
    """The movement was grasping, and no faint hand went along: a beginner has one now."""
    raised = Levels(steps={**Levels().steps, "hold": 2, "support": 1})
    path = write_levels(tmp_path, "P-7Q2K", raised)
    told = json.loads(path.read_text("utf-8"))
    told["steps"] = {name: told["steps"][name] for name in FIRST}
    path.write_text(json.dumps(told), "utf-8")

    assert read_levels(tmp_path, "P-7Q2K") == raised


def test_damaged_levels_are_said_and_never_begun_anew(tmp_path: Path) -> None:
    path = write_levels(tmp_path, "P-7Q2K", Levels())
    path.write_text(path.read_text(encoding="utf-8").replace('"hold": 0', '"hold": 9'), "utf-8")

    with pytest.raises(SessionError, match=r"damaged.*restore it from a backup"):
        read_levels(tmp_path, "P-7Q2K")
