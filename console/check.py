"""``volition check``: half a minute that proves that this cap sits on this patient."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from acquisition.inlet import LslTransport
from acquisition.lsl import configure
from acquisition.plausibility import SECONDS, Plausibility, Step, judge
from acquisition.quality import LIMITS, Fault
from acquisition.service import HeadsetConfig
from acquisition.spec import BoardSpec
from console.signals import newest, open_headset
from console.words import Voice
from station.clock import RealClock
from station.errors import VolitionError
from station.events import Event
from station.language import N_
from station.settings import Settings

PROMPTS = {
    Step.OPEN: N_("Eyes open, look at one point, sit still."),
    Step.CLOSED: N_("Close the eyes and relax."),
    Step.BLINK: N_("Open the eyes and blink five times, slowly."),
    Step.CLENCH: N_("Clench the teeth, and hold."),
}
MISSING = {
    Step.CLOSED: N_(
        "Alpha grew too little with closed eyes, or not at all. Some people have little alpha; otherwise "
        "check the electrodes behind and the ear clip."
    ),
    Step.BLINK: N_(
        "Of the five blinks {blinks} were seen; it takes three. Check the electrodes in front and the "
        "ear clip."
    ),
    Step.CLENCH: N_(
        "Muscles were seen too little, or not at all. Is this cap on this patient, and this headset "
        "chosen?"
    ),
}
LOSSY = N_(
    "{loss:.0f} % of the samples were lost: move the dongle nearer, charge the battery, and check again."
)
_SETTLE = 3.0  # s after the start, which no amplifier likes
_HEARING = 0.8  # s until a person follows


def run_check(
    spec: BoardSpec, home: Path, settings: Settings, voice: Voice
) -> tuple[dict[str, object], bool]:
    """Ask the patient, look at the signals, say what they show; return it for ``--json``."""
    session = f"check-{secrets.token_hex(4)}"
    mains = float(settings.mains)
    config = HeadsetConfig(folder=None, home=home, session=session, board=spec, mains=mains)
    station = configure(home)
    with (
        open_headset(config) as (child, heard),
        LslTransport(session, station, wait=0.2) as transport,
    ):
        child.send("start")
        _listen(transport, _SETTLE)
        parts: dict[Step, NDArray[np.float64]] = {}
        for number, step in enumerate(Step):
            voice.say(voice.tr(PROMPTS[step]), "bold")
            now, wall = RealClock().now(), datetime.now(UTC).isoformat()
            transport.send(Event(number, "instruction", step, -1, now, wall))
            _listen(transport, _HEARING)
            parts[step] = _listen(transport, SECONDS[step])
        info = transport.info
        loss = float(str(newest(heard, {}).get("loss_percent", 0.0)))
    found = judge(parts, info.channels, info.rate, mains)
    _tell(found, loss, voice)
    result: dict[str, object] = {
        "connected": found.is_connected,
        "alpha_ratio": round(found.alpha, 2),
        "blinks": found.blinks,
        "clench_ratio": round(found.clench, 1),
        "loss_percent": loss,
        "missing": [step.value for step in found.missing],
        "source": info.source,
    }
    return result, found.is_connected


def _listen(transport: LslTransport, seconds: float) -> NDArray[np.float64]:
    """Return the next seconds, in volts, channels first.

    Raises VolitionError if the headset falls silent.
    """
    wanted, parts = round(seconds * transport.info.rate), []
    count, began = 0, RealClock().now()
    while count < wanted:
        chunk = transport.read()
        if chunk is not None:
            parts.append(chunk.volts)
            count += len(chunk)
        elif RealClock().now() - began > seconds + 10.0:
            raise VolitionError(
                N_("The headset is silent; check dongle and battery, and try again.")
            )
    return np.concatenate(parts, axis=1)


def _tell(found: Plausibility, loss: float, voice: Voice) -> None:
    tr = voice.tr
    voice.say(
        tr(
            "Alpha with closed eyes ×{alpha:.1f} · {blinks} blinks · muscles ×{clench:.0f}",
            alpha=found.alpha,
            blinks=found.blinks,
            clench=found.clench,
        )
    )
    if found.is_connected:
        voice.say(tr("Cap and patient are connected."), "green")
    for step in found.missing:
        voice.say(tr(MISSING[step], blinks=found.blinks), "yellow")
    if loss > 100 * LIMITS[Fault.GAPS][1]:
        voice.say(tr(LOSSY, loss=loss), "yellow")
