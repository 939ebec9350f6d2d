"""From a session folder to ``report_zh.pdf`` and ``report_en.pdf``.

typst sets the page from one JSON of words and a few SVG pictures, in a temporary folder; the
finished PDF replaces the old one in one step, so there is never half a report.
"""

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import noto_cjk_sans_otc
import typst

from sessions.assess import assess_session
from sessions.report import conduct
from sessions.report import format as shown
from sessions.report.figures import Panel, channel_maps, interval_bar, trial_strip
from sessions.report.rhythms import (
    BAND_NAMES,
    opposite_channels,
    rhythm_caption,
    rhythm_sentences,
)
from sessions.report.usable import stands_alone
from sessions.report.words import Words
from sessions.spectra import channel_map, clean_trials
from sessions.statistics import chance_criterion
from sessions.store import Session, read_session, write_derived
from station.language import LANGUAGES, Language
from station.stream import eeg_of
from station.task import LEFT_HAND, REST


def write_reports(folder: Path) -> dict[str, Path]:
    """Write a session's report in every language, from its files alone.

    Returns
    -------
    reports : dict
        Path of the PDF by language code.

    Raises
    ------
    SessionError
        If the folder is no session, or its events are damaged.
    """
    session = read_session(folder)
    assessment = assess_session(session)
    pictures = draw(session, assessment)
    reports = {}
    for code in sorted(LANGUAGES, reverse=True):
        words = Words(session, assessment, Language(code))
        reports[code] = folder / f"report_{code}.pdf"
        content = typeset(
            page(words, pictures), pictures, round(session.record.started.timestamp())
        )
        write_derived(reports[code], content)
    return reports


def draw(session: Session, assessment: dict[str, Any]) -> dict[str, bytes]:
    """Return the report's pictures by file name; those without data are left out."""
    record, played = session.record, session.trials.played
    words = Words(session, assessment, Language("en"))
    criterion = None
    if played and REST not in record.classes:
        criterion = chance_criterion(len(played)) / len(played)
    pictures = {
        f"{metric}.svg": interval_bar(words.value(metric), chance=chance, criterion=least)
        for metric, chance, least in (
            ("accuracy", 0.5, criterion),
            ("reward_rate", None, None),
            ("rest_false_positives", None, None),
        )
    }
    if played:
        pictures["strip.svg"] = trial_strip(played, record.classes)
    rows = [_panels(session, label) for label in words.movements()]
    if any(panel.content for row in rows for panel in row):
        pictures["maps.svg"] = channel_maps(rows, record.imagery[1] - record.imagery[0])
    return pictures


def page(words: Words, pictures: dict[str, bytes]) -> dict[str, Any]:
    """Return everything that the page shows, as the template takes it."""
    tr, record = words.tr, words.record
    mark, mark_note = words.mark()
    shown_channels = opposite_channels(record.channels)
    contra = {label: pair[0] for label, pair in shown_channels.items()}
    return {
        "lang": tr.code,
        "title": tr("Volition session report"),
        "site": record.session,
        "mark": mark,
        "mark_note": mark_note,
        "footer": f"{record.pseudonym} · {record.started:%Y-%m-%d}",
        "facts": [*words.facts(), (tr("Programme"), conduct.programme(words))],
        "interrupted": words.interrupted(),
        "problems": words.problems(),
        "verdict_title": tr("Could the decoder tell the two apart?"),
        "verdict": words.verdict(),
        "is_above": bool(words.assessment["above_chance"]) and stands_alone(words.assessment),
        "cards": [{**card, "image": f"{card['metric']}.svg"} for card in words.cards()],
        "detection": [
            *conduct.detection(words),
            *conduct.self_paced(words),
            *conduct.muscles(words),
        ],
        "alerts": conduct.alerts(words),
        "sheets": [sheet for sheet in (conduct.runs(words), conduct.ratings(words)) if sheet],
        "strip": _strip(words) if "strip.svg" in pictures else None,
        "maps": _maps(words) if "maps.svg" in pictures else None,
        "brain_title": tr("What the rhythms did"),
        "brain": rhythm_sentences(words, contra),
        "brain_caption": rhythm_caption(words),
        "table": _table(words),
        "dose_title": tr("Dose and signal"),
        "dose": words.dose(),
        "definitions_title": tr("How the numbers are defined"),
        "definitions": words.definitions(),
        "disclaimers": words.disclaimers(),
    }


def typeset(
    content: dict[str, Any], pictures: dict[str, bytes], stamp: int, template: str = "report.typ"
) -> bytes:
    """Return the page as PDF.

    Parameters
    ----------
    content : dict
        What :func:`page` returns.
    pictures : dict
        SVG by file name.
    stamp : int
        Creation time in the PDF, seconds since 1970: the session's, so that the same session
        gives the same file.
    template : str
        File beside this module.
    """
    with TemporaryDirectory() as name:
        root = Path(name)
        for part in (template, "style.typ"):
            (root / part).write_bytes((files("sessions.report") / part).read_bytes())
        (root / "data.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        for picture, svg in pictures.items():
            (root / picture).write_bytes(svg)
        pdf: bytes = typst.compile(
            str(root / template),
            root=str(root),
            font_paths=[str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent)],
            ignore_system_fonts=True,
            timestamp=stamp,
        )
    return pdf


def _panels(session: Session, label: str) -> list[Panel]:
    cued = [trial for trial in session.trials.cued if trial.label == label]
    imagery = session.record.imagery[1] - session.record.imagery[0]
    return [
        Panel(
            channel,
            channel_map(
                session, channel, clean_trials(session, channel, cued), after=imagery + 1.0
            ),
        )
        for channel in opposite_channels(session.record.channels)[label]
    ]


def _strip(words: Words) -> dict[str, Any]:
    tr, (first, second) = words.tr, words.record.classes
    symbols = ("left", "right") if first == LEFT_HAND else ("circle", "up")
    return {
        "title": tr("Every played trial"),
        "image": "strip.svg",
        "legend": [
            (symbols[0], words.label(first)),
            (symbols[1], words.label(second)),
            ("hollow", tr("hollow: unsure")),
            ("dashed", tr("reward threshold")),
        ],
        "caption": tr(
            "Evidence at the end of the imagery window (in pairs of rest and movement: the most that "
            "held for a while), in log-odds: above 0 it speaks for the {second}, below 0 for: {first}.",
            second=words.label(second),
            first=words.label(first),
        ),
    }


def _maps(words: Words) -> dict[str, str]:
    tr = words.tr
    order = "; ".join(
        tr(
            "{hand}: left {contra} (opposite the hand), right {ipsi} (same side)",
            hand=words.label(label),
            contra=opposite_channels(words.record.channels)[label][0],
            ipsi=opposite_channels(words.record.channels)[label][1],
        )
        for label in words.movements()
    )
    return {
        "title": tr("Rhythms over time and frequency"),
        "image": "maps.svg",
        "caption": tr(
            "{order}. Blue and solid lines (−1.5 dB): weaker than in the baseline 3 to 1 s before "
            "the cue; red and dotted lines (+1.5 dB): stronger. The bar above marks imagery; 0 s is "
            "the cue.",
            order=order,
        ),
    }


def _table(words: Words) -> dict[str, Any]:
    tr, movements = words.tr, words.movements()
    rows = []
    for channel in eeg_of(words.record.channels):
        changes = [
            words.value("erd", f"{label} {channel} {band} %")
            for label in movements
            for band in BAND_NAMES
        ]
        if any(change.n for change in changes):
            rows.append([channel, *(shown.change(change, tr) for change in changes)])
    heads = [
        tr("{hand}, {band}", hand=words.label(label), band=tr(name))
        for label in movements
        for name in BAND_NAMES.values()
    ]
    return {
        "title": tr("Change during imagery, all channels (with 95 % CI and clean trials)"),
        "head": [tr("Channel"), *heads],
        "rows": rows,
    }
