"""Run a session of every programme from the first question to the last card, without a person.

``python -m benchmarks.programs --json FILE`` plays the first session of each shipped programme with a
simulated patient on the virtual clock, and says whether its trial table fits together and how long
it would have taken a patient.
"""

import argparse
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from acquisition.spec import BoardSpec, make_board
from console.arguments import Wish
from console.by_program import by_program, suggested_game, today
from console.words import Voice
from sessions.course import RUNS
from sessions.fast import run_fast
from sessions.order import Order
from sessions.patient import new_patient
from sessions.plan import Plan
from sessions.program_files import load_program, programs
from sessions.store import read_session
from station.events import Event
from station.language import Language
from station.task import Task

DPRIME = 1.5


def main() -> None:
    """Run the programmes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--program", nargs="+", default=None, help="Only these.")
    arguments = parser.parse_args()
    rows = []
    print("programme    runs  played  problems  ended     minutes  slot  seconds")
    with tempfile.TemporaryDirectory() as home:
        for name in arguments.program or programs(Path(home)):
            row = run(Path(home), name)
            rows.append(row)
            print(
                f"{row['program']:<12} {row['runs']:>4}  {row['played']:>6}  {row['problems']:>8}  "
                f"{row['ended']:<8}  {row['minutes']:>7.1f}  {row['slot'] or '-':>4}  "
                f"{row['seconds']:>7.1f}",
                flush=True,
            )
    if arguments.json is not None:
        text = json.dumps({"programs": rows}, indent=2)
        arguments.json.write_text(text + "\n", encoding="utf-8")


def run(home: Path, name: str) -> dict[str, Any]:
    """Run the first session of a programme; return what came of it."""
    began = perf_counter()
    order = order_of(home, name)
    session = read_session(run_fast(order, None, _ignore))
    return {
        "program": order.program,
        "runs": sum(item.kind in RUNS for item in order.plan.course),
        "played": len(session.trials.played),
        "problems": len(session.trials.problems),
        "ended": session.events[-1].label,
        "minutes": len(session.raw) / session.record.rate / 60,
        "slot": load_program(home, name).program.slot_minutes,
        "seconds": perf_counter() - began,
    }


def order_of(home: Path, name: str) -> Order:
    """Return the order of a new simulated patient's first session of a programme."""
    patient = new_patient(home, affected_side="right", mode="attempt", language="en")
    due = today(home, name, patient.pseudonym, source="simulated", task=None, mode="attempt")
    options = {"name": "simulated", "dprime": DPRIME, "seed": 1, "task": due.task.value}
    board = BoardSpec.model_validate(options)
    plan = Plan()
    order = Order(
        home=home,
        patient=patient,
        task=Task(due.task),
        plan=plan,
        board=board,
        info=make_board(board).info,
        origin=f"simulated patient, d' {DPRIME:g}",
        game=suggested_game(due.program),
        decoder="tangent",
        cue_source="scheduled",
        imagery=(0.0, plan.timing.imagery),
        language="en",
        mains=50.0,
        seed=1,
    )
    voice = Voice(Language("en"), quiet=True)
    return by_program(order, due, Wish(name), datetime.now(UTC), voice)


def _ignore(event: Event) -> None:
    """Hear an event and do nothing."""


if __name__ == "__main__":
    main()
