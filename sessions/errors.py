"""What sessions can say."""

from station.errors import VolitionError


class SessionError(VolitionError):
    """A patient, a plan, a session folder or a report cannot be used as asked."""
