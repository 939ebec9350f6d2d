"""Cues are spoken where the system has a voice, and nothing ever waits for it."""

import sys
from pathlib import Path

import pytest

from games.accessibility import Accessibility
from games.game import GameSetting, Moment, Phase
from games.player import REPEAT, Player
from games.voice import Announcer, Voice, command, open_voice

# A program that writes down what it was told, in place of one that speaks it.
_SCRIBE = "import sys; open(sys.argv[1], 'a', encoding='utf-8').write(sys.stdin.buffer.read().decode() + '\\n')"


class Listener(Voice):
    """Keep what was said."""

    def __init__(self) -> None:
        super().__init__(())
        self.heard: list[str] = []

    def say(self, sentence: str) -> None:
        self.heard.append(sentence)


@pytest.mark.parametrize(
    ("platform", "program", "language", "expected"),
    [
        ("linux", "espeak-ng", "zh", ("-v", "cmn", "-s", "150", "--stdin")),
        ("linux", "espeak-ng", "en", ("-v", "en", "-s", "150", "--stdin")),
        ("darwin", "say", "zh", ("-v", "Tingting", "-r", "150")),
    ],
)
def test_the_system_s_own_voice_is_asked_in_the_patient_s_language(
    platform: str, program: str, language: str, expected: tuple[str, ...]
) -> None:
    found = command(
        language, slow=False, find=lambda name: f"/bin/{name}" if name == program else None,
        platform=platform,
    )  # fmt: skip

    assert found == (f"/bin/{program}", *expected)


def test_windows_is_asked_for_a_voice_of_the_language() -> None:
    found = command("zh", slow=True, find=lambda name: name, platform="win32")

    assert found[0] == "powershell"
    assert "'zh-CN'" in found[-1]
    assert "Rate = -5" in found[-1]


def test_slow_speech_is_slower() -> None:
    def rate(slow: bool) -> int:
        return int(command("en", slow=slow, find=lambda name: name, platform="linux")[4])

    assert rate(True) < rate(False)


def test_a_system_without_a_voice_is_silent() -> None:
    assert command("zh", slow=False, find=lambda name: None, platform="linux") == ()
    with Voice(()) as voice:
        assert voice.is_silent
        voice.say("Relax")


def test_a_patient_who_wants_no_voice_gets_none() -> None:
    quiet = GameSetting(
        "right", ("rest", "right_hand"), "imagery", "zh", access=Accessibility(spoken=False)
    )

    assert open_voice(quiet, headless=False).is_silent


def test_a_sentence_reaches_the_program_of_the_voice(tmp_path: Path) -> None:
    said = tmp_path / "said"

    with Voice((sys.executable, "-c", _SCRIBE, str(said))) as voice:
        voice.say("想象右手抓握")
        assert voice.wait_until_silent(20.0)

    assert said.read_text(encoding="utf-8") == "想象右手抓握\n"


def test_a_newer_sentence_cuts_off_an_older_one(tmp_path: Path) -> None:
    """The older one would be spoken for a minute."""
    said = tmp_path / "said"
    slow = (
        "import sys, threading; text = sys.stdin.read();"
        "threading.Event().wait(60) if text == 'old' else open(sys.argv[1], 'w').write(text)"
    )

    with Voice((sys.executable, "-c", slow, str(said))) as voice:
        voice.say("old")
        voice.say("new")
        assert voice.wait_until_silent(20.0)

    assert said.read_text(encoding="utf-8") == "new"


def test_a_voice_that_is_no_program_leaves_the_tones() -> None:
    with Voice(("/nowhere/at-all",)) as voice:
        voice.say("Relax")
        assert voice.wait_until_silent(5.0)


def test_every_new_cue_is_said_once_and_again_on_demand() -> None:
    voice = Listener()
    setting = GameSetting("right", ("rest", "right_hand"), "imagery", "en")
    announcer = Announcer(voice, setting)
    cue = Moment(Phase.IMAGERY, "right_hand", trial=1)

    for moment in (cue, cue, Moment(Phase.IMAGERY, "right_hand", trial=1, drive=0.5)):
        announcer.follow(moment)
    announcer.repeat()
    announcer.follow(Moment(Phase.IMAGERY, "rest", trial=2))

    assert voice.heard == ["Imagine: right hand grasps"] * 2 + ["Relax"]


def test_repeating_gives_the_sound_of_the_cue_again() -> None:
    class Rules:
        def initial(self) -> None:
            return None

        def update(self, state: None, moment: Moment, dt: float) -> tuple[None, tuple[str, ...]]:
            return None, ()

    player = Player(Rules())
    player.advance(Moment(Phase.IMAGERY, "right_hand"), 0.08)

    player.repeat()

    assert player.take_sounds() == (REPEAT, "go")
