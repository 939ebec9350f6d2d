"""The commands about programmes: which there are, what one holds, a copy to edit."""

from pathlib import Path

from console.words import Voice
from sessions.course import resting_scenes
from sessions.program import Program, Step
from sessions.program_files import Found, copy_program, load_program, programs
from sessions.ratings import MOMENT_NAMES
from sessions.report.names import GAMES, PARADIGMS, named
from station.language import N_, Language

_STEPS = {
    "resting": N_("resting EEG (T8), {open:g} s with eyes open and {closed:g} s with eyes closed"),
    "priming": N_("priming: move the hand for {minutes} min"),
    "runs": N_("runs, the first one easy, with breaks of {low} to {high} s"),
    "closing": N_("closing easy run of {trials} trials that ends on a success"),
    "practice": N_("hands-on practice of the trained movement"),
}
_WHEN = {"optional": N_("optional"), "assessment": N_("on assessment days")}


def list_programs(home: Path, voice: Voice) -> dict[str, object]:
    """Say which programmes there are and return them."""
    found = [load_program(home, name) for name in programs(home)]
    for one in found:
        own = voice.tr(" (your own copy)") if one.is_own else ""
        audience = one.program.audience.in_language(voice.tr.code)
        voice.say(f"{one.program.name:<12} {audience}{own}")
    return {"programs": [_described(one) for one in found]}


def show_program(home: Path, name: str, voice: Voice) -> dict[str, object]:
    """Say what a programme holds and return it."""
    found = load_program(home, name)
    for line in program_lines(found, voice.tr):
        voice.say(line)
    return _described(found)


def edit_copy(home: Path, name: str, new_name: str | None, voice: Voice) -> dict[str, object]:
    """Copy a programme into the data home, say where it is and return it."""
    found = copy_program(home, name, new_name)
    voice.say(voice.tr("Edit {path}; it is used from the next session on.", path=found.path))
    return _described(found)


def program_lines(found: Found, tr: Language) -> list[str]:
    """Return a programme in words, a line each."""
    one, comma = found.program, tr(", ")
    lines = [
        tr("{name}, version {version}", name=one.name, version=one.version),
        one.audience.in_language(tr.code),
        one.summary.in_language(tr.code),
        _amount(one, tr),
        tr("Default paradigm: {paradigm}", paradigm=tr(PARADIGMS[one.paradigm])),
        tr("Games: {games}", games=comma.join(named(GAMES, game, tr) for game in one.games)),
    ]
    for stage in one.stages:
        runs = comma.join(tr(PARADIGMS[run]) for run in stage.runs)
        lines.append(tr("From session {n} on: {runs}", n=stage.from_session, runs=runs))
    lines.append(tr("Order of a session:"))
    lines += [f"  {number}. {_step(one, step, tr)}" for number, step in enumerate(one.order, 1)]
    return [*lines, tr("File: {path}", path=found.path)]


def _amount(one: Program, tr: Language) -> str:
    minutes = _span(one.block_minutes)
    if one.sessions is None or one.per_week is None or one.slot_minutes is None:
        return tr(
            "As many sessions as the protocol says, each of {blocks} runs of {minutes} min",
            blocks=_span(one.blocks),
            minutes=minutes,
        )
    return tr(
        "{sessions} sessions, {weekly} a week, {slot} min each with {blocks} runs of {minutes} min",
        sessions=_span(one.sessions),
        weekly=_span(one.per_week),
        slot=one.slot_minutes,
        blocks=_span(one.blocks),
        minutes=minutes,
    )


def _step(one: Program, step: Step, tr: Language) -> str:
    breaks = one.breaks
    resting = dict(resting_scenes(one, is_assessment=step.when == "assessment"))
    if step.step == "questions" and step.moment is not None:
        text = tr("questions, {moment}", moment=tr(MOMENT_NAMES[step.moment]))
    else:
        text = tr(
            _STEPS[step.step],
            open=resting.get("eyes_open", 0.0),
            closed=resting.get("eyes_closed", 0.0),
            minutes=breaks.priming_minutes,
            low=breaks.seconds[0],
            high=breaks.seconds[1],
            trials=breaks.closing_trials,
        )
    if step.when == "always":
        return text
    return tr("{step} ({when})", step=text, when=tr(_WHEN[step.when]))


def _span(span: tuple[float, float]) -> str:
    low, high = span
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _described(found: Found) -> dict[str, object]:
    described = found.program.model_dump(mode="json")
    return {**described, "file": str(found.path), "own": found.is_own}
