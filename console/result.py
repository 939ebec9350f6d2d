"""What a session came to, in one object for programs and a few sentences for people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.words import Voice
from sessions.assess import assess
from sessions.counts import read_sent
from sessions.report.conduct import self_paced
from sessions.report.format import probability
from sessions.report.usable import ONLY_WITH_ARTEFACTS, stands_alone, usable
from sessions.report.words import BELOW_CHANCE, Words
from sessions.report.write import write_reports
from sessions.store import Session, read_session
from station.language import N_

# CLINICAL 5.1: one run of twenty trials misses chance's criterion in 58 % of patients who are 70 %
# right; pooled over sixty trials it does so in 6 %.
FEW_TRIALS = 60
_VERDICTS = {
    True: N_("Above chance (p {p}, {n} trials)."),
    False: N_("Not distinguishable from chance in {n} trials (p {p})."),
}


def result_of(folder: Path, voice: Voice) -> dict[str, object]:
    """Assess a session, write its reports, say what came out, and return the object."""
    assessment = assess(folder)
    reports = write_reports(folder)
    session = read_session(folder)
    result = {
        "session": str(folder),
        **{key: assessment[key] for key in _KEYS},
        "samples": _samples(session, assessment["samples"]),
        "latency_ms": _from_end(session, "latency_ms"),
        "report": {language: str(path) for language, path in reports.items()},
    }
    paced = self_paced(Words(session, assessment, voice.tr))
    if assessment["trials"] or not paced:
        say_result(assessment, voice)
    for sentence in paced:
        voice.say(sentence)
    voice.say(voice.tr("Session: {folder}", folder=str(folder)))
    for path in reports.values():
        voice.say(voice.tr("Report: {path}", path=str(path)))
    return result


_KEYS = (
    "source",
    "task",
    "decoder",
    "trials",
    "unsure",
    "accuracy",
    "balanced_accuracy",
    "interval",
    "p_chance",
    "above_chance",
    "below_chance",
    "auc",
)


def _samples(session: Session, counted: Mapping[str, int]) -> dict[str, object]:
    return {
        "sent": read_sent(session.folder),
        "received": _from_end(session, "samples").get("received"),
        "recorded": counted["recorded"],
        "lost": counted["lost"],
    }


def _from_end(session: Session, name: str) -> dict[str, object]:
    for event in reversed(session.events):
        if event.type == "session_end":
            value = event.details.get(name, {})
            return value if isinstance(value, dict) else {}
    return {}


def say_result(result: Mapping[str, Any], voice: Voice) -> None:
    """Say a session's score in a few sentences, from its assessment."""
    tr = voice.tr
    if result["accuracy"] is None:
        voice.say(tr("No trial was played, so there is nothing to score."))
    elif result["p_chance"] is None:
        voice.say(tr("Only one class was played, so there is nothing to compare."))
    else:
        low, high = result["interval"]
        voice.say(
            tr(
                "Decoder accuracy {accuracy:.0%} (95 % interval {low:.0%} to {high:.0%}), "
                "balanced {balanced:.0%}, unsure in {unsure} of {trials} trials.",
                accuracy=result["accuracy"],
                low=low,
                high=high,
                balanced=result["balanced_accuracy"],
                unsure=result["unsure"],
                trials=result["trials"],
            )
        )
        if result["below_chance"]:
            voice.say(tr(BELOW_CHANCE, n=result["trials"]), "bold yellow")
            return
        if result["above_chance"] and not stands_alone(result):
            voice.say(tr(ONLY_WITH_ARTEFACTS, **usable(result)), "bold yellow")
            return
        verdict = _VERDICTS[bool(result["above_chance"])]
        voice.say(tr(verdict, p=probability(result["p_chance"]), n=result["trials"]))
        if not result["above_chance"] and result["trials"] < FEW_TRIALS:
            voice.say(tr("So few trials can hardly tell: judge over several runs."), "dim")
