"""A progress bar over the trials of a session, and the sentences that a therapist must see."""

from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from console.words import Voice
from sessions.child import Status
from station.events import Event
from station.language import N_

# What is said aloud beside the bar; everything else is in the log.
SENTENCES = {
    "headset_lost": N_("The headset is silent. Training is paused; check dongle and battery."),
    "headset_back": N_("The headset is back. Training goes on."),
    "pause": N_("Paused. Press space to go on."),
    "resume": N_("Going on."),
    "stop": N_("Stopped. Everything so far is saved."),
}
# What the headset process says before training has to pause.
STATUSES = {
    "lost": N_("The headset has sent nothing for half a second."),
    "back": N_("The headset sends again."),
    "exited": N_("The headset program has ended; it is started again."),
}
RUNS = {"calibration": N_("Calibration"), "play": N_("Playing")}


class TrialProgress:
    """Follow a session's events with one bar per run.

    Parameters
    ----------
    voice : Voice
    title : str
        Instead of the run's own name, already translated.
    """

    def __init__(self, voice: Voice, title: str = "") -> None:
        self._voice = voice
        self._title = title
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=voice.console,
        )
        self._last_word = ""
        self._run = self._bar.add_task("", total=1, visible=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def follow(self, status: Status) -> None:
        """Take what the headset process says of itself."""
        word = str(status["status"])
        if word == "disk_full":
            template, values = status["sentence_template"], status["values"]
            assert isinstance(values, dict)
            self._voice.say(self._voice.tr(str(template), **values), "bold red")
        elif word in STATUSES and word != self._last_word:
            self._voice.say(self._voice.tr(STATUSES[word]), "yellow")
        self._last_word = word

    def hear(self, event: Event) -> None:
        """Take the next event of the session."""
        tr = self._voice.tr
        if event.type == "run_start":
            title = self._title or tr(RUNS[event.label])
            total = event.details["trials"]
            assert isinstance(total, int)
            self._run = self._bar.add_task(title, total=total)
        elif event.type == "cue":
            trial = event.details["trial"]
            assert isinstance(trial, int)
            self._bar.update(self._run, completed=trial)
        elif event.type in SENTENCES:
            self._voice.say(tr(SENTENCES[event.type]), "yellow")
