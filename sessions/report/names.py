"""What plug-ins and paradigms are called in a report; a name that is not here is shown as it is."""

import re
from collections.abc import Mapping

from sessions.trials import What
from station.language import N_, Language

PARADIGMS = {
    "T1": N_("T1 calibration, left against right hand"),
    "T2": N_("T2 left against right hand, with feedback"),
    "T3": N_("T3 imagery with a video of the hand"),
    "T4": N_("T4 attempted movement against rest"),
    "T5": N_("T5 imagery against rest"),
    "T6": N_("T6 self-paced"),
    "T7": N_("T7 action observation, not contingent"),
    "plain": N_("plain trials"),
    "screening": N_("the five-trial screening suggests it"),
}
GAMES = {
    "reach": N_("reach and grasp"),
    "tea": N_("making tea"),
    "rowing": N_("rowing"),
    "basket": N_("basket"),
    "drum": N_("drum"),
    "garden": N_("garden"),
    "observe": N_("watching the hand"),
    "balloon": N_("balloon"),
    "graz": N_("cross, arrow and bar"),
}
BOARDS = {
    "cyton": "OpenBCI Cyton",
    "daisy": "OpenBCI Cyton + Daisy",
    "ganglion": "OpenBCI Ganglion",
    "simulated": N_("simulated headset"),
    "recorded": N_("recording"),
    "synthetic": N_("BrainFlow's synthetic board"),
}
DECODERS = {
    "adaptive": N_("adaptive"),
    "tangent": N_("tangent space"),
    "csp": N_("common spatial patterns"),
    "fbcsp": N_("common spatial patterns of several bands"),
    "mdm": N_("minimum distance to the mean"),
}
_SIMULATED = re.compile(r"simulated patient, d' (?P<dprime>[0-9.]+)")
PROBLEMS: dict[What, str] = {
    "no result": N_("run {run}, trial {trial}: a cue without a result"),
    "no cue": N_("run {run}, trial {trial}: a result without a cue"),
    "doubled cue": N_("run {run}, trial {trial}: the cue was logged twice"),
    "doubled result": N_("run {run}, trial {trial}: the result was logged twice"),
    "labels differ": N_("run {run}, trial {trial}: cue and result name different classes"),
    "half a pair": N_("run {run}, pair {trial}: only one of rest and movement was judged"),
    "pair out of order": N_("run {run}, pair {trial}: rest does not come before movement"),
    "rest of another length": N_("run {run}, pair {trial}: rest and movement differ in length"),
}


def named(names: Mapping[str, str], name: str, tr: Language) -> str:
    """Return what something is called, in a language."""
    return tr(names[name]) if name in names else name


def origin(text: str, tr: Language) -> str:
    """Return where the EEG comes from; names of files stay as they are."""
    simulated = _SIMULATED.fullmatch(text)
    if simulated:
        return tr("simulated patient, d' {dprime}", dprime=simulated["dprime"])
    return named(BOARDS, text, tr)
