"""A script of faults as a person writes it: a TOML file with one ``[[fault]]`` for each.

```toml
[[fault]]            # three seconds in which every tenth packet is lost
kind = "drop"
start = 20           # seconds after a driver first asks for rows
duration = 3
share = 0.1

[[fault]]
kind = "unplug"
start = 60
duration = 5
```
"""

from pathlib import Path
from tomllib import TOMLDecodeError, loads

from pydantic import BaseModel, ConfigDict, ValidationError

from acquisition.emulator.faults import Fault
from acquisition.errors import AcquisitionError
from station.language import N_
from station.mistakes import mistake


class _Script(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: tuple[Fault, ...]


def read_faults(path: Path) -> tuple[Fault, ...]:
    """Read what shall go wrong with an emulated headset; the fields are those of :class:`Fault`.

    Raises
    ------
    AcquisitionError
        If the file cannot be read, is not TOML, or holds a name or value that is not known.
    """
    try:
        return _Script.model_validate(loads(path.read_text("utf-8-sig"))).fault
    except (OSError, UnicodeDecodeError, TOMLDecodeError) as error:
        raise AcquisitionError(
            N_("The faults {path!r} cannot be read as TOML in UTF-8: {cause}."),
            path=str(path),
            cause=error,
        ) from error
    except ValidationError as error:
        sentence, values = mistake(path, _Script, error)
        raise AcquisitionError(sentence, **values) from error
