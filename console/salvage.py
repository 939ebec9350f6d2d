"""``volition salvage``: mend a recording that was cut off, and say what is lost."""

from pathlib import Path

from acquisition.growing import refuse_while_recording
from acquisition.salvage import Mend, salvage
from console.words import Voice


def run_salvage(folder: Path, voice: Voice) -> tuple[dict[str, object], bool]:
    """Mend a session's raw recording.

    Returns
    -------
    result : dict
        What ``--json`` prints.
    is_whole : bool
        Whether nothing that had reached the disk is lost.

    Raises
    ------
    AcquisitionError
        If it cannot be mended, or is being recorded now.
    """
    refuse_while_recording(folder)
    found, tr = salvage(folder), voice.tr

    def text(mend: Mend) -> str:
        return tr(mend.sentence, **mend.values)

    for mend in found.mended:
        voice.say(text(mend), "yellow")
    for mend in found.damaged:
        voice.say(text(mend), "bold red")
    if not (found.mended or found.damaged):
        voice.say(tr("Nothing needed mending."), "green")
    voice.say(
        tr(
            "The recording holds {rows} rows ({seconds:.3f} s) and {markers} markers.",
            rows=found.rows,
            seconds=found.seconds,
            markers=found.markers,
        )
    )
    result: dict[str, object] = {
        "rows": found.rows,
        "seconds": found.seconds,
        "markers": found.markers,
        "lost_rows": found.lost_rows,
        "lost_markers": found.lost_markers,
        "mended": [text(mend) for mend in found.mended],
        "damaged": [text(mend) for mend in found.damaged],
    }
    return result, found.is_whole
