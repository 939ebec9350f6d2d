"""How a session was conducted: programme, runs, hits against matched rest, ratings.

What a reader must know before believing a reward rate stands here: which runs were played back
whatever the EEG said, and whether rewards were helped along.
"""

from typing import Any

from games.movements import NAMES
from sessions.control import COMPENSATED, EASIER, HARDER
from sessions.metric import MetricValue
from sessions.played import PlayedRun, contingent_trials, played_runs
from sessions.ratings import MOMENT_NAMES, QUESTION_NAMES, Rating, ratings_of, suggestions
from sessions.report import format as shown
from sessions.report.names import GAMES, PARADIGMS, named
from sessions.report.words import Words
from station.events import Event
from station.language import N_, Language

MIRRORED = 0.2  # share of trials from which mirror movements are warned of (CLINICAL 3.6)
_LEARNED = ("movement", "asked")
_KINDS = {"calibration": N_("calibration"), "play": N_("run {run}"), "observe": N_("run {run}")}


def programme(words: Words) -> str:
    """Return the programme that the session belonged to, in words."""
    tr, record = words.tr, words.record
    if not record.program:
        return tr("none")
    return tr("{name}, version {version}", name=record.program, version=record.program_version)


def runs(words: Words) -> dict[str, Any] | None:
    """Return the table of runs; None if the session tells none."""
    tr, found = words.tr, played_runs(words.session)
    if not found:
        return None
    head = [tr("Run"), tr("Paradigm"), tr("Game"), tr("Movement"), tr("Trials"), tr("Rewarded")]
    notes = []
    if not all(one.is_contingent for one in found):
        notes.append(
            tr(
                "* Observation: the movement was played back whatever the EEG said (not contingent)."
            )
        )
    shown_in = ", ".join(str(one.run) for one in found if one.is_shown)
    if shown_in:
        notes.append(
            tr(
                "A faint hand made each movement along with the patient at first (run {runs}); what it was seen in is "
                "not scored.",
                runs=shown_in,
            )
        )
    return {
        "title": tr("Runs"),
        "head": head,
        "rows": [_run_row(words, one) for one in found],
        "notes": [*notes, *_acts(words)],
    }


def _acts(words: Words) -> list[str]:
    """Return what the therapist did to trials, in sentences."""
    tr, session = words.tr, words.session
    notes = [
        tr(
            "Training began although the signals were not good enough ({channels}): {reason}.",
            channels=", ".join(map(str, event.details["faults"])) or tr("not judged"),  # type: ignore[call-overload]
            reason=event.label,
        )
        for event in session.of_type("start_anyway")
    ]
    notes += _other_movement(words)
    tagged = {(e.details["run"], e.details["trial"]) for e in session.of_type(COMPENSATED)}
    if tagged:
        places = ", ".join(f"{run}.{trial}" for run, trial in sorted(tagged))
        notes.append(
            tr(
                "Marked by the therapist as compensated by other movement (run.trial): {places}.",
                places=places,
            )
        )
    if (bias := words.record.plan.rewarding.bias_percent) > 0:
        notes.append(
            tr(
                "Rewards were made easier on purpose: the floor that rest sets was lowered by {bias:g} "
                "points, so as many more rewards at rest are to be expected.",
                bias=bias,
            )
        )
    easier, harder = (len(session.of_type(name)) for name in (EASIER, HARDER))
    if easier or harder:
        notes.append(
            tr(
                "Asked for by the therapist: easier {easier}×, harder {harder}×; the threshold never "
                "went below what rest allows.",
                easier=easier,
                harder=harder,
            )
        )
    return notes


def _other_movement(words: Words) -> list[str]:
    """Say that a model had learned another movement than the one that was asked for."""
    told = [event.details for event in words.session.of_type("model")][-1:]
    known, asked = ("".join(str(one.get(name, "")) for one in told) for name in _LEARNED)
    if not known or not asked or known == asked:
        return []
    return [
        words.tr(
            "The decoder had learned with another movement ({known}); in training it learned this one on "
            "the way.",
            known=named(NAMES, known, words.tr),
        )
    ]


def detection(words: Words) -> list[str]:
    """Return hits against matched rest in sentences; none where no rest is asked for."""
    tr, table = words.tr, words.assessment["metrics"].get("detection")
    if table is None or table["values"]["difference"]["value"] is None:
        return []
    hit, rest, youden, p, both = (
        words.value("detection", part)
        for part in (
            *("hit_rate", "rest_false_positives", "difference", "fisher_p"),
            "balanced_accuracy",
        )
    )
    sentences = [
        tr(
            "Hits {hit} (n {hits_n}) against {rest} at rest of the same length (n {rests_n}): "
            "difference {difference} percentage points ({interval}), Fisher's exact p {p}.",
            hit=shown.share(hit.value),
            hits_n=hit.n,
            rest=shown.share(rest.value),
            rests_n=rest.n,
            difference=_points(youden.value or 0.0),
            interval=_interval(words, youden),
            p=shown.probability(p.value if p.value is not None else 1.0),
        ),
        tr(
            "Youden's J {youden:.2f}; balanced accuracy {balanced} ({interval}).",
            youden=youden.value,
            balanced=shown.share(both.value),
            interval=shown.share_interval(both, tr),
        ),
    ]
    if len(contingent_trials(words.session)) < len(words.session.trials.played):
        sentences.append(tr("Runs of observation are left out here."))
    return sentences


def self_paced(words: Words) -> list[str]:
    """Return what self-paced play came to in sentences; none where there was none."""
    if not words.session.trials.paced:
        return []
    tr = words.tr
    found, alarms, time = (
        words.value("self_paced", part)
        for part in ("detections", "false_positives", "time_to_target")
    )
    if found.value is None or alarms.value is None:
        return [tr("Self-paced play ended before a movement and a rest could be compared.")]
    sentence = tr(
        "Self-paced play: {found:.1f} detections a minute in windows of movement ({found_ci}) against "
        "{alarms:.1f} in windows of rest ({alarms_ci}).",
        found=found.value,
        found_ci=_per_minute(words, found),
        alarms=alarms.value,
        alarms_ci=_per_minute(words, alarms),
    )
    if time.value is None:
        return [sentence]
    first = tr(
        "The first one came {seconds:.1f} s after the window began (median of {n} windows).",
        seconds=time.value,
        n=time.n,
    )
    return [sentence, first]


def muscles(words: Words) -> list[str]:
    """Return what muscles did in sentences; none without muscle channels."""
    tr = words.tr
    parts = {part: words.value("muscle", part) for part in ("overt", "mirror", "rest", "onset")}
    sentences = {
        "overt": N_("The hand moved in {share} of the trials in which it should only imagine"),
        "mirror": N_("The other hand moved in {share} of the movement trials"),
        "rest": N_("A muscle was active in {share} of the rests"),
    }
    told = [
        tr(
            "{sentence} ({interval}, n {n}; by EMG).",
            sentence=tr(text, share=shown.share(value)),
            interval=shown.share_interval(parts[part], tr),
            n=parts[part].n,
        )
        for part, text in sentences.items()
        if (value := parts[part].value) is not None
    ]
    if parts["onset"].value is not None:
        told.append(
            tr(
                "In {n} attempts muscles began {onset:.1f} s after the cue (median).",
                n=parts["onset"].n,
                onset=parts["onset"].value,
            )
        )
    mirror = parts["mirror"].value
    if mirror is not None and mirror > MIRRORED:
        told.append(tr("So the decoder may follow the other hand: let it lie still and look."))
    return told


def ratings(words: Words) -> dict[str, Any] | None:
    """Return the table of ratings; None if nothing was asked."""
    tr, found = words.tr, ratings_of(words.session.events)
    if not found:
        return None
    moments = [moment for moment in MOMENT_NAMES if any(one.moment == moment for one in found)]
    rows = [
        [tr(name), *(_answer(found, question, moment, tr) for moment in moments)]
        for question, name in QUESTION_NAMES.items()
        if any(one.question == question for one in found)  # earlier versions asked for less
    ]
    by_therapist = any(one.by == "therapist" and one.value is not None for one in found)
    notes = [tr("Some answers were given by the therapist.")] if by_therapist else []
    return {
        "title": tr("Ratings, 0 to 10"),
        "head": ["", *(tr(MOMENT_NAMES[moment]) for moment in moments)],
        "rows": rows,
        "notes": notes,
    }


def alerts(words: Words) -> list[str]:
    """Return what ratings and rewards suggested at any time, the most urgent first."""
    advised = {event.label: event.details for event in words.session.of_type("advice")}
    told = [(advice["act"], advice["sentence"], advice["values"]) for advice in advised.values()]
    told += [
        (one.act, one.sentence, one.values)
        for one in suggestions(ratings_of(words.session.events))
        if one.rule not in advised
    ]
    urgent_first = sorted(told, key=lambda one: one[0] != "stop")
    return [words.tr(str(text), **values) for _, text, values in urgent_first]  # type: ignore[arg-type]


def _run_row(words: Words, one: PlayedRun) -> list[str]:
    tr, table = words.tr, words.session.trials
    answered = (*table.played, *table.paced)
    played = [trial for trial in answered if trial.run == one.run and one.kind == "play"]
    cued = [cue for cue in words.session.of_type("cue") if _belongs(cue, one)]
    moves = [trial for trial in played if trial.is_movement]
    rewarded = sum(trial.is_rewarded for trial in moves)
    name = tr(_KINDS.get(one.kind, one.kind), run=one.run)
    return [
        name if one.is_contingent else f"{name} *",
        named(PARADIGMS, one.paradigm, tr),
        named(GAMES, one.game, tr),
        named(NAMES, one.movement, tr) or shown.NOTHING,
        str(len(played or cued)) if played or cued else shown.NOTHING,
        f"{rewarded} / {len(moves)}" if moves else shown.NOTHING,
    ]


def _belongs(cue: Event, one: PlayedRun) -> bool:
    return (cue.details["kind"], cue.details["run"]) == (one.kind, one.run)


def _answer(found: tuple[Rating, ...], question: str, moment: str, tr: Language) -> str:
    asked = [one for one in found if (one.question, one.moment) == (question, moment)]
    none = tr("skipped") if any(one.is_skipped for one in asked) else shown.NOTHING
    return ", ".join(str(one.value) for one in asked if one.value is not None) or none


def _points(share: float) -> str:
    return shown.signed(100 * share, "%")


def _per_minute(words: Words, value: MetricValue) -> str:
    low, high = value.interval or (0.0, 0.0)
    return words.tr("95 % CI {low} to {high}", low=f"{low:.1f}", high=f"{high:.1f}")


def _interval(words: Words, value: MetricValue) -> str:
    low, high = value.interval or (0.0, 0.0)
    return words.tr("95 % CI {low} to {high}", low=_points(low), high=_points(high))
