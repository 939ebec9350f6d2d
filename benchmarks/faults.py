"""What goes wrong with a headset, and what becomes of it: ``python -m benchmarks.faults``.

Each fault runs through BrainFlow's real driver and the real headset process, for a Cyton and for a
Cyton with Daisy, on a pseudo-terminal (Linux, macOS); the whole takes about eight minutes. Two
columns must be empty: samples that are neither recorded nor reported, and rows that are not where
they belong. A byte changed inside a value is the exception (fault "bytes"): the packet has no
checksum, so no receiver can tell, and they are counted as wrong.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from acquisition.emulator.faults import Fault, FaultKind
from benchmarks.campaign import Finding, Trial, run

BOARDS = ("cyton", "daisy")
_START = 3.0  # s until something goes wrong
_SHORT, _LONG = 9.0, 16.0


def trials() -> list[Trial]:
    """Return everything that goes wrong, one at a time."""
    drop, corrupt = FaultKind.DROP, FaultKind.CORRUPT
    bursts = tuple(Fault(kind=drop, start=_START + n, count=10) for n in range(4))
    return [
        Trial("none", (), _SHORT),
        Trial("5 % dropped", (_fault(drop, 5.0, share=0.05),), _SHORT),
        Trial("bursts of 10", bursts, _SHORT),
        Trial("256 dropped", (Fault(kind=drop, start=_START, count=256),), _SHORT),
        Trial("even dropped", (_fault(drop, 5.0, share=0.1, half="even"),), _SHORT),
        Trial("odd dropped", (_fault(drop, 5.0, share=0.1, half="odd"),), _SHORT),
        Trial("counter bytes", (_fault(corrupt, 5.0, share=0.05, byte=1),), _SHORT),
        Trial("bytes", (_fault(corrupt, 5.0, share=0.02),), _SHORT),
        Trial("torn packets", (_fault(FaultKind.TEAR, 5.0, share=0.02),), _SHORT),
        Trial("radio silence", (_fault(drop, 4.0),), 13.0),
        Trial("unplugged 4 s", (_fault(FaultKind.UNPLUG, 4.0),), _LONG),
        Trial("unplugged 0.4 s", (_fault(FaultKind.UNPLUG, 0.4),), 12.0),
        Trial("unplugged, refuses", _refusing(), _LONG),
        Trial("switched off 5 s", (_fault(FaultKind.MUTE, 5.0),), 20.0),
        Trial(
            "clock 1 % fast", (Fault(kind=FaultKind.DRIFT, start=0, duration=99, share=0.01),), 16
        ),
        Trial("lumps of 500 ms", (_fault(FaultKind.BUNCH, 10.0),), _LONG),
        Trial("bad electrodes", _electrodes(), _SHORT),
        Trial(
            "slow start", (Fault(kind=FaultKind.SLOW_START, start=0, duration=99, lump=4.0),), 16
        ),
    ]


def _fault(kind: FaultKind, duration: float, **details: object) -> Fault:
    return Fault.model_validate({"kind": kind, "start": _START, "duration": duration, **details})


def _refusing() -> tuple[Fault, ...]:
    refusing = Fault(kind=FaultKind.REFUSE, start=_START, duration=5.0)
    return _fault(FaultKind.UNPLUG, 2.0), refusing


def _electrodes() -> tuple[Fault, ...]:
    kinds = (FaultKind.RAIL, FaultKind.FLAT, FaultKind.MAINS)
    return tuple(_fault(kind, 5.0, inputs=[n]) for n, kind in enumerate(kinds, 2))


def main(arguments: Sequence[str]) -> int:
    """Run the campaign; return its exit code: 1 if anything is missing uncounted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the findings to this file")
    parser.add_argument("--board", choices=BOARDS, action="append", help="by default both")
    parser.add_argument("--only", help="faults whose name contains this")
    asked = parser.parse_args(arguments)
    console = Console(width=150)
    findings: list[Finding] = []
    for board in asked.board or BOARDS:
        for trial in trials():
            if asked.only and asked.only not in trial.name:
                continue
            with tempfile.TemporaryDirectory(prefix="volition-faults-") as place:
                findings.append(run(board, trial, Path(place) / "session"))
            console.print(_line(findings[-1]))
    console.print(_table(findings))
    if asked.json is not None:
        text = json.dumps({"faults": [asdict(one) for one in findings]}, indent=2)
        asked.json.write_text(text + "\n", encoding="utf-8")
    return int(any(one.uncounted or one.misplaced or not one.settings for one in findings))


def _line(one: Finding) -> str:
    return "  ".join(f"{name} {value}" for name, value in asdict(one).items())


def _table(findings: Sequence[Finding]) -> Table:
    names = list(asdict(findings[0])) if findings else []
    table = Table(*names)
    for one in findings:
        table.add_row(*("-" if v is None else str(v) for v in asdict(one).values()))
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
