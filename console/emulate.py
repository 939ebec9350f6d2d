"""``volition emulate``: a headset that does not exist, for BrainFlow's real driver."""

import math
import sys
from pathlib import Path
from queue import SimpleQueue

from acquisition.emulator.faults import Fault
from acquisition.emulator.service import EmulatorConfig
from acquisition.montage import MONTAGES
from acquisition.spec import BoardSpec
from console.words import Voice
from sessions.child import EXITED, Child, Status, raise_error
from sessions.errors import SessionError
from station.language import N_
from station.task import Side


def patient_spec(patient: str, *, board: str, dprime: float, lesion: Side, seed: int) -> BoardSpec:
    """Return the patient behind the headset: a recorded one, or a simulated one."""
    if patient != "simulated":
        return BoardSpec.model_validate(
            {"name": "recorded", "patient": str(Path(patient).resolve())}
        )
    options: dict[str, object] = {"dprime": dprime, "lesion": lesion, "seed": seed}
    channels = MONTAGES["M16-A" if board == "daisy" else "M8-A"].eeg
    return BoardSpec.model_validate({"name": "simulated", "channels": channels, **options})


def read_ohms(text: str) -> tuple[float, ...]:
    """Return impedances written with commas in between.

    Raises SessionError if they are no numbers above 0.
    """
    try:
        values = tuple(float(part) for part in text.split(",") if part)
    except ValueError:
        values = (-1.0,)
    if any(not 0 < value < math.inf for value in values):
        raise SessionError(
            N_("{text!r} are no impedances; write ohms with commas, such as 5000,80000."), text=text
        )
    return values


def run_emulator(
    patient: BoardSpec,
    link: Path | None,
    ohms: tuple[float, ...],
    faults: tuple[Fault, ...],
    home: Path,
    voice: Voice,
) -> None:
    """Emulate a headset with a patient behind it, and with faults, until Ctrl-C."""
    if sys.platform == "win32":
        raise SessionError(N_("Emulating needs a pseudo-terminal, which Windows does not have."))
    config = EmulatorConfig(
        home=home, session=None, board=patient, link=link, ohms=ohms, faults=faults
    )
    heard: SimpleQueue[Status] = SimpleQueue()
    with Child("acquisition.emulator", config, lambda _, status: heard.put(status)):
        try:
            while (status := heard.get())["status"] != EXITED:
                _say(status, voice)
        except KeyboardInterrupt:
            return


def _say(status: Status, voice: Voice) -> None:
    tr = voice.tr
    raise_error(status)
    if status["status"] == "ready":
        voice.say(
            tr(
                "{profile} on {port}. Connect with: volition headset --board {profile} "
                "--port {port}   (Ctrl-C ends this)",
                profile=status["profile"],
                port=status["port"],
            )
        )
    elif status["status"] in ("streaming", "ended"):
        voice.say(tr("{sent} samples sent.", sent=status["sent"]))
