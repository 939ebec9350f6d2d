"""What decoding can say."""

from station.errors import VolitionError


class DecodingError(VolitionError):
    """A signal, a calibration or a model cannot be used as asked."""


class TooFewTrials(DecodingError):
    """A calibration has too few usable trials of a class: more of them would mend that."""
