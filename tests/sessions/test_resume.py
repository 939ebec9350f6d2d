"""A session that broke off is taken up at the trial that broke, and every number stays recomputable."""

import hashlib
import io
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from rich.console import Console

from console.arguments import Wish
from console.resume import hint, take_up
from console.train import Start, TrainOptions, run_train
from console.words import Voice
from decoding.beginning import decoder_of
from decoding.members import Learned
from decoding.models import Model, load
from decoding.refits import read as read_refit
from decoding.trail import Trail
from games.game import Phase
from sessions.control import RESUME, STOP, Command
from sessions.course import Item
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.left import Left, left_of
from sessions.order import Order
from sessions.paradigm import shipped
from sessions.plan import Plan
from sessions.replay import replay
from sessions.retold import retold
from sessions.schedule import past_sessions, session_number
from sessions.stage import make_player
from sessions.store import Session, read_session
from sessions.trials import pairing_problems
from station.events import Event
from station.language import Language
from station.settings import Settings
from station.task import REST
from tests.sessions.patients import TIMING, ignore, simulated_order
from tests.sessions.room import Script, run_room

PLAN = Plan(
    calibration_trials=20,
    runs=2,
    trials=8,
    rest=1.0,
    timing=TIMING,
    paradigm="T5",
    paradigms=(shipped()["T5"],),
)
QUIET = Voice(Language("en"), quiet=True)


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    return simulated_order(tmp_path_factory.mktemp("home"), PLAN, dprime=3.0)


def test_a_therapist_whom_the_calendar_refuses_hears_that_the_session_can_be_taken_up(
    tmp_path: Path,
) -> None:
    order = simulated_order(tmp_path, PLAN)
    run_room(order, None, Script(commands=[(2000, STOP)]))
    options = TrainOptions(
        patient=order.patient.pseudonym, board="simulated", port="", board_settings=None,
        task=None, game=None, decoder="tangent", start=Start(), trials=None, runs=1,
        headless=True, wish=Wish("STROKE-SUB"),
    )  # fmt: skip
    voice = Voice(Language("en"), quiet=True)
    voice.console = Console(file=io.StringIO(), width=300)

    with pytest.raises(SessionError, match="leave at least 12 h"):
        run_train(options, tmp_path, Settings(), voice)

    said = voice.console.file.getvalue()  # type: ignore[attr-defined]
    assert "broke off in part 1 of its calibration" in said
    assert "--resume goes on there" in said


@pytest.fixture(scope="module")
def whole(order: Order) -> Session:
    """Return a session that nothing interrupted."""
    return read_session(run_fast(order, None, ignore))


def test_whatever_was_written_last_nothing_is_lost_and_nothing_asked_twice(whole: Session) -> None:
    for count in range(1, len(whole.events)):
        events = whole.events[:count]
        left = left_of("s", events)
        starts = [event for event in events if event.type == "run_start"]
        if not starts:
            assert left is None
            continue
        if events[-1].type == "session_end":
            continue
        assert left is not None
        assert left.judged + len(left.labels) == starts[-1].details["trials"]
        if left.kind == "play":
            assert Counter(left.labels)[REST] * 2 == len(left.labels)
            assert left.judged == _judged_pairs(events, left.run) * 2


def test_a_finished_session_leaves_nothing(whole: Session) -> None:
    assert left_of("s", whole.events) is None


def test_pairs_stay_pairs_and_half_of_one_is_asked_whole() -> None:
    start: dict[str, object] = {"run": 1, "trials": 4, "labels": [REST, "right_hand"] * 2}
    place: dict[str, object] = {"run": 1, "trial": 1}
    events = [
        _event("run_start", "play", 0, start),
        _event("cue", REST, 10, {**place, "pair": 1, "kind": "play", "end_row": 20}),
        _event("result", REST, 20, {**place, "valid": True}),
    ]

    left = left_of("s", events)

    assert left is not None
    assert left.labels == (REST, "right_hand") * 2


# Rows in the calibration, in the first and in the second run.
@pytest.mark.parametrize(("row", "kind"), [(6000, "calibration"), (23500, "play"), (38000, "play")])
def test_it_goes_on_at_the_trial_that_broke(tmp_path: Path, row: int, kind: str) -> None:
    order = simulated_order(tmp_path, PLAN, dprime=3.0)
    first = read_session(run_room(order, None, Script(commands=[(row, STOP)])))
    assert (first.events[-1].label, _left(first).kind) == ("stopped", kind)

    again, path = take_up(replace(order, seed=99), QUIET)
    model = None if path is None else _loaded(path)
    second = read_session(run_fast(again, model, ignore))

    assert again.seed == order.seed
    assert second.record.continues is not None
    assert second.record.continues.of == first.folder.name
    over = 0 if kind == "calibration" else (_left(first).run - 1) * PLAN.trials
    stays = over + (0 if kind == "calibration" else _left(first).judged)
    assert stays + len(second.trials.played) == PLAN.runs * PLAN.trials
    assert pairing_problems(second.events) == []
    assert second.events[-1].label == "finished"
    assert replay(second.folder).worst == 0.0
    if kind == "calibration":
        trained = second.of_type("model")[0].details["calibration"]
        assert isinstance(trained, dict)
        assert trained["trials"] >= 18  # of both folders; the trial that broke may be cut off
    past = past_sessions(order.home, order.patient.pseudonym, "simulated")
    assert (len(past), session_number(past, "")) == (2, 2)


def test_threshold_and_refits_of_the_first_part_are_taken_over(tmp_path: Path) -> None:
    plan = PLAN.model_copy(update={"trials": 16})
    order = replace(simulated_order(tmp_path, plan, dprime=3.0), decoder="adaptive")
    first = read_session(run_room(order, None, Script(commands=[(50000, STOP)])))
    moved = [event for event in first.of_type("threshold") if "spread" in event.details][-1]
    refits = first.of_type("refit")
    assert refits

    file = first.folder / refits[-1].label
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"!")
    with pytest.raises(SessionError, match="is missing or was changed"):
        take_up(order, QUIET)
    file.write_bytes(content)
    again, path = take_up(order, QUIET)
    second = read_session(run_fast(again, None if path is None else _loaded(path), ignore))

    left = second.record.continues
    assert left is not None
    assert len(left.scores) == sum(bool(e.details["valid"]) for e in first.of_type("result"))
    stood = float(str(moved.details["threshold"])) / float(str(moved.details["spread"]))
    assert left.threshold == pytest.approx(stood, abs=1e-12)
    taken, following = second.of_type("refit")[:2]
    assert taken.label == "refit-00.npz"
    told = len(first.of_type("reference"))
    assert taken.details["trials"] == told
    assert following.details["trials"] == -(-(told + 1) // 10) * 10
    assert taken.details["sha256"] == refits[-1].details["sha256"]
    assert replay(second.folder).worst == 0.0
    assert path is not None
    _assert_told_again(second, load(path), (first.folder / taken.label.replace("00", "01")))
    # The very first trial is judged by the threshold of the first part, in today's units.
    result = second.of_type("result")[0]
    after = second.of_type("threshold")[0]
    unit = float(str(after.details["spread"]))
    assert float(str(result.details["threshold"])) / unit == pytest.approx(stood, rel=1e-9)


def test_what_was_earned_before_is_there_again(tmp_path: Path) -> None:
    """The patient's basket must not be empty because the computer was restarted."""
    order = replace(simulated_order(tmp_path, PLAN, dprime=3.0), game="basket")
    first = read_session(run_room(order, None, Script(commands=[(38000, STOP)])))
    earned = [e for e in first.of_type("result") if e.details["rewarded"]]
    again, path = take_up(order, QUIET)
    script = Script(commands=[])

    second = read_session(run_room(again, None if path is None else _loaded(path), script))

    assert len(earned) >= 3
    assert second.record.continues is not None
    assert second.record.continues.earned == ("right",) * len(earned)
    state = make_player(second.record).latest()[0]
    assert len(state.right.kept) == len(earned)
    begun = [moment.rewards for moment in script.moments if moment.phase is Phase.READY]
    assert begun[0] == len(earned)


def test_the_stars_of_the_end_stand_for_what_was_worked_before_as_well(tmp_path: Path) -> None:
    """Only the last questions are left; the patient worked the whole session, and sees it."""
    course = (
        Item(kind="run", run=1, trials=4, paradigm="T5"),
        Item(kind="questions", moment="end"),
    )
    plan = PLAN.model_copy(update={"course": course, "calibration_most": 20})
    order = simulated_order(tmp_path, plan, dprime=3.0)
    whole = read_session(run_room(order, None, Script(commands=[])))
    shutil.rmtree(whole.folder)
    stopped = Script(commands=[(_asked(whole, "effort"), STOP)])
    first = read_session(run_room(order, None, stopped))
    again, path = take_up(order, QUIET)
    script = Script(commands=[])

    run_room(again, None if path is None else _loaded(path), script)

    assert _left(first).asked == len(first.of_type("cue"))
    (done,) = script.endings
    assert done.phase is Phase.DONE
    assert (done.trial, done.trials) == (24, 24)  # twenty of the calibration, and four


def test_what_followed_the_last_run_is_not_asked_again_and_the_day_is_learned_from(
    tmp_path: Path,
) -> None:
    """It broke off twice behind the last questions: in the resting EEG, and in that once more."""
    course = (
        Item(kind="run", run=1, trials=4, paradigm="T5"),
        Item(kind="questions", moment="end"),
        Item(kind="eyes_open", seconds=4.0),
        Item(kind="eyes_closed", seconds=6.0),
        Item(kind="practice", seconds=2.0),
    )
    plan = PLAN.model_copy(update={"course": course, "calibration_most": 20})
    order, same = (
        replace(simulated_order(tmp_path / home, plan, dprime=3.0), decoder="adaptive")
        for home in ("broken", "whole")
    )
    whole = read_session(run_room(same, None, Script(commands=[])))
    begun = {e.label: e.row for e in whole.of_type("scene")}
    run_room(order, None, Script(commands=[(begun["eyes_open"] + 500, STOP)]))

    again, path = take_up(order, QUIET)
    model = None if path is None else _loaded(path)
    second = read_session(run_room(again, model, Script(commands=[(1700, STOP)])))
    again, path = take_up(order, QUIET)
    third = read_session(run_room(again, model, Script(commands=[])))

    assert [event.label for event in second.of_type("scene")] == ["eyes_open", "eyes_closed"]
    assert [event.label for event in third.of_type("scene")] == ["eyes_closed", "practice"]
    assert third.events[-1].label == "finished"
    (learned,) = third.of_type("learned")
    told = whole.of_type("reference")
    trials = load(path.parent / learned.label).card.training_trials if path is not None else ()
    assert len(trials) == 20 + len(told)


def test_a_run_that_was_over_is_not_said_to_have_trials_left(tmp_path: Path) -> None:
    order = simulated_order(tmp_path, PLAN, dprime=3.0)
    whole = read_session(run_room(order, None, Script(commands=[])))
    end = next(e.row for e in whole.of_type("run_end") if e.label == "play")
    shutil.rmtree(whole.folder)
    run_room(order, None, Script(commands=[(end + 50, STOP)]))
    voice = Voice(Language("en"), quiet=True)
    voice.console = Console(file=io.StringIO(), width=300)

    hint(order, voice)
    take_up(order, voice)

    said = voice.console.file.getvalue()  # type: ignore[attr-defined]
    assert "broke off after run 1;" in said
    assert "run 1 is over, and what comes behind it is still to come." in said


def test_there_has_to_be_something_to_take_up(whole: Session, order: Order) -> None:
    assert whole.events[-1].label == "finished"
    with pytest.raises(SessionError, match="no session of today that broke off"):
        take_up(order, QUIET)


def test_a_session_that_was_begun_by_mistake_takes_nothing_away(tmp_path: Path) -> None:
    """Who forgets --resume, reads the hint and stops at once can still take up what broke off."""
    order = simulated_order(tmp_path, PLAN, dprime=3.0)
    broken = run_room(order, None, Script(commands=[(6000, STOP)]))
    mistaken = run_room(order, None, Script(commands=[(200, STOP)]))
    assert _left(read_session(mistaken)).judged == 0
    before_the_headset = mistaken.with_name(mistaken.name + "z")
    before_the_headset.mkdir()
    (before_the_headset / "session.json").write_bytes((mistaken / "session.json").read_bytes())

    again, _ = take_up(order, QUIET)

    assert again.continues is not None
    assert again.continues.of == broken.name


def _assert_told_again(second: Session, model: Model, refit: Path) -> None:
    """What the recording tells a decoder again teaches what the first ten trials taught in play."""
    decoder = decoder_of(model, is_today=True)
    for trial, lesson in retold(second.folder, second.record, model)[:10]:
        decoder.note(lesson, trial.label != REST)
    again, live = decoder.refitted(), read_refit(refit.name, refit.read_bytes())
    assert isinstance(again, Learned)
    assert isinstance(live, Learned)
    for one, other in zip(again.members, live.members, strict=True):
        np.testing.assert_allclose(one.linear.slope, other.linear.slope, rtol=0, atol=1e-6)


def _judged_pairs(events: tuple[Event, ...], run: int) -> int:
    """Count the pairs of a run of which both halves were judged."""
    cues = {
        (event.details["trial"]): event.details["pair"]
        for event in events
        if event.type == "cue" and event.details["kind"] == "play" and event.details["run"] == run
    }
    pairs = Counter(
        cues[event.details["trial"]]
        for event in events
        if event.type == "result" and event.details["run"] == run
    )
    return sum(count == 2 for count in pairs.values())


def _asked(session: Session, question: str) -> int:
    """Return the row at which a session first asks something."""
    return next(e.row for e in session.of_type("scene") if e.details.get("question") == question)


def _loaded(path: Path) -> tuple[Model, Path]:
    return load(path), path


def _left(session: Session) -> Left:
    left = left_of(session.folder.name, session.events)
    assert left is not None
    return left


def _event(type_: str, label: str, row: int, details: dict[str, object]) -> Event:
    return Event(number=row, type=type_, label=label, row=row, time=0.0, wall="", details=details)


def test_what_is_left_outlives_a_part_that_broke_off_before_its_first_run() -> None:
    """The headset was not even on when the session was taken up; nothing of the first is lost."""
    place: dict[str, object] = {"run": 3, "trials": 4, "labels": [REST, "right_hand"] * 2}
    asked = {"moment": "before", "value": 2, "by": "patient"}
    first = left_of(
        "a", [_event("rating", "pain", 0, asked), _event("run_start", "play", 1, place)]
    )
    assert first is not None

    again = left_of("b", [_event("signal", "unfit", 0, {})], first)
    done = left_of("b", [_event("session_end", "finished", 9, {})], first)
    later = left_of("c", [_event("run_start", "play", 1, {**place, "run": 4})], again)

    assert (again, done) == (first, None)
    assert later is not None
    assert (later.of, later.run) == ("c", 4)
    assert [one.value for one in later.ratings] == [2]


def test_a_calibration_that_broke_off_twice_learns_from_all_its_parts(tmp_path: Path) -> None:
    order = simulated_order(tmp_path, PLAN, dprime=3.0)
    parts, left = list[Session](), None
    for stop in (4500, 4500, None):
        script = Script(commands=[] if stop is None else [(stop, STOP)])
        part = read_session(run_room(replace(order, continues=left), None, script))
        left = left_of(part.folder.name, part.events, left)
        parts.append(part)

    asked = [len(part.trials.calibration) for part in parts]
    trained = parts[-1].of_type("model")[0].details["calibration"]
    assert isinstance(trained, dict)
    assert min(asked) > 0
    assert trained["trials"] == sum(asked) == PLAN.calibration_trials
    assert parts[-1].events[-1].label == "finished"


def test_pain_that_rose_since_the_part_before_stops_the_game(tmp_path: Path) -> None:
    """Pain 1 at the beginning, 3 at the end: a rise of two, with the computer restarted between."""
    course = (
        Item(kind="questions", moment="before"),
        Item(kind="run", run=1, trials=4, paradigm="T5"),
        Item(kind="questions", moment="end"),
    )
    plan = PLAN.model_copy(update={"course": course, "calibration_most": 20})
    order = simulated_order(tmp_path, plan, dprime=3.0)
    silent = read_session(run_room(order, None, Script(commands=[(38_000, STOP)])))
    rated: list[tuple[int, str | Command]] = [
        (_asked(silent, "pain") + 100, Command("rate", "patient", 1)),
        (38_000, STOP),
    ]
    first = read_session(run_room(order, None, Script(commands=rated)))
    assert _left(first).kind == "play"

    again, path = take_up(order, QUIET)
    model = None if path is None else _loaded(path)
    whole = read_session(run_room(again, model, Script(commands=[])))
    asked = _asked(whole, "pain")
    answers: list[tuple[int, str | Command]] = [
        (asked + 100, Command("rate", "patient", 3)),
        (asked + 2000, RESUME),
    ]
    second = read_session(run_room(again, model, Script(commands=answers)))

    assert [event.label for event in second.of_type("advice")] == ["pain rise"]
    assert [event.label for event in second.of_type("pause")] == ["pain"]


@pytest.mark.parametrize("decoder", ["adaptive", "csp"])
def test_the_next_refit_knows_every_label_of_the_part_before(tmp_path: Path, decoder: str) -> None:
    plan = PLAN.model_copy(update={"trials": 12})
    order = replace(simulated_order(tmp_path, plan, dprime=3.0), decoder=decoder)
    first = read_session(run_room(order, None, Script(commands=[(40000, STOP)])))
    told = first.of_type("reference")
    assert len(told) % 10 > 0
    again, path = take_up(order, QUIET)
    assert path is not None

    second = read_session(run_fast(again, _loaded(path), ignore))

    counts = [event.details["trials"] for event in second.of_type("refit")]
    assert next(count for count in counts if count != len(told)) == (len(told) // 10 + 1) * 10
    (learned,) = second.of_type("learned")
    card = load(path.parent / learned.label).card
    names = Counter(one.recording for one in card.training_trials)
    assert names[first.folder.name] == PLAN.calibration_trials + len(told)
    assert names[second.folder.name] == len(second.of_type("reference"))
    assert replay(second.folder).worst == 0.0


@pytest.mark.parametrize("decoder", ["adaptive", "csp"])
@pytest.mark.parametrize("adaptation", ["unlabelled", "cued"])
def test_what_was_followed_is_gone_on_from_as_if_nothing_had_broken(
    tmp_path: Path, decoder: str, adaptation: Literal["unlabelled", "cued"]
) -> None:
    plan = PLAN.model_copy(update={"trials": 12})
    order = replace(
        simulated_order(tmp_path, plan, dprime=3.0), decoder=decoder, adaptation=adaptation
    )
    first = read_session(run_room(order, None, Script(commands=[(40000, STOP)])))
    last = first.of_type("reference")[-1]
    assert all(event.row < last.row for event in first.of_type("refit"))
    again, path = take_up(order, QUIET)
    assert path is not None

    second = read_session(run_room(again, _loaded(path), Script(commands=[(9000, STOP)])))

    (trail,) = second.of_type("trail")
    assert _place_of(second) == last.details["sha256"]
    assert trail.details["trials"] == last.details["trials"]
    assert trail.details["offset"] == last.details["offset"]
    following = second.of_type("reference")
    assert following[0].details["trials"] == float(str(last.details["trials"])) + 1
    assert replay(second.folder).worst == 0.0

    # It broke off once more: the third part knows what both had followed.
    once_more, path = take_up(order, QUIET)
    assert path is not None
    third = read_session(run_room(once_more, _loaded(path), Script(commands=[(4000, STOP)])))

    if not second.of_type("refit")[1:]:
        assert _place_of(third) == following[-1].details["sha256"]
        assert third.of_type("trail")[0].details["offset"] == following[-1].details["offset"]


def test_a_trail_that_was_changed_is_not_replayed(tmp_path: Path) -> None:
    order = replace(simulated_order(tmp_path, PLAN, dprime=3.0), adaptation="unlabelled")
    run_room(order, None, Script(commands=[(30000, STOP)]))
    again, path = take_up(order, QUIET)
    assert path is not None
    second = run_room(again, _loaded(path), Script(commands=[(6000, STOP)]))
    (second / "trail-00.npz").write_bytes(b"nothing")

    with pytest.raises(SessionError, match=r"trail-00\.npz. is missing or was changed"):
        replay(second)


def _place_of(session: Session) -> str:
    """Return the digest of the references that a session went on from, as the log writes it."""
    (event,) = session.of_type("trail")
    digest = hashlib.sha256()
    for mean in Trail.from_bytes((session.folder / event.label).read_bytes()).references:
        digest.update(np.ascontiguousarray(mean.matrices).tobytes())
    return digest.hexdigest()


def test_the_newest_refit_on_all_channels_outlives_an_electrode_that_came_off() -> None:
    place: dict[str, object] = {"run": 1, "trials": 4, "labels": [REST, "right_hand"] * 2}
    events = [
        _event("run_start", "play", 0, place),
        _event("refit", "refit-01.npz", 10, {}),
        _event("electrode", "Cz", 20, {"channels": ["Cz"]}),
        _event("fallback", "fallback-01.npz", 30, {"lost": ["Cz"], "sha256": "a"}),
        _event("refit", "refit-02.npz", 40, {}),
    ]

    left = left_of("s", events)

    assert left is not None
    assert left.refit == "refit-01.npz"
