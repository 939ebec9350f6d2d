"""What a follower begins with: a decoder, the gate before it, and the way it sees windows."""

from decoding.adaptive import CAUTION, FOLLOWED, AdaptiveDecoder
from decoding.adaptive_windows import AdaptiveWindows
from decoding.covariance import LAG
from decoding.decoder import TrialDecoder
from decoding.gate import Gate
from decoding.growing import GrowingViews
from decoding.models import Model
from decoding.sliding import SlidingViews
from decoding.threshold import Threshold
from decoding.windows import WindowGrid

Adaptive = AdaptiveDecoder | AdaptiveWindows


def gate_of(model: Model, decoder: Adaptive, step: int) -> Gate:
    """Return the gate that knows what is usual for a model, asked every so many rows."""
    fitted = model.fitted
    if isinstance(fitted, TrialDecoder):
        muscle = fitted.knowledge().muscle
    else:
        muscle = None if model.day is None else model.day.muscle
    usual = decoder.references[0].matrices[0].diagonal().copy()
    return Gate(model.rate, usual, muscle, step)


def sliding_of(model: Model, grid: WindowGrid) -> SlidingViews | None:
    """Return what is quicker than every window by itself, where the decoder reads covariances."""
    if not isinstance(model.fitted, TrialDecoder):
        return None
    if grid.window_rows < round(LAG * grid.rate) + grid.step_rows:
        return None
    return SlidingViews(len(model.fitted.bands), len(model.channels), grid)


def growing_of(model: Model) -> GrowingViews | None:
    """Return what is quicker than every phase so far by itself, where the decoder reads covariances."""
    if not isinstance(model.fitted, TrialDecoder):
        return None
    return GrowingViews(len(model.fitted.bands), len(model.channels), model.rate)


def decoder_of(model: Model, *, is_today: bool) -> Adaptive:
    """Return the decoder of a model; one of another day takes its place on the map for a guess."""
    if not isinstance(model.fitted, TrialDecoder):
        return AdaptiveWindows.of(model, is_today=is_today)
    known = model.fitted.knowledge()
    if not is_today or not known.own:
        days = (*known.earlier, *known.own[-1:])
        return AdaptiveDecoder.returning(known.learned, days, known.others)
    threshold = Threshold(FOLLOWED, CAUTION, known.learned.expected)
    return AdaptiveDecoder(known.learned, threshold, known.own[-1], known.others, known.earlier)
