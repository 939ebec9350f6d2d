"""Find, read and copy programmes of training.

The shipped ones lie in :mod:`sessions.programs`, a clinic's own under ``programs/`` of the data
home. A file there wins over a shipped one of the same name, so that a programme is edited without
touching what an update replaces.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from sessions.errors import SessionError
from sessions.program import Program
from station.language import N_
from station.mistakes import mistake
from station.written import parse_toml, read_toml

FOLDER = "programs"
_SHIPPED = "sessions.programs"


@dataclass(frozen=True)
class Found:
    """A programme and where it was found.

    Attributes
    ----------
    program : Program
    path : Path
    is_own : bool
        Whether it lies in the data home, so that people may edit it.
    """

    program: Program
    path: Path
    is_own: bool


def programs(home: Path) -> tuple[str, ...]:
    """Return the names of all programmes, shipped and the clinic's own, sorted."""
    return tuple(sorted(_paths(home)))


def load_program(home: Path, name: str) -> Found:
    """Read a programme by its name; small letters are as good as large ones.

    Raises
    ------
    SessionError
        If there is none (the nearest name is suggested), or the file does not hold together.
    """
    paths = _paths(home)
    wanted = name.strip().upper()
    if wanted not in paths:
        near = get_close_matches(wanted, paths, n=1, cutoff=0.4)
        if near:
            raise SessionError(
                N_("There is no programme {name!r}; did you mean {near!r}? Known: {known}."),
                name=name,
                near=near[0],
                known=", ".join(sorted(paths)),
            )
        raise SessionError(
            N_("There is no programme {name!r}; choose one of: {known}."),
            name=name,
            known=", ".join(sorted(paths)),
        )
    path = paths[wanted]
    return Found(_read(path, wanted), path, path.is_relative_to(home))


def copy_program(home: Path, name: str, new_name: str | None = None) -> Found:
    """Copy a programme into the data home for editing, comments and all.

    Parameters
    ----------
    home : Path
    name : str
    new_name : str, optional
        Name of the copy; by default the same, so that the copy takes its place.

    Raises
    ------
    SessionError
        If there is no such programme, the new name is none, or a copy is there already.
    """
    found = load_program(home, name)
    old = found.program.name
    new = (new_name or old).strip().upper()
    target = home / FOLDER / f"{new}.toml"
    if target.exists():
        raise SessionError(
            N_("{path!r} exists already; edit it, or name another copy with --as."),
            path=str(target),
        )
    text = found.path.read_text(encoding="utf-8").replace(f'name = "{old}"', f'name = "{new}"', 1)
    _checked(parse_toml(text, target, SessionError), target, new)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return load_program(home, new)


def _paths(home: Path) -> dict[str, Path]:
    shipped = Path(str(files(_SHIPPED)))
    both = (*sorted(shipped.glob("*.toml")), *sorted((home / FOLDER).glob("*.toml")))
    return {path.stem.upper(): path for path in both}


def _read(path: Path, name: str) -> Program:
    return _checked(read_toml(path, SessionError), path, name)


def _checked(content: dict[str, object], path: Path, name: str) -> Program:
    try:
        program = Program.model_validate(content)
    except ValidationError as error:
        sentence, values = mistake(path, Program, error)
        raise SessionError(sentence, **values) from error
    if program.name != name:
        raise SessionError(
            N_("{path!r}: the programme is named {found!r}, but the file {name!r}; change one."),
            path=str(path),
            found=program.name,
            name=name,
        )
    return program
