"""The adaptive decoder on sessions whose answer is built in."""

from dataclasses import replace

import numpy as np
import pytest

from decoding.adaptive import CAUTION, CAUTION_ALONE, AdaptiveDecoder
from decoding.bank import band_trials
from decoding.following import REFIT_EVERY
from decoding.members import Session, Views, learn_from_others, learn_today, part_of, views
from tests.decoding.signals import CLASSES, IMAGERY, RATE, recording


def session(seed: int, *, drop: float = 0.6, trials: int = 40, gain: float = 1.0) -> Session:
    """Return a session of simulated EEG, every channel larger by ``gain``."""
    whole = recording(seed=seed, drop=drop, trials=trials)
    louder = replace(whole, microvolts=np.float32(gain) * (whole.microvolts - 2000))
    cut = band_trials(louder, classes=CLASSES, imagery=IMAGERY, reaction=0.5)
    return Session(views(cut.volts, RATE), cut.labels)


def each(one: Session) -> list[tuple[Views, bool]]:
    return [
        (tuple(view[i] for view in one.views), bool(label)) for i, label in enumerate(one.labels)
    ]


def share_right(decoder: AdaptiveDecoder, one: Session, *, told: bool = False) -> float:
    hits = []
    for trial, label in each(one):
        hits.append((decoder.decide(trial) > 0) == label)
        if told:
            decoder.tell(trial, label)
    return float(np.mean(hits))


def test_a_calibration_reads_what_follows() -> None:
    assert share_right(AdaptiveDecoder.calibrated(session(0)), session(1)) >= 0.9


def test_noise_stays_at_chance_even_when_told() -> None:
    decoder = AdaptiveDecoder.calibrated(session(0, drop=0.0))

    assert 0.3 < share_right(decoder, session(1, drop=0.0), told=True) < 0.7


def test_a_drift_that_nobody_labels_is_followed() -> None:
    """EEG of twice the size moves the plain decoder to one side, and this one hardly."""
    calibration, later = session(0), session(1, gain=2.0)
    frozen = learn_today(calibration)
    features = [
        mean.features(view) for mean, view in zip(calibration.references, later.views, strict=True)
    ]
    logits = np.mean(
        [m.gain * m.linear.logits(f) for m, f in zip(frozen.members, features, strict=True)], axis=0
    )

    followed = share_right(AdaptiveDecoder.calibrated(calibration), later)

    assert followed > float(np.mean((logits > 0) == later.labels)) + 0.1
    assert followed >= 0.8


def test_a_trial_never_helps_to_decide_itself() -> None:
    calibration, later = session(0), each(session(1))
    strange = tuple(50 * view for view in later[5][0])

    plain, other = (AdaptiveDecoder.calibrated(calibration) for _ in range(2))
    before = [plain.decide(trial) for trial, _ in later[:5]]
    same = [other.decide(trial) for trial, _ in later[:5]]

    assert before == same
    plain.decide(later[5][0])
    other.decide(strange)
    assert plain.decide(later[6][0]) != other.decide(later[6][0])


def test_cued_training_refits_at_every_tenth_label_only() -> None:
    decoder = AdaptiveDecoder.calibrated(session(0))
    first = decoder.learned

    for number, (trial, label) in enumerate(each(session(1))[: REFIT_EVERY + 1], start=1):
        decoder.decide(trial)
        decoder.tell(trial, label)
        assert (decoder.learned is first) == (number < REFIT_EVERY)


def test_labels_repair_a_calibration_that_was_swapped() -> None:
    calibration = session(0)
    swapped = Session(calibration.views, ~calibration.labels)

    untold = share_right(AdaptiveDecoder.calibrated(swapped), session(1, trials=120))
    told = share_right(AdaptiveDecoder.calibrated(swapped), session(1, trials=120), told=True)

    assert untold < 0.2
    assert told > untold + 0.3


def test_a_new_patient_is_read_from_others_without_a_single_trial() -> None:
    others = [session(seed, gain=gain) for seed, gain in ((0, 0.3), (1, 1.0), (2, 3.0))]

    assert share_right(AdaptiveDecoder.uncalibrated(others), session(3, gain=5.0)) >= 0.8


def test_others_who_contradict_the_calibration_are_not_learned_from() -> None:
    own, other = session(0, drop=0.3), session(1)
    contrary = Session(other.views, ~other.labels)

    assert not learn_today(own, [contrary]).pools


def test_a_single_other_person_is_enough_to_begin() -> None:
    learned = learn_from_others([session(0)])

    assert learned.pools
    assert all(reference.trials < 40 for reference in learned.references)


def test_a_class_that_was_told_in_one_stretch_only_does_not_stop_the_refits() -> None:
    """A patient whose hand trials all but three were spoilt: no block can be held out of them."""
    decoder = AdaptiveDecoder.uncalibrated([session(0)])
    trials = each(session(1, trials=100))
    hands, rest = ([one for one in trials if one[1] is label] for label in (True, False))

    for trial, label in [*hands[:3], *rest[:37]]:
        decoder.decide(trial)
        decoder.tell(trial, label)

    again = decoder.refitted()
    assert decoder.told == 40
    assert again is not None
    assert np.isfinite(again.members[0].linear.slope).all()


def test_the_threshold_reads_past_trials_as_the_decoder_reads_them_now() -> None:
    known, moved = session(1), session(2, gain=6.0)
    decoder = AdaptiveDecoder.returning(learn_today(known), [known])
    seen = [trial for trial, _ in each(moved)][:20]
    for trial in seen:
        decoder.decide(trial)
    mean = float(np.mean([decoder.logit(trial) for trial in seen]))

    caution = CAUTION_ALONE / max(1.0, abs(mean) / decoder.learned.spread) ** 2

    assert decoder.offset == pytest.approx(20 / (20 + caution) * mean, abs=1e-9)


def test_a_decoder_of_fewer_channels_goes_on_with_the_trials_of_the_whole_one() -> None:
    known = session(1)
    whole = AdaptiveDecoder.calibrated(known)
    for trial, _ in each(session(2))[:20]:
        whole.decide(trial)
    kept = np.array([0, 1, 3])
    less = whole.on_channels(kept)
    before = whole.offset
    less.take_over(whole, kept)
    parts = [tuple(part_of(v, kept, 4) for v in trial) for trial, _ in each(session(2))[:20]]
    mean = float(np.mean([less.logit(trial) for trial in parts]))

    assert whole.offset == before
    drift = mean - less.learned.expected
    assert abs(drift) < less.learned.spread
    assert less.offset == pytest.approx(20 / (20 + CAUTION) * drift)
