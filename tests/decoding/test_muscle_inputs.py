"""A muscle input that tells the task perfectly is recorded, and never decoded."""

from dataclasses import replace

import numpy as np
import pytest

from acquisition.recording import Recording
from decoding.calibrate import calibrate
from station.plugins import names
from station.stream import eeg_of
from tests.decoding.signals import CHANNELS, CLASSES, IMAGERY, recording

MUSCLES = ("EMG extensor", "EMG flexor")


def with_muscles(*, helpful: bool) -> Recording:
    """Return EEG without any signal, and muscles that give the class away if they are helpful."""
    one = recording(drop=0.0, trials=40)
    muscles = np.random.default_rng(9).normal(size=(len(one), 2)) * 5
    for cue in one.cues:
        if helpful and cue.label == CLASSES[1]:
            muscles[cue.row : cue.row + 500] *= 50
    return replace(
        one,
        info=replace(one.info, channels=(*CHANNELS, *MUSCLES)),
        microvolts=np.hstack([one.microvolts, muscles.astype(np.float32)]),
    )


@pytest.mark.parametrize("decoder", names("decoding.decoders"))
def test_no_decoder_learns_from_muscles(decoder: str) -> None:
    helped, plain = (
        calibrate(
            [with_muscles(helpful=helpful)], classes=CLASSES, imagery=IMAGERY, decoder=decoder
        )
        for helpful in (True, False)
    )

    assert helped.channels == CHANNELS
    assert helped.card.accuracy == plain.card.accuracy
    assert (helped.card.auc, helped.card.loss) == (plain.card.auc, plain.card.loss)


def test_muscle_inputs_are_known_by_their_name() -> None:
    assert eeg_of(("C3", "EMG extensor", "Cz", "EMG affected")) == ("C3", "Cz")
