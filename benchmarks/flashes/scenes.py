"""Walk through a game and keep the worst that each of its scenes shows."""

from dataclasses import dataclass
from typing import Final, Literal

import pygame

from benchmarks.flashes.analyser import ALLOWED, CALM_CHANGE, Analyser
from benchmarks.tour import PROFILES, STEP, setting_of, walk
from games.movements import Movement
from station.task import Task

SIZE: Final = (320, 180)
_COARSER: Final = 2  # pixels of the frame for each pixel analysed, either way


@dataclass(frozen=True)
class Scene:
    """What was found in one scene.

    Attributes
    ----------
    flashes_per_second, red_flashes_per_second : float
        Most in any sliding second that ends in the scene, in the worst 10 degrees of the field.
    largest_change : float
        Of the mean relative luminance from one frame to the next.
    """

    game: str
    scene: str
    profile: str
    language: str
    task: str
    flashes_per_second: float
    red_flashes_per_second: float
    largest_change: float

    @property
    def is_safe(self) -> bool:
        """Whether the scene keeps within WCAG 2.3.1, and within the calm profile if it is on."""
        is_calm = not PROFILES[self.profile].calm or self.largest_change < CALM_CHANGE
        flashes = max(self.flashes_per_second, self.red_flashes_per_second)
        return flashes <= ALLOWED and self.red_flashes_per_second == 0 and is_calm


def analyse_game(
    game: str,
    profile: str,
    language: str,
    task: Task,
    frames_per_step: int = 4,
    movement: Movement | Literal[""] = "",
) -> list[Scene]:
    """Return the findings of every scene of one walk, in small frames, off-screen.

    With another movement than the game's own it is the scenes of its trials
    (:func:`benchmarks.tour.tour`).
    """
    surface = pygame.Surface(SIZE)
    rows, columns = SIZE[1] // _COARSER, SIZE[0] // _COARSER
    analyser = Analyser((rows, columns), round(frames_per_step / STEP))
    worst: dict[str, list[float]] = {}
    setting = setting_of(profile, language, task, mark="", movement=movement)
    for scene, _ in walk(game, setting, surface, frames_per_step):
        small = pygame.transform.smoothscale(surface, (columns, rows))
        found = analyser.see(pygame.surfarray.array3d(small).swapaxes(0, 1))
        values = worst.setdefault(scene, [0.0, 0.0, 0.0])
        for k, value in enumerate((found.flashes, found.red_flashes, found.change)):
            values[k] = max(values[k], value)
    return [
        Scene(game, scene, profile, language, task.value, *(round(v, 4) for v in values))
        for scene, values in worst.items()
    ]
