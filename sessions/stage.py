"""Which game a session shows, and how: from ``session.json`` to rules and a view's setting."""

import numpy as np

from games.game import GameSetting
from games.player import Player
from sessions.record import SessionRecord
from station.plugins import load
from station.task import SourceKind

MARKS: dict[SourceKind, str] = {"live": "", "recorded": "RECORDED", "simulated": "SIMULATED"}


def game_setting(record: SessionRecord) -> GameSetting:
    """Return what a session's game is opened with."""
    return GameSetting(
        side=record.affected_side,
        classes=record.classes,
        mode=record.mode,
        language=record.language,
        mark=MARKS[record.source],
        access=record.access,
        game=record.game,
        movement=record.plan.demands.movement,
    )


def make_player(record: SessionRecord) -> Player:
    """Return the session's game, its rules seeded, before the first trial of this part of it."""
    rules = load("games.catalogue", record.game, part="rules")
    player = Player(rules(game_setting(record), np.random.default_rng(record.seed)))
    if record.continues is not None:
        player.go_on(record.continues.earned, record.step)
    return player
