"""Ratings from 0 to 10, of fatigue, pain and more: when, what is one, what follows.

Fatigue is asked and never inferred from the EEG: over hundreds of trials people tire while the
decoder's performance stays (CLINICAL 2.7). Nothing here stops a session by itself; what comes out
is a suggestion with a sentence, and the therapist decides. Only pain says "stop" plainly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from games.game import QUESTIONS
from sessions.errors import SessionError
from station.events import Event
from station.language import N_

Moment = Literal["before", "middle", "asked", "end"]
Who = Literal["patient", "therapist"]
Act = Literal["break", "stop", "pause"]

EVENT = "rating"
LARGEST = 10
_SHOWN = 80  # characters of a wrong value that are quoted
MIDDLE_AFTER_RUN = 2  # CLINICAL 2.7: before, after run 2, at the end

FATIGUE_HIGH, FATIGUE_RISE = 7, 3
PAIN_HIGH, PAIN_RISE = 4, 2
NO_RESPONSES = 2  # with drowsy eyes, a pause is due

QUESTION_NAMES = {
    "fatigue": N_("fatigue"),
    "effort": N_("effort"),
    "motivation": N_("motivation"),
    "frustration": N_("frustration"),
    "pain": N_("pain"),
}
# Before the first run nothing was done that could have been hard or frustrating.
_OF_TRAINING = frozenset({"effort", "frustration"})
MOMENT_NAMES = {
    "before": N_("before"),
    "middle": N_("after run 2"),
    "asked": N_("when asked"),
    "end": N_("at the end"),
}


@dataclass(frozen=True)
class Rating:
    """One answer.

    Attributes
    ----------
    question : str
        One of :data:`games.game.QUESTIONS`.
    moment : {"before", "middle", "asked", "end"}
        "asked" is whenever the therapist wants to know.
    value : int or None
        0 to 10; None if the patient could not or would not say.
    by : {"patient", "therapist"}
        Who gave it; a therapist may answer for a patient who cannot.
    is_skipped : bool
        Whether the therapist passed over the question, so that nobody was waited for.
    """

    question: str
    moment: Moment
    value: int | None
    by: Who
    is_skipped: bool = False

    def details(self) -> dict[str, object]:
        """Return what the event ``rating`` carries beside its label, which is the question."""
        skipped = {"is_skipped": True} if self.is_skipped else {}
        return {"moment": self.moment, "value": self.value, "by": self.by, **skipped}


@dataclass(frozen=True)
class Suggestion:
    """What a rule suggests.

    Attributes
    ----------
    rule : {"fatigue", "fatigue rise", "pain", "pain rise", "drowsy"}
    act : {"break", "stop", "pause"}
        "break": offer a break or the end; "stop": end training and record it; "pause": show the
        pause.
    sentence : str
        Marked for translation, with named fields.
    values : dict
    """

    rule: Literal["fatigue", "fatigue rise", "pain", "pain rise", "drowsy"]
    act: Act
    sentence: str
    values: dict[str, object]


def questions_at(moment: str) -> tuple[str, ...]:
    """Return what is asked at a moment."""
    return tuple(one for one in QUESTIONS if moment != "before" or one not in _OF_TRAINING)


def skipped(question: str, moment: str) -> Rating:
    """Return what is kept of a question that the therapist passed over."""
    return replace(make_rating(question, moment, None), is_skipped=True)


def parse_value(text: str) -> int | None:
    """Return the rating that was typed: a whole number, or None for "-" (no answer).

    Raises
    ------
    SessionError
        If it is neither.
    """
    typed = text.strip()
    if typed == "-":
        return None
    if typed.isascii() and typed.isdecimal() and int(typed) <= LARGEST:
        return int(typed)
    raise SessionError(
        N_("{given!r} is no rating; give a whole number from 0 to {largest}, or - for no answer."),
        given=text,
        largest=LARGEST,
    )


def make_rating(question: str, moment: str, value: int | None, by: str = "therapist") -> Rating:
    """Return a rating from what a keyboard or a line of JSON said.

    Raises
    ------
    SessionError
        If the question, the moment, the value or the person is none.
    """
    for given, known in ((question, QUESTIONS), (moment, get_args(Moment)), (by, get_args(Who))):
        if given not in known:
            raise SessionError(
                N_("A rating cannot be of {given!r}; choose one of: {known}."),
                given=given,
                known=", ".join(known),
            )
    # True would pass as 1: JSON has both.
    if value is not None and (type(value) is not int or not 0 <= value <= LARGEST):
        parse_value(repr(value)[:_SHOWN])
    return Rating(question, cast(Moment, moment), value, cast(Who, by))


def suggestions(ratings: Sequence[Rating]) -> tuple[Suggestion, ...]:
    """Return what the newest answers suggest, the most urgent first.

    A rise is counted from the first answer of the session, because slow tiring is tiring.

    Parameters
    ----------
    ratings : sequence of Rating
        Of one session, oldest first.
    """
    found = (*_pain(_answers(ratings, "pain")), *_fatigue(_answers(ratings, "fatigue")))
    return tuple(sorted(found, key=lambda one: one.act != "stop"))


def drowsiness(no_responses: int, *, is_drowsy: bool) -> Suggestion | None:
    """Return the suggestion to pause, after two trials without response of a drowsy patient.

    Parameters
    ----------
    no_responses : int
        Consecutive trials without any response until now.
    is_drowsy : bool
        Whether the therapist (or a camera) sees drowsy eyes; the EEG never says so alone.
    """
    if no_responses < NO_RESPONSES or not is_drowsy:
        return None
    return Suggestion(
        "drowsy",
        "pause",
        N_("{n} trials without a response and drowsy: pause, speak with the patient, then go on."),
        {"n": no_responses},
    )


def ratings_of(events: Iterable[Event]) -> tuple[Rating, ...]:
    """Return the ratings in a session's events; of an answer that was corrected, the last."""
    found: dict[tuple[object, ...], Rating] = {}
    for event in events:
        if event.type == EVENT:
            moment, by = str(event.details["moment"]), str(event.details["by"])
            value = event.details["value"]
            one = make_rating(event.label, moment, cast(int | None, value), by)
            one = replace(one, is_skipped=bool(event.details.get("is_skipped", False)))
            key = one.question, one.moment, event.number if one.moment == "asked" else 0
            found[key] = one
    return tuple(found.values())


def _answers(ratings: Sequence[Rating], question: str) -> list[int]:
    return [one.value for one in ratings if one.question == question and one.value is not None]


def _pain(values: Sequence[int]) -> list[Suggestion]:
    if not values:
        return []
    first, now = values[0], values[-1]
    if now >= PAIN_HIGH:
        text = N_("Pain {now} of 10: stop, look for the cause, and record it.")
        return [Suggestion("pain", "stop", text, {"now": now})]
    if now - first >= PAIN_RISE:
        text = N_("Pain rose from {first} to {now} of 10: stop, look for the cause, and record it.")
        return [Suggestion("pain rise", "stop", text, {"first": first, "now": now})]
    return []


def _fatigue(values: Sequence[int]) -> list[Suggestion]:
    if not values:
        return []
    first, now = values[0], values[-1]
    if now >= FATIGUE_HIGH:
        text = N_("Fatigue {now} of 10: suggest a break, or end the session.")
        return [Suggestion("fatigue", "break", text, {"now": now})]
    if now - first >= FATIGUE_RISE:
        text = N_("Fatigue rose from {first} to {now} of 10: suggest a break, or end the session.")
        return [Suggestion("fatigue rise", "break", text, {"first": first, "now": now})]
    return []
