"""Evidence gathers what counts, and says when it is unsure."""

import pytest

from decoding.evidence import Evidence, unsure_limit
from decoding.intention import DecisionFlag
from decoding.online import Decision, probability
from decoding.windows import ScoredRows, WindowGrid

CLEAN = DecisionFlag(0)
GRID = WindowGrid(rate=125.0, window_rows=20, step_rows=10, reaction_rows=5)


def decision(row: int, logit: float, flags: DecisionFlag = CLEAN) -> Decision:
    return Decision(row, probability(logit), logit, flags)


def test_evidence_is_the_mean_of_the_windows_that_lie_wholly_inside() -> None:
    evidence = Evidence(GRID, 0.7)
    evidence.begin(ScoredRows(100, 160))

    # Windows that end before row 124 reach into the reaction time; 160 is over.
    for row, logit in [(109, 9.0), (119, 9.0), (129, 1.0), (139, 2.0), (149, -0.5), (159, 3.5)]:
        evidence.add(decision(row, logit))
    evidence.add(decision(169, 99.0))

    verdict = evidence.end()
    assert verdict.evidence == pytest.approx(1.5)
    assert verdict.windows == 4
    assert verdict.choice == 1
    assert verdict.probability == pytest.approx(0.8175745)  # 1 / (1 + exp(-1.5))
    assert not verdict.is_unsure


def test_the_first_whole_window_behind_the_reaction_is_the_soonest_to_say_something() -> None:
    assert Evidence(GRID, 0.7).soonest() == pytest.approx(0.2)  # 5 + 20 rows at 125 Hz


USUAL = WindowGrid(rate=125.0, window_rows=250, step_rows=10, reaction_rows=62)


def test_windows_that_count_as_evidence_end_an_eighth_of_one_apart_on_the_grid() -> None:
    assert USUAL.apart_rows == 30  # 31.25 in steps of 10
    assert GRID.apart_rows == 10  # 2.5: a step is the least
    assert Evidence(USUAL, 0.7).soonest(6) == pytest.approx((62 + 250 + 5 * 30) / 125)


@pytest.mark.parametrize(("least", "said_at"), [(1, 509), (2, 539), (4, 599)])
def test_nothing_is_said_before_enough_windows_are_in(least: int, said_at: int) -> None:
    evidence = Evidence(USUAL, 0.7)
    evidence.begin(ScoredRows(190, 815, least=least))

    said = [row for row in range(9, 815, 10) if evidence.add(decision(row, 3.0)).evidence]

    assert said[0] == said_at
    assert evidence.end().evidence == pytest.approx(3.0)


def test_windows_that_are_invalid_are_no_evidence_and_too_few_are_no_answer() -> None:
    evidence = Evidence(USUAL, 0.7)
    evidence.begin(ScoredRows(190, 815, least=4))
    for row in range(509, 815, 10):
        spoilt = DecisionFlag.INVALID if 520 < row < 800 else CLEAN
        intention = evidence.add(decision(row, 3.0, spoilt))

    assert intention.evidence == 0.0
    assert not evidence.end().is_valid


def test_of_a_short_memory_only_its_own_windows_are_evidence() -> None:
    """A memory of 3 s holds five windows 0.24 s apart; those before a gap of 2 s are forgotten."""
    evidence = Evidence(USUAL, 0.7)
    evidence.begin(ScoredRows(190, 4000, memory=375, least=4))
    gap = range(700, 950)

    said = [
        row
        for row in range(9, 1200, 10)
        if evidence.add(decision(row, 3.0, DecisionFlag.INVALID if row in gap else CLEAN)).evidence
    ]

    assert said[0] == 599
    assert next(row for row in said if row > 860) == 959 + 90


def test_windows_that_are_invalid_do_not_count() -> None:
    evidence = Evidence(GRID, 0.7)
    evidence.begin(ScoredRows(100, 160))

    evidence.add(decision(129, -2.0))
    intention = evidence.add(decision(139, 50.0, DecisionFlag.INVALID))

    assert intention.evidence == -2.0
    assert intention.is_neutral
    assert evidence.end().choice == 0


def test_without_a_valid_window_the_answer_is_unsure_and_negative() -> None:
    evidence = Evidence(GRID, 0.5)
    evidence.begin(ScoredRows(100, 160))
    evidence.add(decision(139, 3.0, DecisionFlag.INVALID))

    verdict = evidence.end()

    assert (verdict.evidence, verdict.choice, verdict.windows) == (0.0, 0, 0)
    assert verdict.is_unsure
    assert not verdict.is_valid


def test_outside_a_phase_the_evidence_rests() -> None:
    evidence = Evidence(GRID, 0.7)

    before = evidence.add(decision(9, 5.0))
    evidence.begin(ScoredRows(100, 160))
    early = evidence.add(decision(99, 5.0))
    late = evidence.add(decision(169, 5.0))

    for intention in (before, early, late):
        assert intention.evidence == 0.0
        assert intention.flags == DecisionFlag.IDLE
        assert intention.probability == probability(5.0)


def test_a_phase_does_not_remember_the_one_before() -> None:
    evidence = Evidence(GRID, 0.7)
    evidence.begin(ScoredRows(100, 160))
    evidence.add(decision(139, 5.0))
    evidence.begin(ScoredRows(200, 260))

    assert evidence.add(decision(239, 1.0)).evidence == 1.0


@pytest.mark.parametrize(("logit", "is_unsure"), [(0.84, True), (-0.84, True), (0.85, False)])
def test_unsure_is_what_lies_under_the_certainty(logit: float, is_unsure: bool) -> None:
    evidence = Evidence(GRID, 0.7)  # log(0.7 / 0.3) = 0.847
    evidence.begin(ScoredRows(100, 160))

    assert evidence.add(decision(139, logit)).is_unsure is is_unsure


def test_a_certainty_of_one_half_leaves_no_unsure_zone() -> None:
    assert unsure_limit(0.5) == 0.0


def test_probabilities_hold_at_any_size() -> None:
    assert probability(0.0) == 0.5
    assert probability(-2000.0) == 0.0
    assert probability(2000.0) == 1.0
    assert probability(0.8472978603872034) == pytest.approx(0.7)


@pytest.mark.parametrize(("spoilt", "windows"), [(1, 3), (3, 1), (4, 0)])
def test_windows_that_artefacts_spoilt_count_as_nothing(spoilt: int, windows: int) -> None:
    evidence = Evidence(GRID, 0.7)
    evidence.begin(ScoredRows(100, 160))
    rows = (129, 139, 149, 159)  # all that lie wholly inside
    for number, row in enumerate(rows):
        evidence.add(decision(row, 2.0, DecisionFlag.ARTEFACT if number < spoilt else CLEAN))

    verdict = evidence.end()

    assert verdict.windows == windows
    assert verdict.evidence == (2.0 if windows else 0.0)
    assert verdict.is_valid == (windows > 0)
