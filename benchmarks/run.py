"""One run of the line in its own processes, timed from the driver to the screen.

A simulated patient sits behind an emulated headset, so BrainFlow's real driver, the headset
process, LSL, the training process and its window are all in the line, started as ``volition
train`` starts them. The two processes that are timed note their times
(:mod:`benchmarks.headset`, :mod:`benchmarks.training`) and do nothing else differently.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil
from numpy.typing import NDArray
from pydantic import BaseModel

from acquisition.boards.simulated import M8_A, M16_A
from acquisition.brainvision import read_raw
from acquisition.spec import BoardSpec, make_board
from benchmarks.headset import ARRIVALS
from benchmarks.jitter import Jitter
from benchmarks.listening import ALTERNATIVE, listening
from benchmarks.training import TIMES
from console.demo import through_driver
from sessions.child import Child, Status
from sessions.fast import run_fast
from sessions.live import HEADSET, TRAINING, Station
from sessions.live_config import TrainingConfig
from sessions.log import EVENTS
from sessions.order import Order, open_session
from sessions.patient import models, new_patient
from sessions.plan import Plan, Timing
from station.clock import RealClock
from station.events import Event
from station.task import Task

PROFILES: Mapping[str, tuple[str, ...]] = {"cyton": M8_A, "daisy": M16_A}
STAGES = (
    "host_to_inlet",
    "inlet_to_decision",
    "host_to_decision",
    "decision_to_flip",
    "host_to_alternative",
)
_TRIALS = 4


@dataclass(frozen=True)
class Run:
    """What one run measured.

    Attributes
    ----------
    delays : dict of str to ndarray, shape (n_decisions,) or (n_flips,)
        Seconds, by stage.
    cpu_percent : dict of str to float
        Of one core, while trials ran: the headset process, the training process, and of the
        latter the thread that reads, decodes and advances the game.
    jitter_ms : float
        99th percentile of how late a timer of one millisecond came meanwhile.
    machine_percent : float
        How busy all cores of the machine were meanwhile, with whatever it did.
    folder : Path
        Of the session.
    """

    delays: Mapping[str, NDArray[np.float64]]
    cpu_percent: Mapping[str, float]
    jitter_ms: float
    machine_percent: float
    folder: Path


def prepare(profile: str, home: Path, seconds: float) -> tuple[Order, Path]:
    """Calibrate a simulated patient with a profile's channels; return the run to play."""
    board = BoardSpec.model_validate(
        {"name": "simulated", "dprime": 2.0, "channels": PROFILES[profile]}
    )
    patient = new_patient(home, affected_side="right", mode="imagery", language="en")
    calibration = Order(
        home=home,
        patient=patient,
        task=Task.HAND_VS_REST,
        plan=Plan(runs=0),
        board=board,
        info=make_board(board).info,
        origin="simulated patient, d' 2",
        game="graz",
        decoder="tangent",
        cue_source="scheduled",
        imagery=(0.0, Plan().timing.imagery),
        language="en",
        mains=50.0,
        seed=0,
    )
    run_fast(calibration, None, lambda event: None)
    plan = Plan(runs=1, trials=_TRIALS, timing=_timing(seconds / _TRIALS))
    play = Order(
        **{
            **vars(calibration),
            "plan": plan,
            "game": "reach",
            "imagery": (0.0, plan.timing.imagery),
        }
    )
    return play, models(home, patient.pseudonym)[-1]


def _timing(trial: float) -> Timing:
    relax = 0.1 * trial
    return Timing(
        relax=(relax, relax), ready=0.1 * trial, imagery=0.6 * trial, feedback=0.2 * trial
    )


def run_once(
    order: Order, model: Path, *, headless: bool, training: str = "benchmarks.training"
) -> Run:
    """Play the run once, live, and measure it.

    ``training`` is the module of the training process that notes its times.
    """
    folder, _ = open_session(through_driver(order), RealClock(), fast=False)
    meter = _Meter()
    with (
        Jitter() as jitter,
        _NotingStation(through_driver(order), folder, meter, training) as station,
    ):
        station.start_emulator(order.board)
        station.start_headset()
        with listening(order, folder, meter):
            station.start_training(
                TrainingConfig(folder=folder, home=order.home, model=model, headless=headless)
            )
            psutil.cpu_percent()  # the machine's share is counted from here
            station.watch()
            machine = psutil.cpu_percent()
    if meter.is_stopped:
        raise KeyboardInterrupt  # a session takes Ctrl-C for its end, and half a run is none
    cpu_percent = {**meter.percent(), "decoding": _decoding_percent(folder)}
    return Run(read_delays(folder), cpu_percent, jitter.p99_ms, machine, folder)


def _host_times(folder: Path) -> NDArray[np.float64]:
    """Return when the driver had each row of a session, in seconds; NaN for one that never came."""
    arrivals = np.load(folder / ARRIVALS)
    host = np.full(len(raw := read_raw(folder)), np.nan)
    # A row that was filled in never arrived; the others arrived in their order.
    sent = np.flatnonzero(raw.counters >= 0)[: len(arrivals)]
    host[sent] = arrivals[: len(sent)]
    return host


def read_delays(folder: Path) -> dict[str, NDArray[np.float64]]:
    """Return the delays of every decision of a session whose processes noted them, in seconds.

    Behind the run the training process learns for the next time, before a picture that stands still:
    what falls there keeps nobody waiting and does not count.
    """
    times = np.load(folder / TIMES)
    rows, inlet, decision, _ = times["decisions"][times["decisions"][:, 0] <= _run_end(folder)].T
    all_hosts = _host_times(folder)
    host = all_hosts[rows.astype(int)]
    known = np.isfinite(host)
    decided, flipped = times["flips"].T
    return {
        "host_to_inlet": (inlet - host)[known],
        "inlet_to_decision": decision - inlet,
        "host_to_decision": (decision - host)[known],
        "decision_to_flip": flipped - decided,
        "host_to_alternative": _of_the_alternative(folder, all_hosts, rows),
    }


def _run_end(folder: Path) -> float:
    """Return the row with which the run of a session ended; infinity if its log does not say."""
    log = folder / EVENTS
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    ends = [event.row for event in map(Event.from_json, lines) if event.type == "run_end"]
    return float(ends[-1]) if ends else np.inf


def _of_the_alternative(
    folder: Path, host: NDArray[np.float64], decided: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the delays of the rows that decided, as the alternative had them; none without it."""
    if not (folder / ALTERNATIVE).exists():
        return np.empty(0)
    rows, times = np.load(folder / ALTERNATIVE).T
    delays = (times - host[rows.astype(int)])[np.isin(rows, decided)]
    return np.asarray(delays[np.isfinite(delays)])


def _decoding_percent(folder: Path) -> float:
    """Return the share of one core that the line's thread took between two decisions."""
    _, _, decision, processor = np.load(folder / TIMES)["decisions"].T
    return 100 * float((processor[-1] - processor[0]) / (decision[-1] - decision[0]))


class _NotingStation(Station):
    """A station whose headset and training note their times, and whose children are metered."""

    def __init__(self, order: Order, folder: Path, meter: "_Meter", training: str) -> None:
        super().__init__(order, folder, meter)
        self._meter = meter
        self._noting = {HEADSET: "benchmarks.headset", TRAINING: training}

    def _start(self, module: str, config: BaseModel) -> Child:
        child = super()._start(self._noting.get(module, module), config)
        self._meter.watch(module, child.pid)
        return child


class _Meter:
    """Processor time of the children from the first run's start to its end."""

    def __init__(self) -> None:
        self._children: dict[str, psutil.Process] = {}
        self._readings: list[tuple[float, dict[str, float]]] = []
        self.is_stopped = False

    def watch(self, module: str, pid: int) -> None:
        """Meter one more child."""
        self._children[module] = psutil.Process(pid)

    def hear(self, event: Event) -> None:
        """Read the meters at the start and the end of a run."""
        self.is_stopped |= event.type == "stop"
        if event.type in ("run_start", "run_end"):
            self._readings.append((perf_counter(), self._read()))

    def follow(self, status: Status) -> None:
        """Nothing is measured by what the headset says of itself."""

    def _read(self) -> dict[str, float]:
        names = {HEADSET: "headset", TRAINING: "training", ALTERNATIVE: "alternative"}
        return {
            names[module]: _seconds(child)
            for module, child in self._children.items()
            if module in names
        }

    def percent(self) -> dict[str, float]:
        """Return the share of one core, by what was metered, in percent."""
        (start, before), (end, after) = self._readings[0], self._readings[-1]
        return {name: 100 * (after[name] - before[name]) / (end - start) for name in after}


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
