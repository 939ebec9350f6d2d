"""The scenes around the trials, the same over every game: one icon or one picture, and calm.

Pause, waiting for the signal, break, resting EEG, moving the hand beforehand, questions, practice
by hand, and the end. The words above them are the surround's.
"""

import math
from typing import Final

import pygame

from games.draw import BLUE, INK, ORANGE, PAPER, Point, blit_faint, disc
from games.game import GameSetting, Moment, Phase
from games.hands.anatomy import look_of
from games.hands.film import Film
from games.hands.pose import FIST, HALF, OPEN, Pose, Way
from games.icons import ENDS, bead, draw_dial, icon
from games.motion import smooth
from games.text import LEAST, Writer

RATINGS: Final = 11  # 0 to 10
_ICONS: Final = {
    Phase.PAUSED: "pause",
    Phase.BREAK: "rest",
    Phase.EYES_OPEN: "eye_open",
    Phase.EYES_CLOSED: "eye_closed",
}
_GAP: Final = 24  # logical pixels between the words and what is drawn below them
_COUNTDOWN: Final = 52  # height of its digits at the most: below them a sound may be written
_STEP: Final = 86  # width of a step of the scale where there is room
_WIDEST: Final = 1.12  # width of the widest number, in heights of its letters
_APART: Final = 8
_BELOW: Final = 14  # from the foot of a step to the frame of its number; twice the frame's margin
_STARS: Final = 3
_WAITING: Final = 3.0  # seconds for the dots to swell once
_OPENING: Final = 7.0  # seconds for opening and closing the hand once
_MOVE: Final[Way] = tuple(
    (place, Pose(shape, (18.0, -60.0, 50.0), 4.0, 0.0, 6.0, (150.0, -660.0, 40.0)))
    for place, shape in ((0.0, OPEN), (0.6, HALF), (1.0, FIST))
)
_POSES: Final = 9


class Aside:
    """Draw the scenes around the trials.

    Parameters
    ----------
    setting : GameSetting
    writer : Writer
    field : pygame.Rect
        What the patient sees.
    pixel : float
        Pixels per logical pixel.
    """

    def __init__(
        self, setting: GameSetting, writer: Writer, field: pygame.Rect, pixel: float
    ) -> None:
        self._access = setting.access
        self._writer = writer
        self._field = field
        self._pixel = pixel
        self._zoom = pixel * min(1.0, field.width / (640 * pixel))
        self._hand = Film(_MOVE, look_of(setting.access, setting.side), self._zoom, _POSES)
        self._ball = disc(62 * self._zoom, ORANGE)
        self._gleam = disc(15 * self._zoom, (246, 190, 130))
        self._layer = pygame.Surface(field.size, pygame.SRCALPHA)
        self._time = self._top = 0.0

    def follow(self, dt: float) -> None:
        """Let time pass."""
        self._time += dt

    def draw(
        self, surface: pygame.Surface, moment: Moment, opacity: float, top: float = 0.0
    ) -> None:
        """Draw the scene of a moment; what is above ``top`` (pixels) belongs to the words."""
        self._top = top + _GAP * self._pixel
        if opacity > 0.99:
            self._draw(surface, moment, self._field.topleft)
            return
        # A scene is many pictures: faded one by one they would shine through each other.
        self._layer.fill((*PAPER, 0))
        self._draw(self._layer, moment, (0, 0))
        self._layer.set_alpha(round(255 * opacity))
        surface.blit(self._layer, self._field.topleft)

    def _draw(self, surface: pygame.Surface, moment: Moment, corner: tuple[int, int]) -> None:
        middle = (corner[0] + self._field.width / 2, corner[1] + 410 * self._pixel)
        match moment.phase:
            case Phase.PRIMING | Phase.PRACTICE:
                self._draw_hand(surface, moment, middle)
            case Phase.QUESTION:
                self._draw_scale(surface, moment, middle)
            case Phase.WAITING:
                self._draw_dots(surface, middle)
            case Phase.DONE:
                self._draw_stars(surface, moment, middle)
            case _:
                self._draw_icon(surface, moment, middle)

    def _draw_icon(self, surface: pygame.Surface, moment: Moment, middle: Point) -> None:
        size = 150 * self._zoom
        is_timed = moment.duration > 0 and moment.phase is not Phase.PAUSED
        # Words on two lines reach into the ring: it becomes smaller, and its foot stays.
        over = max(0.0, self._top - (middle[1] - size)) if is_timed else 0.0
        size, centre = size - over / 2, (middle[0], middle[1] + over / 2)
        blit_faint(surface, icon(_ICONS[moment.phase], round(size)), centre, 1.0)
        if is_timed:
            left = min(1.0, max(0.0, 1 - moment.elapsed / moment.duration))
            draw_dial(surface, centre, size, left)
        if moment.duration > 0 and moment.phase is Phase.BREAK:
            seconds = math.ceil(max(0.0, moment.duration - moment.elapsed))
            words = f"{seconds // 60}:{seconds % 60:02d}"
            below = (middle[0], middle[1] + 204 * self._pixel)
            self._writer.write(surface, words, below, min(self._small, _COUNTDOWN), INK)

    def _draw_dots(self, surface: pygame.Surface, middle: Point) -> None:
        """Draw three dots that swell one after the other: it is not the picture that stopped."""
        is_still = self._access.still or self._access.calm
        dot = bead(round(44 * self._zoom), BLUE)
        for k in (-1, 0, 1):
            turn = 2 * math.pi * (self._time / _WAITING - k / 5)
            shown = 1.0 if is_still else 0.65 + 0.35 * math.cos(turn)
            blit_faint(surface, dot, (middle[0] + 60 * k * self._zoom, middle[1]), shown)

    @property
    def _small(self) -> int:
        return max(LEAST, round(0.75 * self._access.text))

    def _draw_hand(self, surface: pygame.Surface, moment: Moment, middle: Point) -> None:
        """Draw the patient's own hand, opening and closing; for practice with a ball to hold."""
        foot = (middle[0], middle[1] + 120 * self._zoom)
        is_still = self._access.still or self._access.calm
        share = 0.5 - 0.5 * math.cos(2 * math.pi * self._time / _OPENING)
        share = 0.45 if is_still else share
        if moment.phase is Phase.PRACTICE:
            share = 0.30 + (0.0 if is_still else 0.25 * share)
            x = -14 if self._hand_is_right else 14
            ball = (foot[0] + x * self._zoom, foot[1] - 128 * self._zoom)
            blit_faint(surface, self._ball, ball, 1.0)
            gleam = (ball[0] - 16 * self._zoom, ball[1] - 30 * self._zoom)
            blit_faint(surface, self._gleam, gleam, 1.0)
        self._hand.draw_shadow(surface, foot, share)
        self._hand.draw(surface, foot, share)

    @property
    def _hand_is_right(self) -> bool:
        return self._hand.poses[0].wrist[0] > 0

    def _draw_stars(self, surface: pygame.Surface, moment: Moment, middle: Point) -> None:
        """Draw stars for what was worked, not for what succeeded; a missing one is not shown."""
        worked = moment.trial / moment.trials if moment.trials else 0.0
        count = min(_STARS, math.ceil(_STARS * worked))
        for k in range(count):
            x = middle[0] + (k - (count - 1) / 2) * 180 * self._zoom
            shown = 1.0 if moment.elapsed <= 0 else smooth((moment.elapsed - 0.5 * k) / 0.6)
            blit_faint(surface, icon("star", round(150 * self._zoom)), (x, middle[1]), shown)

    def _steps(self) -> tuple[float, int]:
        """Return the width of a step, in pixels, and the height of its number (logical).

        Numbers are as large as the patient's words, as far as the field allows.
        """
        p = self._pixel
        wanted = max(_STEP, _WIDEST * self._access.text + _APART) * p
        cell = min(wanted, (self._field.width - 24 * p) / RATINGS)
        return cell, max(LEAST, min(self._access.text, int((cell / p - _APART) / _WIDEST)))

    @property
    def _sound_top(self) -> float:
        """Where a sound may be written below the scene, in pixels."""
        return (676 - 0.65 * max(LEAST, 0.45 * self._access.text)) * self._pixel

    def _draw_scale(self, surface: pygame.Surface, moment: Moment, middle: Point) -> None:
        """Draw eleven steps from little to much; the given answer is orange and framed."""
        p = self._pixel
        cell, size = self._steps()
        base = min(middle[1] + 160 * p, self._sound_top - (2 * _BELOW + 8 + size) * p)
        # The picture over the highest step stays below the words.
        room = min(1.0, (base - 120 * p - self._top) / ((26 + 17 * (RATINGS - 1)) * p))
        for rating in range(RATINGS):
            x = middle[0] + (rating - (RATINGS - 1) / 2) * cell
            high = (26 + 17 * rating) * p * room
            rect = pygame.Rect(0, 0, round(0.78 * cell), round(high))
            rect.midbottom = (round(x), round(base))
            is_answer = rating == moment.answer
            colour = ORANGE if is_answer else BLUE
            pygame.draw.rect(surface, colour, rect, border_radius=round(9 * p))
            below = (x, base + (1.5 * _BELOW + size / 2) * p)
            if is_answer:
                frame = rect.inflate(round(14 * p), round(14 * p))
                pygame.draw.rect(surface, INK, frame, round(5 * p), border_radius=round(14 * p))
                wide = self._writer.words(str(rating), size, INK).get_width() + 18 * p
                frame = pygame.Rect(0, 0, round(wide), round((size + _BELOW) * p))
                frame.center = (round(x), round(below[1]))
                pygame.draw.rect(surface, INK, frame, round(4 * p), border_radius=round(14 * p))
            self._writer.write(surface, str(rating), below, size, INK)
        for name, rating in zip(ENDS.get(moment.question, ()), (0, RATINGS - 1), strict=False):
            x = middle[0] + (rating - (RATINGS - 1) / 2) * cell
            x += (0.35 if rating == 0 else -0.35) * cell
            above = base - (26 + 17 * rating) * p * room - 72 * p
            blit_faint(surface, icon(name, round(96 * p)), (x, above), 1.0)
