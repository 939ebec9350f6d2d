"""Say the cue aloud, with the voice that the system has; without one the tones say it.

Linux has espeak-ng where it is installed, macOS ``say``, Windows its speech platform. A thread of
its own hands each sentence to the voice's program and never lets the picture wait; a newer sentence
cuts off an older one, because a cue that comes late is a wrong cue.
"""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

from games.game import GameSetting, Moment
from games.prompts import caption
from station.language import Language

Find = Callable[[str], str | None]
_WORDS_A_MINUTE: Final = {False: 150, True: 105}
_SAPI: Final = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8;"
    "Add-Type -AssemblyName System.Speech;"
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "$voice.SelectVoiceByHints('NotSet', 'NotSet', 0, '{culture}');"
    "$voice.Rate = {rate};"
    "$voice.Speak([Console]::In.ReadToEnd())"
)
_PATIENCE: Final = 2.0  # seconds to end in
_LONGEST: Final = 20.0  # seconds; a program that takes longer hangs


def command(
    language: str, *, slow: bool, find: Find = shutil.which, platform: str = sys.platform
) -> tuple[str, ...]:
    """Return the program that speaks what it reads on its standard input; () without a voice.

    Parameters
    ----------
    language : {"en", "zh"}
    slow : bool
    find : callable
        Returns where a program is, or None.
    platform : str
    """
    rate = _WORDS_A_MINUTE[slow]
    if platform == "darwin" and (path := find("say")):
        return (path, "-v", "Tingting" if language == "zh" else "Samantha", "-r", str(rate))
    if platform == "win32" and (path := find("powershell")):
        culture = "zh-CN" if language == "zh" else "en-US"
        script = _SAPI.format(culture=culture, rate=-5 if slow else -1)
        return (path, "-NoProfile", "-NonInteractive", "-Command", script)
    if path := find("espeak-ng"):
        return (path, "-v", "cmn" if language == "zh" else "en", "-s", str(rate), "--stdin")
    return ()


class Voice:
    """Speak sentences in the background; opened and closed by ``with``.

    Parameters
    ----------
    program : sequence of str
        From :func:`command`; empty for silence.
    """

    def __init__(self, program: Sequence[str]) -> None:
        self._program = tuple(program)
        self._changed = threading.Condition()
        self._sentence: str | None = None
        self._is_closing = self._is_busy = False
        self._speaking: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    @property
    def is_silent(self) -> bool:
        """Whether there is no voice."""
        return not self._program

    def __enter__(self) -> Self:
        if self._program:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._thread.is_alive():
            return
        with self._changed:
            self._is_closing = True
            self._cut_off()
            self._changed.notify_all()
        self._thread.join(_PATIENCE)

    def say(self, sentence: str) -> None:
        """Say a sentence now, and nothing older any more; returns at once."""
        if not self._program or not sentence:
            return
        with self._changed:
            self._sentence, self._is_busy = sentence, True
            self._cut_off()
            self._changed.notify_all()

    def wait_until_silent(self, timeout: float) -> bool:
        """Wait until everything has been said; return whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._is_busy, timeout)

    def _cut_off(self) -> None:
        if self._speaking is not None and self._speaking.poll() is None:
            self._speaking.terminate()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._is_busy = self._sentence is not None
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._sentence is not None or self._is_closing)
                if self._is_closing:
                    return
                sentence, self._sentence = self._sentence or "", None
                self._speaking = self._started()
            if self._speaking is not None:
                self._speak(self._speaking, sentence)

    def _speak(self, speaking: "subprocess.Popen[bytes]", sentence: str) -> None:
        try:
            speaking.communicate(sentence.encode(), timeout=_LONGEST)
        except (subprocess.TimeoutExpired, OSError):
            speaking.kill()
            speaking.wait()

    def _started(self) -> "subprocess.Popen[bytes] | None":
        quiet = subprocess.DEVNULL
        try:
            return subprocess.Popen(
                self._program, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet
            )
        except OSError:  # the program went away meanwhile: the tones still tell the cue
            return None


class Announcer:
    """Say the words of every new moment.

    Parameters
    ----------
    voice : Voice
        Open.
    setting : GameSetting
    """

    def __init__(self, voice: Voice, setting: GameSetting) -> None:
        self._voice = voice
        self._setting = setting
        self._tr = Language(setting.language)
        self._newest: tuple[object, ...] = ()
        self._words = ""

    def follow(self, moment: Moment) -> None:
        """Say what has just come up."""
        newest = (moment.phase, moment.cue, moment.trial, moment.question)
        if newest != self._newest:
            self._newest = newest
            self._words = caption(moment, self._setting, self._tr)
            self._voice.say(self._words)

    def repeat(self) -> None:
        """Say it once more."""
        self._voice.say(self._words)


def open_voice(setting: GameSetting, *, headless: bool) -> Voice:
    """Return the voice that a patient's profile asks for; a silent one where there is none."""
    is_wanted = setting.access.spoken and not headless
    return Voice(command(setting.language, slow=setting.access.slow) if is_wanted else ())
