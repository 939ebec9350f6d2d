"""A progress bar over the trials of a session, and the sentences that a therapist must see."""

from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from acquisition.quality import Fault
from console.acts import answer_to
from console.calibration import say_calibration, say_standing
from console.fixes import FAULTS, MUSCLES
from console.movements import say_other_movement
from console.words import Voice
from sessions.child import Status
from sessions.control import LATE
from sessions.ratings import QUESTION_NAMES
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
    "disk_free": N_("There is room on the disk again; nothing of the recording was lost."),
}
RUNS = {
    "calibration": N_("Calibration"),
    "play": N_("Playing"),
    "observe": N_("Watching the hand"),
}
SCENES = {
    "eyes_open": N_("Resting EEG, eyes open: {seconds:.0f} s"),
    "eyes_closed": N_("Resting EEG, eyes closed: {seconds:.0f} s"),
    "priming": N_("Move the affected hand for {seconds:.0f} s; S skips."),
    "break": N_("Break: {seconds:.0f} s; S ends it after {shortest:.0f} s."),
    "practice": N_("Next: hands-on practice of the trained movement, 15 minutes or more."),
    "question": N_("Ask for {question}, 0 to 10: keys 0 to 9, T for ten, minus for no answer."),
}

ELECTRODES = {
    "electrode": N_(
        "The electrode at {channels} has come off: the picture holds still for two seconds."
    ),
    "fallback": N_(
        "Decoding goes on without {channels}, with a model learned for that. Mend the electrode in "
        "the next break, then calibrate anew."
    ),
    "none": N_(
        "Without {channels} too few electrodes are left to decode. Stop with Esc, mend them, and "
        "begin again."
    ),
}

SIGNALS = {
    "fit": N_("The signals are good; training begins."),
    "unfit": N_(
        "The signals are not good enough yet; training begins by itself when they are. G in the game's "
        "window begins all the same."
    ),
    "not judged": N_("Nothing judged the signals for 15 s; training begins. See volition headset."),
    "start_anyway": N_("Training begins although the signals are not good enough, as you asked."),
    "worse": N_("A signal has turned bad; mend it in the next break, or pause with space."),
    "better": N_("A signal that was bad is good again."),
}


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
        self._is_calibrated = False
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
        if word in ("disk_full", "refused"):
            template, values = status["sentence_template"], status["values"]
            assert isinstance(values, dict)
            self._voice.say(self._voice.tr(str(template), **values), "bold red")
        elif word in STATUSES and word != self._last_word:
            self._voice.say(self._voice.tr(STATUSES[word]), "yellow")
        self._last_word = word

    def _say_scene(self, event: Event) -> None:
        tr, details = self._voice.tr, event.details
        question = QUESTION_NAMES.get(str(details.get("question", "")), "")
        lengths = {name: details.get(name, 0) for name in ("seconds", "shortest")}
        self._voice.say(tr(SCENES[event.label], question=tr(question), **lengths), "dim")

    def _say_signal(self, event: Event) -> None:
        """Say what the signals are like, and for each electrode what to do."""
        tr, faults = self._voice.tr, event.details["faults"]
        assert isinstance(faults, dict)
        key = event.type if event.type == "start_anyway" else event.label
        self._voice.say(tr(SIGNALS[key]), "bold yellow" if key in ("unfit", "worse") else "dim")
        if key in ("unfit", "worse"):
            alike: dict[str, list[str]] = {}
            for name, one in faults.items():
                alike.setdefault(str(one["fault"]), []).append(name)
            for fault, channels in alike.items():
                words = tr(FAULTS[Fault[fault.upper()]])
                self._voice.say(f"  {', '.join(channels):<4} {words}", "yellow")

    def _say_standing(self, event: Event) -> None:
        # Also where a session that was taken up again only fits what it has.
        self._is_calibrated = True
        if event.details["goes_on"]:
            say_standing(event.details, self._voice)

    def _say_model(self, event: Event) -> None:
        """Say what a model was learned with, and how good its calibration is if it is of today."""
        say_other_movement(event.details, self._voice)
        if self._is_calibrated:
            summary = event.details["calibration"]
            assert isinstance(summary, dict)
            say_calibration(summary, self._voice)

    def _say_butterflies(self, event: Event) -> None:
        """Say what is asked of a patient with two goals: before the run, and after it."""
        demands = event.details.get("demands")
        if not isinstance(demands, dict) or demands.get("distractors") != "dual goal":
            return
        if event.type == "run_start":
            template = N_(
                "Ask the patient to count the butterflies of this run, beside the movement."
            )
        else:
            template = N_("{n} butterflies flew by: ask how many were counted.")
        n = event.details.get("butterflies", 0)
        self._voice.say(self._voice.tr(template, n=n), "bold yellow")

    def _count(self, trial: object) -> None:
        assert isinstance(trial, int)
        most = max(trial, int(self._bar.tasks[self._run].total or 0))  # some are asked again
        self._bar.update(self._run, completed=trial, total=most)

    def hear(self, event: Event) -> None:
        """Take the next event of the session."""
        tr = self._voice.tr
        if event.type == "run_start":
            title = self._title or tr(RUNS[event.label])
            self._is_calibrated |= event.label == "calibration"
            total = event.details["trials"]
            assert isinstance(total, int)
            self._run = self._bar.add_task(title, total=total)
            self._say_butterflies(event)
        elif event.type == "cue":
            self._count(event.details.get("window", event.details["trial"]))
        elif event.type == "model":
            self._say_model(event)
        elif event.type == "run_end":
            self._say_butterflies(event)
        elif event.type == "scene":
            self._say_scene(event)
        elif event.type == "advice":
            sentence, values = event.details["sentence"], event.details["values"]
            assert isinstance(values, dict)
            self._voice.say(tr(str(sentence), **values), "bold yellow")
        elif event.type == "calibration":
            self._say_standing(event)
        elif event.type in ("signal", "start_anyway"):
            self._say_signal(event)
        elif event.type in ELECTRODES:
            key = "none" if event.label == "none" else event.type
            lost = event.details.get("lost", event.details.get("channels"))
            assert isinstance(lost, list)
            self._voice.say(tr(ELECTRODES[key], channels=", ".join(lost)), "bold yellow")
        elif event.type == "muscle" and event.details["role"] in MUSCLES:
            said = {"trial": event.details["trial"], "channel": event.label}
            self._voice.say(tr(MUSCLES[str(event.details["role"])], **said), "yellow")
        elif event.type in SENTENCES and event.label != LATE:
            self._voice.say(tr(SENTENCES[event.type]), "yellow")
        elif answer := answer_to(event, tr):
            self._voice.say(answer, "dim")
