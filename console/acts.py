"""What the therapist hears of an act of their own: that it was done, or what kept it from being done."""

from sessions.control import ASK, COMPENSATED, DROWSY, EASIER, HARDER, SKIP
from station.events import Event
from station.language import N_, Language

_DONE = {
    ASK: N_("The ratings are asked now."),
    "unasked": N_("No question was shown, so this rating was not kept. Q asks for the ratings."),
    SKIP: N_("Skipped."),
    "repeat": N_("The instruction is given once more."),
    COMPENSATED: N_("Run {run}, trial {trial}: marked as made by other parts of the body."),
    DROWSY: N_("Noted as drowsy: two movements without a reward will pause the training."),
}
_NOT_SKIPPED = N_(
    "Nothing was skipped: the trial that the pause broke off is asked again; S skips it then."
)
_STILL = N_("The threshold does not move now: play has not begun, or this is an assessment.")
_MOVED = {
    (EASIER, False): N_("The next trials are a little easier."),
    (EASIER, True): N_("No easier: rest allows no lower threshold, or this run keeps it still."),
    (HARDER, False): N_("The next trials are a little harder."),
    (HARDER, True): N_("No harder: the threshold is as high as makes sense, or kept still."),
}


def answer_to(event: Event, tr: Language) -> str:
    """Return the sentence that answers an act; "" where the event is none, or needs no answer."""
    if event.type in (EASIER, HARDER):
        if event.details["threshold"] is None:
            return tr(_STILL)
        return tr(_MOVED[event.type, bool(event.details["is_bound"])])
    if event.type == SKIP and "trial" in event.details:  # the trial's own event: its act is another
        return ""
    if event.type == SKIP and "why" in event.details:
        return tr(_NOT_SKIPPED)
    return tr(_DONE[event.type], **event.details) if event.type in _DONE else ""
