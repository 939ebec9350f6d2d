"""Put a model to work: the decoder that suits it, and what gathers its decisions."""

from collections.abc import Sequence

from decoding.decoder import TrialDecoder
from decoding.evidence import Evidence
from decoding.follower import Follower
from decoding.models import Model
from decoding.online import OnlineDecoder
from decoding.phase import PhaseEvidence, WindowsEvidence


def at_work(
    model: Model, rate: float, channels: Sequence[str], *, is_today: bool
) -> tuple[OnlineDecoder | Follower, Evidence]:
    """Return the decoder of a model on a stream, and its evidence.

    Parameters
    ----------
    model : Model
    rate : float
        Sampling rate of the stream in Hz.
    channels : sequence of str
        Channels of the stream, in its order.
    is_today : bool
        Whether the model was calibrated under this very cap.

    Raises
    ------
    DecodingError
        If the stream lacks a channel of the model or runs at another rate.
    """
    if isinstance(model.fitted, TrialDecoder):
        follower = Follower(model, rate, channels, is_today=is_today)
        return follower, PhaseEvidence(follower, model.online.certainty)
    if model.day is not None:
        follower = Follower(model, rate, channels, is_today=is_today)
        return follower, WindowsEvidence(follower, model.online.certainty)
    decoder = OnlineDecoder(model, rate, channels)
    return decoder, Evidence(decoder.grid, model.online.certainty)
