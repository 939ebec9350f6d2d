"""Fit the decoder that was asked for and a simple rival, and keep the better.

Both are judged on the same held-out blocks of the calibration. The default learns from other people
or from earlier days beside it only where those blocks gain by it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.bank import BandTrials, band_trials
from decoding.calibrate_windows import (
    ONLINE,
    SIGNAL,
    calibrate_windows,
    check_counts,
    labels_of,
    make_card,
)
from decoding.card import Rival
from decoding.decoder import Decoder, DecoderFactory, TrialDecoder
from decoding.gated import in_order, usual_muscle
from decoding.knowledge import Earlier, Knowledge
from decoding.members import Learned, Session, views
from decoding.models import Model, seal
from decoding.pooling import learn_day
from decoding.preprocess import SignalConfig
from decoding.trials import Trial, Trials
from decoding.usable import without_still_rows
from decoding.windows import OnlineConfig
from station.plugins import load as load_plugin

RIVAL = "tangent"
NOBODY = Earlier()
# Nats of held-out log-loss that the rival must gain before it is preferred: play gives the default
# more than calibration can show, because only the default follows the patient. On six people's
# calibrations of 40 trials the default was ahead by -.01 to .18.
CLEARLY = 0.02


def calibrate(
    recordings: Sequence[Recording],
    *,
    classes: tuple[str, str],
    imagery: tuple[float, float],
    decoder: str,
    signal: SignalConfig = SIGNAL,
    online: OnlineConfig = ONLINE,
    own: Earlier = NOBODY,
    others: Sequence[Session] = (),
) -> Model:
    """Fit a decoder to cued recordings; one that reads whole trials has to beat a rival.

    Parameters
    ----------
    recordings : sequence of Recording
        In order of time; the first one's channels are the model's.
    classes : tuple of str
        Negative and positive class; other cues are ignored.
    imagery : tuple of float
        Scored seconds after the cue.
    decoder : str
        Name of the decoder plug-in.
    signal : SignalConfig
        Of a decoder that reads windows, and of the rival.
    online : OnlineConfig
    own : Earlier
        Earlier days of the patient on the same channels; learned from where that helps.
    others : sequence of Session
        Consenting other people with the same montage; learned from where that helps.

    Raises
    ------
    DecodingError
        If there are too few trials of a class, a channel is dead, or recordings do not match.
    StationError
        If there is no such decoder.
    """
    factory: DecoderFactory = load_plugin("decoding.decoders", decoder)
    recordings = [without_still_rows(one.eeg()) for one in recordings]
    is_whole = isinstance(factory(), TrialDecoder)
    windowed = calibrate_windows(
        recordings,
        classes=classes,
        imagery=imagery,
        decoder=RIVAL if is_whole else decoder,
        signal=signal,
        online=online,
    )
    if not is_whole:
        return windowed
    whole = _calibrate_trials(
        recordings, classes, imagery, decoder, online, windowed, (own, others)
    )
    return _better(whole, windowed)


def session_trials(
    recordings: Sequence[Recording],
    *,
    classes: tuple[str, str],
    imagery: tuple[float, float],
    online: OnlineConfig,
) -> tuple[Session, tuple[Trial, ...], int]:
    """Return the whole trials of one day, where each is from, and how many were spoilt or cut off.

    Channels are taken in the order of the first recording.
    """
    recordings = [without_still_rows(one.eeg()) for one in recordings]
    channels = recordings[0].info.channels
    cut = [
        band_trials(
            in_order(one, channels),
            classes=classes,
            imagery=imagery,
            reaction=online.reaction,
            is_gated=True,
        )
        for one in recordings
    ]
    rate = recordings[0].info.rate
    seen = [views(one.volts, rate) for one in cut if len(one.rows)]
    labels = np.concatenate([one.labels for one in cut])
    session = Session(tuple(np.concatenate(parts) for parts in zip(*seen, strict=True)), labels)
    kept = [trial for pair in zip(recordings, cut, strict=True) for trial in _kept(*pair, classes)]
    return session, tuple(kept), sum(one.left_out for one in cut)


def held_out(learned: Learned) -> NDArray[np.float64]:
    """Return the log-odds of the calibration's trials by members that did not see them."""
    return np.asarray(np.mean([m.gain * m.choice.logits for m in learned.members], axis=0))


def _calibrate_trials(
    recordings: Sequence[Recording],
    classes: tuple[str, str],
    imagery: tuple[float, float],
    decoder: str,
    online: OnlineConfig,
    rival: Model,
    more: tuple[Earlier, Sequence[Session]],
) -> Model:
    session, kept, left_out = session_trials(
        recordings, classes=classes, imagery=imagery, online=online
    )
    check_counts(labels_of(kept, classes), classes)
    own, others = more
    pooled = learn_day(session, own.days, others)
    cut_off = rival.card.cut_off
    card = make_card(
        recordings,
        Trials(kept, cut_off, left_out - cut_off),
        held_out(pooled.learned),
        decoder=decoder,
        classes=classes,
        signal=rival.signal,
        online=online,
        scale=(1.0, 0.0),
        windows=len(kept),
    )
    muscle = usual_muscle(recordings, kept)
    uses_own = len(pooled.own) > 0
    knowledge = Knowledge(pooled.learned, (*own.days, session), pooled.others, uses_own, muscle)
    made = knowing(decoder, recordings[0].info.rate, knowledge)
    told = {
        "others": len(pooled.others),
        "own_days": len(pooled.own),
        "pooling_gain": pooled.gain,
        **own.with_today(card.training_trials, uses_own=uses_own),
    }
    return seal(made, card.model_copy(update=told))


def knowing(name: str, rate: float, knowledge: Knowledge) -> Decoder:
    """Return a decoder of whole trials, at a sampling rate in Hz, that knows what was learned."""
    factory: DecoderFactory = load_plugin("decoding.decoders", name)
    made = factory()
    assert isinstance(made, TrialDecoder)
    made.rate = rate
    made.know(knowledge)
    return made


def _better(whole: Model, rival: Model) -> Model:
    assert whole.card.loss is not None
    assert rival.card.loss is not None
    lead = rival.card.loss - whole.card.loss
    kept, left = (whole, rival) if lead > -CLEARLY else (rival, whole)
    told = Rival(
        decoder=left.decoder,
        balanced_accuracy=left.card.balanced_accuracy,
        auc=left.card.auc,
        loss=float(left.card.loss or 0.0),
        asked=whole.decoder,
    )
    return seal(kept.fitted, kept.card.model_copy(update={"rival": told}), kept.day)


def _kept(recording: Recording, cut: BandTrials, classes: tuple[str, str]) -> list[Trial]:
    nothing = np.empty((0, 0, 0))
    return [
        Trial(recording.name, recording.sha256, row, classes[int(label)], nothing)
        for row, label in zip(cut.rows, cut.labels, strict=True)
    ]
