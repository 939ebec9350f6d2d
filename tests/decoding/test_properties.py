"""Whatever the channels are called, scaled or tied together: a right answer, or none, never NaN."""

from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.calibrate import session_trials
from decoding.calibrate_windows import calibrate_windows
from decoding.decoders.adaptive import AdaptiveBank
from decoding.follower import Follower
from decoding.intention import DecisionFlag
from decoding.knowledge import Knowledge
from decoding.members import learn_today
from decoding.models import Model, seal
from decoding.online import Decision
from decoding.windows import OnlineConfig
from station.stream import RowFlag
from tests.decoding.signals import CHANNELS, CLASSES, IMAGERY, RATE, chunk, chunks, recording

FACTORS = st.lists(st.floats(0.25, 24.0), min_size=4, max_size=4)


def model_of(run: Recording) -> Model:
    """Return the default decoder, whatever its rival."""
    card = calibrate_windows([run], classes=CLASSES, imagery=IMAGERY, decoder="tangent").card
    session, _, _ = session_trials([run], classes=CLASSES, imagery=IMAGERY, online=OnlineConfig())
    known = Knowledge(learn_today(session), (session,))
    return seal(AdaptiveBank(RATE).know(known), card)


@cache
def usual() -> tuple[Model, Recording]:
    return model_of(recording(trials=20)), recording(trials=4, seed=1)


def decide(model: Model, run: Recording) -> list[Decision]:
    follower = Follower(model, RATE, run.info.channels, is_today=True)
    return list(follower.feed(chunk(run.microvolts, flags=run.flags)))


def scaled(run: Recording, factors: NDArray[np.float64]) -> Recording:
    return replace(run, microvolts=(run.microvolts * factors).astype(np.float32))


@given(seed=st.integers(0, 10**6), largest=st.integers(1, 400))
@settings(max_examples=8, deadline=None)
def test_any_chunking_gives_the_same_bits(seed: int, largest: int) -> None:
    model, run = usual()
    flags = run.flags.copy()
    flags[1200:1204] = RowFlag.HELD
    run = replace(run, flags=flags)
    follower = Follower(model, RATE, CHANNELS, is_today=True)
    pieces = chunks(run, np.random.default_rng(seed), largest)

    assert [d for piece in pieces for d in follower.feed(piece)] == decide(model, run)


@given(order=st.permutations(range(4)))
@settings(max_examples=8, deadline=None)
def test_channels_are_found_by_their_names(order: list[int]) -> None:
    model, run = usual()
    names = tuple(CHANNELS[i] for i in order)
    turned = replace(
        run,
        info=replace(run.info, channels=names),
        microvolts=np.ascontiguousarray(run.microvolts[:, order]),
    )

    assert decide(model, turned) == decide(model, run)


@given(factors=FACTORS)
@settings(max_examples=6, deadline=None)
def test_the_gain_of_a_channel_changes_nothing(factors: list[float]) -> None:
    """Calibrated and played through the same gains: the same log-odds, up to float32 of the file."""
    gains = np.array(factors)
    expected = decide(*usual())
    model = model_of(scaled(recording(trials=20), gains))

    found = decide(model, scaled(usual()[1], gains))

    assert [d.flags for d in found] == [d.flags for d in expected]
    np.testing.assert_allclose(
        [d.logit for d in found], [d.logit for d in expected], rtol=0.02, atol=0.02
    )


@given(kind=st.sampled_from(["average reference", "double", "mixture"]))
@settings(max_examples=3, deadline=None)
def test_channels_that_depend_on_each_other_are_decoded(kind: str) -> None:
    tie = {
        "average reference": np.eye(4) - 0.25,
        "double": np.eye(4)[[0, 1, 2, 0]],
        "mixture": np.array([[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0.5, 0.5, 0, 0]]),
    }[kind]

    def tied(run: Recording) -> Recording:
        return replace(run, microvolts=(run.microvolts @ tie.T).astype(np.float32))

    model = model_of(tied(recording(trials=20)))
    decisions = decide(model, tied(usual()[1]))

    assert model.card.above_chance
    assert all(np.isfinite(d.logit) for d in decisions)
    assert sum(d.is_valid for d in decisions) > 200


@given(channel=st.integers(0, 3), value=st.sampled_from([0.0, -187500.0, 12.5]))
@settings(max_examples=6, deadline=None)
def test_a_channel_that_dies_says_nothing_and_is_named(channel: int, value: float) -> None:
    model, run = usual()
    microvolts = run.microvolts.copy()
    microvolts[1500:, channel] = value
    follower = Follower(model, RATE, CHANNELS, is_today=True)

    decisions = list(follower.feed(chunk(microvolts)))

    assert follower.take_lost() == (CHANNELS[channel],)
    after = [d for d in decisions if d.row > 1500 + 2 * RATE]
    assert all(d.flags & DecisionFlag.ARTEFACT for d in after)
    assert {(d.logit, d.probability) for d in after} == {(0.0, 0.5)}
