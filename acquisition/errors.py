"""What acquisition can say.

AcquisitionError
├── StreamLost       no sample has come for too long; the session may go on when it is back
├── DiskError        the raw recording can no longer be written
└── BrokenRecording  a file that is not, or is no longer, the recording that it claims to be
"""

from station.errors import VolitionError


class AcquisitionError(VolitionError):
    """A board, a stream or a recording cannot be used as asked."""


class StreamLost(AcquisitionError):
    """The headset stopped sending samples."""


class BrokenRecording(AcquisitionError):
    """A file that is not, or is no longer, the recording that it claims to be."""


class DiskError(AcquisitionError):
    """The raw recording can no longer be written; the stream itself goes on."""
