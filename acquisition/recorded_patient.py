"""A recorded patient: a TOML file that says what some recordings are.

The runs under ``calibrate`` are read from file through the same signal path as live EEG; the
runs under ``play`` are streamed, and the trial engine follows the recording's own cues.
Everything that can be wrong with it is said before the first sample is played.
"""

import logging
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError
from pydantic_core import ErrorDetails

from acquisition.errors import AcquisitionError
from acquisition.files import read_recording
from acquisition.recording import Recording
from station.language import N_
from station.task import LABELS, Side, Task, classes
from station.written import read_toml

logger = logging.getLogger(__name__)

Files = Annotated[tuple[Path, ...], Field(min_length=1)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class RecordedPatient(BaseModel):
    """What the recordings are, as it stands in the TOML file.

    Attributes
    ----------
    task : Task
    unit : {"uV", "mV", "V"}
        What the numbers in the files really are.
    imagery : tuple of float
        From when to when the patient imagines, in seconds after the event.
    calibration_files, play_files : tuple of Path
        Recordings in the order of their runs; ``calibrate`` and ``play`` in the file.
    events : dict of str to str
        Event descriptions in the files, and the class labels that they stand for.
    stream : str, optional
        Name of the EEG stream in XDF files.
    channels : tuple of str, optional
        See :func:`acquisition.files.read_recording`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Task
    unit: Literal["uV", "mV", "V"]
    imagery: tuple[Seconds, Seconds]
    calibration_files: Files = Field(alias="calibrate")
    play_files: Files = Field(alias="play")
    events: Annotated[dict[str, StrictStr], Field(min_length=1)]
    stream: str | None = None
    channels: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """Whose recordings they are, from the name of the first: ``"sub-S02"``."""
        return self.play_files[0].stem.split("_")[0]

    @property
    def side(self) -> Side:
        """The trained hand; ``"right"`` for left-vs-right, whose positive class it is."""
        if self.task is Task.HAND_VS_REST and "left_hand" in self.events.values():
            return "left"
        return "right"

    @property
    def classes(self) -> tuple[str, str]:
        """The (negative, positive) class."""
        return classes(self.task, self.side)

    def calibration(self) -> tuple[Recording, ...]:
        """Return the runs that the model is fitted on."""
        return tuple(self.recordings[path] for path in self.calibration_files)

    def play(self) -> tuple[Recording, ...]:
        """Return the runs that are streamed."""
        return tuple(self.recordings[path] for path in self.play_files)

    @cached_property
    def recordings(self) -> dict[Path, Recording]:
        """Every recording by its file; read once."""
        return {path: self._read(path) for path in (*self.calibration_files, *self.play_files)}

    def _read(self, path: Path) -> Recording:
        recording = read_recording(
            path,
            unit=self.unit,
            events=self.events,
            stream=self.stream,
            channels=self.channels,
        )
        end = self.imagery[1] * recording.info.rate
        whole = tuple(cue for cue in recording.cues if cue.row + end <= len(recording))
        if len(whole) < len(recording.cues):
            logger.warning("%s ends within its last trial, which is left out.", path.name)
        return replace(recording, cues=whole)


def read_patient(path: Path) -> RecordedPatient:
    """Read a recorded patient and all its recordings.

    Raises
    ------
    AcquisitionError
        If anything about it is wrong; the sentence names the field.
    """
    content = read_toml(path, AcquisitionError)
    try:
        patient = RecordedPatient.model_validate(content)
    except ValidationError as error:
        # A mistyped key is also a missing one; the typo is the better thing to say.
        problems = sorted(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
        field = str(problems[0]["loc"][0])
        raise _refusal(path, field, problems[0], content.get(field)) from error
    patient = patient.model_copy(
        update={
            "calibration_files": _beside(path, patient.calibration_files),
            "play_files": _beside(path, patient.play_files),
        }
    )
    _check_description(path, patient)
    _check_recordings(path, patient)
    return patient


def _beside(path: Path, files: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(path.parent / file for file in files)


_FIELDS = tuple(field.alias or name for name, field in RecordedPatient.model_fields.items())
_EXPECTED = {
    "task": N_('{path!r}: \'task\' must be "hand-vs-rest" or "left-vs-right", not {value!r}.'),
    "unit": N_('{path!r}: \'unit\' must be "uV", "mV" or "V", not {value!r}.'),
    "imagery": N_(
        "{path!r}: 'imagery' must be two times in seconds after the event, such as [0.0, 4.0], "
        "not {value!r}."
    ),
    "calibrate": N_("{path!r}: 'calibrate' must list at least one file, not {value!r}."),
    "play": N_("{path!r}: 'play' must list at least one file, not {value!r}."),
    "events": N_(
        "{path!r}: 'events' must give a label to each event, such as T1 = \"left_hand\", "
        "not {value!r}."
    ),
    "stream": N_("{path!r}: 'stream' must be the name of a stream, not {value!r}."),
    "channels": N_("{path!r}: 'channels' must be a list of channel names, not {value!r}."),
}


def _refusal(path: Path, field: str, problem: ErrorDetails, value: object) -> AcquisitionError:
    """Return the sentence for the first thing that does not fit the form."""
    if problem["type"] == "missing" and len(problem["loc"]) == 1:
        return AcquisitionError(
            N_("{path!r} does not say {field!r}; add it."), path=str(path), field=field
        )
    if problem["type"] != "extra_forbidden":
        return AcquisitionError(_EXPECTED[field], path=str(path), value=value)
    near = get_close_matches(field, _FIELDS, n=1)
    if near:
        return AcquisitionError(
            N_("{path!r}: nobody knows a field {field!r}; did you mean {near!r}?"),
            path=str(path),
            field=field,
            near=near[0],
        )
    return AcquisitionError(
        N_("{path!r}: nobody knows a field {field!r}; choose from: {known}."),
        path=str(path),
        field=field,
        known=", ".join(_FIELDS),
    )


def _check_description(path: Path, patient: RecordedPatient) -> None:
    """Refuse what the file says if it contradicts itself."""
    if patient.imagery[1] <= patient.imagery[0]:
        raise AcquisitionError(_EXPECTED["imagery"], path=str(path), value=list(patient.imagery))
    for label in patient.events.values():
        _check_label(path, label)
    labels = set(patient.events.values())
    if labels != set(patient.classes):
        raise AcquisitionError(
            N_("{path!r}: 'events' of a {task} patient must name {wanted}, but name {labels}.")
            if patient.task is Task.LEFT_VS_RIGHT
            else N_(
                "{path!r}: 'events' of a {task} patient must name one hand and \"rest\", but "
                "name {labels}."
            ),
            path=str(path),
            task=patient.task.value,
            wanted=", ".join(patient.classes),
            labels=", ".join(sorted(labels)),
        )
    seen: set[Path] = set()
    for file in (*patient.calibration_files, *patient.play_files):
        if file.resolve() in seen:
            raise AcquisitionError(
                N_(
                    "{path!r} names {file!r} twice; a run that is played must not be learned "
                    "from, so each file stands once, under 'calibrate' or 'play'."
                ),
                path=str(path),
                file=file.name,
            )
        seen.add(file.resolve())


def _check_label(path: Path, label: str) -> None:
    if label not in LABELS:
        near = get_close_matches(label, LABELS, n=1, cutoff=0.5)
        raise AcquisitionError(
            N_("{path!r}: 'events' has the label {label!r}; did you mean {near!r}?")
            if near
            else N_("{path!r}: 'events' has the label {label!r}; choose from: {known}."),
            path=str(path),
            label=label,
            near=near[0] if near else "",
            known=", ".join(LABELS),
        )


def _check_recordings(path: Path, patient: RecordedPatient) -> None:
    """Read every file, and refuse runs that do not go together or lack a class."""
    first = patient.calibration()[0]
    _check_copies(path, patient)
    for other in patient.recordings.values():
        if other.info.rate != first.info.rate:
            raise AcquisitionError(
                N_("{other!r} has {rate} samples per second and {first!r} {expected}."),
                other=other.name,
                rate=f"{other.info.rate:g}",
                first=first.name,
                expected=f"{first.info.rate:g}",
            )
        if other.info.channels != first.info.channels:
            raise AcquisitionError(
                N_(
                    "{other!r} does not have the channels of {first!r}; list those that both "
                    "have under 'channels'."
                ),
                other=other.name,
                first=first.name,
            )
    groups = (("calibrate", patient.calibration()), ("play", patient.play()))
    for field, recordings in groups:
        found = {cue.label for recording in recordings for cue in recording.cues}
        for label in patient.classes:
            if label not in found:
                event = next(text for text, known in patient.events.items() if known == label)
                raise AcquisitionError(
                    N_(
                        "{path!r}: the recordings under {field!r} hold no trial of {label!r}: "
                        "no event {event!r} with its whole imagery; check 'events'."
                    ),
                    path=str(path),
                    field=field,
                    label=label,
                    event=event,
                )


def _check_copies(path: Path, patient: RecordedPatient) -> None:
    seen: dict[str, str] = {}
    for one in patient.recordings.values():
        if one.sha256 in seen:
            raise AcquisitionError(
                N_(
                    "{path!r} names {file!r}, a copy of {other!r}; a run that is played must not be "
                    "learned from, so name each run once."
                ),
                path=str(path),
                file=one.name,
                other=seen[one.sha256],
            )
        seen[one.sha256] = one.name
