"""Sounds composed in code: soft mallets and hums, never harsh, never a reproach.

Each sound is a few decaying partials on a pentatonic scale, with a slow attack and a smooth
end, at a moderate level. A machine without a sound card plays in silence.
"""

from collections.abc import Iterable
from types import TracebackType
from typing import Final, Self

import numpy as np
import pygame
from numpy.typing import NDArray

RATE: Final = 44100
_LOUDEST: Final = 0.35  # of full scale
_VOICES: Final = 2  # of one sound at once, as when the instruction is asked for again and again
# (start in seconds, frequency in hertz, level, decay in seconds) of every note
_Note = tuple[float, float, float, float]
_SCORES: Final[dict[str, tuple[_Note, ...]]] = {
    "ready": ((0.0, 392.0, 0.6, 0.35),),
    "go": ((0.0, 523.25, 0.7, 0.35), (0.14, 659.25, 0.7, 0.45)),
    "rest": ((0.0, 329.63, 0.6, 0.7), (0.22, 261.63, 0.6, 0.9)),
    "reward": (
        (0.0, 523.25, 0.6, 0.9),
        (0.16, 659.25, 0.6, 0.9),
        (0.32, 783.99, 0.6, 1.0),
        (0.48, 1046.5, 0.5, 1.3),
    ),
    "near": ((0.0, 392.0, 0.5, 0.5), (0.18, 440.0, 0.5, 0.7)),
    # The lowest partials of a round skin stand at 1 : 1.59 : 2.14.
    "drum": ((0.0, 98.0, 1.0, 0.5), (0.0, 156.1, 0.4, 0.3), (0.0, 209.5, 0.2, 0.2)),
    "done": ((0.0, 392.0, 0.5, 1.2), (0.3, 523.25, 0.5, 1.2), (0.6, 659.25, 0.5, 1.6)),
}
_PARTIALS: Final = ((1.0, 1.0, 1.0), (2.0, 0.22, 0.6), (4.0, 0.06, 0.25))  # a wooden mallet


def compose(name: str) -> NDArray[np.float32]:
    """Return a sound, mono, in -1 to 1, shape (n_samples,), at :data:`RATE`."""
    score = _SCORES[name]
    length = max(start + 4 * decay for start, _, _, decay in score)
    sound = np.zeros(round(length * RATE))
    for start, frequency, level, decay in score:
        first = round(start * RATE)
        t = np.arange(len(sound) - first) / RATE
        attack = 0.5 - 0.5 * np.cos(np.pi * np.minimum(t / 0.012, 1.0))
        for multiple, share, quickness in _PARTIALS:
            tone = np.sin(2 * np.pi * frequency * multiple * t)
            sound[first:] += level * share * attack * np.exp(-t / (decay * quickness)) * tone
    fade = round(0.1 * RATE)
    sound[-fade:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)
    loudest = float(np.abs(sound).max())
    return (sound * (_LOUDEST / loudest)).astype(np.float32)


class Sounds:
    """Play sounds by name; opened and closed by ``with``. Silent without a sound device."""

    def __init__(self) -> None:
        self._sounds: dict[str, pygame.mixer.Sound] = {}

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to play on."""
        return not self._sounds

    def __enter__(self) -> Self:
        try:
            pygame.mixer.init(RATE, -16, 2, 512)
        except pygame.error:  # no sound card: the pictures say everything, too
            return self
        for name in _SCORES:
            mono = np.round(compose(name) * 32767).astype("<i2")
            self._sounds[name] = pygame.mixer.Sound(buffer=np.repeat(mono, 2).tobytes())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sounds = {}
        if pygame.mixer.get_init():
            pygame.mixer.fadeout(150)
            pygame.mixer.quit()

    def play(self, names: Iterable[str]) -> None:
        """Play sounds now, one over the other, but none in more than two voices: it would distort."""
        for name in names:
            sound = self._sounds.get(name)
            if sound is not None and sound.get_num_channels() < _VOICES:
                sound.play()
