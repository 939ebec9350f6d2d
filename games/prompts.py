"""What the patient reads, in at most five words, and hears; the same in every game.

Nothing here judges: a trial that earned no reward is followed by the next one. No pygame here:
rules use it too.
"""

from typing import Final

from games.game import GameSetting, Moment, Phase
from games.movements import Movement, shown_by
from station.language import N_, Language
from station.task import REST

# What a hand is asked for, by (imagined, attempted) and (right, left). It has to be what the hand on
# the screen then does.
_TASKS: Final[dict[Movement, tuple[tuple[str, str], tuple[str, str]]]] = {
    "grasp": (
        (N_("Imagine: right hand grasps"), N_("Imagine: left hand grasps")),
        (N_("Try: right hand grasps"), N_("Try: left hand grasps")),
    ),
    "open": (
        (N_("Imagine: right hand opens"), N_("Imagine: left hand opens")),
        (N_("Try: right hand opens"), N_("Try: left hand opens")),
    ),
    "wrist": (
        (N_("Imagine: right wrist lifts"), N_("Imagine: left wrist lifts")),
        (N_("Try: right wrist lifts"), N_("Try: left wrist lifts")),
    ),
    "pinch": (
        (N_("Imagine: right fingers pinch"), N_("Imagine: left fingers pinch")),
        (N_("Try: right fingers pinch"), N_("Try: left fingers pinch")),
    ),
    "reach": (
        (N_("Imagine: right hand reaches out"), N_("Imagine: left hand reaches out")),
        (N_("Try: right hand reaches out"), N_("Try: left hand reaches out")),
    ),
    "drum": (
        (N_("Imagine: right hand drums"), N_("Imagine: left hand drums")),
        (N_("Try: right hand drums"), N_("Try: left hand drums")),
    ),
    "pull": (
        (N_("Imagine: right hand pulls"), N_("Imagine: left hand pulls")),
        (N_("Try: right hand pulls"), N_("Try: left hand pulls")),
    ),
}
# The same in self-paced play, where nothing is asked for at once; by imagined, attempted.
_FREE: Final[dict[Movement, tuple[str, str]]] = {
    "grasp": (N_("Imagine grasping whenever you like"), N_("Grasp whenever you like")),
    "open": (N_("Imagine opening whenever you like"), N_("Open whenever you like")),
    "wrist": (N_("Imagine lifting whenever you like"), N_("Lift whenever you like")),
    "pinch": (N_("Imagine pinching whenever you like"), N_("Pinch whenever you like")),
    "reach": (N_("Imagine reaching whenever you like"), N_("Reach whenever you like")),
    "drum": (N_("Imagine drumming whenever you like"), N_("Drum whenever you like")),
    "pull": (N_("Imagine pulling whenever you like"), N_("Pull whenever you like")),
}


def caption(moment: Moment, setting: GameSetting, tr: Language) -> str:
    """Return the large words that belong to a moment; "" where none are needed."""
    match moment.phase:
        case Phase.READY:
            return tr("Only imagine, hand soft") if moment.is_soft else tr("Get ready")
        case Phase.IMAGERY:
            return _task(moment, setting, tr)
        case Phase.FEEDBACK if not moment.is_assisted:  # watched, not earned
            return _outcome(moment, setting, tr)
        case Phase.PAUSED | Phase.WAITING:
            return tr("One moment, please")
        case Phase.BREAK:
            return tr("Time for a break")
        case Phase.EYES_OPEN:
            return tr("Rest, eyes open")
        case Phase.EYES_CLOSED:
            return tr("Rest, eyes closed")
        case Phase.PRIMING:
            return tr("Move your hand gently")
        case Phase.QUESTION:
            return _question(moment, tr)
        case Phase.PRACTICE:
            return tr("Now practise by hand")
        case Phase.DONE:
            return tr("All done. Thank you!")
    return ""


def _question(moment: Moment, tr: Language) -> str:
    match moment.question:
        case "fatigue":
            return tr("How tired are you?")
        case "effort":
            return tr("How hard was it?")
        case "motivation":
            return tr("How keen are you?")
        case "frustration":
            return tr("How frustrated are you?")
        case "pain":
            return tr("How much pain?")
    return ""


def _task(moment: Moment, setting: GameSetting, tr: Language) -> str:
    if moment.cue == REST:
        return tr("Still as a statue") if setting.access.child else tr("Relax")
    is_tried, is_left = setting.mode == "attempt", moment.side == "left"
    movement = shown_by(setting.game, setting.movement)
    if moment.is_free:
        return tr(_FREE[movement][is_tried])
    return tr(_TASKS[movement][is_tried][is_left])


def _outcome(moment: Moment, setting: GameSetting, tr: Language) -> str:
    if not moment.is_rewarded:
        return tr("On to the next")
    return tr("Super!") if setting.access.child else tr("Well done!")


def sounds_of(moment: Moment) -> tuple[str, ...]:
    """Return the names of the sounds with which a phase begins."""
    match moment.phase:
        case Phase.READY:
            return ("ready",)
        # Where no voice says so, a tone tells that something else begins, to closed eyes as well.
        case Phase.EYES_OPEN | Phase.EYES_CLOSED | Phase.PRIMING | Phase.QUESTION:
            return ("ready",)
        case Phase.BREAK | Phase.PRACTICE:
            return ("ready",)
        case Phase.IMAGERY:
            return ("rest",) if moment.cue == REST else ("go",)
        case Phase.FEEDBACK if moment.is_assisted:
            return ()  # watched, not earned
        case Phase.FEEDBACK if moment.is_rewarded:
            return ("reward",)
        case Phase.FEEDBACK if moment.cue != REST:
            return ("near",)
        case Phase.DONE:
            return ("done",)
    return ()


def sound_caption(moment: Moment, tr: Language) -> str:
    """Return what is written of the sound with which a phase begins; "" in silence."""
    match sounds_of(moment):
        case ("ready",):
            return tr("Chime")
        case ("go",):
            return tr("Tones going up")
        case ("rest",):
            return tr("Tones going down")
        case ("reward",):
            return tr("Happy melody")
        case ("near",):
            return tr("Soft tones")
        case ("done",):
            return tr("Closing melody")
    return ""
