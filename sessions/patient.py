"""A patient, known by a pseudonym and nothing else.

``patients/P-7Q2K/patient.json`` says which side is affected and how the patient trains; who it is
stands only in the clinic's own papers. No name may enter a path, a file or a stream.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from games.accessibility import Accessibility
from sessions.errors import SessionError
from station.language import N_
from station.mistakes import damage, mistake
from station.task import Side, SourceKind

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: a pseudonym is read aloud and copied by hand. Digits and
# consonants only, so that no word can come out.
ALPHABET = "34679CDFGHJKMNPQRTWXY"
PSEUDONYM = re.compile(r"P-[A-Z0-9]{4}")
FILE = "patient.json"


class Patient(BaseModel):
    """What training needs to know about a patient.

    Attributes
    ----------
    pseudonym : str
        "P-" and four letters or digits.
    affected_side : {"left", "right"}
        The side of the body that the stroke affects.
    mode : {"imagery", "attempt"}
        Whether the patient imagines the movement or attempts it.
    language : {"zh", "en"}
        What the patient's screen and report speak.
    created : datetime
        In UTC.
    access : Accessibility
        What the patient needs of the screen.
    shares : bool
        Whether the patient consented that sessions teach decoders of other patients.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    pseudonym: Annotated[str, Field(pattern=rf"^{PSEUDONYM.pattern}$")]
    affected_side: Side
    mode: Literal["imagery", "attempt"] = "imagery"
    language: Literal["zh", "en"] = "zh"
    created: datetime
    access: Accessibility = Accessibility()
    shares: bool = False


def new_patient(
    home: Path,
    *,
    affected_side: Side,
    mode: Literal["imagery", "attempt"] = "imagery",
    language: Literal["zh", "en"] = "zh",
) -> Patient:
    """Make a patient with a pseudonym that no other patient of this station has.

    The folder itself is the lock: of two processes that draw the same pseudonym only one can
    make it.
    """
    while True:
        pseudonym = "P-" + "".join(secrets.choice(ALPHABET) for _ in range(4))
        folder = home / "patients" / pseudonym
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        break
    patient = Patient(
        pseudonym=pseudonym,
        affected_side=affected_side,
        mode=mode,
        language=language,
        created=datetime.now(UTC).replace(microsecond=0),
    )
    _write(folder, patient)
    return patient


def _write(folder: Path, patient: Patient) -> None:
    draft = folder / f"{FILE}.new"
    draft.write_text(patient.model_dump_json(indent=2) + "\n", encoding="utf-8")
    draft.replace(folder / FILE)


def change_access(home: Path, pseudonym: str, wanted: Mapping[str, object]) -> Patient:
    """Change what a patient needs of the screen, keep it, and return the patient.

    Parameters
    ----------
    home : Path
    pseudonym : str
    wanted : dict
        Fields of :class:`~games.accessibility.Accessibility`, those that change.

    Raises
    ------
    SessionError
        If there is no such patient, or a value is out of its range.
    """
    patient = read_patient(home, pseudonym)
    try:
        access = Accessibility.model_validate({**patient.access.model_dump(), **wanted})
    except ValidationError as error:
        sentence, values = mistake(Path(pseudonym), Accessibility, error)
        raise SessionError(sentence, **values) from error
    changed = patient.model_copy(update={"access": access})
    if wanted:
        _write(patient_folder(home, pseudonym), changed)
    return changed


def change_consent(home: Path, pseudonym: str, *, shares: bool) -> Patient:
    """Keep whether a patient consented to teach other patients' decoders; return the patient.

    Raises
    ------
    SessionError
        If there is no such patient.
    """
    changed = read_patient(home, pseudonym).model_copy(update={"shares": shares})
    _write(patient_folder(home, pseudonym), changed)
    return changed


def read_patient(home: Path, pseudonym: str) -> Patient:
    """Read a patient.

    Raises
    ------
    SessionError
        If ``pseudonym`` is none, or is not known here (the nearest known one is suggested), or
        the patient's file is damaged.
    """
    path = patient_folder(home, pseudonym) / FILE
    try:
        return Patient.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise _unknown(home, pseudonym) from error
    except ValidationError as error:
        sentence, values = damage(path, error)
        raise SessionError(sentence, **values) from error


def patients(home: Path) -> list[str]:
    """Return the pseudonyms of all patients of a station, sorted."""
    return sorted(path.parent.name for path in (home / "patients").glob(f"P-*/{FILE}"))


def patient_folder(home: Path, pseudonym: str) -> Path:
    """Return where a patient's models and sessions lie.

    Raises
    ------
    SessionError
        If ``pseudonym`` is none: names never become paths.
    """
    if not PSEUDONYM.fullmatch(pseudonym):
        raise SessionError(
            N_(
                "{given!r} is not a pseudonym like P-7Q3K; never enter a patient's name,"
                " make a pseudonym with: volition patient new."
            ),
            given=pseudonym,
        )
    return home / "patients" / pseudonym


def models(home: Path, pseudonym: str) -> Sequence[Path]:
    """Return a patient's stored models, oldest first; their names begin with their time."""
    return sorted((patient_folder(home, pseudonym) / "models").glob("*.skops"))


def latest_model(
    home: Path,
    pseudonym: str,
    classes: tuple[str, str] | None = None,
    source: SourceKind | None = None,
) -> Path | None:
    """Return a patient's newest model, or None before the first calibration.

    Parameters
    ----------
    home : Path
        Data home.
    pseudonym : str
    classes : tuple of str, optional
        What it must tell apart; anything by default.
    source : {"live", "recorded", "simulated"}, optional
        What it must have learned from: practice with a simulated brain teaches nothing about the patient's
        own. By default anything.
    """
    for path in reversed(models(home, pseudonym)):
        try:
            card = json.loads(path.with_suffix(".json").read_bytes())["card"]
            told, learned = tuple(card["classes"]), card.get("source")
        except (OSError, KeyError, TypeError, ValueError):
            return path  # whoever loads it hears what is wrong with it
        if classes in (None, told) and (source is None or learned in (None, source)):
            return path
    return None


def sessions(home: Path, pseudonym: str) -> list[Path]:
    """Return a patient's session folders, oldest first; their names begin with their time."""
    return sorted((patient_folder(home, pseudonym) / "sessions").glob("*"))


def new_session_folder(home: Path, pseudonym: str, now: datetime) -> Path:
    """Make and return an empty session folder, such as ``2026-11-23T101500Z_a1b2``.

    Parameters
    ----------
    home : Path
    pseudonym : str
    now : datetime
        Aware; the name carries it in UTC.
    """
    if now.tzinfo is None:
        raise ValueError("a session is named by an aware time")
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    folder = patient_folder(home, pseudonym) / "sessions" / f"{stamp}_{secrets.token_hex(2)}"
    folder.mkdir(parents=True)
    return folder


def _unknown(home: Path, pseudonym: str) -> SessionError:
    known = patients(home)
    near = get_close_matches(pseudonym, known, n=1, cutoff=0.5)
    if near:
        return SessionError(
            N_("There is no patient {pseudonym} on this station; did you mean {near}?"),
            pseudonym=pseudonym,
            near=near[0],
        )
    return SessionError(
        N_("There is no patient {pseudonym} on this station; make one with: volition patient new."),
        pseudonym=pseudonym,
    )
