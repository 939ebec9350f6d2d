"""``volition headset``: the signals of a headset, one line a channel, and nothing else."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
from numpy.typing import NDArray
from rich.live import Live
from rich.table import Table

from acquisition.inlet import LslTransport
from acquisition.lsl import configure
from acquisition.quality_stream import QualityInlet, Reading
from acquisition.ring import Ring
from acquisition.service import HeadsetConfig
from acquisition.spec import BoardSpec
from console.fixes import STYLES, WORDS, fix_quality
from console.words import Voice
from sessions.child import EXITED, Child, Status, raise_error
from sessions.errors import SessionError
from sessions.live import START_UP, did_not_start
from station.errors import VolitionError
from station.language import N_
from station.settings import Settings
from station.task import SourceKind

SHOWN = 2.0  # seconds at hand
REFRESH = 0.25
_BARS = "▁▂▃▄▅▆▇█"
_COLUMNS = 48
LATE = N_(
    "The samples come in lumps of more than 50 ms: feedback will be late. On Linux write 1 into the "
    "port's latency_timer, on Windows set the port's latency timer to 1 ms; volition doctor helps."
)
_MARKS: dict[SourceKind, str] = {
    "live": N_("live"),
    "recorded": N_("RECORDED"),
    "simulated": N_("SIMULATED"),
}


def show_signals(
    spec: BoardSpec, seconds: float | None, home: Path, settings: Settings, voice: Voice
) -> dict[str, object]:
    """Show a headset's signals until Ctrl-C; return what was counted.

    Parameters
    ----------
    spec : BoardSpec
    seconds : float or None
        End by itself after so long.
    home : Path
    settings : Settings
    voice : Voice
    """
    session = f"signals-{secrets.token_hex(4)}"
    config = HeadsetConfig(
        folder=None, home=home, session=session, board=spec, mains=float(settings.mains)
    )
    station = configure(home)
    with open_headset(config) as (child, heard), LslTransport(session, station) as transport:
        child.send("start")
        ring = Ring(len(transport.info.channels), round(SHOWN * transport.info.rate))
        counts: Status = {}
        judged = QualityInlet(session)
        with Live(console=voice.console, refresh_per_second=4, transient=False) as live:
            for _ in _ticks(seconds):
                _follow(transport, ring)
                counts = newest(heard, counts)
                live.update(_table(transport, ring, counts, judged.newest(), voice))
        deviation = _deviation_uv(ring.recent())
        return {
            "board": transport.info.board,
            "source": transport.info.source,
            "rate": counts.get("rate", 0.0),
            "sent": counts.get("sent", 0),
            "lost": counts.get("lost", 0),
            "quality": _quality(judged.newest()),
            "deviation_uv": dict(zip(transport.info.channels, deviation, strict=True)),
        }


@contextmanager
def open_headset(config: HeadsetConfig) -> Iterator[tuple[Child, SimpleQueue[Status]]]:
    """Keep a headset process that is ready to stream while the block lasts."""
    heard: SimpleQueue[Status] = SimpleQueue()
    with Child("acquisition.headset", config, lambda _, status: heard.put(status)) as child:
        try:
            while (status := heard.get(timeout=START_UP))["status"] != "ready":
                _check(status)
        except Empty:
            raise did_not_start(child) from None
        yield child, heard


def _check(status: Status) -> None:
    raise_error(status)
    if status["status"] == EXITED:
        raise SessionError(N_("The headset program ended unexpectedly; see the log above."))


def _ticks(seconds: float | None) -> Iterator[None]:
    end = np.inf if seconds is None else time.perf_counter() + seconds
    pause = threading.Event()
    try:
        while time.perf_counter() < end:
            pause.wait(REFRESH)
            yield
    except KeyboardInterrupt:
        return


def _follow(transport: LslTransport, ring: Ring) -> None:
    try:
        while (chunk := transport.read()) is not None:
            ring.append(chunk)
    except VolitionError:
        transport.reopen()  # silence is shown as such until the headset is back


def newest(heard: SimpleQueue[Status], counts: Status) -> Status:
    """Return the newest status of a headset process, or ``counts`` if there is no newer one."""
    while True:
        try:
            status = heard.get_nowait()
        except Empty:
            return counts
        _check(status)
        counts = status


def _table(
    transport: LslTransport, ring: Ring, counts: Status, reading: Reading | None, voice: Voice
) -> Table:
    tr, info = voice.tr, transport.info
    title = tr(
        "{board} · {mark} · {rate:.1f} samples/s · {loss:.2f} % lost",
        board=info.board,
        mark=tr(_MARKS[info.source]),
        rate=counts.get("rate", 0.0),
        loss=counts.get("loss_percent", 0.0),
    )
    table = Table(title=title, caption=tr("Ctrl-C ends this. Nothing is recorded."))
    table.add_column(tr("Channel"))
    table.add_column("µV", justify="right")
    table.add_column(tr("Last two seconds"))
    table.add_column(tr("Signal"))
    table.add_column(tr("What to do"), overflow="fold")
    recent = ring.recent()
    rows = zip(info.channels, _deviation_uv(recent), recent, strict=True)
    for number, (name, deviation, volts) in enumerate(rows):
        word, fix = _judgement(reading, number, voice)
        table.add_row(name, f"{deviation:.1f}", _line(volts), word, fix)
    if counts.get("late"):
        table.caption = tr(LATE)
    if counts.get("status") == "lost":
        table.caption = tr("The headset is silent. Check dongle and battery; it is tried again.")
    return table


def _judgement(reading: Reading | None, channel: int, voice: Voice) -> tuple[str, str]:
    """Return a channel's quality as a coloured word, and what to do about it."""
    if reading is None:
        return "…", ""
    quality, tr = reading.quality, voice.tr
    colour = quality.colour(channel)
    word = f"[{STYLES[colour]}]{tr(WORDS[colour])} {quality.index[channel]:.0f}[/]"
    return word, fix_quality(quality, channel, tr)


def _quality(reading: Reading | None) -> dict[str, object]:
    if reading is None:
        return {}
    quality = reading.quality
    each = {name: round(float(quality.index[i]), 1) for i, name in enumerate(quality.channels)}
    return {"overall": round(quality.overall, 1), "channels": each}


def _deviation_uv(volts: NDArray[np.float64]) -> list[float]:
    if volts.shape[1] == 0:
        return [0.0] * len(volts)
    return [round(1e6 * float(value), 2) for value in volts.std(axis=1)]


def _line(volts: NDArray[np.float64]) -> str:
    """Draw a channel as a row of bars; its own range fills the height."""
    if len(volts) < _COLUMNS:
        return ""
    means = np.array([part.mean() for part in np.array_split(volts, _COLUMNS)])
    low, high = float(means.min()), float(means.max())
    if high == low:
        return "─" * _COLUMNS
    levels = np.round((means - low) / (high - low) * (len(_BARS) - 1)).astype(int)
    return "".join(_BARS[level] for level in levels)
