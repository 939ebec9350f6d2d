"""A session that follows a programme's course: questions, resting EEG, priming, runs, breaks.

Nothing here needs the patient's hand: scenes pass by themselves, and a question that nobody answers
is recorded as not answered, one that was skipped as skipped. The therapist answers with the keys or a line of JSON, may correct an
answer while it is shown, and skips what is not wanted; a break is never shorter than it must be.
Ratings can be asked for at any time, too, in every session: the trial under way is asked again.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from decoding.models import Model
from games.game import QUESTIONS, Phase
from games.player import REPEAT
from sessions.acts import LONG, MINUTES
from sessions.control import ASK, DROWSY, RATE, SKIP, THERAPIST, Command
from sessions.course import OBSERVED, RUNS, SHORTEST, Item
from sessions.drowsiness import Drowsiness
from sessions.left import Left, is_over
from sessions.ratings import (
    Rating,
    Suggestion,
    make_rating,
    parse_value,
    questions_at,
    skipped,
    suggestions,
)
from sessions.runs import RunName
from sessions.training import Training

_SCENES = {
    "eyes_open": Phase.EYES_OPEN,
    "eyes_closed": Phase.EYES_CLOSED,
    "priming": Phase.PRIMING,
    "break": Phase.BREAK,
    "practice": Phase.PRACTICE,
}
# So that a session goes on without any input: a question waits so long, and the next ones shorter
# where nobody answered the first; five without answers take 40 s.
_PATIENCE, _IMPATIENCE = 20.0, 5.0
_LINGER = 2.0  # seconds in which a given answer is shown and can be corrected


class GuidedTraining(Training):
    """Run a session by the course of its plan; without a course, as :class:`Training`."""

    _ratings: tuple[Rating, ...] = ()
    _skipping = _is_long = _is_asking = _is_wanted = False
    _answer: Command | None = None

    @cached_property
    def _drowsiness(self) -> Drowsiness:
        return Drowsiness()

    def _step(self) -> int:
        seen = super()._step()
        if (due := self._drowsiness.follow(self._engine)) is not None:
            self._advise_one(due)
            self._hold("pause", due.rule, cause=THERAPIST)
        if self._is_wanted and not self._holding.holds_beside(THERAPIST):
            self._ask_now()
        return seen

    def _play_all(self, model: tuple[Model, Path] | None) -> None:
        course = self._record.plan.course
        if not course:
            self._play_plainly(model)
            return
        begun: tuple[Model, bool] | None = None
        for item in still_to_come(course, self._record.continues):
            if item.kind in RUNS:
                begun = begun or self._begin(model)
                self._play(item)
            elif item.moment is not None:
                self._ask(item.moment)
            else:
                self._pass(item)
        if begun is None and model is not None:  # all runs were over before: they are learned from
            begun = self._begin(model)
        if begun is not None:
            self._learn_for_next_time(begun[0], is_today=begun[1])

    def _play_plainly(self, model: tuple[Model, Path] | None) -> None:
        plan = self._record.plan
        fitted, is_today = self._begin(model)
        rest = Item(kind="break", seconds=plan.rest, shortest=min(SHORTEST, plan.rest))
        for run in range(1, plan.runs + 1):
            self._run_once(RunName("play", run, plan.paradigm), plan.trials)
            if run < plan.runs and not is_over(self._record.continues, "play", run):
                self._pass(rest)
        self._learn_for_next_time(fitted, is_today=is_today)

    def _run_once(self, name: RunName, trials: int) -> None:
        super()._run_once(name, trials)
        minutes, most = self._active / self._record.rate / 60, self._record.plan.hard_minutes
        if minutes > most and not self._is_long:
            self._is_long = True
            values = {"minutes": minutes, "most": most}
            self._tell("advice", MINUTES, act="break", sentence=LONG, values=values)

    def _play(self, item: Item) -> None:
        kind = "observe" if item.paradigm == OBSERVED else "play"
        name = RunName(kind, item.run, item.paradigm, item.is_easy, item.is_closing)
        self._run_once(name, item.trials)

    def _pass(self, item: Item) -> None:
        """Show a scene for its time; it stands still while the game is held."""
        phase = _SCENES[item.kind]
        of_paradigm = {"paradigm": item.paradigm} if item.paradigm else {}
        self._tell(
            "scene", phase.value, seconds=item.seconds, shortest=item.shortest, **of_paradigm
        )
        self._spend(phase, item.seconds, shortest=item.shortest)
        self._tell("scene_end", phase.value)

    def _ask_now(self) -> None:
        """Ask in the middle of whatever is going on, a pause as well, and go on with it."""
        self._is_wanted = False
        engine, self._engine = self._engine, None
        scene, skipping = self._holding.scene, self._skipping
        if engine is not None:
            self._engine_before = engine
            self._line.happen(engine.hold(self._line.row, Phase.QUESTION))
        self._holding.lift(THERAPIST)
        try:
            self._ask("asked")
        finally:
            self._engine, self._skipping = engine, skipping
        self._holding.lower(engine)
        if engine is None:
            self._holding.show(scene[0], **scene[1])
        elif not self._holding:
            engine.release(self._next_row)

    def _ask(self, moment: str) -> None:
        patience, self._is_asking = _PATIENCE, True
        for question in questions_at(moment):
            self._tell("scene", Phase.QUESTION.value, question=question, moment=moment)
            self._answer = None
            self._spend(Phase.QUESTION, patience, question=question)
            given = self._answer
            is_alone = given is None and not self._skipping
            patience = _IMPATIENCE if is_alone else _PATIENCE
            if given is not None:
                rating = make_rating(question, moment, given.value, given.reason)
            elif self._skipping:
                rating = skipped(question, moment)
            else:
                rating = make_rating(question, moment, None, "patient")
            self._ratings = (*self._ratings, rating)
            self._tell("rating", question, **rating.details())
        self._is_asking = False
        self._advise()

    def _advise(self) -> None:
        left = self._record.continues
        found = suggestions((*(left.ratings if left is not None else ()), *self._ratings))
        for one in found:
            self._advise_one(one)
        if any(one.act == "stop" for one in found):
            self._hold("pause", "pain", cause=THERAPIST)
            while self._holding:
                self._step()

    def _advise_one(self, one: Suggestion) -> None:
        self._tell("advice", one.rule, act=one.act, sentence=one.sentence, values=one.values)

    def _spend(
        self, phase: Phase, seconds: float, *, shortest: float = 0.0, question: str = ""
    ) -> None:
        """Show a scene, row by row, until its time is over, it is skipped or it is answered."""
        rate, spent, shown = self._record.rate, 0, -1
        end = round(seconds * rate)
        self._skipping = False
        while spent < end:
            if spent - shown >= round(self._record.step * rate) or shown < 0:
                answer = None if self._answer is None else self._answer.value
                self._holding.show(
                    phase,
                    elapsed=spent / rate,
                    duration=seconds,
                    question=question,
                    answer=answer,
                )
                shown = spent
            heard = self._answer
            spent += self._step()
            if question and self._answer is not heard:
                end, shown = spent + round(_LINGER * rate), -1
            if self._skipping and not self._holding and spent >= shortest * rate:
                return

    def _act(self, command: Command) -> None:
        if command.name == SKIP and self._engine is None:
            self._skipping = True
            self._tell("skip", command.reason)
        elif command.name == RATE and self._is_asking:
            self._answer = command
        elif command.name == RATE:
            self._tell("unasked", command.reason, value=command.value)
        elif command.name == ASK:
            self._is_wanted = not self._is_asking
            self._tell(ASK, command.reason)
        elif command.name == DROWSY:
            self._drowsiness.see()
            self._tell(DROWSY, command.reason)
        elif command.name == REPEAT:  # said already; nothing of the trial changes
            self._tell(REPEAT, command.reason)
        else:
            super()._act(command)


def still_to_come(course: Sequence[Item], left: Left | None) -> Sequence[Item]:
    """Return the items of a course from the run on that a session is taken up with.

    What came before the run (questions, resting EEG) was done; what followed it comes, as far as it
    was not over either.
    """
    if left is None or left.kind == "calibration":
        return course if left is None else course[_first_run(course) :]
    place = next(i for i, one in enumerate(course) if one.kind in RUNS and one.run == left.run)
    return course[place:] if left.labels else course[place + 1 + left.passed :]


def _first_run(course: Sequence[Item]) -> int:
    return next(i for i, one in enumerate(course) if one.kind in RUNS)


def rating_command(value: object, by: object) -> Command:
    """Return the command that answers the question on the screen.

    Raises
    ------
    SessionError
        If the value is no rating, or the person neither patient nor therapist.
    """
    checked = make_rating(QUESTIONS[0], "before", value, str(by))  # type: ignore[arg-type]
    return Command(RATE, checked.by, checked.value)


def rating_of_key(key: str) -> Command | None:
    """Return the command of a key that rates: "rate 7"; None for any other."""
    name, _, value = key.partition(" ")
    return Command(RATE, "therapist", parse_value(value)) if name == RATE else None
