"""What acquisition can say.

    AcquisitionError
    ├── StreamLost       no sample has come for too long; the session may go on when it is back
    └── BrokenRecording  a file that is not, or is no longer, the recording that it claims to be
"""

from station.errors import VolitionError


class AcquisitionError(VolitionError):
    """A board, a stream or a recording cannot be used as asked."""


class StreamLost(AcquisitionError):
    """The headset stopped sending samples."""


class BrokenRecording(AcquisitionError):
    """A file that is not, or is no longer, the recording that it claims to be."""
