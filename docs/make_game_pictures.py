"""Draw every scene of every game, in both languages, into ``docs/pictures``.

``python -m docs.make_game_pictures [FOLDER]``; needs no display. The trial that is shown is
played through the game's own rules, so that the pictures are what a patient sees.
"""

import sys
from pathlib import Path

import numpy as np
import pygame

from games.game import GameSetting, Moment, Phase
from games.loop import CATALOGUE, open_view
from games.player import Player
from games.screen import Screen
from station.language import LANGUAGES
from station.plugins import load, names
from station.task import Side, Task, classes, hand

STEP = 0.08  # seconds between decisions
FRAMES = 3  # drawn for each of them
SHOWN = (800, 450)  # keeps each picture under 300 kB


def scenes(cue: str, side: Side) -> list[tuple[str, Moment, float]]:
    """Return name, moment and length in seconds of all scenes of a trial and around it.

    A scene without a name is played but not kept.
    """
    imagery, feedback = Phase.IMAGERY, Phase.FEEDBACK
    return [
        ("relax", Moment(Phase.RELAX, side=side), 1.0),
        ("ready", Moment(Phase.READY, cue, side), 2.0),
        ("begin", Moment(imagery, cue, side, drive=0.3, lean=0.3 if side == "right" else -0.3), 2),
        ("imagery", Moment(imagery, cue, side, drive=1, lean=0.9 if side == "right" else -0.9), 2),
        ("reward", Moment(feedback, cue, side, is_rewarded=True), 2.2),
        ("", Moment(Phase.RELAX, side=side), 2.5),
        ("rest", Moment(imagery, "rest", side), 3.0),
        ("", Moment(Phase.RELAX, side=side), 1.0),
        ("", Moment(imagery, cue, side, drive=0.5, lean=0.5 if side == "right" else -0.5), 2),
        ("near", Moment(feedback, cue, side), 0.6),
        ("paused", Moment(Phase.PAUSED, side=side), 2.5),
        ("break", Moment(Phase.BREAK, side=side), 2.0),
        ("done", Moment(Phase.DONE, side=side), 2.0),
    ]


def draw(game: str, setting: GameSetting, prefix: str, folder: Path) -> list[Path]:
    """Play the scenes of one game and write its pictures."""
    written = []
    with Screen(headless=True) as screen:
        rules = load(CATALOGUE, game, part="rules")(setting, np.random.default_rng(1))
        player, view = Player(rules), open_view(game, setting, screen.size)
        for name, moment, seconds in scenes(hand(setting.side), setting.side):
            if moment.cue not in ("", *setting.classes):
                continue
            for _ in range(round(seconds / STEP)):
                player.advance(moment, STEP)
                for _ in range(FRAMES):
                    view.draw(screen.surface, *player.latest(), STEP / FRAMES)
            if name:
                written.append(folder / f"{prefix}_{name}_{setting.language}.png")
                small = pygame.transform.smoothscale(screen.surface, SHOWN)
                pygame.image.save(small, written[-1])
    return written


def main(folder: Path) -> None:
    """Write all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for game in names(CATALOGUE):
        for language in LANGUAGES:
            one = classes(Task.HAND_VS_REST, "right")
            draw(game, GameSetting("right", one, "imagery", language, "SIMULATED"), game, folder)
            both = classes(Task.LEFT_VS_RIGHT, "left")
            setting = GameSetting("left", both, "attempt", language, "RECORDED")
            draw(game, setting, f"{game}_two_hands", folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures")
