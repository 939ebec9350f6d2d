"""What to do about a channel, in a few words that fit beside it."""

from acquisition.impedance import Electrodes, Impedance, Verdict
from acquisition.quality import Colour, Fault, Quality
from station.language import N_, Language

STYLES = {Colour.GREEN: "green", Colour.AMBER: "yellow", Colour.RED: "bold red"}
WORDS = {Colour.GREEN: N_("good"), Colour.AMBER: N_("fair"), Colour.RED: N_("bad")}
FAULTS = {
    Fault.RAILED: N_("No contact: press the electrode, add gel."),
    Fault.FLAT: N_("No signal: check the cable and whether the channel is on."),
    Fault.NOISY: N_("Noisy: relax; seat the electrode again."),
    Fault.MAINS: N_("Mains hum: check the ear clip, unplug chargers."),
    Fault.MUSCLE: N_("Muscles: relax jaw and neck."),
    Fault.BRIDGED: N_("Gel bridge to the neighbour: wipe the gel in between."),
    Fault.DRIFTING: N_("Drifting: let the electrode settle for a minute."),
    Fault.REFERENCE: N_("All electrodes alike: check the ear clip and the ground electrode."),
    Fault.GAPS: N_("Samples are lost: move the dongle nearer, charge the battery."),
}

VERDICT_STYLES = {
    Verdict.GOOD: "green",
    Verdict.ACCEPTABLE: "green",
    Verdict.POOR: "yellow",
    Verdict.BAD: "bold red",
}
VERDICTS = {
    Verdict.GOOD: N_("good"),
    Verdict.ACCEPTABLE: N_("acceptable"),
    Verdict.POOR: N_("poor"),
    Verdict.BAD: N_("bad"),
}
_POOR = {
    Electrodes.GEL: N_("Add a little gel and turn the electrode gently."),
    Electrodes.SALINE: N_("Wet the sponge again and press it to the skin."),
    Electrodes.DRY: N_("Part the hair and wiggle the electrode down to the skin."),
}
_BAD = {
    Electrodes.GEL: N_("Hardly any contact: part the hair, add gel, check the cable."),
    Electrodes.SALINE: N_("Hardly any contact: part the hair, wet the sponge, check the cable."),
    Electrodes.DRY: N_("Hardly any contact: part the hair, tighten the cap, check the cable."),
}
EAR_CLIP = N_(
    "All electrodes show the same strong disturbance: check the ear clip and the ground electrode "
    "first, then measure again."
)


def fix_quality(quality: Quality, channel: int, tr: Language) -> str:
    """Return what to do about a channel's signal; empty for a green one."""
    fault = quality.fault(channel)
    return "" if fault is None else tr(FAULTS[fault])


def fix_impedance(each: Impedance, electrodes: Electrodes, tr: Language) -> str:
    """Return what to do about an electrode; empty for one that is good enough."""
    if each.verdict is Verdict.POOR:
        return tr(_POOR[electrodes])
    return tr(_BAD[electrodes]) if each.verdict is Verdict.BAD else ""


# What is said of a burst of a muscle, by its role.
MUSCLES = {
    "imagined": N_(
        "Trial {trial}: the hand moved ({channel}) although it should only imagine. Say: imagine, "
        "hand soft."
    ),
    "other hand": N_("Trial {trial}: the other hand moved, too ({channel}). Let it lie still."),
}
