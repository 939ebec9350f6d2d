"""``volition boards``: which headsets there are, and which of them answers on this machine."""

from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from acquisition.catalogue import Listed, listed_boards
from acquisition.scan import NO_PORT, Cause, Finding, remember, remembered, scan
from console.words import MARKS, STYLES, Voice
from station.language import N_


def show_boards(voice: Voice) -> dict[str, object]:
    """List every headset that can be configured; return what ``--json`` prints."""
    tr, boards = voice.tr, listed_boards()
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(tr("Name"), no_wrap=True)  # it has to be typed
    for title in (tr("Headset"), tr("Channels"), "Hz", tr("Montages"), tr("Tried")):
        table.add_column(title, overflow="fold")
    for board in boards:
        table.add_row(
            board.name,
            board.title,
            str(board.channels) if board.channels else "-",
            f"{board.rate:g}" if board.rate else "-",
            ", ".join(board.montages),
            MARKS["ok"] if board.verified else "",
        )
    voice.console.print(table)
    voice.say(
        tr(
            "Headsets without a tick are driven by BrainFlow and were never tried with this "
            "program. Which headset answers here: volition boards --scan"
        )
    )
    return {"boards": [_board(board) for board in boards]}


def show_scan(port: str, home: Path, voice: Voice) -> dict[str, object]:
    """Ask the serial ports; return what ``--json`` prints.

    Parameters
    ----------
    port : str
        The only port to ask; empty asks all.
    home : Path
        Data home, where the port that answers is remembered.
    voice : Voice
    """
    tr = voice.tr
    voice.say(tr("Asking the serial ports; this takes up to five seconds each."), "dim")
    findings = scan([port] if port else [], first=remembered(home))
    for finding in findings:
        state = "ok" if finding.cause is Cause.ANSWERS else "fail"
        voice.say(f"{MARKS[state]} {_text(finding, voice)}", STYLES[state])
    if not findings:
        voice.say(f"{MARKS['fail']} {tr(NO_PORT)}", STYLES["fail"])
    good = next((f for f in findings if f.cause is Cause.ANSWERS), None)
    is_remembered = good is not None and _remember(home, good, voice)
    return {
        "ports": [
            {
                "port": finding.port,
                "cause": str(finding.cause),
                "board": finding.board,
                "sentence": _text(finding, voice),
            }
            for finding in findings
        ],
        "remembered": good.port if good is not None and is_remembered else None,
    }


def _remember(home: Path, good: Finding, voice: Voice) -> bool:
    try:
        remember(home, good.port)
    except OSError as error:
        sentence = N_(
            "{port} cannot be remembered in {home} ({reason}); name it with --port each time."
        )
        reason = error.strerror or type(error).__name__
        voice.say(voice.tr(sentence, port=good.port, home=home, reason=reason), "yellow")
        return False
    sentence = N_("{port} is remembered: volition train --board {board} needs no --port now.")
    voice.say(voice.tr(sentence, port=good.port, board=good.board))
    return True


def _text(finding: Finding, voice: Voice) -> str:
    return voice.tr(
        finding.sentence,
        port=finding.port,
        board=finding.board,
        holder=finding.holder,
        answer=finding.answer,
    )


def _board(board: Listed) -> dict[str, object]:
    return {
        "name": board.name,
        "title": board.title,
        "channels": board.channels,
        "rate": board.rate,
        "montages": list(board.montages),
        "tried": board.verified,
    }
