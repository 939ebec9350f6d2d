"""What the therapist is told of the movement that a session asks for."""

from itertools import product
from pathlib import Path

import pytest

from console.arguments import Wish
from console.demo import DemoOptions, run_demo
from console.movements import check_shown, say_movement, say_other_movement
from console.train import Start, TrainOptions, run_train
from console.words import Voice
from decoding.models import load
from games.loop import CATALOGUE
from games.movements import LADDER, Movement, movements_of
from sessions.errors import SessionError
from sessions.patient import models, new_patient
from sessions.store import read_session
from station.language import Language
from station.plugins import names
from station.settings import Settings

SHOWN = [(game, one) for game in names(CATALOGUE) for one in movements_of(game)]
REFUSED = [pair for pair in product(names(CATALOGUE), LADDER) if pair not in SHOWN]


def demo(game: str, movement: Movement) -> DemoOptions:
    return DemoOptions(
        patient="simulated", dprime=1.5, lesion="left", seed=3, fast=True, driver=False, trials=4,
        task=None, game=game, decoder="tangent", headless=True, movement=movement,
    )  # fmt: skip


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def voice(language: str = "en") -> Voice:
    return Voice(Language(language), quiet=False)


def test_another_movement_than_usual_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    say_movement("open", "garden", voice())
    assert "Today's movement: opening the hand." in said(capsys)


def test_the_usual_movement_of_a_game_needs_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    for game in ("reach", "drum"):
        say_movement("grasp", game, voice())
    assert said(capsys) == ""


def test_a_game_that_cannot_show_the_movement_says_which_can(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_movement("open", "drum", voice())

    words = said(capsys)
    assert "opening the hand, which the game drum does not show: today it is drumming" in words
    assert "Games that show it: garden, observe, reach." in words


def test_a_model_of_another_movement_is_told_with_the_way_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_other_movement({"movement": "grasp", "asked": "open"}, voice())

    words = said(capsys)
    assert "learned with grasping, and today asks for opening the hand" in words
    assert "--calibrate" in words


@pytest.mark.parametrize(
    "model",
    [{"movement": "open", "asked": "open"}, {"movement": "", "asked": "grasp"}, {}],
)
def test_a_model_of_the_same_movement_needs_no_words(
    model: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    say_other_movement(model, voice())
    assert said(capsys) == ""


@pytest.mark.parametrize(
    ("game", "movement"), [("garden", "open"), ("reach", "pinch"), ("observe", "wrist")]
)
def test_a_demonstration_trains_the_movement_that_it_is_asked_for(
    game: str, movement: Movement, tmp_path: Path
) -> None:
    voice = Voice(Language("en"), quiet=True)
    folder = Path(str(run_demo(demo(game, movement), tmp_path, Settings(), voice)["session"]))

    session = read_session(folder)
    assert session.record.movement == movement
    asked = {trial.movement for trial in session.trials.played if trial.is_movement}
    assert asked == {movement}
    assert len(session.trials.played) == 4
    assert not session.trials.problems
    model = models(tmp_path, session.record.pseudonym)[-1]
    assert load(model).card.movement == movement


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("game", "movement"), REFUSED)
def test_a_movement_that_a_game_does_not_show_is_refused_with_the_way_out(
    game: str, movement: Movement, language: str
) -> None:
    with pytest.raises(SessionError) as caught:
        check_shown(movement, game)

    sentence = caught.value.text(Language(language))
    assert game in sentence
    assert f"--movement {movement}" in sentence
    assert "observe" in sentence
    assert sentence.count(".") + sentence.count("。") == 1


def test_a_session_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    patient = new_patient(tmp_path, affected_side="right", mode="imagery", language="en")
    before = sorted(tmp_path.rglob("*"))
    options = TrainOptions(
        patient=patient.pseudonym, board="simulated", port="", board_settings=None, task=None,
        game="drum", decoder="tangent", start=Start(), trials=None, runs=1, headless=True,
        wish=Wish(movement="pinch"),
    )  # fmt: skip

    with pytest.raises(SessionError, match="game drum does not show --movement pinch"):
        run_train(options, tmp_path, Settings(), voice())

    assert sorted(tmp_path.rglob("*")) == before
