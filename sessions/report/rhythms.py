"""What a report says of the rhythms: change during the task, and on which side.

Observations with their intervals, in the wording of CLINICAL 5.3; the sign convention is printed
beside them.
"""

from collections.abc import Sequence

from sessions.metrics.laterality import SIDES
from sessions.report import format as shown
from sessions.report.words import Words
from sessions.spectra import BANDS
from station.language import N_

BAND_NAMES = {"mu": N_("mu 8–13 Hz"), "beta": N_("beta 13–30 Hz")}
# CLINICAL 4.2: with fewer clean trials a change of rhythm is too uncertain to be read alone.
ENOUGH_TRIALS = 20


def rhythm_sentences(words: Words, contra: dict[str, str]) -> list[str]:
    """Return what the rhythms did, at the channel opposite each hand.

    Parameters
    ----------
    words : Words
    contra : dict
        Channel for each movement.
    """
    said: list[str] = []
    for label in words.movements():
        said += [_erd(words, label, contra[label], band) for band in BANDS]
        said += [_laterality(words, label, band) for band in BANDS]
    said = [sentence for sentence in said if sentence]
    tr = words.tr
    if not said:
        return [tr("There is no clean trial with its baseline, so no change can be given.")]
    changes = words.assessment["metrics"]["erd"]["values"].values()
    if any(value["n"] < ENOUGH_TRIALS for value in changes):
        said.append(
            tr(
                "Some of this rests on fewer than {n} clean trials: read it with caution.",
                n=ENOUGH_TRIALS,
            )
        )
    return said


def rhythm_caption(words: Words) -> str:
    """Return how to read the signs."""
    tr = words.tr
    return tr(
        "Minus: the rhythm weakened during the task (desynchronisation). Laterality is the "
        "change in dB on the side of the hand minus the change opposite it; plus: it weakened "
        "more opposite the hand. An interval that holds 0 shows no clear change."
    )


def _erd(words: Words, label: str, channel: str, band: str) -> str:
    value = words.value("erd", f"{label} {channel} {band} %")
    if value.value is None:
        return ""
    tr = words.tr
    return tr(
        "In the task ({hand}), EEG at {channel}, {band}, changed by {change} % "
        "({interval}; {n} clean trials).",
        hand=words.label(label),
        channel=channel,
        band=tr(BAND_NAMES[band]),
        change=shown.signed(value.value, "%"),
        interval=shown.signed_interval(value, words.tr),
        n=value.n,
    )


def _laterality(words: Words, label: str, band: str) -> str:
    value = words.value("laterality", f"{label} {band}")
    if value.value is None:
        return ""
    contra, ipsi = SIDES[label]
    tr = words.tr
    return tr(
        "Laterality ({hand}, {band}): {ipsi} minus {contra} = {index} dB ({interval}; {n} trials).",
        hand=words.label(label),
        band=tr(BAND_NAMES[band]),
        index=shown.signed(value.value, "dB"),
        interval=shown.signed_interval(value, words.tr),
        ipsi=ipsi,
        contra=contra,
        n=value.n,
    )


def opposite_channels(channels: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return for each hand the shown channels: opposite it, and on its side.

    C3 and C4 where they are; otherwise the nearest that the headset has, or Cz, or the first.
    """
    near = {
        "C3": ("C3", "CP3", "FC3", "C1", "C5", "CP1", "FC1", "CP5", "FC5"),
        "C4": ("C4", "CP4", "FC4", "C2", "C6", "CP2", "FC2", "CP6", "FC6"),
    }
    found = {
        wanted: next((name for name in (*names, "Cz") if name in channels), channels[0])
        for wanted, names in near.items()
    }
    return {label: (found[contra], found[ipsi]) for label, (contra, ipsi) in SIDES.items()}
