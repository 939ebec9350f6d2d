"""What sessions can say."""

import errno

from station.errors import VolitionError
from station.language import N_


class SessionError(VolitionError):
    """A patient, a plan, a session folder or a report cannot be used as asked."""


def full_disk(error: OSError) -> SessionError | None:
    """Return a full disk as a sentence; None if the system's error is another one."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    return SessionError(
        N_("The disk is full. Make room, then go on; what was recorded before is kept.")
    )
