"""Read a file that a person wrote: TOML in UTF-8, checked, and refused in one set of sentences.

Every such file fails in the same few ways: it is not there, not saved as UTF-8, not TOML, or says something
that nobody understands. Each is said alike, whichever file it is.
"""

import re
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from station.errors import VolitionError
from station.language import N_
from station.mistakes import mistake

Model = TypeVar("Model", bound=BaseModel)
_LINE = re.compile(r"at line (\d+)")


def read_written(path: Path, model: type[Model], refusal: type[VolitionError]) -> Model:
    """Return what a file says.

    Parameters
    ----------
    path : Path
    model : type
        What the file should be.
    refusal : type
        Kind of the error: that of the package that reads.

    Raises
    ------
    VolitionError
        A ``refusal``, if the file cannot be read, is no TOML in UTF-8, or something in it is unknown or out
        of range.
    """
    content = read_toml(path, refusal)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        sentence, values = mistake(path, model, error)
        raise refusal(sentence, **values) from error


def read_toml(path: Path, refusal: type[VolitionError]) -> dict[str, Any]:
    """Return what a TOML file holds, unchecked; raises as :func:`read_written`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise refusal(
            N_("{path!r} cannot be read ({reason}); check its name and permissions."),
            path=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error
    except UnicodeDecodeError as error:
        raise refusal(
            N_("{path!r} is not saved as UTF-8; save it again with that encoding."), path=str(path)
        ) from error
    return parse_toml(text, path, refusal)


def parse_toml(text: str, path: Path, refusal: type[VolitionError]) -> dict[str, Any]:
    """Return what a text holds that is to stand in a file; raises as :func:`read_written`."""
    try:
        return loads(text)
    except TOMLDecodeError as error:
        # What the reader says is English and a programmer's; where it stopped helps everybody.
        found = _LINE.search(str(error))
        raise refusal(
            N_(
                "{path!r} is not valid TOML: line {line} cannot be understood; look there for a missing "
                "quotation mark, bracket or equals sign, or for a name that stands twice."
            ),
            path=str(path),
            line=int(found[1]) if found else max(1, len(text.rstrip().splitlines())),
        ) from error
