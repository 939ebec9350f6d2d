"""``session.json``: every setting in force, so that a session can be read without us."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from games.accessibility import Accessibility
from games.movements import Movement, shown_by
from sessions.errors import SessionError
from sessions.left import Left
from sessions.plan import Plan
from station.language import N_
from station.task import Side, SourceKind, Task

SCHEMA_VERSION = 1
DECISION_COLUMNS = ("row", "probability", "logit", "evidence", "flags")


# What the decoder learns in play: with the labels of cued training, without any, or nothing.
Adapting = Literal["cued", "unlabelled", "frozen"]


class SessionRecord(BaseModel):
    """What ``session.json`` holds; written once, when the session folder is made.

    Attributes
    ----------
    session : str
        Name of the session folder.
    started : datetime
        Wall time in UTC, the only one; ``clock`` is the stream clock at the same instant.
    origin : str
        What the EEG comes from, for people: "cyton on a serial port", "sub-S02_run-4_eeg.edf",
        "simulated patient, d' 1.5".
    imagery : tuple of float
        Scored seconds after the cue.
    window, step, reaction : float
        Decision window and hop, and what is left out after the cue, in seconds as used (whole
        samples).
    access : Accessibility
        What the patient needs of the screen.
    adaptation : {"cued", "unlabelled", "frozen"}
        What the decoder learns in play.
    same_day : bool
        Whether a stored model was calibrated under this very cap.
    group : str
        File name of the group model in the data home that may teach beside the patient.
    program, program_version : str, int or None
        The programme that the session belongs to; empty where it belongs to none.
    despite : str
        Why the session was run although the calendar spoke against it; empty where it did not.
    continues : Left or None
        What was left of the session that this one takes up again.
    start_anyway : str
        Why it was to begin whatever the signals are; empty where they decide.
    versions : dict
        Software that took part.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    session: str
    pseudonym: str
    started: datetime
    clock: float
    source: SourceKind
    origin: str
    board: str
    device: str
    fast: bool
    channels: tuple[str, ...]
    rate: float
    reference: str = "n/a"
    ground: str = "n/a"
    mains: float
    task: Task
    mode: Literal["imagery", "attempt"]
    affected_side: Side
    target_hemisphere: Side
    classes: tuple[str, str]
    imagery: tuple[float, float]
    game: str
    decoder: str
    window: float
    step: float
    reaction: float
    plan: Plan
    cue_source: Literal["scheduled", "recorded"]
    adaptation: Adapting = "cued"
    same_day: bool = False
    group: str = ""
    language: Literal["en", "zh"]
    seed: int
    access: Accessibility = Accessibility()
    program: str = ""
    program_version: int | None = None
    despite: str = ""
    start_anyway: str = ""
    continues: Left | None = None
    versions: dict[str, str]
    decision_columns: tuple[str, ...] = DECISION_COLUMNS

    @property
    def movement(self) -> Movement | Literal[""]:
        """What the hand is asked to do; "" where a recording decided that long ago."""
        is_ours = self.cue_source == "scheduled"
        return shown_by(self.game, self.plan.demands.movement) if is_ours else ""

    def write(self, folder: Path) -> None:
        """Write ``session.json`` into a session folder."""
        text = self.model_dump_json(indent=2)
        (folder / "session.json").write_text(text + "\n", encoding="utf-8")


def read_record(folder: Path) -> SessionRecord:
    """Read a session folder's ``session.json``.

    Raises
    ------
    SessionError
        If the folder is no session, or was written by another version.
    """
    path = folder / "session.json"
    try:
        return SessionRecord.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise SessionError(
            N_("{folder!r} is not a session: it has no session.json; name a session folder."),
            folder=str(folder),
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise SessionError(
            N_(
                "{path!r} cannot be read at {field!r}; it may be damaged or newer than this version."
            ),
            path=str(path),
            field=".".join(map(str, first["loc"])) or "-",
        ) from error
