"""``volition patient``: enrol a patient, and keep what the patient needs of the screen."""

import json
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from console.arguments import Data, Json, Lang, SideName
from console.words import Voice, choose_language, print_result
from station.language import N_

patient_app = typer.Typer(no_args_is_help=True, help="Patients, by pseudonym only.")

FieldName = Literal["whole", "left", "right", "centre"]
SkinName = Literal["light", "tan", "brown", "dark"]
_SKINS = ", ".join(get_args(SkinName))
Text = Annotated[
    int | None, typer.Option(min=24, max=96, help="Height of the words, 24 to 96 pixels.")
]
Offset = Annotated[
    float | None,
    typer.Option(
        min=-0.3, max=0.3, help="Neglect: move everything right (or, below 0, left), in widths."
    ),
]
FieldOfView = Annotated[FieldName | None, typer.Option(help="Hemianopia: the part that is seen.")]
Calm = Annotated[bool | None, typer.Option(help="Photosensitivity: hardly any change of light.")]
Still = Annotated[bool | None, typer.Option(help="Nothing moves for decoration.")]
Spoken = Annotated[bool | None, typer.Option(help="Cues are spoken.")]
Slow = Annotated[bool | None, typer.Option(help="They are spoken slowly.")]
Captions = Annotated[bool | None, typer.Option(help="Sounds are written, too.")]
Child = Annotated[bool | None, typer.Option(help="A child's hand and words.")]
SkinTone = Annotated[SkinName | None, typer.Option(help=f"Of the hands: {_SKINS}.")]
_NEEDS = {
    "offset": N_("Moved to the right, in widths of the screen: {value}"),
    "field": N_("Part of the screen that is seen: {value}"),
    "text": N_("Height of the words, in pixels: {value}"),
    "calm": N_("Calm, for photosensitivity: {value}"),
    "still": N_("Nothing moves for decoration: {value}"),
    "spoken": N_("Cues are spoken: {value}"),
    "slow": N_("Cues are spoken slowly: {value}"),
    "captions": N_("Sounds are written, too: {value}"),
    "child": N_("A child's hand and words: {value}"),
    "skin": N_("Skin of the hands: {value}"),
}
_VALUES = {
    "whole": N_("all of it"),
    "left": N_("the left half"),
    "right": N_("the right half"),
    "centre": N_("the middle"),
    "light": N_("light"),
    "tan": N_("tan"),
    "brown": N_("brown"),
    "dark": N_("dark"),
    "True": N_("yes"),
    "False": N_("no"),
}


@patient_app.command("new")
def patient_new(
    affected: Annotated[SideName, typer.Option(help="Affected side.")],
    mode: Annotated[
        Literal["imagery", "attempt"], typer.Option(help="Imagined or attempted movement.")
    ] = "attempt",
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Enrol a patient under a new pseudonym; names are never asked for."""
    from sessions.patient import new_patient

    tr, home, _ = choose_language(lang, data)
    patient = new_patient(
        home, affected_side=affected, mode=mode, language="zh" if tr.code == "zh" else "en"
    )
    if as_json:
        print(json.dumps({"patient": patient.pseudonym}))
        return
    sentence = tr(
        "New patient {pseudonym}. Write it on the patient's card; no name is stored here.",
        pseudonym=patient.pseudonym,
    )
    Voice(tr, quiet=False).say(sentence)


@patient_app.command("consent")
def patient_consent(
    pseudonym: Annotated[str, typer.Argument(help="Such as P-7Q3K.")],
    share: Annotated[
        bool | None,
        typer.Option(
            "--share/--no-share", help="Sessions may teach the decoders of other patients."
        ),
    ] = None,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show, or keep, whether a patient consented that sessions teach other patients' decoders."""
    from sessions.patient import change_consent, read_patient

    tr, home, _ = choose_language(lang, data)
    if share is None:
        patient = read_patient(home, pseudonym)
    else:
        patient = change_consent(home, pseudonym, shares=share)
    if as_json:
        print(json.dumps({"patient": pseudonym, "shares": patient.shares}))
        return
    said = (
        tr("{pseudonym} consented: sessions may teach other patients.", pseudonym=pseudonym)
        if patient.shares
        else tr("{pseudonym} did not consent: sessions teach nobody else.", pseudonym=pseudonym)
    )
    voice = Voice(tr, quiet=False)
    voice.say(said)
    if share is False:
        _say_what_stays(home, voice)


def _say_what_stays(home: Path, voice: Voice) -> None:
    """Say that what was learned before somebody withdrew is still in the group models of then."""
    from sessions.group import FOLDER

    if any((home / FOLDER).glob("*.skops")):
        voice.say(
            voice.tr(
                "Group models made until now may still hold what these sessions taught: delete them in "
                "{folder}, and make a new one with volition group-model.",
                folder=str(home / FOLDER),
            ),
            "yellow",
        )


@patient_app.command("level")
def patient_level(
    pseudonym: Annotated[str, typer.Argument(help="Such as P-7Q3K.")],
    variable: Annotated[
        str | None,
        typer.Argument(
            help="hold, windows, assistance, feedback, support, distractors or movement; all are shown without one."
        ),
    ] = None,
    step: Annotated[int | None, typer.Option(min=0, help="Step on its ladder, from 0.")] = None,
    lock: Annotated[
        bool | None, typer.Option("--lock/--unlock", help="Whether rules leave it alone.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what runs ask of a patient, or set or lock one level."""
    from console.levels import change_level

    tr, home, _ = choose_language(lang, data)
    found = change_level(
        home,
        pseudonym,
        variable=variable,
        step=step,
        lock=lock,
        reason=reason,
        voice=Voice(tr, quiet=as_json),
    )
    print_result(found, as_json)


@patient_app.command("screen")
def patient_screen(
    pseudonym: Annotated[str, typer.Argument(help="Such as P-7Q3K.")],
    text: Text = None,
    offset: Offset = None,
    field: FieldOfView = None,
    calm: Calm = None,
    still: Still = None,
    spoken: Spoken = None,
    slow: Slow = None,
    captions: Captions = None,
    child: Child = None,
    skin: SkinTone = None,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what a patient needs of the screen, or change it; every game keeps to it."""
    from sessions.patient import change_access

    tr, home, _ = choose_language(lang, data)
    given = {
        "text": text, "offset": offset, "field": field, "calm": calm, "still": still,
        "spoken": spoken, "slow": slow, "captions": captions, "child": child, "skin": skin,
    }  # fmt: skip
    wanted = {name: value for name, value in given.items() if value is not None}
    access = change_access(home, pseudonym, wanted).access
    if as_json:
        print(json.dumps({"patient": pseudonym, "screen": access.model_dump()}))
        return
    voice = Voice(tr, quiet=False)
    for name, value in access.model_dump().items():
        known = _VALUES.get(str(value))
        voice.say(tr(_NEEDS[name], value=str(value) if known is None else tr(known)))
