"""Looking back at a session from its files alone: assess, report, replay."""

from pathlib import Path

from console.result import say_result
from console.words import Voice
from sessions.assess import assess
from sessions.replay import ReplayResult, replay
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


def _say_software(result: ReplayResult, voice: Voice) -> None:
    """Say whether other software than that of the session recomputed it, where that matters or is so."""
    changes = ", ".join(f"{name} {then} → {now}" for name, (then, now) in result.changed.items())
    if changes and result.agrees:
        voice.say(voice.tr("The session was made with other software: {changes}.", changes=changes))
    elif changes:
        voice.say(
            voice.tr(
                "The session was made with other software ({changes}), which may be why; replay it with "
                "that to know.",
                changes=changes,
            )
        )
    elif not result.agrees:
        voice.say(
            voice.tr(
                "The software is that of the session: was a file changed, or is this another kind of "
                "processor?"
            )
        )


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
    _say_software(result, voice)
    return result.to_json(), result.agrees
