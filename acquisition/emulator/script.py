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

from pydantic import BaseModel, ConfigDict

from acquisition.emulator.faults import Fault
from acquisition.errors import AcquisitionError
from station.written import read_written


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
    return read_written(path, _Script, AcquisitionError).fault
