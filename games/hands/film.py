"""A hand along its way, painted beforehand: a frame only picks and places pictures.

    film = Film(way, look_of(setting.access, "right"), surround.scale)
    film.draw_shadow(surface, foot, share)
    film.draw(surface, foot, share)

``way`` strings poses from 0 to 1, ``foot`` is where the scene's origin lies on the surface, in
pixels, and ``share`` is how far along the way the hand is. A hand that holds a thing is given the
thing's nearness: draw the hand without its sleeve, the thing, and then what lies before it.
"""

import pygame

from games.draw import Point
from games.hands.anatomy import Look
from games.hands.painted import Nearness, Painted, painted
from games.hands.pose import Way, pose_at


class Film:
    """One hand in all the poses of a way.

    Parameters
    ----------
    way : tuple of (float, Pose)
        From 0 to 1.
    look : Look
    scale : float
        Pixels per logical pixel.
    poses : int
        How many are painted; between two of them the nearer one is moved so that the wrist runs
        smoothly. Some 40 ms each, once per program.
    thing : callable, optional
        Nearness of what is held (:data:`games.hands.painted.Nearness`).
    """

    def __init__(
        self, way: Way, look: Look, scale: float, poses: int = 20, thing: Nearness | None = None
    ) -> None:
        self._scale = scale
        places = [k / (poses - 1) for k in range(poses)]
        self.poses = [painted(pose_at(way, p), look, scale, thing) for p in places]

    def at(self, share: float) -> tuple[Painted, Point]:
        """Return the nearest painted pose, and how far it must be moved to lie on the way."""
        place = min(1.0, max(0.0, share)) * (len(self.poses) - 1)
        low = min(int(place), len(self.poses) - 2)
        one, two = self.poses[low].wrist, self.poses[low + 1].wrist
        part = place - low
        nearest = self.poses[low + round(part)]
        x = one[0] + (two[0] - one[0]) * part - nearest.wrist[0]
        y = one[1] + (two[1] - one[1]) * part - nearest.wrist[1]
        return nearest, (x, y)

    def draw_shadow(
        self, surface: pygame.Surface, foot: Point, share: float, rise: float = 0.0
    ) -> None:
        """Draw the shadow of a hand that is ``rise`` pixels above its way, fainter the higher."""
        chosen, (x, y) = self.at(share)
        opacity = 1.0 / (1.0 + max(0.0, rise) / (90 * self._scale))
        chosen.shadow.blit(surface, foot[0] + x, foot[1] + y + 0.25 * rise, opacity)

    def draw(self, surface: pygame.Surface, foot: Point, share: float, rise: float = 0.0) -> None:
        """Draw hand and sleeve."""
        self.draw_hand(surface, foot, share, rise)
        self.draw_before(surface, foot, share, rise)

    def draw_ghost(
        self, surface: pygame.Surface, foot: Point, share: float, opacity: float
    ) -> None:
        """Draw the hand faintly, as a movement that is shown beforehand; no sleeve, no shadow."""
        if opacity > 0.01:
            chosen, (x, y) = self.at(share)
            chosen.hand.blit(surface, foot[0] + x, foot[1] + y, opacity)

    def draw_hand(
        self, surface: pygame.Surface, foot: Point, share: float, rise: float = 0.0
    ) -> None:
        """Draw the hand alone: behind a thing that it holds."""
        chosen, (x, y) = self.at(share)
        chosen.hand.blit(surface, foot[0] + x, foot[1] + y - rise)

    def draw_before(
        self, surface: pygame.Surface, foot: Point, share: float, rise: float = 0.0
    ) -> None:
        """Draw what lies before the thing that is held, and the sleeve."""
        self.draw_front(surface, foot, share, rise)
        self.draw_sleeve(surface, foot, share, rise)

    def draw_front(
        self,
        surface: pygame.Surface,
        foot: Point,
        share: float,
        rise: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Draw what lies before the thing that is held."""
        chosen, (x, y) = self.at(share)
        if chosen.before is not None:
            chosen.before.blit(surface, foot[0] + x, foot[1] + y - rise, opacity)

    def draw_sleeve(
        self, surface: pygame.Surface, foot: Point, share: float, rise: float = 0.0
    ) -> None:
        """Draw the sleeve."""
        chosen, (x, y) = self.at(share)
        if chosen.sleeve is not None:
            chosen.sleeve.blit(surface, foot[0] + x, foot[1] + y - rise)
