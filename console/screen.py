"""``volition screen``: the five-trial screening of a recorded session, in words and numbers."""

from dataclasses import asdict
from pathlib import Path

from console.words import Voice
from sessions.report.format import signed
from sessions.report.rhythms import BAND_NAMES
from sessions.report.words import LABEL_NAMES
from sessions.screening import DECIDING, Estimate, Screening, screen_session
from sessions.spectra import BANDS
from sessions.store import read_session
from station.language import N_, Language
from station.task import hand

SUGGESTIONS = {
    "left-vs-right": N_(
        "Suggestion: left against right hand, because the two sides clearly differ."
    ),
    "hand-vs-rest": N_(
        "Suggestion: the affected hand against rest, because no clear difference of the two sides "
        "was seen."
    ),
}


def run_screening(folder: Path, trials: int, voice: Voice) -> dict[str, object]:
    """Screen a recorded session, say what was found and return it."""
    found = screen_session(read_session(folder), trials)
    for line in screening_lines(found, voice.tr):
        voice.say(line)
    return {"session": folder.name, **asdict(found), "responds": found.responds}


def screening_lines(found: Screening, tr: Language) -> list[str]:
    """Return a screening in sentences: its numbers, its suggestion, its limits."""
    lines = [
        tr(
            "Screening of the {hand}: {tasks} movement and {rests} rest trials.",
            hand=tr(LABEL_NAMES[hand(found.side)]),
            tasks=found.tasks,
            rests=found.rests,
        )
    ]
    for band in BANDS:
        lines.append(
            tr(
                "Activation at {channel}, {band}: {value} dB ({interval}); minus is the expected "
                "weakening.",
                channel=found.contralateral,
                band=tr(BAND_NAMES[band]),
                value=signed(found.strength[band].value, "dB"),
                interval=_interval(found.strength[band], tr),
            )
        )
        lines.append(
            tr(
                "Laterality, {band}: {ipsi} minus {contra} = {value} dB ({interval}); plus is "
                "stronger weakening opposite the hand.",
                band=tr(BAND_NAMES[band]),
                ipsi=found.ipsilateral,
                contra=found.contralateral,
                value=signed(found.laterality[band].value, "dB"),
                interval=_interval(found.laterality[band], tr),
            )
        )
    return [*lines, tr(SUGGESTIONS[found.paradigm]), *_limits(found, tr)]


def _limits(found: Screening, tr: Language) -> list[str]:
    limits = []
    if found.laterality[DECIDING].is_clear and found.laterality[DECIDING].value < 0:
        limits.append(
            tr(
                "The rhythm weakened more on the hand's own side, which is seen after strokes; "
                "look at the electrodes first."
            )
        )
    if not found.responds:
        limits.append(
            tr(
                "The rhythm opposite the hand did not clearly weaken: check the signal, repeat the "
                "instruction or show the movement first, and screen again."
            )
        )
    if 0 in found.around:
        limits.append(
            tr(
                "Without electrodes around C3 and C4 the numbers are less sharp; mount two more "
                "around each."
            )
        )
    limits.append(
        tr(
            "{n} trials are few: an interval that holds 0 is no proof of nothing. This is a "
            "suggestion; the therapist decides.",
            n=min(found.tasks, found.rests),
        )
    )
    return limits


def _interval(estimate: Estimate, tr: Language) -> str:
    low, high = (signed(end, "dB") for end in estimate.interval)
    return tr("95 % CI {low} to {high}", low=low, high=high)
