"""What the therapist hears of a calibration."""

import io

import pytest
from rich.console import Console

from console.calibration import say_calibration
from console.progress import TrialProgress
from console.words import Voice
from decoding.score import chance_criterion, wilson
from sessions.control import LATE
from station.events import Event
from station.language import Language


@pytest.mark.parametrize(
    ("correct", "said", "unsaid"),
    [
        (34, "begin to play", "another block"),
        (26, "another block of trials can decide it", "begin to play"),
        (20, "use the other hand", "another block"),
        (11, "are the cues swapped", "use the other hand"),
    ],
)
def test_the_therapist_hears_what_to_do_next(correct: int, said: str, unsaid: str) -> None:
    heard = hear(correct, 40)

    assert said in heard
    assert unsaid not in heard


def test_twenty_trials_are_not_judged() -> None:
    assert "next block" not in hear(14, 20)


def test_a_default_that_is_kept_against_a_better_accuracy_says_what_decided() -> None:
    rival = {"asked": "adaptive", "decoder": "tangent", "balanced_accuracy": 0.8, "loss": 0.51}
    own = {"balanced_accuracy": 0.77, "loss": 0.49, "permutation_p": 0.0002, "rival": rival}

    heard = hear(34, 40, **own)

    assert "kept adaptive" in heard
    assert "0.490 against 0.510 of tangent" in heard
    assert "p < 0.001" in heard


def test_a_fault_that_all_electrodes_share_is_one_line() -> None:
    lost = {"colour": "red", "fault": "gaps"}
    faults = {"C3": lost, "C4": lost, "Cz": {"colour": "red", "fault": "flat"}}

    heard = follow(event("signal", "worse", faults=faults))

    assert "C3, C4 Samples are lost" in heard
    assert heard.count("Samples are lost") == 1
    assert "Cz   No signal" in heard


def test_a_calibration_that_only_had_to_be_fitted_is_told_as_one_that_was_played() -> None:
    """Esc during the fit, then ``--resume``: no trial of a calibration is played in that session."""
    low, high = wilson(18, 40)
    summary = {"trials": 40, "correct": 18, "accuracy": 0.45, "interval": [low, high]}
    summary |= {"criterion": chance_criterion(40), "above_chance": False}
    summary |= {"below_chance": False, "permutation_p": 0.73}
    model = event("model", "today", calibration=summary, movement="grasp", asked="grasp")

    assert "45%" in follow(event("calibration", "change", goes_on=False), model)
    assert "45%" not in follow(model)


def test_a_pause_that_ends_by_itself_asks_nobody_for_a_key() -> None:
    assert "space" in follow(event("pause", "therapist"))
    assert follow(event("pause", LATE), event("resume", LATE)).strip() == ""


@pytest.mark.parametrize(
    ("type_", "details", "said"),
    [
        ("easier", {"threshold": 0.4, "is_bound": False}, "a little easier"),
        ("easier", {"threshold": 0.4, "is_bound": True}, "rest allows no lower"),
        ("harder", {"threshold": 0.4, "is_bound": False}, "a little harder"),
        ("harder", {"threshold": None, "is_bound": True}, "does not move"),
        ("compensated", {"run": 2, "trial": 7}, "Run 2, trial 7: marked"),
        ("unasked", {"value": 8}, "was not kept"),
        ("skip", {}, "Skipped"),
        ("skip", {"why": "paused"}, "Nothing was skipped"),
        ("drowsy", {}, "will pause"),
    ],
)
def test_every_act_of_the_therapist_is_answered(
    type_: str, details: dict[str, object], said: str
) -> None:
    assert said in follow(event(type_, "therapist", **details))


def test_a_skipped_trial_is_answered_once() -> None:
    trial = event("skip", "rest", run=1, trial=3)

    assert follow(trial, event("skip", "therapist")).count("Skipped") == 1


def test_trials_that_were_asked_again_are_counted_in() -> None:
    voice = Voice(Language("en"), quiet=True)
    voice.console = Console(file=io.StringIO(), width=120, force_terminal=True)
    with TrialProgress(voice) as progress:
        progress.hear(event("run_start", "play", trials=4, demands={}))
        progress.hear(event("cue", "rest", trial=5, run=1))

    assert "5/5" in voice.console.file.getvalue()  # type: ignore[attr-defined]


def event(type_: str, label: str, **details: object) -> Event:
    return Event(0, type_, label, 0, 0.0, "", details)


def follow(*events: Event) -> str:
    """Return what is said of events."""
    voice = Voice(Language("en"), quiet=False)
    voice.console = Console(file=io.StringIO(), width=400)
    progress = TrialProgress(voice)
    for one in events:
        progress.hear(one)
    file = voice.console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def hear(correct: int, trials: int, **choice: object) -> str:
    """Return what is said of a calibration."""
    voice = Voice(Language("en"), quiet=False)
    voice.console = Console(file=io.StringIO(), width=400)
    summary = {
        "correct": correct,
        "trials": trials,
        "accuracy": correct / trials,
        "interval": wilson(correct, trials),
        "criterion": chance_criterion(trials),
        "above_chance": correct >= chance_criterion(trials),
        "below_chance": trials - correct >= chance_criterion(trials, 0.01),
        "permutation_p": 0.02,
        **choice,
    }
    say_calibration(summary, voice)
    file = voice.console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_after_every_block_the_estimate_comes_with_interval_criterion_and_p() -> None:
    found: dict[str, object] = {
        "block": 1,
        "trials": 40,
        "correct": 25,
        "criterion": 26,
        "above_chance": False,
        "below_chance": False,
        "permutation_p": 0.04,
        "goes_on": True,
    }
    event = Event(0, "calibration", "more", 0, 0.0, "", found)

    said = follow(event)

    assert (
        "25 of 40 trials right in the calibration so far (95 % interval 47% to 76%); from 26 right on it is "
        "above chance, permutation p = 0.040. Not sure yet" in said
    )
