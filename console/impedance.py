"""``volition impedance``: how well each electrode touches the skin, and what to do about it."""

from pathlib import Path

from rich.table import Table

from acquisition.board import InjectsLeadOff
from acquisition.errors import AcquisitionError
from acquisition.impedance import Electrodes, Impedance, Measurement, Verdict, measure
from acquisition.lsl import configure, is_streaming
from acquisition.montage import head_order
from acquisition.spec import BoardSpec, make_board
from console.fixes import EAR_CLIP, VERDICT_STYLES, VERDICTS, fix_impedance
from console.words import Voice
from sessions.impedance import write_measurement
from station.clock import RealClock
from station.language import N_, Language


def run_impedance(
    spec: BoardSpec, electrodes: Electrodes, home: Path, voice: Voice
) -> dict[str, object]:
    """Measure a cap, show it, keep it in the data home, and return what ``--json`` prints.

    Raises
    ------
    AcquisitionError
        If the headset cannot measure impedance, or streams for a session.
    """
    board = make_board(spec)
    if not isinstance(board, InjectsLeadOff):
        raise AcquisitionError(
            N_("The board {board!r} cannot measure impedance; a Cyton or Cyton + Daisy can."),
            board=spec.name,
        )
    configure(home)
    if is_streaming(board.info.device):
        raise AcquisitionError(
            N_(
                "A session is running on this headset. Impedance is measured before or after a "
                "session: the current would be in its EEG."
            )
        )
    tr = voice.tr
    voice.say(tr("Measuring each electrode with 6 nA; please sit still. About three seconds each."))
    with voice.progress() as progress:
        bar = progress.add_task(tr("Reference and ground"), total=len(board.info.channels))

        def tell(each: Impedance | None) -> None:
            name = "" if each is None else f"{each.channel} {_kilohms(each, 0)} kΩ"
            progress.update(bar, description=name, advance=0 if each is None else 1)

        with board:
            measured = measure(board, electrodes, RealClock(), tell)
    _show(measured, voice)
    path = write_measurement(home, board.info.device, measured)
    return {"file": str(path), **_to_json(measured, tr)}


def _kilohms(each: Impedance, digits: int) -> str:
    return "-" if each.ohms is None else f"{each.ohms / 1e3:.{digits}f}"


def _to_json(measured: Measurement, tr: Language) -> dict[str, object]:
    return {
        "electrodes": measured.electrodes.value,
        "reference_bad": measured.is_reference_bad,
        "unbalanced": measured.is_unbalanced,
        "channels": {
            each.channel: {
                "ohms": None if each.ohms is None else round(each.ohms),
                "error": None if each.error is None else round(each.error),
                "verdict": each.verdict.value,
                "fix": fix_impedance(each, measured.electrodes, tr),
            }
            for each in measured.channels
        },
    }


def _show(measured: Measurement, voice: Voice) -> None:
    tr = voice.tr
    if measured.is_reference_bad:
        voice.say(tr(EAR_CLIP), "bold red")
    if not measured.channels:
        return
    table = Table(title=tr("Impedance, from front to back"))
    table.add_column(tr("Channel"))
    table.add_column("kΩ", justify="right")
    table.add_column(tr("Contact"))
    table.add_column(tr("What to do"), overflow="fold")
    found = {each.channel: each for each in measured.channels}
    for name in head_order(tuple(found)):
        each = found[name]
        fix = fix_impedance(each, measured.electrodes, tr)
        verdict = tr(VERDICTS[each.verdict])
        style = VERDICT_STYLES[each.verdict]
        table.add_row(name, _kilohms(each, 1), f"[{style}]{verdict}[/]", fix)
    voice.console.print(table)
    if measured.is_unbalanced:
        voice.say(
            tr("The worst electrode has more than five times the best: mend the worst first."),
            "yellow",
        )
    if all(each.verdict in (Verdict.GOOD, Verdict.ACCEPTABLE) for each in measured.channels):
        voice.say(tr("All electrodes are good enough to train."), "green")
