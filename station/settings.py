"""What holds for a whole station: the language, the mains, and where its data lives.

The data home is outside the source tree, because an update of the program must never touch a
patient's data. Its ``settings.toml`` is optional; everything in it has a default.
"""

import locale
from collections.abc import Mapping
from ipaddress import IPv4Address
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, ValidationError

from station.errors import StationError
from station.language import N_
from station.mistakes import mistake
from station.written import read_toml

FILE = "settings.toml"
_ALLOWED = {
    "language": '"zh", "en"',
    "mains": "50, 60",
    "site": '"…"',
    "lsl_peer": '"192.168.1.20"',
}
_SOURCE = Path(__file__).resolve().parents[1]


class Settings(BaseModel):
    """A station's settings.

    Attributes
    ----------
    language : {"zh", "en"} or None
        What people read; None follows the system.
    mains : {50, 60}
        Mains frequency in Hz; 50 in China and Europe, 60 in North America.
    site : str
        Name of the ward or clinic in the head of a report; may be empty.
    lsl_peer : IPv4 address or None
        One other computer that may join this station's LSL streams; by default none may.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Literal["zh", "en"] | None = None
    mains: Literal[50, 60] = 50
    site: str = ""
    lsl_peer: IPv4Address | None = None


def data_home(given: Path | None = None) -> Path:
    """Return the folder that holds all data of this station, made if need be.

    Parameters
    ----------
    given : Path, optional
        What a person named (``--data``); otherwise the system's place for a user's data.

    Raises
    ------
    StationError
        If it lies inside the source tree, or cannot be made.
    """
    home = (given or user_data_path("volition", appauthor=False)).expanduser().resolve()
    if _is_source_tree(_SOURCE) and home.is_relative_to(_SOURCE):
        raise StationError(
            N_("The data folder {home!r} lies inside the program; choose one outside it."),
            home=str(home),
        )
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StationError(
            N_("The data folder {home!r} cannot be made ({reason}); choose another with --data."),
            home=str(home),
            reason=error.strerror or type(error).__name__,
        ) from error
    return home


def read_settings(home: Path) -> Settings:
    """Read ``settings.toml`` of a data home; defaults where there is none.

    Raises
    ------
    StationError
        If it cannot be read, is no TOML in UTF-8, or a setting is unknown or out of range.
    """
    path = home / FILE
    if not path.exists():
        return Settings()
    content = read_toml(path, StationError)
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        raise _mistake(path, error) from error


def language_of(settings: Settings, environment: Mapping[str, str]) -> str:
    """Return "zh" or "en": as set, otherwise as the system speaks.

    Parameters
    ----------
    settings : Settings
    environment : mapping
        The command line's environment; ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` are asked in
        this order, then the system's own setting (Windows has none of the three).
    """
    if settings.language is not None:
        return settings.language
    spoken = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    tag = next(filter(None, spoken), None) or locale.getlocale()[0] or ""
    return "zh" if tag.lower().startswith(("zh", "chinese")) else "en"


def _mistake(path: Path, error: ValidationError) -> StationError:
    sentence, values = mistake(path, Settings, error)
    field = values["field"]
    if field in _ALLOWED:
        sentence = N_("{path!r}: {field} cannot be {value!r}; allowed: {allowed}.")
        values["allowed"] = _ALLOWED[str(field)]
    return StationError(sentence, **values)


def _is_source_tree(folder: Path) -> bool:
    # An installed wheel lies in site-packages, where there is no project file.
    return (folder / "pyproject.toml").is_file()
