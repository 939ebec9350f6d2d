"""Draw the gallery of the games, and write it into ``docs/games.md``.

Every game of the catalogue is walked through its own rules (:mod:`benchmarks.tour`); the scenes that
are the same over every game are drawn over one. Between its two marks the page belongs to this
program: a new game needs no line there.
"""

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import pygame
from PIL import Image

from benchmarks.tour import setting_of, walk
from games.game import GameSetting
from games.loop import CATALOGUE
from games.movements import Movement
from games.screen import Screen
from station.plugins import names
from station.task import Task

SIZE: Final = (400, 225)
MARKS: Final = ("<!-- gallery: python -m docs.make_pictures games -->", "<!-- end of gallery -->")
_OVER: Final = "reach"  # the game behind the scenes around the trials
_TRIAL: Final = {
    "ready": "Get ready",
    "begin": "The evidence begins",
    "imagery": "The evidence is there",
    "reward": "Reward",
    "near": "No reward",
    "rest": "A rest trial",
}
_AROUND: Final = {
    "eyes_open": "Resting EEG",
    "eyes_closed": "Resting EEG, eyes closed",
    "priming": "The hand is moved beforehand",
    "paused": "The therapist pauses",
    "waiting": "The signal is waited for",
    "break": "Break, with a countdown",
    "fatigue": "Rating: fatigue",
    "effort": "Rating: effort",
    "motivation": "Rating: motivation",
    "frustration": "Rating: frustration",
    "pain": "Rating: pain",
    "practice": "Practice by hand comes next",
    "done": "The end: stars for effort",
}
_NEEDS: Final = {
    "neglect": "Offset 0.3 to the right, words of 48",
    "field_left": "Left half only, tan skin",
    "field_right": "Right half only, words of 96",
    "field_centre": "Middle 20 degrees, words of 24",
    "calm": "Calm and still",
    "child": "A child's hand, brown skin",
}
# By game and movement: in which parts of it the movement is seen best.
_MOVEMENTS: Final[dict[tuple[str, Movement], dict[str, str]]] = {
    ("reach", "open"): {
        "ready_right": "Opening: a mandarin is held",
        "imagery_right": "The hand is open",
        "reward_right": "The mandarin rolled into the bowl",
    },
    ("reach", "wrist"): {
        "ready_right": "The wrist: fingers under the lid",
        "imagery_right": "The wrist is up, the lid with it",
        "reward_right": "The steamer is open",
    },
    ("reach", "pinch"): {
        "ready_right": "Pinching: thumb and finger apart",
        "imagery_right": "The fingers meet",
        "reward_right": "A strawberry is picked",
    },
    ("reach", "reach"): {
        "ready_right": "Reaching out: from the rim of the table",
        "begin_right": "On the way",
        "imagery_right": "At the cup",
    },
    ("garden", "open"): {
        "ready_right": "In the garden: a loose hand",
        "begin_right": "It opens",
        "imagery_right": "It is open",
    },
    ("garden", "wrist"): {
        "ready_right": "The hand lies flat",
        "begin_right": "The wrist lifts",
        "imagery_right": "The wrist is up",
    },
    ("garden", "pinch"): {
        "ready_right": "Thumb and finger apart",
        "begin_right": "Pinching begins",
        "imagery_right": "The fingers meet",
    },
}
_ALONG: Final = {  # who sees the faint hand, in which game
    "reach": ("plain", "Across the table"),
    "balloon": ("calm_child", "Calm, for a child: the hand stands where the movement ends"),
    "garden": ("plain", "Where the hand lies"),
}
Shown = tuple[str, str]  # file, and what it shows


def draw_gallery(folder: Path) -> None:
    """Draw all pictures into a folder and write the page beside it."""
    lines: list[str] = []
    with Screen(headless=True):
        for game in names(CATALOGUE):
            about = (import_module(f"{CATALOGUE}.{game}").__doc__ or "").strip()
            lines += ["", f"### `{game}`", "", about, "", *_table(_draw_trials(game, folder))]
        lines += ["", "### Around the trials, the same over every game", ""]
        lines += _table(_keep(_OVER, setting_of(), _AROUND, folder, f"{_OVER}_", "_en"))
        lines += ["", "### As patients need it", ""]
        lines += _table(_draw_needs(folder))
        lines += ["", "### Other movements than grasping", ""]
        lines += _table(_draw_movements(folder))
        lines += ["", "### A faint hand that goes along at first", ""]
        lines += _table(_draw_along(folder))
    _write_page(folder.parent / "games.md", lines)


def _draw_trials(game: str, folder: Path) -> list[Shown]:
    shown = _keep(game, setting_of(), _named(_TRIAL, "right"), folder, f"{game}_", "_en")
    both = setting_of(language="zh", task=Task.LEFT_VS_RIGHT, side="left", mark="RECORDED")
    two = {"imagery_left": "Two hands, in Chinese"}
    calm = setting_of("calm_child", "zh")
    child = {"reward_right": "Calm, for a child, moved to the left, words of 96"}
    shown += _keep(game, both, two, folder, f"{game}_two_hands_", "_zh")
    return shown + _keep(game, calm, child, folder, f"{game}_child_", "_zh")


def _named(scenes: dict[str, str], side: str) -> dict[str, str]:
    """Return scenes as the tour names them: those of a hand bear its side."""
    return {name if name == "rest" else f"{name}_{side}": text for name, text in scenes.items()}


def _draw_needs(folder: Path) -> list[Shown]:
    shown: list[Shown] = []
    for profile, text in _NEEDS.items():
        setting = setting_of(profile)
        shown += _keep(
            _OVER, setting, {"imagery_right": text}, folder, f"{_OVER}_{profile}_", "_en"
        )
    return shown


def _draw_movements(folder: Path) -> list[Shown]:
    shown: list[Shown] = []
    for (game, movement), parts in _MOVEMENTS.items():
        scenes = {f"{movement}_{name}": text for name, text in parts.items()}
        shown += _keep(game, setting_of(movement=movement), scenes, folder, f"{game}_", "_en")
    return shown


def _draw_along(folder: Path) -> list[Shown]:
    shown: list[Shown] = []
    for game, (profile, text) in _ALONG.items():
        setting = setting_of(profile)
        shown += _keep(game, setting, {"shown_right": text}, folder, f"{game}_along_", "_en")
    return shown


def _keep(
    game: str,
    setting: GameSetting,
    scenes: dict[str, str],
    folder: Path,
    before: str,
    after: str,
) -> list[Shown]:
    """Walk through a game and keep the last frame of some scenes."""
    surface = pygame.Surface((800, 450))
    last: dict[str, Image.Image] = {}
    for scene, _ in walk(game, setting, surface, frames_per_step=3):
        if scene in scenes:
            last[scene] = _small(surface)
    shown = []
    for scene, text in scenes.items():
        name = f"{before}{scene}{after}.png"
        _write(last[scene], folder / name)
        shown.append((name, text))
    return shown


def _small(surface: pygame.Surface) -> Image.Image:
    small = pygame.transform.smoothscale(surface, SIZE)
    return Image.frombytes("RGB", SIZE, pygame.image.tobytes(small, "RGB"))


def _write(image: Image.Image, path: Path) -> None:
    """Write a picture with 128 colours of its own: under 40 kB, and nobody sees it."""
    palette = image.quantize(128, Image.Quantize.MAXCOVERAGE)
    few = image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    few.save(path, optimize=True)


def _table(shown: Iterable[Shown], columns: int = 3) -> list[str]:
    cells = [f"![{text}](pictures/{name})<br>{text}" for name, text in shown]
    cells += [""] * (-len(cells) % columns)
    rows = [cells[k : k + columns] for k in range(0, len(cells), columns)]
    return ["| " * columns + "|", "|---" * columns + "|", *(f"| {' | '.join(r)} |" for r in rows)]


def _write_page(page: Path, lines: Sequence[str]) -> None:
    text = page.read_text(encoding="utf-8")
    start, end = (text.index(mark) for mark in MARKS)
    inner = "\n".join(lines).rstrip()
    page.write_text(f"{text[:start]}{MARKS[0]}\n{inner}\n\n{text[end:]}", encoding="utf-8")
