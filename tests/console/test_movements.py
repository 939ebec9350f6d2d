"""What the therapist is told of the movement that a session asks for."""

import pytest

from console.movements import say_movement, say_other_movement
from console.words import Voice
from sessions.levels import Levels
from station.language import Language


def levels_at(step: int) -> Levels:
    usual = Levels()
    return usual.model_copy(update={"steps": {**usual.steps, "movement": step}})


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def voice(language: str = "en") -> Voice:
    return Voice(Language(language), quiet=False)


def test_another_movement_than_usual_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    say_movement(levels_at(1), "garden", voice())
    assert "Today's movement: opening the hand." in said(capsys)


def test_the_usual_movement_of_a_game_needs_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    for game in ("reach", "drum"):
        say_movement(levels_at(0), game, voice())
    assert said(capsys) == ""


def test_a_game_that_cannot_show_the_movement_says_which_can(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_movement(levels_at(1), "drum", voice())

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
