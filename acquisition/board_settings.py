"""How a headset is connected and wired, as a person writes it in TOML.

```toml
board = "cyton"
port = "/dev/ttyUSB0"
montage = "M8-A"          # or channels = ["C3", …], in the order of the inputs
unusable = ["C3"]         # over a scar or a plate: powered down and not delivered
reference = "A1+A2"
ground = "AFz"

[connection]              # what other boards need, in the driver's own words
mac_address = "00:11:22:33:44:55"
```
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from acquisition.errors import AcquisitionError
from acquisition.montage import standard_name
from station.written import read_written

Port = Annotated[int, Field(ge=0, le=65535)]
# No control characters, and none that would mean something else in a file or on a screen.
Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=32, pattern=r"^[^\x00-\x1f\x7f\[\]]+$"
    ),
    AfterValidator(standard_name),  # C3, however it was typed: a place on the head hangs on it
]
Place = Annotated[str, Field(min_length=1, max_length=60)]


class Connection(BaseModel):
    """How a board is reached that has no serial port, in the driver's own words.

    ``master_board`` names the board whose recording is played or whose stream is heard.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mac_address: str = ""
    ip_address: str = ""
    ip_address_aux: str = ""
    ip_address_anc: str = ""
    ip_port: Port = 0
    ip_port_aux: Port = 0
    ip_port_anc: Port = 0
    ip_protocol: Annotated[int, Field(ge=0)] = 0
    other_info: str = ""
    timeout: Annotated[int, Field(ge=0)] = 0
    serial_number: str = ""
    file: str = ""
    file_aux: str = ""
    file_anc: str = ""
    master_board: str = ""


class BoardSettings(BaseModel):
    """How a headset is connected and wired.

    ``channels`` names the inputs in order, ``montage`` names a preset instead; ``off`` lists the
    inputs (from 1) that nothing is plugged into, ``unusable`` the electrodes that must not be
    used. Both are powered down and not delivered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    board: str = "cyton"
    port: str = ""
    montage: str | None = None
    channels: tuple[Name, ...] | None = None
    # 24 is the factory setting and the finest step (0.022 µV); motor EEG never needs less.
    gain: Literal[1, 2, 4, 6, 8, 12, 24] = 24
    off: tuple[Annotated[int, Field(ge=1)], ...] = ()  # inputs, from 1
    unusable: tuple[Name, ...] = ()
    reference: Place | None = None
    ground: Place | None = None
    connection: Connection = Connection()


def read_board_settings(path: Path) -> dict[str, object]:
    """Read how a headset is connected: what the file says, and nothing that it leaves out.

    ``board`` is the headset's name; everything else are keyword arguments of the board.

    Raises
    ------
    AcquisitionError
        If the file is missing, is not TOML, or holds a name or value that is not known.
    """
    return read_written(path, BoardSettings, AcquisitionError).model_dump(exclude_unset=True)
