"""What the training process is started with, readable without a window or a decoder."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class TrainingConfig(BaseModel):
    """What the training process is started with.

    Attributes
    ----------
    folder : Path
        The session folder.
    home : Path
        Data home.
    model : Path or None
        The model to start from; without one the session begins with a calibration.
    headless : bool
        Draw in memory, without a window or sound.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    home: Path
    model: Path | None
    headless: bool
