"""Which board a process is asked to open, as it stands in that process's configuration.

A specification crosses a process boundary as JSON: the plug-in's name (or the name of a
headset profile, such as ``cyton``) and its options. The headset process and the emulator
read the same form, so whatever can be plugged in directly can be played through the driver.
"""

from inspect import Parameter, signature
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from acquisition.board import Board
from acquisition.errors import AcquisitionError
from acquisition.recorded_patient import read_patient
from station.language import N_
from station.plugins import load, names

PACKAGE = "acquisition.boards"


class BoardSpec(BaseModel):
    """The name of a board; every other field is an option of that board.

    >>> BoardSpec.model_validate({"name": "simulated", "dprime": 1.5}).options
    {'dprime': 1.5}
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str

    @property
    def options(self) -> dict[str, object]:
        """What stands beside the name."""
        return dict(self.model_extra or {})


def make_board(spec: BoardSpec) -> Board:
    """Return the board that is asked for, not yet opened.

    ``{"name": "recorded", "patient": "<toml>"}`` plays a recorded patient's runs;
    ``{"name": "cyton", "port": …}`` is short for the plug-in ``brainflow`` with that profile;
    any other name is a plug-in, its options the keyword arguments of its factory, or else one of
    the driver's boards (:mod:`acquisition.catalogue`).

    Raises
    ------
    AcquisitionError
        If there is no such board, it has no such option, or cannot be made with these.
    """
    name, options = spec.name, spec.options
    if name not in names(PACKAGE):
        name, options = "brainflow", {"profile": name, **options}
    factory = load(PACKAGE, name)
    if name == "recorded" and "patient" in options:
        options["recordings"] = read_patient(Path(str(options.pop("patient")))).play()
    _check_options(name, factory, options)
    board: Board = factory(**options)
    return board


def _check_options(name: str, factory: object, options: dict[str, object]) -> None:
    parameters = signature(factory).parameters.values()  # type: ignore[arg-type]
    if any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters):
        return
    for parameter in parameters:
        if parameter.default is Parameter.empty and parameter.name not in options:
            raise AcquisitionError(
                N_("The board {board!r} needs its option {option!r}; choose another board."),
                board=name,
                option=parameter.name,
            )
    known = [parameter.name for parameter in parameters]
    for option in options:
        if option not in known:
            raise AcquisitionError(
                N_("The board {board!r} has no option {option!r}; it knows: {known}."),
                board=name,
                option=option,
                known=", ".join(known),
            )
