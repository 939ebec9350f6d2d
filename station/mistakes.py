"""What is wrong in a file that a person wrote, in a sentence of ours and with the way out.

pydantic says it in English, and in a programmer's words ("Extra inputs are not permitted"); whoever wires
a headset in a clinic must read which word is wrong, and which would be right.
"""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from station.language import N_

_LIMITS = {"greater_than_equal": ("ge", "≥"), "greater_than": ("gt", ">")}
_LIMITS |= {"less_than_equal": ("le", "≤"), "less_than": ("lt", "<")}
_NEEDS = {
    "string_type": N_("{path!r}: {field} must be text in quotation marks, not {value!r}."),
    "int_type": N_("{path!r}: {field} must be a whole number, not {value!r}."),
    "int_from_float": N_("{path!r}: {field} must be a whole number, not {value!r}."),
    "int_parsing": N_("{path!r}: {field} must be a whole number, not {value!r}."),
    "float_type": N_("{path!r}: {field} must be a number, not {value!r}."),
    "float_parsing": N_("{path!r}: {field} must be a number, not {value!r}."),
    "bool_type": N_("{path!r}: {field} must be true or false, not {value!r}."),
    "bool_parsing": N_("{path!r}: {field} must be true or false, not {value!r}."),
    "tuple_type": N_("{path!r}: {field} must be a list in square brackets, not {value!r}."),
    "list_type": N_("{path!r}: {field} must be a list in square brackets, not {value!r}."),
    "dict_type": N_(
        "{path!r}: {field} must be a table, with a heading in brackets, not {value!r}."
    ),
    "model_type": N_(
        "{path!r}: {field} must be a table, with a heading in brackets, not {value!r}."
    ),
    "finite_number": N_("{path!r}: {field} must be a number, not {value!r}."),
    "too_short": N_("{path!r}: {field} has too few entries; add some."),
    "too_long": N_("{path!r}: {field} has too many entries; remove some."),
    "string_too_short": N_("{path!r}: {field} is empty; write something, or leave it out."),
    "string_too_long": N_("{path!r}: {field} is too long: {value!r}; shorten it."),
    "string_pattern_mismatch": N_(
        "{path!r}: {field} cannot be {value!r}: a name cannot have one of these characters."
    ),
    "missing": N_("{path!r}: {field} is missing; add it."),
}


_OURS = "crooked"


def crooked(sentence: str, **values: object) -> PydanticCustomError:
    """Return what a validator raises where parts do not fit each other.

    Parameters
    ----------
    sentence : str
        Marked; ``{path!r}`` stands for the file.
    **values
        Of its other fields.
    """
    return PydanticCustomError(_OURS, "{sentence}", {"sentence": sentence, **values})


def mistake(
    path: Path, model: type[BaseModel], error: ValidationError
) -> tuple[str, dict[str, object]]:
    """Return a marked sentence about the first mistake in a file, and its values.

    Parameters
    ----------
    path : Path
    model : type
        What the file should have been.
    error : ValidationError
    """
    # What is misspelt is missing as well: the word that nobody knows says more.
    errors = error.errors()
    first = next((each for each in errors if each["type"] == "extra_forbidden"), errors[0])
    kind, place = first["type"], first["loc"]
    values: dict[str, object] = {
        "path": str(path),
        "field": ".".join(map(str, place)),
        "value": first["input"],
    }
    if kind == _OURS:
        own = dict(first["ctx"])
        return own.pop("sentence"), {**values, **own}
    if kind == "extra_forbidden":
        return _unknown(str(place[-1]), _fields(model, place[:-1]), values)
    if kind in ("literal_error", "enum"):
        allowed = first["ctx"]["expected"].replace(" or ", ", ")
        sentence = N_("{path!r}: {field} cannot be {value!r}; allowed: {allowed}.")
        return sentence, {**values, "allowed": allowed}
    if kind in _LIMITS:
        name, sign = _LIMITS[kind]
        sentence = N_("{path!r}: {field} cannot be {value!r}; it must be {limit}.")
        return sentence, {**values, "limit": f"{sign} {first['ctx'][name]:g}"}
    if kind in _NEEDS:
        return _NEEDS[kind], values
    if kind != "value_error":  # pydantic's own words, English for everybody
        return N_("{path!r}: {field} cannot be {value!r}."), values
    cause = first["msg"].removeprefix("Value error, ")
    if not place:  # parts that do not fit each other
        return N_("{path!r} is wrong: {cause}."), {**values, "cause": cause}
    return N_("{path!r} is wrong at {field!r}: {cause}."), {**values, "cause": cause}


def damage(path: Path, error: ValidationError) -> tuple[str, dict[str, object]]:
    """Return a marked sentence about a file of ours that is not as it was written, and its values."""
    first = error.errors()[0]
    values = {"path": str(path), "field": ".".join(map(str, first["loc"])), "value": first["input"]}
    if first["type"] == "missing":
        return N_("{path!r} is damaged: {field} is missing; restore it from a backup."), values
    if not first["loc"]:
        return N_("{path!r} is damaged or cut off; restore it from a backup."), {"path": str(path)}
    sentence = N_("{path!r} is damaged: {field} cannot be {value!r}; restore it from a backup.")
    return sentence, values


def _unknown(
    name: str, known: list[str], values: dict[str, object]
) -> tuple[str, dict[str, object]]:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    near = near or [other for other in known if other.startswith(name)]
    if near:
        sentence = N_("{path!r} has an unknown setting {field!r}; did you mean {near!r}?")
        return sentence, {**values, "near": near[0]}
    sentence = N_("{path!r} has an unknown setting {field!r}; known: {known}.")
    return sentence, {**values, "known": ", ".join(known)}


def _fields(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """Return the names that a model, or one inside it, knows."""
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            model = _inner(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)
