"""The worked examples of ``docs/adding.md`` and ``docs/decoding.md`` work as they stand, each put where it says."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from acquisition.spec import BoardSpec, make_board
from benchmarks.flashes.scenes import analyse_game
from decoding.calibrate import calibrate
from decoding.errors import DecodingError
from decoding.models import load, save
from games.game import GameSetting, Moment, Phase
from games.loop import open_view
from games.player import Player
from games.screen import Screen
from sessions.assess import assess
from station.plugins import load as load_plugin
from station.plugins import names
from station.task import Task
from tests.conftest import ROOT
from tests.decoding.signals import CLASSES, IMAGERY, recording
from tests.games import test_contract as contract
from tests.sessions.builders import Script, build_session, played_trials

PAGES = ("adding.md", "decoding.md")
PLACES = ("acquisition.boards", "decoding.decoders", "games.catalogue", "sessions.metrics")


@pytest.fixture(autouse=True)
def examples(tmp_path: Path) -> Iterator[None]:
    """Put the examples beside the plug-ins that there are, and take them away again."""
    pages = [(ROOT / "docs" / page).read_text(encoding="utf-8") for page in PAGES]
    text = "\n".join(pages)
    for name, source in re.findall(r"```python\n# (\S+\.py)\n(.*?)```", text, flags=re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        if "catalogue" in name:
            (path.parent / "__init__.py").touch()
    packages = [importlib.import_module(place) for place in PLACES]
    before = set(sys.modules)
    for package in packages:
        package.__path__.append(str(tmp_path.joinpath(*package.__name__.split("."))))
    importlib.invalidate_caches()
    yield
    for package in packages:
        package.__path__.pop()
    for module in [name for name in sys.modules if name.startswith(PLACES) and name not in before]:
        del sys.modules[module]


def test_the_board_sends_its_sine_at_its_rate() -> None:
    with make_board(BoardSpec.model_validate({"name": "sine", "amplitude_uv": 20.0})) as board:
        board.start(10.0)
        first, second = board.read(10.5), board.read(11.0)

    assert len(first) + len(second) == 251
    assert first.microvolts.max() == pytest.approx(20.0, rel=0.01)
    assert second.counters[0] == len(first)
    assert second.times[-1] == pytest.approx(11.0)


def test_the_decoder_learns_is_saved_and_decides_the_same_live(tmp_path: Path) -> None:
    fitted = calibrate([recording()], classes=CLASSES, imagery=IMAGERY, decoder="power")
    model = load(save(fitted, tmp_path / "models"))
    window = np.random.default_rng(0).normal(size=(4, 250)) * 1e-5

    assert model.card.above_chance
    assert model.fitted.compile()(window) == pytest.approx(
        float(fitted.fitted.decision_function(window[np.newaxis])[0]), abs=1e-12
    )


def test_a_pipeline_of_others_is_one_file_and_its_models_are_opened_again(tmp_path: Path) -> None:
    fitted = calibrate([recording()], classes=CLASSES, imagery=IMAGERY, decoder="theirs")
    path = save(fitted, tmp_path / "models")
    window = np.random.default_rng(0).normal(size=(4, 250)) * 1e-5

    assert load(path).compile()(window) == pytest.approx(fitted.compile()(window), abs=1e-12)
    importlib.import_module("decoding.decoders.theirs").TRUSTED = ()  # type: ignore[attr-defined]
    with pytest.raises(DecodingError, match=r"\(pyriemann\.estimation\.Covariances\)"):
        load(path)


def test_the_game_brightens_with_the_evidence_and_is_drawn() -> None:
    setting = GameSetting("right", CLASSES, "imagery", "zh", "SIMULATED")
    assert "candle" in names("games.catalogue")
    rules = load_plugin("games.catalogue", "candle", part="rules")
    player = Player(rules(setting, np.random.default_rng(0)))
    with Screen(headless=True) as screen:
        view = open_view("candle", setting, screen.size)
        seen = []
        for drive in (0.0, 1.0):
            for _ in range(20):
                player.advance(Moment(Phase.IMAGERY, "right_hand", "right", drive=drive), 0.08)
            view.draw(screen.surface, *player.latest(), 0.02)
            seen.append(sum(screen.surface.get_at((640, 330))[:3]))

    assert player.latest()[0].light > 0.95
    assert seen[1] != seen[0]


def test_the_game_keeps_the_contract_of_all_games() -> None:
    with Screen(headless=True) as screen:
        contract.test_a_seeded_replay_gives_the_same_events_and_the_same_frames(screen, "candle")
        contract.test_every_scene_is_a_picture_and_the_session_ends(screen, "candle")
        contract.test_what_matters_lies_where_the_patient_sees_it(screen, "candle", "field_left")
        scenes = analyse_game("candle", "calm", "en", Task.HAND_VS_REST, frames_per_step=1)

    assert all(scene.is_safe for scene in scenes)


def test_a_game_takes_fewer_than_80_lines() -> None:
    text = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    files = re.findall(r"```python\n# games/catalogue/candle/\S+\n(.*?)```", text, flags=re.DOTALL)

    assert len(files) == 2
    assert sum(source.count("\n") for source in files) < 80


def test_the_metric_stands_in_the_assessment(tmp_path: Path) -> None:
    folder = build_session(tmp_path / "session", Script(played=played_trials(10, 0, 0, 10)))

    found = assess(folder)["metrics"]["evidence_gap"]["values"]["all"]
    assert (found["value"], found["n"]) == (3.0, 20)
