"""Rule R3 fires at a clear drop and at nothing less."""

import json
from pathlib import Path

import pytest

from sessions.recalibration import Drop, drop_of, drop_p
from station.task import Task
from tests.sessions.builders import Script, build_session, played_trials

RECORD = "session.json"


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
