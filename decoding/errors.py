"""What decoding can say."""

from station.errors import VolitionError


class DecodingError(VolitionError):
    """A signal, a calibration or a model cannot be used as asked."""
