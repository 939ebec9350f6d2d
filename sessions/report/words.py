"""The report's sentences about one session, in one language.

The wording follows what may be said (CLINICAL 5.3): observations with their intervals, no claim of
cure, no prognosis. What could not be computed is said in words.
"""

from dataclasses import dataclass
from typing import Any

from sessions.metric import MetricValue
from sessions.record import SessionRecord
from sessions.report import format as shown
from sessions.report.names import BOARDS, DECODERS, GAMES, PROBLEMS, named, origin
from sessions.report.usable import ONLY_WITH_ARTEFACTS, stands_alone, usable
from sessions.store import Session
from station.language import LANGUAGES, N_, Language
from station.task import REST, Task

MARKS = {"simulated": N_("SIMULATED"), "recorded": N_("RECORDED")}
MARK_NOTES = {
    "simulated": N_("The EEG was computed by a simulated patient; it says nothing about a person."),
    "recorded": N_("The EEG was played from an earlier recording, not from a headset."),
}
BELOW_CHANCE = N_(
    "Clearly worse than chance in {n} trials: were labels, sides or electrodes swapped, or did the patient "
    "do the opposite? Find out before the next session, and calibrate anew."
)
SIDE_NAMES = {"left": N_("left"), "right": N_("right")}
LABEL_NAMES = {
    "rest": N_("rest"),
    "left_hand": N_("left hand"),
    "right_hand": N_("right hand"),
}
DISCLAIMERS = (
    N_("Training support / research software. Not a certified medical device."),
    N_(
        "For research and training support. Not for diagnosis, and no substitute for the judgement "
        "of physicians and therapists. Not to control stimulators without a clinician."
    ),
)


@dataclass(frozen=True)
class Words:
    """Say what an assessment found.

    Parameters
    ----------
    session : Session
    assessment : dict
        Of that session.
    tr : Language
    """

    session: Session
    assessment: dict[str, Any]
    tr: Language

    @property
    def record(self) -> SessionRecord:
        """The session's record."""
        return self.session.record

    def value(self, metric: str, part: str = "all") -> MetricValue:
        """Return one number of the assessment."""
        return MetricValue(**self.assessment["metrics"][metric]["values"][part])

    def movements(self) -> list[str]:
        """Return the class labels that are movements, the trained one first."""
        return [label for label in reversed(self.record.classes) if label != REST]

    def label(self, name: str) -> str:
        """Return a class in words."""
        return self.tr(LABEL_NAMES[name])

    def mark(self) -> tuple[str, str]:
        """Return the mark of EEG that is not live, and what it means; empty for live EEG."""
        source = self.record.source
        return self.tr(MARKS.get(source, "")), self.tr(MARK_NOTES.get(source, ""))

    def facts(self) -> list[tuple[str, str]]:
        """Return the head of the report: what was done, with what."""
        tr, record = self.tr, self.record
        board = tr(
            "{board}, {n} channels, {rate:g} Hz",
            board=named(BOARDS, record.board, tr),
            n=len(record.channels),
            rate=record.rate,
        )
        side = tr(SIDE_NAMES[record.affected_side])
        hemisphere = tr(SIDE_NAMES[record.target_hemisphere])
        return [
            (tr("Patient"), record.pseudonym),
            (tr("Date"), f"{record.started.astimezone():%Y-%m-%d %H:%M %Z}"),
            (tr("Task"), self._task()),
            (tr("Game"), named(GAMES, record.game, tr)),
            (tr("Affected side"), side),
            (tr("Target hemisphere"), hemisphere),
            (tr("Headset"), board),
            (tr("Decoder"), self._decoder()),
            (tr("Source of the EEG"), origin(record.origin, tr)),
            (tr("Calibration"), self._calibration()),
        ]

    def interrupted(self) -> str:
        """Return the mark of a session that broke off; empty for a whole one."""
        if not self.session.is_interrupted:
            return ""
        return self.tr("INTERRUPTED: the session broke off. This report shows what was saved.")

    def problems(self) -> list[str]:
        """Return what does not fit in the trial table, at most a few of it in detail."""
        found = self.assessment["problems"]
        if not found:
            return []
        tr, details = self.tr, []
        for one in found[:4]:
            template = PROBLEMS[one["what"]]
            details.append(tr(template, run=one["run"], trial=one["trial"]))
        return [
            tr(
                "The trial table does not fit together in {n} places: {details}.",
                n=len(found),
                details="; ".join(details),
            )
        ]

    def verdict(self) -> str:
        """Return whether the decoder could tell the classes apart, honestly."""
        tr, accuracy = self.tr, self.value("accuracy")
        p = self.value("chance").value
        if accuracy.n == 0 and self.session.trials.paced:
            return tr(
                "Only self-paced windows were played: below stands how often movement and rest were "
                "detected in them."
            )
        if accuracy.n == 0:
            return tr("No trial was played, so there is nothing to score.")
        if p is None:
            return tr("Only one of the two classes was played, so chance cannot be tested.")
        values = {"n": accuracy.n, "p": shown.probability(p)}
        if self.assessment["above_chance"] and not stands_alone(self.assessment):
            return tr(ONLY_WITH_ARTEFACTS, **usable(self.assessment))
        if self.assessment["above_chance"]:
            return tr("Better than chance in {n} trials (one-sided exact test, p {p}).", **values)
        if self.assessment["below_chance"]:
            return tr(BELOW_CHANCE, n=accuracy.n)
        return tr(
            "Not distinguishable from chance in {n} trials (one-sided exact test, p {p}).", **values
        )

    def cards(self) -> list[dict[str, str]]:
        """Return the three numbers that must not be mixed up."""
        tr, table = self.tr, self.session.trials
        hits = sum(trial.is_correct for trial in table.played)
        moves = [trial for trial in table.played if trial.is_movement]
        rests = [one for one in table.played if not one.is_movement and one.is_valid]
        alarms = round((self.value("rest_false_positives").value or 0) * len(rests))
        rewards = sum(trial.is_rewarded for trial in moves)
        no_rest = REST not in self.record.classes
        return [
            self._card("accuracy", tr("Decoder accuracy"), self._accuracy_note(hits)),
            self._card(
                "reward_rate",
                tr("Reward rate"),
                tr("{k} of {n} movement trials were rewarded", k=rewards, n=len(moves))
                if table.played
                else tr("no trial was played"),
            ),
            self._card(
                "rest_false_positives",
                tr("False positives at rest"),
                tr("this task asks for no rest")
                if no_rest
                else tr("no trial was played")
                if not table.played
                else tr(
                    "{k} of {n} rest trials reached the threshold; about {intended:.0f} % are "
                    "intended",
                    k=alarms,
                    n=len(rests),
                    intended=100 - self.record.plan.rewarding.floor,
                ),
            ),
        ]

    def dose(self) -> list[str]:
        """Return how much was trained, and how much signal was lost."""
        tr, table = self.tr, self.session.trials
        repetitions = self.value("dose", "repetitions")
        minutes = self.value("dose", "active_minutes")
        samples, invalid = self.assessment["samples"], self.assessment["invalid"]
        lost, every = samples["lost"], samples["lost"] + samples["recorded"]
        template = (
            N_(
                "{n} valid repetitions with feedback; {minutes:.1f} minutes of imagery, "
                "calibration included."
            )
            if table.calibration
            else N_("{n} valid repetitions with feedback; {minutes:.1f} minutes of imagery.")
        )
        sentences = [tr(template, n=repetitions.value, minutes=minutes.value)]
        if table.skipped or invalid:
            known = usable(self.assessment)
            sentences.append(
                tr(
                    "{skipped} trials were left out; {invalid} had no usable signal and count as "
                    "unsure. Of the {n} others {k} were decided rightly.",
                    skipped=table.skipped,
                    invalid=invalid,
                    n=known["n"],
                    k=known["k"],
                )
            )
        if every == 0:
            return [*sentences, tr("No EEG was recorded.")]
        text = tr(
            "Signal: {lost} of {every} samples were lost ({part:.2f} %).",
            lost=lost,
            every=every,
            part=100 * lost / every,
        )
        return [*sentences, text]

    def definitions(self) -> list[tuple[str, str]]:
        """Return the definition of every metric that has a value here, with its version."""
        tr, found = self.tr, []
        for metric in self.assessment["metrics"].values():
            if all(value["value"] is None for value in metric["values"].values()):
                continue
            name, definition, version = (metric[key] for key in ("name", "definition", "version"))
            found.append((f"{tr(name)} (v{version})", tr(definition)))
        return found

    def disclaimers(self) -> list[str]:
        """Return the disclaimer, in this report's language first and then in the other."""
        others = [code for code in LANGUAGES if code != self.tr.code]
        return [
            " ".join(Language(code)(sentence) for sentence in DISCLAIMERS)
            for code in (self.tr.code, *others)
        ]

    def _task(self) -> str:
        tr, record = self.tr, self.record
        hand = self.label(record.classes[1])
        if record.task is Task.HAND_VS_REST:
            what = tr("{hand} against rest", hand=hand)
        else:
            what = tr("left hand against right hand")
        how = tr("motor imagery") if record.mode == "imagery" else tr("attempted movement")
        return tr("{what} ({how})", what=what, how=how)

    def _decoder(self) -> str:
        decoder = named(DECODERS, self.record.decoder, self.tr)
        models = self.session.of_type("model")
        if not models or "threshold" not in models[-1].details:
            return decoder
        threshold = float(str(models[-1].details["threshold"]))
        return self.tr(
            "{decoder}, reward threshold {threshold:.2f} at first",
            decoder=decoder,
            threshold=threshold,
        )

    def _calibration(self) -> str:
        tr, models = self.tr, self.session.of_type("model")
        card = models[-1].details.get("calibration") if models else None
        if isinstance(card, dict):
            return tr(
                "{n} trials, held-out accuracy {accuracy}",
                n=card["trials"],
                accuracy=shown.share(card["accuracy"]),
            )
        return tr("{n} trials", n=len(self.session.trials.calibration))

    def _card(self, metric: str, name: str, note: str) -> dict[str, str]:
        value = self.value(metric)
        return {
            "metric": metric,
            "name": name,
            "value": shown.share(value.value),
            "interval": shown.share_interval(value, self.tr),
            "note": note,
        }

    def _accuracy_note(self, hits: int) -> str:
        tr, accuracy = self.tr, self.value("accuracy")
        if accuracy.n == 0:
            return tr("no trial was played")
        balanced, area = self.value("balanced_accuracy").value, self.value("auc").value
        return tr(
            "{k} of {n} trials right, {unsure} unsure; balanced {balanced}, AUC {auc}",
            k=hits,
            n=accuracy.n,
            unsure=self.assessment["unsure"],
            balanced=shown.share(balanced),
            auc=shown.NOTHING if area is None else f"{area:.2f}",
        )
