"""Rule R3 fires at a clear drop and at nothing less."""

import json
from pathlib import Path
from typing import Literal

import pytest

from games.movements import Movement
from sessions.demands import Demands
from sessions.recalibration import Drop, drop_of, drop_p
from sessions.store import read_session
from station.task import Task
from tests.sessions.builders import Script, build_session, played_trials

Asked = Movement | Literal[""]
RECORD = "session.json"


def session_of(home: Path, movement: Asked, right: int, game: str = "reach") -> Path:
    """Build a session of 40 trials, so many of them right."""
    half, rest = right // 2, right - right // 2
    script = Script(played=played_trials(half, 20 - half, 20 - rest, rest))
    folder = build_session(home / f"s{len(list(home.glob('s*')))}", script)
    record = read_session(folder).record
    plan = record.plan.model_copy(update={"demands": Demands(movement=movement)})
    record.model_copy(update={"plan": plan, "game": game}).write(folder)
    return folder


def drop_after(*folders: Path) -> Drop:
    return drop_of(list(folders), Task.HAND_VS_REST, "simulated")


def test_a_session_is_held_against_those_of_the_same_movement_alone(tmp_path: Path) -> None:
    """24 of 40 after 36 of 40 with grasping is a drop; after 24 of 40 with pinching it is none."""
    grasped = session_of(tmp_path, "grasp", 36)
    pinched, again = (session_of(tmp_path, "pinch", 24) for _ in range(2))

    assert drop_after(grasped, pinched) == Drop((24, 40), (0, 0), 1.0)
    assert drop_after(grasped, pinched, again) == Drop((24, 40), (24, 40), 0.5)
    assert drop_after(pinched, grasped, session_of(tmp_path, "grasp", 24)).before == (36, 40)
    assert drop_after(grasped, session_of(tmp_path, "grasp", 24)).fires


def test_a_movement_is_the_same_whatever_game_showed_it(tmp_path: Path) -> None:
    """An earlier version noted no movement: it was the game's own."""
    noted = session_of(tmp_path, "grasp", 36, "garden")
    unnoted, drummed = (session_of(tmp_path, "", 24, game) for game in ("reach", "drum"))

    assert drop_after(noted, unnoted).before == (36, 40)
    assert drop_after(noted, drummed).before == (0, 0)


def test_a_clear_drop_fires() -> None:
    """36/60 after 90/120: z = (.75 - .60) / sqrt(.7 * .3 * (1/60 + 1/120)) = 2.07."""
    p = drop_p((36, 60), (90, 120))

    assert p == pytest.approx(0.0192, abs=1e-4)
    assert Drop((36, 60), (90, 120), p).fires


@pytest.mark.parametrize(
    ("new", "before"),
    [
        ((42, 60), (90, 120)),  # 70 % after 75 %
        ((60, 60), (90, 120)),  # better
        ((2, 19), (90, 120)),  # too few
        ((2, 20), (19, 19)),
        ((20, 20), (20, 20)),
        ((0, 0), (0, 0)),
    ],
)
def test_nothing_else_does(new: tuple[int, int], before: tuple[int, int]) -> None:
    assert not Drop(new, before, drop_p(new, before)).fires


def test_the_parts_of_a_session_that_broke_off_are_one_session(tmp_path: Path) -> None:
    """10 of 18 and 1 of 2, after 36 of 40: the second part alone would be too few to say anything."""
    good, first, empty, second = (tmp_path / name for name in "abcd")
    build_session(good, Script(played_trials(18, 2, 2, 18)))
    build_session(first, Script(played_trials(5, 4, 4, 5)))
    build_session(empty, Script())
    build_session(second, Script(played_trials(1, 0, 1, 0)))
    for part, of in ((empty, first), (second, empty)):
        record = json.loads((part / RECORD).read_text(encoding="utf-8"))
        left = {"of": of.name, "kind": "play", "run": 1, "labels": [], "judged": 18}
        (part / RECORD).write_text(json.dumps(record | {"continues": left}), encoding="utf-8")

    drop = drop_of([good, first, empty, second], Task.HAND_VS_REST, "simulated")

    assert (drop.new, drop.before) == ((11, 20), (36, 40))
    assert drop.fires
