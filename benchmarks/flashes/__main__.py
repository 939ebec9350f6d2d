"""Analyse the patient's screen for flashes: ``python -m benchmarks.flashes``.

Every scene of every game in the catalogue is drawn under every profile, in every language (with two
hands under three of the profiles), and analysed as :mod:`benchmarks.flashes.analyser` says; so are
the trials with every other movement that the game shows, whose scenes bear its name. The
analyser itself is held against clips whose flashes are known. The exit code is 1 if anything flashes
too often.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.flashes.clips import CLIPS, analyse
from benchmarks.flashes.scenes import Scene, analyse_game
from benchmarks.tour import PROFILES
from games.loop import CATALOGUE
from games.movements import NAMES, Movement, movements_of
from games.screen import Screen
from station.language import LANGUAGES
from station.plugins import names
from station.task import Task

_TWO_HANDS = ("plain", "calm", "field_left")


def controls() -> list[dict[str, object]]:
    """Return what the analyser says of the built clips, beside what is true of them."""
    listed: list[dict[str, object]] = []
    for clip in CLIPS:
        found = analyse(clip)
        listed.append(
            {
                "clip": clip.name,
                "flashes_per_second": found.flashes,
                "red_flashes_per_second": found.red_flashes,
                "true_flashes_per_second": clip.flashes,
                "true_red_flashes_per_second": clip.red_flashes,
            }
        )
    return listed


def table(scenes: Sequence[Scene]) -> Table:
    """Return the worst of each game and profile."""
    shown = Table(
        "game", "profile", "scenes", "flashes/s", "red flashes/s", "change/frame", "worst scene",
        title="The most that any scene shows (allowed: 3 flashes/s, no red one; calm: 10 %/frame)",
    )  # fmt: skip
    for game, profile in product(dict.fromkeys(s.game for s in scenes), PROFILES):
        some = [s for s in scenes if (s.game, s.profile) == (game, profile)]
        if not some:
            continue
        worst = max(some, key=lambda s: (s.flashes_per_second, s.largest_change))
        shown.add_row(
            game,
            profile,
            str(len(some)),
            f"{worst.flashes_per_second:g}",
            f"{max(s.red_flashes_per_second for s in some):g}",
            f"{100 * max(s.largest_change for s in some):.1f} %",
            worst.scene,
        )
    return shown


def _walks(game: str, movement: Movement) -> list[Scene]:
    scenes: list[Scene] = []
    for profile, language in product(PROFILES, sorted(LANGUAGES)):
        tasks = (Task.HAND_VS_REST, Task.LEFT_VS_RIGHT)[: 1 + (profile in _TWO_HANDS)]
        for task in tasks:
            scenes += analyse_game(game, profile, language, task, movement=movement)
    return scenes


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyse, print a table, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flashes", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--game", action="append", choices=names(CATALOGUE), help="only this one")
    parser.add_argument("--movement", action="append", choices=NAMES, help="only this one")
    chosen = parser.parse_args(arguments)
    console, start = Console(), time.monotonic()
    proven = controls()
    scenes: list[Scene] = []
    with Screen(headless=True):
        for game in chosen.game or names(CATALOGUE):
            for movement in chosen.movement or movements_of(game):
                if movement in movements_of(game):
                    scenes += _walks(game, movement)
            console.print(f"{game}: done after {time.monotonic() - start:.0f} s")
    console.print(table(scenes))
    unsafe = [scene for scene in scenes if not scene.is_safe]
    kinds = ("flashes_per_second", "red_flashes_per_second")
    wrong = [c for c in proven if any(c[kind] != c[f"true_{kind}"] for kind in kinds)]
    console.print(f"{len(scenes)} scenes, {len(unsafe)} of them flash; {len(wrong)} controls wrong")
    if chosen.json is not None:
        result = {"scenes": [asdict(scene) for scene in scenes], "controls": proven}
        chosen.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 1 if unsafe or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
