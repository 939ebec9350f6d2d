"""Fitted decoders on disk: skops with a fixed list of types, provenance beside it, never pickle.

``<UTC time>_<decoder>.skops`` holds everything that decoding needs; the ``.json`` of the same
name says for people and programs what the model was made from, and the digest that is checked
before a single byte is loaded.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from skops.io import dumps

from decoding.card import ModelCard, is_of_newer_version
from decoding.day import Day
from decoding.decoder import Decoder, TrialDecoder, WindowDecoder
from decoding.errors import DecodingError
from decoding.preprocess import SignalConfig
from decoding.trusted import ForeignTypes, unseal
from decoding.windows import OnlineConfig
from station.language import N_

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "pyriemann", "mne", "skops")


@dataclass(frozen=True)
class Model:
    """A fitted decoder with everything that is needed to run it.

    Attributes
    ----------
    fitted : Decoder
    card : ModelCard
    sealed : bytes
        All of it as a skops file: what is saved, and what the digest is of.
    day : Day or None
        The trials that a decoder of windows was fitted to, from which it learns again; None if nobody
        kept them, as in models of earlier versions. Such a model stands still.
    """

    fitted: Decoder
    card: ModelCard
    sealed: bytes
    day: Day | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the model file, saved or not."""
        return hashlib.sha256(self.sealed).hexdigest()

    @property
    def decoder(self) -> str:
        """Name of the decoder plug-in."""
        return self.card.decoder

    @property
    def classes(self) -> tuple[str, str]:
        """Negative and positive class."""
        return self.card.classes

    @property
    def channels(self) -> tuple[str, ...]:
        """Channels that it needs, in its order."""
        return self.card.channels

    @property
    def rate(self) -> float:
        """Sampling rate in Hz."""
        return self.card.rate

    @property
    def signal(self) -> SignalConfig:
        """Filter that it was fitted behind."""
        return self.card.signal

    @property
    def online(self) -> OnlineConfig:
        """Windows that it was fitted on."""
        return self.card.online

    @property
    def threshold(self) -> float:
        """Evidence for the cued class above which a trial is rewarded."""
        return self.card.threshold

    def compile(self) -> WindowDecoder:
        """Return calibrated log-odds of one band-passed window, in plain NumPy."""
        raw, gain, offset = self.fitted.compile(), self.card.gain, self.card.offset

        def decode(window: NDArray[np.float64]) -> float:
            return gain * raw(window) + offset

        return decode


def seal(fitted: Decoder, card: ModelCard, day: Day | None = None) -> Model:
    """Make a model of a fitted decoder, its card, and the trials that it may learn from again."""
    content: dict[str, Any] = {"fitted": fitted, "card": card.model_dump_json()}
    if day is not None:
        content["day"] = day.to_arrays()
    return Model(fitted, card, dumps(content), day)


def learned_with(model: Model, movement: str) -> Model:
    """Return a model whose card says what the hand was asked to do in its newest trials."""
    card = model.card.model_copy(update={"movement": movement})
    return seal(model.fitted, card, model.day)


def _path(folder: Path, made: datetime, model: Model) -> Path:
    return folder / f"{made:%Y-%m-%dT%H%M%SZ}_{model.decoder}.skops"


def save(model: Model, folder: Path, now: datetime | None = None) -> Path:
    """Write a model and its provenance.

    Parameters
    ----------
    model : Model
    folder : Path
        Made if it is missing.
    now : datetime, optional
        Wall time in UTC for the file name; the present by default.

    Returns
    -------
    path : Path
        The ``.skops`` file.
    """
    made = now or datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    path = _path(folder, made, model)
    while path.exists():  # a fast session may keep two in one second; none may be lost
        made += timedelta(seconds=1)
        path = _path(folder, made, model)
    provenance = {
        "made": made.isoformat(),
        "sha256": model.sha256,
        "versions": {name: version(name) for name in _LIBRARIES},
        "card": model.card.model_dump(mode="json"),
    }
    text = json.dumps(provenance, ensure_ascii=False, indent=2)
    path.write_bytes(model.sealed)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    return path


def load(path: Path) -> Model:
    """Read a model that :func:`save` wrote.

    Raises
    ------
    DecodingError
        If a file is missing, was changed, or holds anything but a model.
    """
    provenance = read_provenance(path)
    sealed = _read(path)
    if hashlib.sha256(sealed).hexdigest() != provenance.get("sha256"):
        raise DecodingError(
            N_(
                "The model {path!r} was changed after it was written; do not use it, "
                "calibrate anew or restore it from a backup."
            ),
            path=str(path),
        )
    try:
        content = unseal(sealed)
        card = ModelCard.model_validate_json(content["card"])
        day = None if "day" not in content else Day.from_arrays(content["day"])
        model = Model(content["fitted"], card, sealed, day)
        is_told = ModelCard.model_validate(provenance["card"]) == card
        is_whole = is_told and _answers(model)
    except ForeignTypes as error:
        raise DecodingError(
            N_(
                "{path!r} holds what no model of this program does ({types}), and is not opened; if that is of "
                "a decoder of your own, name it under TRUSTED in the decoder's file."
            ),
            path=str(path),
            types=", ".join(error.types),
        ) from error
    except (AttributeError, BadZipFile, KeyError, TypeError, ValueError) as error:
        raise _no_model(path, provenance.get("card")) from error
    if not is_whole:
        raise _no_model(path)
    return model


def _answers(model: Model) -> bool:
    """Whether what was fitted decodes windows of the card's own channels, and the trials are such.

    Compiled code on the live path looks at no shape, so that it must not meet a wrong one.

    Raises
    ------
    AttributeError, KeyError, TypeError, ValueError
        If it cannot even be tried.
    """
    n_channels, rows = len(model.channels), model.online.grid(model.rate).window_rows
    bands: tuple[int, ...] = ()
    muscle, seen = None, set()
    if isinstance(model.fitted, TrialDecoder):
        bands, known = (len(model.fitted.bands),), model.fitted.knowledge()
        muscle = known.muscle
        seen = {one.views[0].shape[-1] for one in (*known.own, *known.others)}
    elif model.day is not None:
        muscle = model.day.muscle
        seen = {one.shape[1] for one in model.day.windows}
    noise = np.random.default_rng(0).normal(scale=1e-5, size=(*bands, n_channels, rows))
    is_for_them = seen <= {n_channels} and (muscle is None or muscle.shape == (n_channels,))
    return is_for_them and bool(np.isfinite(model.compile()(noise)))


def read_provenance(path: Path) -> dict[str, Any]:
    """Return what stands beside a model file: when it was made, with which versions, its digest.

    Raises
    ------
    DecodingError
        If it is missing or no such thing.
    """
    try:
        provenance = json.loads(_read(path.with_suffix(".json")))
    except ValueError as error:
        raise _no_model(path) from error
    if not isinstance(provenance, dict):
        raise _no_model(path)
    return provenance


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DecodingError(
            N_("There is no readable file {path!r}; choose another model or calibrate anew."),
            path=str(path),
        ) from error


def _no_model(path: Path, card: object = None) -> DecodingError:
    template = N_(
        "{path!r} is not a model of this program; choose another model or calibrate anew."
    )
    if is_of_newer_version(card):
        template = N_(
            "{path!r} was made by a newer version; update this program or calibrate anew."
        )
    return DecodingError(template, path=str(path))
