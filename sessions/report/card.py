"""One page about a model: what it learned from, how good that was, and where on the head it looks."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from decoding.card import ModelCard
from decoding.day import trial_covariance
from decoding.decoder import TrialDecoder
from decoding.laterality import BETA, MU, WHOLE, Contrast, contrast
from decoding.members import Session
from decoding.models import Model, load, read_provenance
from sessions.errors import SessionError
from sessions.record import read_record
from sessions.report import format as shown
from sessions.report.heads import heads
from sessions.report.names import DECODERS, named
from sessions.report.words import DISCLAIMERS, LABEL_NAMES, MARK_NOTES, MARKS
from sessions.report.write import typeset
from sessions.store import write_derived
from station.language import LANGUAGES, N_, Language

_BANDS = {
    MU: N_("mu, 8–13 Hz"),
    BETA: N_("beta, 13–30 Hz"),
    WHOLE: N_("mu and beta, 8–30 Hz"),
}
_TITLES = {MU: "μ 8–13 Hz", BETA: "β 13–30 Hz", WHOLE: "8–30 Hz"}
_LATERALITY = {
    "opposite": N_("{band}: power is weaker opposite the hand ({index}), as is usual."),
    "same": N_(
        "{band}: power is weaker on the hand's own side ({index}). Are labels or electrodes swapped? "
        "After a stroke the intact hemisphere may also do the work: look before you train with it."
    ),
    "unclear": N_("{band}: no clear difference between the sides ({index})."),
}

_OWN_SCORE = N_(
    "Balanced accuracy {balanced}, area under the curve {area:.2f}, permutation p {p}; {folds} "
    "contiguous blocks, each held out once."
)
_GROUP_SCORE = N_(
    "Balanced accuracy {balanced}, area under the curve {area:.2f}, permutation p {p}; {folds} groups of "
    "people, each held out once: nobody was read by what they had taught themselves."
)
_NO_HEADS = N_("This model keeps no trials: see the report of the session instead.")
_NO_GROUP_HEADS = N_("People differ in where it shows: see the page of a patient's own model.")


def write_cards(path: Path) -> dict[str, Path]:
    """Write a model's page in every language, beside the model.

    Returns
    -------
    cards : dict
        Path of the PDF by language code.

    Raises
    ------
    DecodingError
        If the file is no model, or was changed.
    """
    model, told = load(path), read_provenance(path)
    found = _contrasts(model)
    pictures = {} if not found else {"heads.svg": _heads(model.card, found)}
    stamp = round(datetime.fromisoformat(told["made"]).timestamp())
    cards = {}
    for code in sorted(LANGUAGES, reverse=True):
        content = page(model, told, path, Language(code))
        cards[code] = path.with_name(f"{path.stem}_card_{code}.pdf")
        write_derived(cards[code], typeset(content, pictures, stamp, "card.typ"))
    return cards


def page(model: Model, told: dict[str, Any], path: Path, tr: Language) -> dict[str, Any]:
    """Return everything that the page shows, as the template takes it."""
    card, found = model.card, _contrasts(model)
    source = _source(path, card)
    return {
        "lang": tr.code,
        "title": tr("Volition model card"),
        "name": path.stem,
        "mark": tr(MARKS.get(source, "")),
        "mark_note": tr(MARK_NOTES.get(source, "")),
        "footer": path.name,
        "facts": _facts(card, told, tr),
        "score_title": tr("How well did it tell its own trials apart, held out?"),
        "is_above": card.above_chance,
        "verdict": _verdict(card, tr),
        "score": _score(card, tr),
        "heads_title": tr("Where the two classes differ"),
        "heads": bool(found),
        "laterality": [_side(one, band, card, tr) for band, one in found.items()],
        "heads_caption": _caption(card, tr, is_drawn=bool(found)),
        "trials_title": tr("What it learned from"),
        "trials": _trials(card, tr),
        "versions_title": tr("Made with"),
        "versions": " · ".join(f"{name} {one}" for name, one in told["versions"].items()),
        "sha256": model.sha256,
        "disclaimers": [
            " ".join(Language(code)(sentence) for sentence in DISCLAIMERS)
            for code in (tr.code, *(code for code in LANGUAGES if code != tr.code))
        ],
    }


def _caption(card: ModelCard, tr: Language, *, is_drawn: bool) -> str:
    if is_drawn:
        return tr(
            "Power of the {second} over that of: {first}, in dB, over all training trials of the last "
            "day, seen from above. Blue: weaker. The difference is that of the left hand area minus the right "
            "one.",
            second=tr(LABEL_NAMES[card.classes[1]]),
            first=tr(LABEL_NAMES[card.classes[0]]),
        )
    template = _NO_GROUP_HEADS if card.is_group else _NO_HEADS
    return tr(template)


def _facts(card: ModelCard, told: dict[str, Any], tr: Language) -> list[tuple[str, str]]:
    first, second = (tr(LABEL_NAMES[label]) for label in card.classes)
    made = datetime.fromisoformat(told["made"])
    return [
        (tr("Made"), f"{made:%Y-%m-%d %H:%M} UTC"),
        (tr("Decoder"), named(DECODERS, card.decoder, tr)),
        (tr("Tells apart"), tr("{second} and {first}", first=first, second=second)),
        (tr("Channels"), " ".join(card.channels)),
        (tr("Samples"), tr("{rate:g} per second", rate=card.rate)),
        (tr("Reward threshold"), tr("{threshold:.2f} log-odds at first", threshold=card.threshold)),
    ]


def _verdict(card: ModelCard, tr: Language) -> str:
    low, high = card.interval
    template = (
        N_(
            "{correct} of {trials} right: {accuracy} (95 % CI {low:.0f} to {high:.0f} %); from {criterion} "
            "right on it is better than chance."
        )
        if card.above_chance
        else N_(
            "{correct} of {trials} right: {accuracy} (95 % CI {low:.0f} to {high:.0f} %); that is not "
            "better than chance, which would need {criterion}."
        )
    )
    return tr(
        template,
        correct=card.correct,
        trials=card.trials,
        accuracy=shown.share(card.accuracy),
        low=100 * low,
        high=100 * high,
        criterion=card.criterion,
    )


def _score(card: ModelCard, tr: Language) -> list[str]:
    p = card.permutation_p
    template = _GROUP_SCORE if card.is_group else _OWN_SCORE
    said = [
        tr(
            template,
            balanced=shown.share(card.balanced_accuracy),
            area=card.auc,
            p=shown.NOTHING if p is None else shown.probability(p),
            folds=card.folds,
        )
    ]
    if card.rival is not None and card.loss is not None:
        said.append(
            tr(
                "Beside it {rival} was fitted to the same trials: held-out log-loss {own:.3f} against "
                "{other:.3f}, balanced accuracy {balanced} against {rivals}.",
                rival=named(DECODERS, card.rival.decoder, tr),
                own=card.loss,
                other=card.rival.loss,
                balanced=shown.share(card.balanced_accuracy),
                rivals=shown.share(card.rival.balanced_accuracy),
            )
        )
    return said


def _trials(card: ModelCard, tr: Language) -> list[str]:
    if card.is_group:
        return [
            tr(
                "{n} trials of {people} patients who consented. The file holds covariances only: no EEG "
                "can be got back from them, and nobody is named.",
                n=card.trials,
                people=card.others,
            )
        ]
    counts = Counter(trial.label for trial in card.training_trials)
    names = sorted({trial.recording for trial in card.training_trials})
    each = tr(", ").join(f"{tr(LABEL_NAMES[label])} {counts[label]}" for label in card.classes)
    said = [
        tr("{n} trials ({each}) of: {names}.", n=counts.total(), each=each, names=", ".join(names)),
        tr(
            "Left out: {cut} cut off by the end of a recording, {spoilt} with lost rows, an electrode "
            "that was off, or artefacts.",
            cut=card.cut_off,
            spoilt=card.spoilt,
        ),
    ]
    if card.others or card.own_days:
        said.append(
            tr(
                "Held-out log-loss fell by {gain:.3f} with {days} earlier days of the patient and "
                "{others} sessions of consenting others.",
                gain=card.pooling_gain,
                days=card.own_days,
                others=card.others,
            )
        )
    return said


def _contrasts(model: Model) -> dict[int, Contrast]:
    """Return the bands of the last day; nothing of a model that keeps no trials."""
    if model.day is not None:
        seen = np.stack([trial_covariance(windows) for windows in model.day.windows])
        return {WHOLE: contrast(Session((seen,), model.day.labels), model.channels, WHOLE)}
    if not isinstance(model.fitted, TrialDecoder):
        return {}
    own = model.fitted.knowledge().own
    if not own:
        return {}
    return {band: contrast(own[-1], model.channels, band) for band in (MU, BETA)}


def _side(one: Contrast, band: int, card: ModelCard, tr: Language) -> dict[str, Any]:
    verdict = one.verdict(card.classes[1])
    index = tr(
        "{index} dB, 95 % CI {low} to {high}",
        index=shown.signed(one.index, "dB") if one.index == one.index else shown.NOTHING,
        low=shown.signed(one.low, "dB") if one.low == one.low else shown.NOTHING,
        high=shown.signed(one.high, "dB") if one.high == one.high else shown.NOTHING,
    )
    text = tr(_LATERALITY[verdict], band=tr(_BANDS[band]), index=index)
    return {"text": text, "alarm": verdict == "same"}


def _heads(card: ModelCard, found: dict[int, Contrast]) -> bytes:
    values = {_TITLES[band]: [float(one) for one in each.decibels] for band, each in found.items()}
    return heads(values, card.channels)


def _source(path: Path, card: ModelCard) -> str:
    """Return what kind of EEG the model learned from, the least real one first.

    Models of earlier versions do not say: what is no session beside the model was read from a file.
    """
    if card.source is not None:
        return card.source
    kinds = set()
    for name in {trial.recording for trial in card.training_trials}:
        try:
            kinds.add(read_record(path.parents[1] / "sessions" / name).source)
        except SessionError:
            kinds.add("recorded")
    return next((kind for kind in ("simulated", "recorded") if kind in kinds), "live")
