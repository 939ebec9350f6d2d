"""A model comes back as it was saved, or not at all."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from skops.io import dump, dumps, get_untrusted_types, loads

from decoding.calibrate import calibrate
from decoding.decoder import TrialDecoder
from decoding.errors import DecodingError
from decoding.models import Model, load, save, seal
from station.plugins import names
from tests.decoding.signals import CLASSES, IMAGERY, recording

MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(scope="module", params=names("decoding.decoders"))
def model(request: pytest.FixtureRequest) -> Model:
    return calibrate([recording()], classes=CLASSES, imagery=IMAGERY, decoder=request.param)


def test_a_model_answers_the_same_after_save_and_load(model: Model, tmp_path: Path) -> None:
    path = save(model, tmp_path / "models", MADE)

    again = load(path)

    bands = (3,) if isinstance(model.fitted, TrialDecoder) else ()
    window = np.random.default_rng(0).normal(size=(*bands, 4, 250)) * 1e-5
    assert path.name == f"2026-03-04T050607Z_{model.decoder}.skops"
    assert again.card == model.card
    assert again.sha256 == model.sha256
    assert again.compile()(window) == model.compile()(window)


def test_two_models_of_one_second_are_both_kept_in_their_order(
    model: Model, tmp_path: Path
) -> None:
    first, second = save(model, tmp_path, MADE), save(model, tmp_path, MADE)

    assert first != second
    assert sorted(tmp_path.glob("*.skops")) == [first, second]


def test_the_provenance_can_be_read_by_anybody(model: Model, tmp_path: Path) -> None:
    path = save(model, tmp_path, MADE)

    provenance = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    assert provenance["sha256"] == model.sha256
    assert provenance["card"]["accuracy"] == model.card.accuracy
    assert len(provenance["card"]["training_trials"]) == 40
    assert "scikit-learn" in provenance["versions"]


def test_a_changed_model_is_refused(model: Model, tmp_path: Path) -> None:
    path = save(model, tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(DecodingError, match="was changed after it was written"):
        load(path)


def test_a_changed_card_is_refused(model: Model, tmp_path: Path) -> None:
    path = save(model, tmp_path)
    beside = path.with_suffix(".json")
    provenance = json.loads(beside.read_text(encoding="utf-8"))
    provenance["card"]["threshold"] = -5.0
    beside.write_text(json.dumps(provenance), encoding="utf-8")

    with pytest.raises(DecodingError, match="is not a model of this program"):
        load(path)


class Stranger:
    """A type that no model has."""


def test_a_file_with_foreign_types_is_refused_unread(model: Model, tmp_path: Path) -> None:
    path = save(model, tmp_path)
    dump({"fitted": Stranger(), "card": "{}"}, path)
    beside = path.with_suffix(".json")
    provenance = json.loads(beside.read_text(encoding="utf-8"))
    provenance["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    beside.write_text(json.dumps(provenance), encoding="utf-8")

    with pytest.raises(DecodingError, match=r"no model of this program does \(.*Stranger\)"):
        load(path)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04torn"])
def test_a_file_that_is_no_model_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "old.skops"
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    path.with_suffix(".json").write_text(json.dumps({"sha256": digest}), encoding="utf-8")

    with pytest.raises(DecodingError, match="is not a model"):
        load(path)


@pytest.mark.parametrize("text", ["", "[]", "{torn"])
def test_a_broken_provenance_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "old.skops"
    path.write_bytes(b"anything")
    path.with_suffix(".json").write_text(text, encoding="utf-8")

    with pytest.raises(DecodingError, match="is not a model"):
        load(path)


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(DecodingError, match=r"no readable file .*gone\.json"):
        load(tmp_path / "gone.skops")


def test_a_model_whose_card_names_other_channels_than_were_learned_is_refused(
    model: Model, tmp_path: Path
) -> None:
    channels = (*model.card.channels, "Oz")
    other = seal(model.fitted, model.card.model_copy(update={"channels": channels}), model.day)

    with pytest.raises(DecodingError, match="is not a model of this program"):
        load(save(other, tmp_path))


def test_a_model_of_an_earlier_version_is_read(model: Model, tmp_path: Path) -> None:
    """Its card lacks what was not known then."""
    earlier = model.card.model_copy(update={"source": None, "rival": None})
    path = save(seal(model.fitted, earlier, model.day), tmp_path)
    beside = path.with_suffix(".json")
    provenance = json.loads(beside.read_text(encoding="utf-8"))
    del provenance["card"]["source"], provenance["card"]["rival"]
    beside.write_text(json.dumps(provenance), encoding="utf-8")

    assert load(path).card == earlier


def test_a_trusted_type_that_is_no_decoder_is_refused(model: Model, tmp_path: Path) -> None:
    other = seal({"slope": np.zeros(3)}, model.card)  # type: ignore[arg-type]

    with pytest.raises(DecodingError, match="is not a model of this program"):
        load(save(other, tmp_path))


@pytest.mark.parametrize("news", [{"schema_version": 2}, {"of_tomorrow": 1.0}])
def test_a_model_of_a_newer_version_is_called_so(
    model: Model, tmp_path: Path, news: dict[str, object]
) -> None:
    path = save(model, tmp_path)
    sealed = loads(model.sealed, trusted=get_untrusted_types(data=model.sealed))
    card = json.loads(sealed["card"]) | news
    path.write_bytes(dumps(sealed | {"card": json.dumps(card)}))
    told = {"card": card, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(DecodingError, match="was made by a newer version; update this program"):
        load(path)
