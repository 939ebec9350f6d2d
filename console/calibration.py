"""What a therapist reads of a calibration: how many were right, how sure that is, and what follows from it.

Whatever accuracy is said, its number of trials, its interval, what chance would reach and the
permutation's p are said with it.
"""

from collections.abc import Mapping
from typing import Any

from console.words import Voice
from decoding.progress import Verdict, progress
from sessions.report.format import probability
from station.language import N_


def say_standing(found: Mapping[str, Any], voice: Voice) -> None:
    """Say how a calibration that goes on stands."""
    tr = voice.tr
    if "trials" not in found:
        voice.say(tr("Too few usable trials so far: eight more follow."), "yellow")
        return
    standing = progress(
        found["correct"],
        found["trials"],
        criterion=found["criterion"],
        below_chance=found["below_chance"],
    )
    low, high = standing.interval
    template = N_(
        "{right} of {n} trials right in the calibration so far (95 % interval {low:.0%} to {high:.0%}); from "
        "{criterion} right on it is above chance, permutation p {p}. {advice}"
    )
    said = {"right": standing.correct, "n": standing.trials, "low": low, "high": high}
    p, advice = probability(found["permutation_p"]), tr(standing.advice)
    voice.say(tr(template, **said, criterion=found["criterion"], p=p, advice=advice))


def say_calibration(summary: Mapping[str, Any], voice: Voice) -> None:
    """Say how good a calibration is, and what follows from it."""
    low, high = summary["interval"]
    voice.say(
        voice.tr(
            "Calibration: held-out accuracy {accuracy:.0%} (95 % interval {low:.0%} to "
            "{high:.0%}) over {n} trials; from {criterion} right on it is above chance, permutation p {p}.",
            accuracy=summary["accuracy"],
            low=low,
            high=high,
            n=summary["trials"],
            criterion=summary["criterion"],
            p=probability(summary["permutation_p"]),
        )
    )
    _say_choice(summary, voice)
    standing = progress(
        summary["correct"],
        summary["trials"],
        criterion=summary["criterion"],
        below_chance=summary["below_chance"],
    )
    if standing.verdict not in (Verdict.BEGUN, Verdict.SWAPPED):
        voice.say(voice.tr(standing.advice))
    if summary["below_chance"]:
        voice.say(
            voice.tr(
                "The calibration is clearly worse than chance: are the cues swapped, or did the "
                "patient do the opposite? Ask, and calibrate anew."
            ),
            "bold yellow",
        )
    elif not summary["above_chance"]:
        voice.say(
            voice.tr(
                "The calibration is not distinguishable from chance; the game goes on, and "
                "rewards will be rare."
            ),
            "yellow",
        )


def _say_choice(summary: Mapping[str, Any], voice: Voice) -> None:
    """Say what the calibration weighed against each other, and by how much it decided."""
    rival = summary.get("rival")
    if rival is not None:
        asked = rival["asked"]
        voice.say(
            voice.tr(
                "The calibration kept {kept}, with a held-out log-loss of {own_loss:.3f} against "
                "{left_loss:.3f} of {left} (balanced accuracy {own:.0%} against {other:.0%}); only "
                "a clearly smaller loss displaces {asked}.",
                kept=asked if asked != rival["decoder"] else "tangent",
                left=rival["decoder"],
                own_loss=summary["loss"],
                left_loss=rival["loss"],
                own=summary["balanced_accuracy"],
                other=rival["balanced_accuracy"],
                asked=asked,
            ),
            "dim",
        )
    if summary.get("others"):
        voice.say(
            voice.tr(
                "{people} other patients helped: the held-out log-loss fell by {gain:.3f}.",
                people=summary["others"],
                gain=summary["pooling_gain"],
            ),
            "dim",
        )
