"""Decisions are the same to the last bit, however the samples came."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from decoding.calibrate import calibrate
from decoding.errors import DecodingError
from decoding.evidence import Evidence
from decoding.follower import Follower
from decoding.intention import DecisionFlag
from decoding.models import Model, seal
from decoding.online import Decision, OnlineDecoder
from decoding.replay import recompute, table_row
from decoding.trials import scored_rows
from decoding.windows import ScoredRows
from decoding.work import at_work
from station.plugins import names
from station.stream import Chunk, RowFlag, StreamInfo
from tests.decoding.signals import CHANNELS, CLASSES, IMAGERY, RATE, chunk, chunks, recording


@pytest.fixture(scope="module", params=names("decoding.decoders"))
def model(request: pytest.FixtureRequest) -> Model:
    return calibrate([recording()], classes=CLASSES, imagery=IMAGERY, decoder=request.param)


def online(
    model: Model, channels: Sequence[str] = CHANNELS, rate: float = RATE
) -> tuple[OnlineDecoder | Follower, Evidence]:
    return at_work(model, rate, channels, is_today=True)


def decide(model: Model, whole: Chunk, channels: Sequence[str] = CHANNELS) -> list[Decision]:
    return list(online(model, channels)[0].feed(whole))


def test_decisions_do_not_depend_on_chunks_to_the_last_bit(model: Model) -> None:
    run = recording(trials=6, seed=1)
    run.flags[2000:2004] = RowFlag.HELD
    run.flags[4000] = RowFlag.RESTART
    expected = decide(model, chunk(run.microvolts, flags=run.flags))

    for largest in (3, 40, 500):
        decoder, _ = online(model)
        pieces = chunks(run, np.random.default_rng(largest), largest)
        assert [d for piece in pieces for d in decoder.feed(piece)] == expected


def test_the_order_of_the_channels_of_the_stream_does_not_matter(model: Model) -> None:
    run = recording(trials=4, seed=2)
    order = [2, 0, 3, 1]
    turned = np.ascontiguousarray(run.microvolts[:, order])

    direct = decide(model, chunk(run.microvolts))
    other = decide(model, chunk(turned), [CHANNELS[i] for i in order])

    assert other == direct


def test_a_missing_channel_and_another_rate_are_refused(model: Model) -> None:
    with pytest.raises(DecodingError, match="needs channel CP1"):
        online(model, ("C3", "C4", "Cz"))
    with pytest.raises(DecodingError, match="calibrated at 125 samples per second"):
        online(model, rate=250.0)


def test_a_window_over_a_gap_says_nothing(model: Model) -> None:
    run = recording(trials=4, seed=3)
    run.flags[1500:1510] = RowFlag.HELD

    decisions = decide(model, chunk(run.microvolts, flags=run.flags))

    touched = [d for d in decisions if 1500 <= d.row < 1510 + 250]
    assert touched
    assert all(d.flags == DecisionFlag.INVALID for d in touched)
    assert {(d.probability, d.logit) for d in touched} == {(0.5, 0.0)}


def test_a_dead_stream_says_nothing_rather_than_a_number_that_is_none(model: Model) -> None:
    flat = np.full((1000, 4), 12.0, dtype=np.float32)

    with np.errstate(all="ignore"):
        decisions = decide(model, chunk(flat))

    assert all(np.isfinite(d.logit) for d in decisions)


def live_table(
    model: Model, run_chunks: list[Chunk], phases: list[ScoredRows]
) -> list[tuple[float, ...]]:
    """Play as the engine does: a decision at a time, phases begun when their row has come."""
    decoder, evidence = online(model)
    waiting = list(phases)
    table: list[tuple[float, ...]] = []
    for piece in run_chunks:
        for decision in decoder.feed(piece):
            while waiting and decision.row >= waiting[0][0]:
                evidence.begin(waiting.pop(0))
            table.append(table_row(decision, evidence.add(decision)))
    return table


def test_replay_recomputes_what_was_decided_live(model: Model) -> None:
    run = recording(trials=6, seed=4)
    run.flags[3000:3003] = RowFlag.HELD
    phases = [scored_rows(cue.row, IMAGERY, RATE) for cue in run.cues]
    live = live_table(model, chunks(run, np.random.default_rng(0), 30), phases)

    table = recompute(model, CHANNELS, run.microvolts, run.flags, starts=[0], phases=phases)

    np.testing.assert_array_equal(table, np.array(live))
    assert table.shape[1] == 5


def test_replay_starts_anew_where_the_session_did(model: Model) -> None:
    run = recording(trials=4, seed=5)

    table = recompute(model, CHANNELS, run.microvolts, run.flags, starts=[203, 1501], phases=[])

    invalid = table[(table[:, 4].astype(int) & DecisionFlag.INVALID) > 0, 0]
    assert table[0, 0] == 209
    assert invalid.tolist() == [*range(209, 577, 10), *range(1509, 1875, 10)]


def test_the_rows_before_decoding_began_do_not_matter(model: Model) -> None:
    run = recording(trials=4, seed=6)
    other = run.microvolts.copy()
    other[:500] = 0.0

    first, second = (
        recompute(model, CHANNELS, rows, run.flags, starts=[500], phases=[])
        for rows in (run.microvolts, other)
    )

    np.testing.assert_array_equal(first, second)


def test_the_honest_score_foretells_the_next_run(model: Model) -> None:
    run = recording(seed=7)
    phases = [scored_rows(cue.row, IMAGERY, RATE) for cue in run.cues]
    decoder, evidence = online(model)
    waiting, hits = list(zip(run.cues, phases, strict=True)), 0
    for decision in decoder.feed(chunk(run.microvolts)):
        while waiting and decision.row >= waiting[0][1][1]:
            cue = waiting.pop(0)[0]
            hits += CLASSES[evidence.end().choice] == cue.label
        if waiting and decision.row - 10 < waiting[0][1][0] <= decision.row:
            evidence.begin(waiting[0][1])
        evidence.add(decision)

    assert model.card.above_chance
    assert hits >= 34  # 40 trials; the rhythm drops to a fifth


def test_a_model_of_another_cap_is_refused_by_name(model: Model) -> None:
    info = StreamInfo("simulated", "test", "simulated", ("Fz", "Oz"), RATE)
    run = replace(recording(), info=info)

    with pytest.raises(DecodingError, match="Fz, Oz"):
        online(model, run.info.channels)


def test_artefacts_hold_a_decoder_of_windows_and_the_replay_agrees(model: Model) -> None:
    run = recording(trials=6, seed=8)
    burst = run.cues[2].row + 200
    run.microvolts[burst : burst + 20] += 400 * np.sin(np.arange(20))[:, None]
    phases = [scored_rows(cue.row, IMAGERY, RATE) for cue in run.cues]

    live = np.array(live_table(model, chunks(run, np.random.default_rng(0), 30), phases))
    again = recompute(model, CHANNELS, run.microvolts, run.flags, starts=[0], phases=phases)

    held = live[(live[:, 4].astype(int) & DecisionFlag.ARTEFACT) > 0, 0]
    grid = model.online.grid(RATE)
    assert held.min() >= burst
    assert held.max() >= burst + grid.window_rows - grid.step_rows
    assert held.max() < burst + grid.window_rows + 2 * RATE  # the filters ring on for a while
    np.testing.assert_array_equal(again, live)


def test_models_of_earlier_versions_have_no_gate() -> None:
    model = calibrate([recording()], classes=CLASSES, imagery=IMAGERY, decoder="tangent")
    old = seal(model.fitted, model.card)
    run = recording(trials=2, seed=9)
    run.microvolts[700:720] += 400 * np.sin(np.arange(20))[:, None]

    decoder, _ = at_work(old, RATE, CHANNELS, is_today=True)
    assert isinstance(decoder, OnlineDecoder)
    decisions = decoder.feed(chunk(run.microvolts))

    assert not any(one.flags & DecisionFlag.ARTEFACT for one in decisions)
