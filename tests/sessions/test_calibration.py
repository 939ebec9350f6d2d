"""A calibration asks for another block only while that can decide something."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from decoding.errors import TooFewTrials
from decoding.score import chance_criterion
from sessions.calibration import calibrate_in_blocks
from sessions.fast import run_fast
from sessions.plan import Plan
from sessions.replay import replay
from sessions.store import Session, read_session
from tests.sessions.patients import TIMING, ignore, simulated_order
from tests.sessions.room import Script, run_room


@pytest.mark.parametrize(
    ("correct", "blocks", "verdicts"),
    [
        ([34], [40], ["enough"]),
        ([28, 34], [40, 8], ["more", "enough"]),
        ([28, 33, 38, 42, 47, 51], [40, 8, 8, 8, 8, 8], [*["more"] * 5, "weak"]),
        ([20], [40], ["change"]),
        ([9], [40], ["swapped"]),
    ],
)
def test_blocks_go_on_while_they_can_help(
    correct: Sequence[int], blocks: Sequence[int], verdicts: Sequence[str]
) -> None:
    asked: list[int] = []
    told: list[tuple[str, dict[str, object]]] = []
    models = _models(correct, asked)

    def tell(type_: str, label: str, **details: object) -> None:
        told.append((label, details))

    calibrate_in_blocks(
        40, 80, lambda block, trials: asked.append(trials), lambda: next(models), tell
    )

    assert asked == list(blocks)
    assert [label for label, _ in told] == list(verdicts)
    assert [details["goes_on"] for _, details in told] == [True] * (len(blocks) - 1) + [False]


def _models(correct: Sequence[int], asked: Sequence[int]) -> Iterator[Any]:
    for right in correct:
        yield SimpleNamespace(card=_card(right, sum(asked)))


def _card(right: int, trials: int) -> SimpleNamespace:
    return SimpleNamespace(
        correct=right,
        trials=trials,
        criterion=chance_criterion(trials),
        above_chance=right >= chance_criterion(trials),
        below_chance=trials - right >= chance_criterion(trials),
        permutation_p=0.2,
    )


@pytest.mark.parametrize(
    ("usable", "correct", "verdicts"),
    [
        ([36], [30], ["begun"]),  # 27 would do
        ([36, 43], [24, 33], ["begun", "enough"]),
        ([39, 46], [18, 20], ["begun", "change"]),
    ],
)
def test_trials_that_artefacts_took_are_asked_for_again_where_they_are_needed(
    usable: Sequence[int], correct: Sequence[int], verdicts: Sequence[str]
) -> None:
    """Before, 39 usable trials of 40 ended a calibration without a verdict, however bad they were."""
    asked: list[int] = []
    told: list[str] = []
    cards = (_card(right, trials) for right, trials in zip(correct, usable, strict=True))

    calibrate_in_blocks(
        40,
        80,
        lambda block, trials: asked.append(trials),
        lambda: SimpleNamespace(card=next(cards)),  # type: ignore[arg-type,return-value]
        lambda type_, label, **details: told.append(label),
    )

    assert told == list(verdicts)
    assert len(asked) == len(verdicts)


def test_a_session_learns_from_all_blocks_and_its_replay_agrees(tmp_path: Path) -> None:
    plan = Plan(calibration_trials=40, runs=1, trials=4, timing=TIMING)
    for seed in range(1, 12):  # a patient whose first block decides nothing
        order = replace(simulated_order(tmp_path, plan, dprime=0.9, seed=seed), decoder="tangent")
        session = read_session(run_fast(order, None, ignore))
        looks = session.of_type("calibration")
        if looks[0].details["goes_on"]:
            break

    trained = session.of_type("model")[0].details["calibration"]
    assert isinstance(trained, dict)
    assert len(looks) > 1
    assert trained["trials"] == looks[-1].details["trials"]
    assert trained["trials"] > 40
    assert len([e for e in session.of_type("run_start") if e.label == "calibration"]) == len(looks)
    assert replay(session.folder).worst == 0.0


LEFT = Plan(calibration_trials=20, calibration_most=28, runs=0, timing=TIMING)


def left_in_the_fourth_trial(folder: Path, plan: Plan, *commands: str) -> Session:
    """Run a calibration in whose fourth trial the therapist gives commands, two seconds apart."""
    whole = run_room(simulated_order(folder / "whole", plan), None, Script())
    row = read_session(whole).of_type("cue")[3].row + 200
    script = Script(commands=[(row + 500 * number, one) for number, one in enumerate(commands)])
    return read_session(run_room(simulated_order(folder, plan), None, script))


def test_a_trial_that_a_pause_broke_off_in_a_calibration_teaches_nothing(tmp_path: Path) -> None:
    session = left_in_the_fourth_trial(tmp_path, LEFT, "pause", "resume")

    assert len(session.of_type("cue")) == 21
    assert len(session.trials.calibration) == 20
    (standing,) = session.of_type("calibration")
    assert standing.details["trials"] == 20


def test_trials_that_were_skipped_in_a_calibration_are_made_up_for(tmp_path: Path) -> None:
    """Nine and ten trials are too few, so a block of eight follows; the skipped one does not teach."""
    session = left_in_the_fourth_trial(tmp_path, LEFT, "skip")

    first, last = session.of_type("calibration")
    assert first.details == {"block": 1, "goes_on": True}
    assert (len(session.of_type("cue")), last.details["trials"]) == (28, 27)


def test_too_few_usable_trials_are_refused_where_no_more_can_be_asked_for(tmp_path: Path) -> None:
    plan = LEFT.model_copy(update={"calibration_most": 20})

    with pytest.raises(TooFewTrials, match="only 9 usable trials"):
        left_in_the_fourth_trial(tmp_path, plan, "skip")
