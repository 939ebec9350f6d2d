"""The peers and ours in the same folds: ``python -m benchmarks.decoding --json FILE``.

Filters are causal, a trial is the imagery from 0.5 s after the cue to its end, and there is one
decision per trial. Without ``--patients`` the public recordings in ``../shared/data`` (or where
``VOLITION_TEST_DATA`` points) are used; with it, every recorded patient (``*.toml``) of a folder.
"""

import argparse
import json
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sklearn.exceptions import ConvergenceWarning

from acquisition.errors import AcquisitionError
from benchmarks.decoding.contestants import Contestant, OurContestant, PeerContestant
from benchmarks.decoding.peers import PEERS
from benchmarks.decoding.people import Person, read_people
from benchmarks.decoding.protocols import PROTOCOLS, Outcome, play
from benchmarks.decoding.public import public_people
from benchmarks.decoding.scores import scores, summary

DEFAULT = "adaptive"


def contestants() -> Mapping[str, Callable[[], Contestant]]:
    """Return all decoders by name, ours last."""
    made: dict[str, Callable[[], Contestant]] = {
        name: lambda peer=peer: PeerContestant(peer)  # type: ignore[misc]
        for name, peer in PEERS.items()
    }
    return made | {DEFAULT: OurContestant}


def measure(people: Sequence[Person], protocols: Sequence[str]) -> dict[str, object]:
    """Return the content of the JSON file."""
    decoders = contestants()
    measured: dict[str, object] = {}
    for protocol in protocols:
        outcomes: dict[str, dict[str, Outcome]] = {}
        for person in people:
            said = {name: play(protocol, person, people, make) for name, make in decoders.items()}
            known = {name: outcome for name, outcome in said.items() if outcome is not None}
            if known:
                outcomes[person.name] = known
        if outcomes:
            measured[protocol] = _protocol(outcomes, people)
    return {"default": DEFAULT, "peers": list(PEERS), "protocols": measured}


def _protocol(
    outcomes: Mapping[str, Mapping[str, Outcome]], people: Sequence[Person]
) -> dict[str, object]:
    tasks = {person.name: person.task for person in people}
    return {
        **{
            **summary(outcomes, DEFAULT),
            "people": {
                name: {decoder: scores(outcome) for decoder, outcome in known.items()}
                for name, known in outcomes.items()
            },
        },
        "tasks": {
            task: summary({n: o for n, o in outcomes.items() if tasks[n] == task}, DEFAULT)
            for task in sorted({tasks[name] for name in outcomes})
        },
    }


def show(result: Mapping[str, Any], console: Console) -> None:
    """Print for each protocol and task a table of means, and one of people."""
    for name, protocol in result["protocols"].items():
        for task, part in protocol["tasks"].items():
            console.print(_means(f"{name}, {task}", part, result["default"]))
            console.print(_people(protocol["people"], part))


def _means(title: str, part: Mapping[str, Any], default: str) -> Table:
    table = Table(
        *("decoder", "accuracy", "AUC", "Brier", "ECE", "if true", "fit s", "ms"), title=title
    )
    table.add_column(f"{default} is ahead by (95 %)", no_wrap=True)
    for decoder, mean in part["mean"].items():
        lead = part["paired"].get(decoder)
        table.add_row(
            decoder,
            *(
                f"{mean[score]:.3f}"
                for score in ("balanced_accuracy", "auc", "brier", "ece", "ece_if_honest")
            ),
            f"{mean['fit_s']:.2f}",
            f"{mean['predict_ms']:.1f}",
            "" if lead is None else _lead(lead),
        )
    return table


def _people(people: Mapping[str, Any], part: Mapping[str, Any]) -> Table:
    """Return balanced accuracies, a line a person: any number of people fits."""
    decoders = list(part["mean"])
    table = Table("balanced accuracy of", *decoders)
    for name in part["people"]:
        accuracies = (people[name][decoder]["balanced_accuracy"] for decoder in decoders)
        table.add_row(name, *(f"{value:.2f}" for value in accuracies))
    return table


def _lead(lead: Mapping[str, Any]) -> str:
    text = f"{lead['difference']:+.3f}"
    if lead["interval"] is None:
        return text
    low, high = lead["interval"]
    return f"{text} ({low:+.3f} to {high:+.3f})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 2 if the recordings cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decoding", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the result to this file")
    parser.add_argument("--patients", type=Path, help="a folder of recorded patients (*.toml)")
    parser.add_argument("--protocols", nargs="+", choices=list(PROTOCOLS), default=list(PROTOCOLS))
    options = parser.parse_args(arguments)
    try:
        people, left_out = (
            read_people(options.patients) if options.patients else public_people(_data())
        )
    except AcquisitionError as error:
        print(error, file=sys.stderr)
        return 2
    for sentence in left_out.values():
        print(f"Left out: {sentence}", file=sys.stderr)
    if not people:
        return 2
    with warnings.catch_warnings():
        # What a library's decoder has to say of its own optimiser helps nobody here.
        warnings.simplefilter("ignore", ConvergenceWarning)
        result = measure(people, options.protocols) | {"left_out": left_out}
    show(result, Console(width=150))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def _data() -> Path:
    named = os.environ.get("VOLITION_TEST_DATA")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"


if __name__ == "__main__":
    sys.exit(main())
