"""What sessions can say."""

import errno

from station.errors import VolitionError
from station.language import N_


class SessionError(VolitionError):
    """A patient, a plan, a session folder or a report cannot be used as asked."""


def of_the_disk(error: OSError) -> SessionError | None:
    """Return a full disk, or one that may not be written, as a sentence; None for another error."""
    if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
        return full_disk(error)
    return SessionError(
        N_(
            "{path!r} may not be read or written ({reason}); correct its permissions, or choose another "
            "data folder with --data."
        ),
        path=str(error.filename or "-"),
        reason=error.strerror,
    )


def full_disk(error: OSError) -> SessionError | None:
    """Return a full disk as a sentence; None if the system's error is another one."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    return SessionError(
        N_("The disk is full. Make room, then go on; what was recorded before is kept.")
    )
