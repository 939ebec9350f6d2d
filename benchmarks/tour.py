"""Every scene that a game can show, one after the other, as a session would bring them.

Pictures for the documents, the flash analysis and the games' contract tests all walk this way, so
that a scene that one of them knows is known to all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
import pygame

from games.accessibility import Accessibility
from games.game import QUESTIONS, GameSetting, Moment, Phase
from games.loop import CATALOGUE, open_view
from games.movements import Movement, movements_of, shown_by
from games.player import Player
from station.plugins import load
from station.task import REST, Side, Task, classes, hand

STEP = 0.08  # seconds between decisions
# What patients may need, one thing at a time, and some of it together.
PROFILES: dict[str, Accessibility] = {
    "plain": Accessibility(),
    "calm": Accessibility(calm=True, still=True),
    "still": Accessibility(still=True),
    "neglect": Accessibility(offset=0.3, text=48),
    "field_left": Accessibility(field="left", skin="tan"),
    "field_right": Accessibility(field="right", text=96),
    "field_centre": Accessibility(field="centre", text=24, captions=False),
    "child": Accessibility(child=True, skin="brown", text=80),
    "calm_child": Accessibility(calm=True, child=True, skin="dark", offset=-0.2, text=96),
}


@dataclass(frozen=True)
class Stop:
    """A scene: moments, each of which lasts for some seconds."""

    name: str
    moments: tuple[tuple[Moment, float], ...]


def setting_of(
    profile: str = "plain",
    language: str = "en",
    task: Task = Task.HAND_VS_REST,
    side: Side = "right",
    mark: str = "SIMULATED",
    movement: Movement | Literal[""] = "",
) -> GameSetting:
    """Return the setting of a walk."""
    pair, access = classes(task, side), PROFILES[profile]
    return GameSetting(side, pair, "imagery", language, mark, access, movement=movement)


def tour(setting: GameSetting) -> list[Stop]:
    """Return all scenes of a session in their order.

    With another movement than the game's own it is the trials alone, which bear its name: what is
    around them does not change.
    """
    side: Side = setting.side
    shown = shown_by(setting.game, setting.movement)
    if shown != movements_of(setting.game)[0]:
        stops = [_between(side), *_played(setting)]
        return [replace(stop, name=f"{shown}_{stop.name}") for stop in stops]
    return [*_before(side), _between(side), *_played(setting), *_around(side)]


def _before(side: Side) -> list[Stop]:
    return [
        Stop("eyes_open", ((Moment(Phase.EYES_OPEN, side=side, elapsed=9, duration=30), 1.6),)),
        Stop("eyes_closed", ((Moment(Phase.EYES_CLOSED, side=side, elapsed=9, duration=30), 1.6),)),
        Stop("priming", ((Moment(Phase.PRIMING, side=side), 2.4),)),
    ]


def _between(side: Side) -> Stop:
    return Stop("relax", ((Moment(Phase.RELAX, side=side), 1.6),))


def _played(setting: GameSetting) -> list[Stop]:
    cues = [cue for cue in setting.classes if cue != REST]
    stops: list[Stop] = []
    for number, cue in enumerate(cues):
        stops += _trials(cue, "left" if cue == hand("left") else "right", 6 * number)
    return stops + (_rest(setting.side) if REST in setting.classes else [])


def _trials(cue: str, side: Side, number: int) -> list[Stop]:
    at = partial(Moment, cue=cue, side=side, trial=number + 1, trials=20, rewards=number)
    sign = 1 if side == "right" else -1
    asked = partial(at, Phase.IMAGERY)
    # Evidence that wavers as fast as it can be told, from nothing to all.
    wavering = [(asked(drive=k % 2, lean=sign * (k % 2)), STEP * 2) for k in range(16)]
    # A faint hand goes along at the start of imagery, before anything is scored.
    going_along = tuple((asked(shown=(k + 1) / 30, elapsed=k * STEP), STEP) for k in range(30))
    name = f"_{side}" if cue else ""
    return [
        Stop(f"ready{name}", ((at(Phase.READY), 1.2),)),
        Stop(f"begin{name}", ((asked(drive=0.35, lean=sign * 0.35), 1.2),)),
        Stop(f"steady{name}", ((asked(drive=0.35, lean=sign * 0.35, is_steady=True), 0.6),)),
        Stop(f"imagery{name}", ((asked(drive=1.0, lean=sign * 0.9), 1.6),)),
        Stop(f"reward{name}", ((at(Phase.FEEDBACK, is_rewarded=True), 2.5),)),
        Stop(f"after{name}", ((Moment(Phase.RELAX, side=side), 1.6),)),
        Stop(f"assisted{name}", ((at(Phase.READY, is_assisted=True), 1.6),)),
        Stop(f"shown{name}", going_along[:22]),
        Stop(f"fading{name}", going_along[22:]),
        Stop(f"wavering{name}", tuple(wavering)),
        Stop(f"distracted{name}", ((asked(drive=0.35, is_distracted=True), 4.8),)),
        Stop(f"near{name}", ((asked(drive=0.6, lean=sign * 0.6), 1.0), (at(Phase.FEEDBACK), 1.2))),
    ]


def _rest(side: Side) -> list[Stop]:
    at = partial(Moment, cue=REST, side=side, trial=8, trials=20, rewards=3)
    return [
        Stop("rest", ((at(Phase.READY), 0.8), (at(Phase.IMAGERY), 2.4))),
        Stop("rest_near", ((at(Phase.IMAGERY), 1.0), (at(Phase.FEEDBACK), 1.2))),
    ]


def _around(side: Side) -> list[Stop]:
    stops = [
        Stop("paused", ((Moment(Phase.PAUSED, side=side), 1.2),)),
        Stop("waiting", ((Moment(Phase.WAITING, side=side), 1.6),)),
        Stop("break", ((Moment(Phase.BREAK, side=side, elapsed=31, duration=90), 1.6),)),
    ]
    for number, question in enumerate(QUESTIONS):
        ask = partial(Moment, Phase.QUESTION, side=side, question=question)
        stops.append(Stop(question, ((ask(), 1.0), (ask(answer=2 + 2 * number), 0.8))))
    done = partial(Moment, Phase.DONE, side=side, trial=20, trials=20, rewards=9)
    return [
        *stops,
        Stop("practice", ((Moment(Phase.PRACTICE, side=side), 2.4),)),
        Stop("done", ((done(), 0.4), (done(elapsed=1.0), 0.8), (done(elapsed=3.0), 0.8))),
    ]


def walk(
    game: str,
    setting: GameSetting,
    surface: pygame.Surface,
    frames_per_step: int = 4,
    seed: int = 1,
) -> Iterator[tuple[str, Player]]:
    """Play a tour; yield the scene's name after every frame that was drawn on the surface.

    The clock of each moment runs: ``elapsed`` grows from what the moment says.
    """
    setting = replace(setting, game=game)  # its words are those of the game
    rules = load(CATALOGUE, game, part="rules")(setting, np.random.default_rng(seed))
    player, view = Player(rules), open_view(game, setting, surface.get_size())
    for stop in tour(setting):
        for moment, seconds in stop.moments:
            for step in range(round(seconds / STEP)):
                elapsed = moment.elapsed + step * STEP
                now = Moment(**{**vars(moment), "elapsed": elapsed})
                player.advance(now, STEP)
                for _ in range(frames_per_step):
                    view.draw(surface, *player.latest(), STEP / frames_per_step)
                    yield stop.name, player
