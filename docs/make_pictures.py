"""Make every picture of the documents, into ``docs/pictures``.

``python -m docs.make_pictures [FOLDER]`` needs no display for the games, the reports and the
terminal. For the picture of the real window it starts a virtual display (Xvfb) and asks
ImageMagick's ``import`` for what is on it; without these two that one picture stays as it is.
Whatever is shown was run: trials go through the games' own rules, reports and terminals through
the commands themselves.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import noto_cjk_sans_otc
import typst
from PIL import Image
from pypdf import PdfReader
from rich.console import Console
from rich.terminal_theme import MONOKAI

from console.demo import DemoOptions, run_demo
from console.words import Voice
from docs.decoding_pictures import draw_decoding
from docs.game_pictures import draw_gallery
from station.language import LANGUAGES, Language
from station.settings import Settings

DPI = 120  # of a report's page
COLUMNS = 100  # of the terminal
SEED = 7
# What stands in a terminal's picture instead of the temporary data home.
HOME = "~/.local/share/volition"
WINDOW_TRIALS = 4
_VOLITION = str(Path(sys.executable).with_name("volition"))
# Per language: the terminal's font, and how wide half a character is in it.
_FONTS = {"en": ("DejaVu Sans Mono", 0.61), "zh": ("Noto Sans Mono CJK SC", 0.5)}


def draw_demo(folder: Path, home: Path) -> None:
    """Run the fast demonstration; keep its terminal in both languages, and its reports."""
    for language in sorted(LANGUAGES):
        options = DemoOptions(
            patient="simulated",
            dprime=1.5,
            lesion="left",
            seed=SEED,
            fast=True,
            driver=False,
            trials=None,
            task=None,
            game="reach",
            decoder="tangent",
            headless=True,
        )
        voice = RecordingVoice(Language(language), home)
        result = run_demo(options, home, Settings(site="", language=language), voice)
        _write(voice.picture("volition demo --fast"), folder / f"terminal_demo_{language}.png")
    reports = result["report"]
    assert isinstance(reports, dict)
    for language, path in reports.items():
        _write(_pages(Path(path))[0], folder / f"report_{language}_1.png")


class RecordingVoice(Voice):
    """Speak into a picture."""

    def __init__(self, tr: Language, home: Path) -> None:
        super().__init__(tr, quiet=False)
        self._home = home
        # No terminal: a moving display is then printed once, at its end.
        self.console = Console(
            record=True,
            file=io.StringIO(),
            width=COLUMNS,
            color_system="truecolor",
            highlight=False,
        )

    def say(self, sentence: str, style: str = "") -> None:
        """Print one sentence, the temporary data home replaced."""
        super().say(sentence.replace(str(self._home), HOME), style)

    def picture(self, command: str) -> Image.Image:
        """Return what was said below the command that led to it."""
        font, aspect = _FONTS[self.tr.code]
        said = self.console.export_svg(title=command, theme=MONOKAI, font_aspect_ratio=aspect)
        for foreign in ("Fira Code", "arial"):
            said = said.replace(foreign, font)
        said = re.sub(r"<text[^>]*>[^<]*</text>", _unsqueezed, said)
        source = (
            b'#set page(width: auto, height: auto, margin: 0pt)\n#image("said.svg", width: 640pt)'
        )
        return _typeset(source, {"said.svg": said.encode("utf-8")})[0]


def draw_window(folder: Path, home: Path) -> None:
    """Run the live demonstration in a real window and keep what is on the screen."""
    if shutil.which("Xvfb") is None or shutil.which("import") is None:
        sys.stdout.write("The window's picture needs Xvfb and ImageMagick; it stays as it is.\n")
        return
    with _display() as display:
        environment = {**os.environ, "DISPLAY": display, "SDL_AUDIODRIVER": "dummy"}
        environment.pop("SDL_VIDEODRIVER", None)
        trials = str(WINDOW_TRIALS)
        command = [_VOLITION, "demo", "--lang", "zh", "--trials", trials, "--data", str(home)]
        with subprocess.Popen(command, env=environment) as demo:
            _await_imagery(home, demo)
            grab = ["import", "-display", display, "-window", "root", "png:-"]
            taken = subprocess.run(grab, check=True, capture_output=True).stdout
    _write(Image.open(io.BytesIO(taken)).convert("RGB"), folder / "window_zh.png", is_drawn=True)


def _await_imagery(home: Path, demo: "subprocess.Popen[bytes]") -> None:
    """Wait until a movement has been asked for in a played trial for three seconds."""
    pause = threading.Event()
    while demo.poll() is None:
        for log in home.glob("patients/*/sessions/*/events.jsonl"):
            lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
            events = [json.loads(line) for line in lines if line.endswith("\n")]
            session = json.loads((log.parent / "session.json").read_bytes())
            if session["fast"]:
                continue
            if any(one["type"] == "cue" and one["label"] != "rest" for one in events):
                pause.wait(3.0)
                return
        pause.wait(0.1)
    raise RuntimeError("the demonstration ended before a movement was asked for")


@contextmanager
def _display() -> Iterator[str]:
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        try:
            yield ":" + server.stdout.readline().decode().strip()
        finally:
            server.terminate()


def _unsqueezed(text: re.Match[str]) -> str:
    """Let Chinese take the room of two columns; it was counted as one."""
    element = text[0]
    return re.sub(r' textLength="[^"]*"', "", element) if re.search("[一-龥]", element) else element


def _pages(pdf: Path) -> list[Image.Image]:
    page = b'#page(margin: 0pt, paper: "a4", image("report.pdf", page: %d, width: 100%%))\n'
    count = len(PdfReader(pdf).pages)
    source = b"".join(page % number for number in range(1, count + 1))
    return _typeset(source, {"report.pdf": pdf.read_bytes()})


def _typeset(source: bytes, files: dict[str, bytes]) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for file, content in {**files, "main.typ": source}.items():
            (root / file).write_bytes(content)
        fonts = [str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent)]
        pages = typst.compile(
            str(root / "main.typ"), root=str(root), font_paths=fonts, format="png", ppi=DPI
        )
    if isinstance(pages, bytes):
        pages = [pages]
    return [Image.open(io.BytesIO(page)).convert("RGB") for page in pages]


def _write(image: Image.Image, path: Path, *, is_drawn: bool = False) -> None:
    """Write a picture with 256 colours, which keeps it under 300 kB and nobody sees."""
    if is_drawn:
        palette = image.quantize(256, Image.Quantize.MAXCOVERAGE)
        few = image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    else:
        few = image.quantize(256)
    few.save(path, optimize=True)
    sys.stdout.write(f"{path}\n")


PARTS: dict[str, Callable[[Path, Path], None]] = {
    "games": lambda folder, home: draw_gallery(folder),
    "demo": draw_demo,
    "window": draw_window,
    "decoding": draw_decoding,
}


def main(folder: Path, parts: list[str]) -> None:
    """Make all pictures, or those of the named parts."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in parts or PARTS:
        with tempfile.TemporaryDirectory() as home:
            PARTS[part](folder, Path(home))


if __name__ == "__main__":
    main(Path(__file__).parent / "pictures", sys.argv[1:])
