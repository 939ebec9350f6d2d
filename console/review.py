"""Looking back at a session from its files alone: assess, report, replay."""

from pathlib import Path

from console.result import say_result
from console.words import Voice
from sessions.assess import assess
from sessions.replay import replay
from sessions.report.write import write_reports


def run_assess(folder: Path, voice: Voice) -> dict[str, object]:
    """Assess a session and return its assessment."""
    assessment = assess(folder)
    say_result(assessment, voice)
    if assessment["interrupted"]:
        voice.say(voice.tr("The session was interrupted; this is what was saved."), "yellow")
    return assessment


def run_report(folder: Path, voice: Voice) -> dict[str, object]:
    """Write a session's reports and return where they are."""
    reports = write_reports(folder)
    for path in reports.values():
        voice.say(voice.tr("Report: {path}", path=path))
    return {"report": {language: str(path) for language, path in reports.items()}}


def run_replay(folder: Path, voice: Voice) -> tuple[dict[str, object], bool]:
    """Recompute a session's decisions; return the comparison and whether they agree."""
    result = replay(folder)
    if result.agrees:
        voice.say(
            voice.tr(
                "All {n} decisions were recomputed; the largest difference is {worst:.1e}.",
                n=result.decisions,
                worst=result.worst,
            )
        )
    else:
        voice.say(
            voice.tr(
                "The recomputed decisions differ: by up to {worst:.1e} in {n} decisions, "
                "{missing} missing, {extra} too many.",
                n=result.decisions,
                worst=result.worst,
                missing=result.missing,
                extra=result.extra,
            ),
            "bold red",
        )
    return result.to_json(), result.agrees
