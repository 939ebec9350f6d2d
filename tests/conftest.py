"""What every test stands on: no screen, no sound, one thread per library, and the shared recordings."""

import os
from pathlib import Path

import pytest

# Set before the libraries that read them are imported. Two tests on two cores must not fight
# over threads; a window on somebody's desk must not open.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what belongs together in one worker: a module's fixtures, and all real processes."""
    for item in items:
        group = "process" if item.get_closest_marker("process") else item.nodeid.split("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of public recordings, or skip: they are not part of the project."""
    named = os.environ.get("VOLITION_TEST_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the public recordings in {folder} (or name them in VOLITION_TEST_DATA)")
    return folder
