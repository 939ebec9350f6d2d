"""Learn from a session: from its calibration, and at its end from all of it for the next time.

The patient's own days are the best teachers of a decoder: a returning patient begins with what this
makes, without a calibration.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from decoding.adaptive_windows import AdaptiveWindows
from decoding.calibrate import calibrate, held_out, knowing
from decoding.calibrate_windows import (
    LEAST_TRIALS,
    cross_scaled,
    expected_logit,
    held_out_evidence,
    judged,
    probability_scale,
)
from decoding.card import TrainingTrial
from decoding.day import Day, fit_windows
from decoding.decoder import DecoderFactory, TrialDecoder
from decoding.errors import DecodingError
from decoding.knowledge import Earlier, Knowledge
from decoding.members import Session
from decoding.models import Model, learned_with, load, seal
from decoding.pooling import learn_day
from decoding.regression import is_mixed
from decoding.usable import dead_channels
from sessions.adapt import Adaptation, ToldTrial
from sessions.brain import recorded_so_far
from sessions.group import days_on
from sessions.group_people import group_people
from sessions.record import SessionRecord, read_record
from station.plugins import load as load_plugin

logger = logging.getLogger(__name__)

# Older days are let go: electrodes, hair and brain have changed since.
MOST_DAYS = 6


def fit_now(folder: Path, record: SessionRecord, models: Path) -> Model:
    """Calibrate on what a session has recorded up to now, and on the parts that it continues.

    A channel that gave no signal is left out of the model. The patient's earlier days and the group are
    learned from beside it where that helps.
    """
    parts = [recorded_so_far(folder)]
    part = record
    while part.continues is not None and part.continues.kind == "calibration":
        before = folder.parent / part.continues.of
        part = read_record(before)
        parts.insert(0, recorded_so_far(before))
    parts = [part.eeg() for part in parts if part.cues]
    dead = {name for part in parts for name in dead_channels(part)}
    parts = [part.without(dead) for part in parts]
    channels = parts[0].info.channels
    model = calibrate(
        parts,
        classes=record.classes,
        imagery=record.imagery,
        decoder=record.decoder,
        own=_earlier_days(models, record, channels),
        others=group_people(models.parents[2], record, channels),
    )
    return learned_with(model, record.movement)


def _earlier_days(models: Path, record: SessionRecord, channels: tuple[str, ...]) -> Earlier:
    """Return the days that the patient's newest fitting model knows, as these channels saw them."""
    for path in sorted(models.glob("*.skops"), reverse=True):
        try:
            model = load(path)
        except DecodingError as error:
            logger.warning("%s", error)  # a new calibration is what helps against it
            continue
        known = (model.classes, model.rate, model.card.source or record.source)
        is_alike = known == (record.classes, record.rate, record.source)
        if is_alike and isinstance(model.fitted, TrialDecoder):
            own = model.fitted.knowledge().own[1 - MOST_DAYS :]
            return _earlier(days_on(own, model.channels, channels), model.card.known_trials)
    return Earlier()


def _earlier(days: Sequence[Session], known: Sequence[TrainingTrial]) -> Earlier:
    """Return days with the trials that are theirs, the newest of those that are known."""
    count = sum(len(day.labels) for day in days)
    return Earlier(tuple(days), tuple(known[len(known) - count :]))


def for_next_time(model: Model, adaptation: Adaptation, *, is_today: bool) -> Model | None:
    """Return a model that also knows what was played, or None if that would be no gain.

    It would not be with too few trials, nor after a day that cannot be told from chance: then the
    patient keeps the model of a better day. What was played without an electrode that came off does
    not count: next time it will be there again.

    Parameters
    ----------
    model : Model
        The one that the session played with.
    adaptation : Adaptation
        At the end of the session.
    is_today : bool
        Whether the model was calibrated under this very cap: then its last day is today's.
    """
    decoder = adaptation.follower.whole
    told = adaptation.told[: decoder.told]
    if not told:
        return None
    played = _played(told)
    if isinstance(decoder, AdaptiveWindows):
        windows = decoder.everything()
        made = None if windows is None else _windows_again(model, windows, played)
    else:
        trials = decoder.session()
        made = None if trials is None else _trials_again(model, trials, played, is_today=is_today)
    return None if made is None else learned_with(made, adaptation.movement)


def _windows_again(model: Model, day: Day, played: tuple[TrainingTrial, ...]) -> Model | None:
    labels = day.labels
    if not _can_be_judged(labels):
        return None
    factory: DecoderFactory = load_plugin("decoding.decoders", model.decoder)
    evidence = held_out_evidence(factory, day.windows, labels, every=1)
    gain, offset = probability_scale(evidence, labels)
    scaled = cross_scaled(evidence, labels)
    changes = {
        "gain": gain,
        "offset": offset,
        **judged(scaled, labels, model.classes, model.online.certainty),
        "windows": sum(map(len, day.windows)),
        "training_trials": (*model.card.training_trials, *played)[-len(labels) :],
    }
    card = model.card.model_copy(update=changes)
    known = replace(day, expected=expected_logit(scaled, labels))
    made = seal(fit_windows(factory, day.windows, labels), card, known)
    return made if card.above_chance else None


def _can_be_judged(labels: NDArray[np.bool_]) -> bool:
    return bool(min(labels.sum(), (~labels).sum()) >= LEAST_TRIALS) and is_mixed(labels)


def _trials_again(
    model: Model, day: Session, played: tuple[TrainingTrial, ...], *, is_today: bool
) -> Model | None:
    assert isinstance(model.fitted, TrialDecoder)
    if not _can_be_judged(day.labels):
        return None
    known = model.fitted.knowledge()
    told = model.card.known_trials
    before = len(known.own[-1].labels) if is_today else 0
    today = (*told[len(told) - before :], *played)[-len(day.labels) :]
    days = (known.own[:-1] if is_today else known.own)[1 - MOST_DAYS :]
    earlier = _earlier(days, told[: len(told) - before])
    pooled = learn_day(day, earlier.days, known.others)
    uses_own, every = len(pooled.own) > 0, (*earlier.days, day)
    knowledge = Knowledge(pooled.learned, every, pooled.others, uses_own, known.muscle)
    made = knowing(model.decoder, model.rate, knowledge)
    evidence = held_out(pooled.learned)
    changes = {
        **judged(evidence, day.labels, model.classes, model.online.certainty),
        "windows": len(day.labels),
        **earlier.with_today(today, uses_own=uses_own),
        "rival": None,
        "others": len(pooled.others),
        "own_days": len(pooled.own),
        "pooling_gain": pooled.gain,
    }
    card = model.card.model_copy(update=changes)
    return seal(made, card) if card.above_chance else None


def summary(learned: Model) -> dict[str, object]:
    """Return what the session's ``learned`` event says."""
    return {"sha256": learned.sha256, **learned.card.summary()}


def _played(told: Sequence[ToldTrial]) -> tuple[TrainingTrial, ...]:
    parts = {folder: recorded_so_far(folder) for folder in {one.folder for one in told}}
    return tuple(
        TrainingTrial(
            recording=parts[folder].name, sha256=parts[folder].sha256, row=row, label=label
        )
        for folder, row, label in told
    )
