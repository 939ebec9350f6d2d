"""One page about a model, from the model file alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from console.card import run_card
from console.words import Voice
from decoding.errors import DecodingError
from decoding.models import load, read_provenance, save, seal
from sessions.errors import SessionError
from sessions.fast import run_fast
from sessions.plan import Plan
from sessions.report.card import page, write_cards
from station.language import LANGUAGES, Language
from tests.sessions.patients import TIMING, Known, ignore, simulated_order


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a session that was calibrated and played with the default decoder."""
    plan = Plan(calibration_trials=20, runs=1, trials=4, timing=TIMING)
    order = simulated_order(tmp_path_factory.mktemp("home"), plan, dprime=4.0)
    return run_fast(replace(order, decoder="adaptive"), None, ignore)


def test_a_session_s_model_gets_a_page_in_each_language(session: Path) -> None:
    written = run_card(session, Voice(Language("en"), quiet=True))

    model = Path(str(written["model"]))
    assert model.suffix == ".skops"
    for code in LANGUAGES:
        assert model.with_name(f"{model.stem}_card_{code}.pdf").read_bytes().startswith(b"%PDF")


def test_the_page_says_scores_trials_sides_and_where_the_eeg_is_from(session: Path) -> None:
    path = min((session.parents[1] / "models").glob("*.skops"))
    model = load(path)
    told = page(model, read_provenance(path), path, Language("en"))

    assert told["mark"] == "SIMULATED"
    assert told["sha256"] == model.sha256
    assert f"{model.card.correct} of {model.card.trials} right" in told["verdict"]
    assert session.name in told["trials"][0]
    assert told["heads"]
    assert len(told["laterality"]) == (2 if model.day is None else 1)


def test_a_model_that_keeps_no_trials_says_so(tmp_path: Path, known: Known) -> None:
    old = seal(known.model.fitted, known.model.card)
    path = save(old, tmp_path)
    told = page(old, read_provenance(path), path, Language("en"))

    assert not told["heads"]
    assert "keeps no trials" in told["heads_caption"]
    assert write_cards(path)["en"].exists()


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DecodingError, match=r"nothing\.json"):
        write_cards(tmp_path / "nothing.skops")
    with pytest.raises(SessionError, match="is not a session"):
        run_card(tmp_path, Voice(Language("en"), quiet=True))


def test_a_model_of_recordings_is_marked_as_such(tmp_path: Path, known: Known) -> None:
    path = save(known.model, tmp_path / "models")

    assert page(known.model, read_provenance(path), path, Language("en"))["mark"] == "RECORDED"
