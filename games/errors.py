"""What games can say; to the therapist, never to the patient."""

from station.errors import VolitionError


class GameError(VolitionError):
    """A game cannot be shown or played as asked."""
