"""A whole session of a programme, made short, passes the benchmark's own check."""

from pathlib import Path

from benchmarks.programs import run
from sessions.program_files import copy_program


def test_a_session_of_a_programme_runs_from_start_to_end(tmp_path: Path) -> None:
    """Two blocks of half a minute and a short closing run; the calibration comes by itself."""
    copy = copy_program(tmp_path, "SCI-HAND", "SHORT")
    text = copy.path.read_text(encoding="utf-8")
    text = text.replace("blocks = [4, 4]", "blocks = [2, 2]")
    text = text.replace("block_minutes = [5, 5]", "block_minutes = [0.5, 0.5]")
    text = text.replace('runs = ["T4", "T4", "T4", "T4"]', 'runs = ["T7", "T4"]')
    short = (
        "[breaks]\nseconds = [2, 2]\nshortest = 1\nresting_seconds = [2, 2]\nclosing_trials = 4\n"
    )
    copy.path.write_text(f"{text}\n{short}", encoding="utf-8")

    row = run(tmp_path, "SHORT")

    assert (row["program"], row["runs"]) == ("SHORT", 3)
    assert row["played"] in (
        6,
        8,
    )  # the closing run ends with a success of its first pair, or later
    assert (row["problems"], row["ended"]) == (0, "finished")
