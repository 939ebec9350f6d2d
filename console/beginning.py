"""How a session begins: from the patient's model, from a group model, or with a calibration."""

from dataclasses import replace
from pathlib import Path

from console.words import DISCLAIMER, Voice
from decoding.models import load
from sessions.brain import check_model
from sessions.group import Montage, adopt_group, fitting_group_model
from sessions.order import Order
from sessions.patient import latest_model, patient_folder, sessions
from sessions.recalibration import drop_of
from sessions.report.format import probability
from station.task import classes


def beginning(
    order: Order, calibrate: bool | None, group: Path | None, voice: Voice
) -> tuple[Order, Path | None]:
    """Return the order, and the model to begin with or None for a calibration; say which.

    Parameters
    ----------
    order : Order
    calibrate : bool or None
        What the therapist decided; None leaves it to rule R3.
    group : Path or None
        Group model for a patient without one, or beside a calibration; by default the newest of
        this station that fits.
    voice : Voice

    Raises
    ------
    VolitionError
        If a model does not suit the session.
    """
    asked, source = classes(order.task, order.patient.affected_side), order.info.source
    montage = Montage(asked, order.info.channels, order.info.rate, source)
    if group is not None:
        group = adopt_group(order.home, group, montage)
    elif order.decoder == "adaptive":
        group = fitting_group_model(order.home, montage)
    stored = latest_model(order.home, order.patient.pseudonym, asked, source)
    model = None if calibrate else stored
    if model is not None:
        check_model(load(model), order)
    voice.say(voice.tr(DISCLAIMER), "dim")
    if model is not None:
        if calibrate is None and _has_dropped(order, voice):
            model = None
        else:
            voice.say(voice.tr("Starting from the stored model {name}.", name=model.name))
    elif not calibrate and group is not None:
        model = _lend(order, group, voice)
    if model is None:
        trials = order.plan.calibration_trials
        voice.say(voice.tr("First a calibration of {n} trials, then the game.", n=trials))
    return replace(order, group="" if group is None else group.name), model


def _has_dropped(order: Order, voice: Voice) -> bool:
    folders = sessions(order.home, order.patient.pseudonym)
    drop = drop_of(folders, order.task, order.info.source)
    if drop.fires:
        sentence = voice.tr(
            "Last time {new} of {new_trials} trials were right, before that {before} of "
            "{before_trials}: more than chance (p {p}, rule R3). The electrodes may sit "
            "elsewhere, so calibrate anew; to go on with the old model: --no-calibrate.",
            new=drop.new[0],
            new_trials=drop.new[1],
            before=drop.before[0],
            before_trials=drop.before[1],
            p=probability(drop.p),
        )
        voice.say(sentence)
    return drop.fires


def _lend(order: Order, group: Path, voice: Voice) -> Path:
    """Give a patient without a model the group's: a copy, so that the session can be replayed."""
    folder = patient_folder(order.home, order.patient.pseudonym) / "models"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (group, group.with_suffix(".json")):
        (folder / path.name).write_bytes(path.read_bytes())
    sentence = voice.tr(
        "This patient has no model yet. The game starts from what {people} other patients taught "
        "and learns with every trial; to calibrate first: --calibrate.",
        people=load(group).card.others,
    )
    voice.say(sentence)
    return folder / group.name
