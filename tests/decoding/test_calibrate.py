"""Calibration is honest: blocked in time, exact against chance, and refuses in words."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.calibrate import calibrate
from decoding.calibrate_windows import probability_scale, reward_threshold
from decoding.decoder import Decoder, DecoderFactory, TrialDecoder
from decoding.errors import DecodingError
from decoding.models import Model
from decoding.windows import OnlineConfig
from station.errors import StationError
from station.plugins import load, names
from station.stream import RowFlag
from tests.decoding.signals import CLASSES, IMAGERY, recording

DECODERS = names("decoding.decoders")


def noise_for(decoder: Decoder, windows: int) -> NDArray[np.float64]:
    """Return windows of noise as a decoder reads them: in several bands, or in one."""
    bands = (3,) if isinstance(decoder, TrialDecoder) else ()
    return np.random.default_rng(0).normal(size=(windows, *bands, 4, 250)) * 1e-5


def fit(*recordings: Recording, decoder: str = "tangent") -> Model:
    return calibrate(list(recordings), classes=CLASSES, imagery=IMAGERY, decoder=decoder)


@pytest.mark.parametrize("decoder", DECODERS)
def test_a_rhythm_that_drops_is_found(decoder: str) -> None:
    card = fit(recording(), decoder=decoder).card

    assert card.trials == 40
    assert card.balanced_accuracy >= 0.85
    assert card.auc >= 0.9
    assert card.above_chance
    assert card.criterion == 26
    assert card.interval[0] < card.accuracy <= card.interval[1]


@pytest.mark.parametrize("decoder", DECODERS)
def test_noise_is_at_chance(decoder: str) -> None:
    correct = sum(fit(recording(drop=0.0, seed=s), decoder=decoder).card.correct for s in range(5))

    assert 75 <= correct <= 125  # of 200; four standard deviations are 28


@pytest.mark.parametrize("decoder", DECODERS)
def test_plain_numpy_agrees_with_the_fitted_objects(decoder: str) -> None:
    model = fit(recording(), decoder=decoder)
    windows = noise_for(model.fitted, 50)
    compiled = model.fitted.compile()

    expected = model.fitted.decision_function(windows)

    np.testing.assert_allclose([compiled(w) for w in windows], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("decoder", DECODERS)
def test_the_unit_of_the_signal_does_not_matter(decoder: str) -> None:
    factory: DecoderFactory = load("decoding.decoders", decoder)
    windows = noise_for(factory(), 60)
    labels = np.arange(60) % 2 == 0
    windows[labels, ..., 0, :] *= 0.7
    weights = np.ones(60)

    small = factory().fit(windows, labels, weights).decision_function(windows)
    large = factory().fit(windows * 50, labels, weights).decision_function(windows * 50)

    np.testing.assert_allclose(small, large, rtol=1e-3, atol=1e-3)


def test_every_training_trial_is_listed() -> None:
    run = recording()

    trials = fit(run).card.training_trials

    assert [(t.recording, t.sha256, t.row, t.label) for t in trials] == [
        (run.name, run.sha256, cue.row, cue.label) for cue in run.cues
    ]


def test_several_recordings_are_one_calibration() -> None:
    card = fit(recording(trials=10), recording(trials=20, seed=1)).card

    assert card.trials == 30
    assert {t.recording for t in card.training_trials} == {"run-0", "run-1"}


def test_the_same_recordings_give_the_same_model() -> None:
    first, again = fit(recording()), fit(recording())
    window = np.random.default_rng(0).normal(size=(4, 250)) * 1e-5

    assert first.card == again.card
    assert first.compile()(window) == again.compile()(window)


def test_a_trial_that_the_recording_cuts_off_is_dropped_and_counted() -> None:
    run = recording()
    short = len(run) - round(5 * 125.0)  # the last trial needs 7 s
    cut = replace(run, microvolts=run.microvolts[:short], flags=run.flags[:short])

    card = fit(cut).card

    assert (card.trials, card.cut_off, card.spoilt) == (39, 1, 0)


def test_a_trial_without_a_valid_window_is_dropped_and_counted() -> None:
    run = recording()
    row = run.cues[3].row
    run.flags[row : row + 500 : 50] = RowFlag.HELD

    card = fit(run).card

    assert (card.trials, card.cut_off, card.spoilt) == (39, 0, 1)


def test_no_trial_of_a_class_is_refused() -> None:
    run = recording()
    only_rest = replace(run, cues=tuple(cue for cue in run.cues if cue.label == "rest"))

    with pytest.raises(DecodingError, match="no usable trial of 'right_hand'; at least 10"):
        fit(only_rest)


def test_too_few_trials_are_refused_with_how_many_are_needed() -> None:
    with pytest.raises(DecodingError, match=r"only 8 usable trials of 'rest'.* record 2 more"):
        fit(recording(trials=16))


@pytest.mark.parametrize("decoder", DECODERS)
def test_runs_of_the_same_name_keep_their_own_trials(decoder: str) -> None:
    """Recordings of two days are often called alike."""
    first, second = recording(), replace(recording(seed=1), name=recording().name)

    card = fit(first, second, decoder=decoder).card

    assert (card.trials, card.spoilt, len(card.training_trials)) == (80, 0, 80)
    assert len({(trial.sha256, trial.row) for trial in card.training_trials}) == 80


def test_the_same_run_twice_is_refused() -> None:
    run = recording()

    with pytest.raises(DecodingError, match="'copy' holds the same samples as 'run-0'"):
        fit(run, replace(run, name="copy"))


def test_a_class_that_stands_in_one_stretch_is_refused() -> None:
    """Ten hands, then rest only: whichever block holds the hands out leaves none to learn from."""
    first, *others = (recording(seed=seed, trials=60) for seed in range(3))
    hands = [cue for cue in first.cues if cue.label == "right_hand"][:10]
    runs = [replace(first, cues=tuple(hands))]
    for run in others:
        runs.append(replace(run, cues=tuple(cue for cue in run.cues if cue.label == "rest")))

    with pytest.raises(DecodingError, match="stand in one stretch of the calibration"):
        fit(*runs)


def test_no_recording_is_refused() -> None:
    with pytest.raises(DecodingError, match="no recording"):
        fit()


@pytest.mark.parametrize(
    ("value", "sentence"), [(7.0, "Channel C4 .* is flat"), (np.nan, "Channel C4 .* no numbers")]
)
def test_a_dead_channel_is_named(value: float, sentence: str) -> None:
    run = recording()
    run.microvolts[:, 1] = value

    with pytest.raises(DecodingError, match=sentence):
        fit(run)


def test_recordings_of_different_headsets_are_refused() -> None:
    with pytest.raises(DecodingError, match="160 samples per second"):
        fit(recording(), recording(rate=160.0))


def test_imagery_too_short_for_a_window_is_refused() -> None:
    with pytest.raises(DecodingError, match="make the imagery longer"):
        calibrate([recording()], classes=CLASSES, imagery=(0.0, 2.0), decoder="tangent")


def test_an_unknown_decoder_is_answered_with_a_suggestion() -> None:
    with pytest.raises(StationError, match="did you mean 'tangent'"):
        fit(recording(), decoder="tangnet")


def test_the_scale_makes_probabilities_honest() -> None:
    generator = np.random.default_rng(0)
    labels = generator.random(4000) < 0.5
    # Two unit normals one apart hold log-odds of exactly their value: three times that is too sure.
    honest = generator.normal(size=4000) + np.where(labels, 0.5, -0.5)

    gain, offset = probability_scale(3 * honest + 0.6, labels)

    assert gain == pytest.approx(1 / 3, rel=0.1)
    assert offset == pytest.approx(-0.2, abs=0.1)


def test_the_scale_never_turns_the_decoder_around() -> None:
    labels = np.arange(40) % 2 == 0

    gain, _ = probability_scale(np.where(labels, -2.0, 2.0), labels)

    assert gain > 0


def test_reward_needs_more_than_85_percent_of_the_rest_trials() -> None:
    evidence = np.concatenate([np.arange(21) / 10, np.full(20, 9.0)])
    labels = np.arange(41) >= 21

    assert reward_threshold(evidence, labels, CLASSES, 0.7) == pytest.approx(1.7)


def test_reward_never_follows_evidence_for_rest() -> None:
    evidence = np.concatenate([np.full(20, -3.0), np.full(20, 1.0)])

    assert reward_threshold(evidence, np.arange(40) >= 20, CLASSES, 0.7) == 0.0


def test_left_against_right_is_rewarded_from_the_edge_of_unsure() -> None:
    threshold = reward_threshold(
        np.zeros(4), np.array([True, False] * 2), ("left_hand", "right_hand"), 0.7
    )

    assert threshold == pytest.approx(0.8472979)
    assert OnlineConfig().certainty == 0.7
