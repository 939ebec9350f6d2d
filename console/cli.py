"""The command ``volition``: one place that reads arguments, prints, and turns errors into words.

Everything that a person can mend is one sentence on standard error and exit code 2; everything
else is a bug and keeps its traceback. Heavy libraries are imported by the command that needs
them, so that ``volition --help`` is instant.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from typer.exceptions import TyperException

from console.arguments import (
    Adapt,
    BoardName,
    BoardSettingsFile,
    Calibrate,
    Data,
    DecoderName,
    DemoDprime,
    DemoTrials,
    Despite,
    Dprime,
    Extras,
    Game,
    GameName,
    Group,
    Headless,
    Json,
    Lang,
    Lesion,
    MovementName,
    ParadigmName,
    Port,
    ProgramName,
    Resume,
    RunTrials,
    Seed,
    StartAnyway,
    TaskName,
    Wish,
)
from console.cli_contact import contact
from console.cli_patient import patient_app
from console.cli_program import planning
from console.cli_tools import tools
from console.encoding import write_alike
from console.manual import in_language
from console.usage import in_words, spoken_to
from console.words import Voice, choose_language, print_result
from station.errors import VolitionError

app = typer.Typer(
    name="volition",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Volition (意动): motor-imagery training with an EEG headset. "
    "Training support and research software; not a medical device.",
)
app.add_typer(patient_app, name="patient")
app.add_typer(planning)
app.add_typer(contact)
app.add_typer(tools)


@app.command()
def demo(
    patient: Annotated[str, typer.Option(help="'simulated', or a recorded patient's TOML.")] = (
        "simulated"
    ),
    dprime: DemoDprime = None,
    lesion: Lesion = "left",
    seed: Seed = 1,
    fast: Annotated[bool, typer.Option("--fast", help="As fast as the processor allows.")] = False,
    driver: Annotated[
        bool, typer.Option("--driver", help="Through an emulated Cyton and its real driver.")
    ] = False,
    trials: DemoTrials = None,
    task: TaskName = None,
    game: Game = "reach",
    movement: MovementName = None,
    decoder: DecoderName = "adaptive",
    headless: Headless = False,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Run the whole line once, without a headset: calibrate, play, assess, report."""
    from console.demo import DemoOptions, run_demo, usual_dprime

    tr, home, settings = choose_language(lang, data)
    options = DemoOptions(
        patient=patient,
        dprime=usual_dprime(fast=fast) if dprime is None else dprime,
        lesion=lesion,
        seed=seed,
        fast=fast,
        driver=driver,
        trials=trials,
        task=task,
        game=game,
        movement=movement,
        decoder=decoder,
        headless=headless,
    )
    print_result(run_demo(options, home, settings, Voice(tr, quiet=as_json)), as_json)


@app.command()
def train(
    patient: Annotated[str, typer.Option(help="Pseudonym, such as P-7Q2K.")],
    board: BoardName = None,
    port: Port = "",
    settings_file: BoardSettingsFile = None,
    task: TaskName = None,
    game: GameName = None,
    movement: MovementName = None,
    decoder: DecoderName = "adaptive",
    calibrate: Calibrate = None,
    group: Group = None,
    adapt: Adapt = None,
    trials: RunTrials = None,
    runs: Annotated[int, typer.Option(min=1, help="Runs with feedback.")] = 2,
    program: ProgramName = None,
    paradigm: ParadigmName = None,
    extras: Extras = None,
    despite: Despite = "",
    start_anyway: StartAnyway = "",
    resume: Resume = False,
    headless: Headless = False,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Run a session with a patient: calibration if there is no model yet, then a game."""
    from console.train import Start, TrainOptions, run_train

    tr, home, settings = choose_language(lang, data)
    start, wish = (
        Start(calibrate, group, adapt, resume),
        Wish(program, tuple(extras or ()), despite, paradigm, start_anyway, movement),
    )
    board_wish = board, port, settings_file
    options = TrainOptions(
        patient, *board_wish, task, game, decoder, start, trials, runs, headless, wish
    )
    print_result(run_train(options, home, settings, Voice(tr, quiet=as_json)), as_json)


@app.command()
def headset(
    board: BoardName = None,
    port: Port = "",
    settings_file: BoardSettingsFile = None,
    seconds: Annotated[
        float | None, typer.Option(min=1.0, help="End by itself after so many seconds.")
    ] = None,
    lang: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show the signals of a headset, and nothing else."""
    from console.signals import show_signals
    from console.train import board_spec

    tr, home, settings = choose_language(lang, data)
    voice = Voice(tr, quiet=as_json)
    spec = board_spec(board, port, settings_file, home, voice)
    print_result(show_signals(spec, seconds, home, settings, voice), as_json)


@app.command()
def emulate(
    patient: Annotated[str, typer.Option(help="'simulated', or a recorded patient's TOML.")] = (
        "simulated"
    ),
    board: Annotated[
        Literal["cyton", "daisy"], typer.Option(help="What to emulate, for a simulated patient.")
    ] = "cyton",
    dprime: Dprime = 1.5,
    lesion: Lesion = "left",
    seed: Seed = 1,
    link: Annotated[
        Path | None, typer.Option(help="Where the serial port shall appear; a temporary place.")
    ] = None,
    ohms: Annotated[
        str, typer.Option(help="Impedances of the electrodes in Ω, such as 5000,80000.")
    ] = "",
    faults: Annotated[
        Path | None, typer.Option(help="TOML with what shall go wrong, and when.")
    ] = None,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Emulate a Cyton on a pseudo-terminal, until Ctrl-C; prints the port to connect to."""
    from acquisition.emulator.script import read_faults
    from console.emulate import patient_spec, read_ohms, run_emulator

    tr, home, _ = choose_language(lang, data)
    spec = patient_spec(patient, board=board, dprime=dprime, lesion=lesion, seed=seed)
    script = () if faults is None else read_faults(faults)
    run_emulator(spec, link, read_ohms(ohms), script, home, Voice(tr, quiet=False))


@app.command()
def replay(
    session: Annotated[Path, typer.Argument(help="Session folder.")],
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Recompute every decision of a session from its files and compare."""
    from console.review import run_replay

    tr, _, _ = choose_language(lang, None)
    result, agrees = run_replay(session, Voice(tr, quiet=as_json))
    print_result(result, as_json)
    if not agrees:
        raise typer.Exit(1)


@app.command()
def assess(
    session: Annotated[Path, typer.Argument(help="Session folder.")],
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Compute a session's assessment from its files."""
    from console.review import run_assess

    tr, _, _ = choose_language(lang, None)
    print_result(run_assess(session, Voice(tr, quiet=as_json)), as_json)


@app.command()
def report(
    session: Annotated[Path, typer.Argument(help="Session folder.")],
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Write a session's report in Chinese and English."""
    from console.review import run_report

    tr, _, _ = choose_language(lang, None)
    print_result(run_report(session, Voice(tr, quiet=as_json)), as_json)


# For us and the processes that we start. The matrices are small: more threads would only take the
# game's frames their processor. The banner would stand between status lines.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
}


def main() -> None:
    """Run the command; exit with 2 for what a person can mend."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    for stream in (sys.stdout, sys.stderr):
        write_alike(stream)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    tr = spoken_to()
    command = in_language(typer.main.get_command(app), tr)
    try:
        sys.exit(command.main(prog_name="volition", standalone_mode=False) or 0)
    except VolitionError as error:
        _refuse(error.text(tr))
    except TyperException as error:
        _refuse(in_words(error, tr))
    except OSError as error:
        from sessions.errors import of_the_disk

        told = of_the_disk(error)
        if told is None:
            raise
        _refuse(told.text(tr))


def _refuse(sentence: str) -> NoReturn:
    if sentence:
        print(sentence, file=sys.stderr)
    sys.exit(2)
