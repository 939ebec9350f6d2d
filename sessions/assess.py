"""From a session folder to ``assessment.json``: every number with its interval, n and definition.

The file is derived: it may be deleted and made again, also with a metric that did not exist when
the session was recorded. What cannot be computed is null, and stays null in every report.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sessions.metric import Metric, MetricValue
from sessions.played import is_below
from sessions.statistics import SIGNIFICANCE, chance_criterion
from sessions.store import Session, read_session, write_derived
from station.plugins import load, names

METRICS = "sessions.metrics"
ASSESSMENT = "assessment.json"
_SCHEMA_VERSION = 1


def assess(folder: Path) -> dict[str, Any]:
    """Assess a session and write ``assessment.json`` into its folder.

    Parameters
    ----------
    folder : Path
        Session folder; of an interrupted session too.

    Returns
    -------
    assessment : dict
        What was written.

    Raises
    ------
    SessionError
        If the folder is no session, or its events are damaged.
    """
    assessment = assess_session(read_session(folder))
    text = json.dumps(assessment, ensure_ascii=False, indent=2, allow_nan=False)
    write_derived(folder / ASSESSMENT, (text + "\n").encode("utf-8"))
    return assessment


def assess_session(session: Session) -> dict[str, Any]:
    """Return the assessment of a session, without writing it."""
    record, table = session.record, session.trials
    metrics = {name: _computed(load(METRICS, name), session) for name in names(METRICS)}
    values = {name: values for name, (_, values) in metrics.items()}
    accuracy, p_chance = values["accuracy"]["all"], values["chance"]["all"].value
    lost = int(np.count_nonzero(session.is_lost))
    return {
        "schema_version": _SCHEMA_VERSION,
        "session": record.session,
        "source": record.source,
        "task": record.task.value,
        "decoder": record.decoder,
        "trials": len(table.played),
        "unsure": sum(trial.is_unsure for trial in table.played),
        "invalid": sum(not trial.is_valid for trial in table.played),
        "skipped": table.skipped,
        "accuracy": accuracy.value,
        "balanced_accuracy": values["balanced_accuracy"]["all"].value,
        "interval": accuracy.interval,
        "criterion": chance_criterion(accuracy.n) if accuracy.n else None,
        "p_chance": p_chance,
        "above_chance": None if p_chance is None else p_chance <= SIGNIFICANCE,
        "below_chance": is_below(record.classes, table.played),
        "auc": values["auc"]["all"].value,
        "usable": {
            "trials": values["usable"]["accuracy"].n,
            "accuracy": values["usable"]["accuracy"].value,
            "p_chance": values["usable"]["p_chance"].value,
        },
        "interrupted": session.is_interrupted,
        "samples": {"recorded": len(session.raw) - lost, "lost": lost},
        "metrics": {name: described for name, (described, _) in metrics.items()},
        "problems": [asdict(problem) for problem in table.problems],
    }


def _computed(metric: Metric, session: Session) -> tuple[dict[str, object], dict[str, MetricValue]]:
    values = metric.compute(session)
    described = {
        "version": metric.version,
        "name": metric.name,
        "definition": metric.definition,
        "values": {part: asdict(value) for part, value in values.items()},
    }
    return described, values
