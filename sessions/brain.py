"""Between a session's files and its decoder: the model at work, and what it is fitted on."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from acquisition.recording import Recording
from decoding.evidence import Evidence, unsure_limit
from decoding.follower import Follower
from decoding.models import Model
from decoding.online import OnlineDecoder
from decoding.work import at_work
from sessions.adapt import Adaptation
from sessions.errors import SessionError
from sessions.order import Order
from sessions.record import SessionRecord
from sessions.reward import RewardThreshold
from sessions.store import Session, read_session
from station.language import N_
from station.stream import Cue, StreamInfo
from station.task import REST, Task, classes


@dataclass(frozen=True)
class Brain:
    """What turns samples into intention; absent while there is no model yet.

    Attributes
    ----------
    decoder : OnlineDecoder
    evidence : Evidence
    start : float
        Evidence for the cued class that earns the first reward, in log-odds.
    adaptation : Adaptation or None
        What lets the decoder follow the patient; None if it stands still.
    reward : RewardThreshold or None
        What moves the threshold between trials; None if it stays.
    pace : float or None
        The threshold of self-paced play, in which everything stands still; None in cued runs.
    """

    decoder: OnlineDecoder | Follower
    evidence: Evidence
    start: float
    adaptation: Adaptation | None = None
    reward: RewardThreshold | None = None
    pace: float | None = None

    @property
    def target(self) -> float:
        """Evidence for the cued class that earns the reward now, in log-odds."""
        if self.pace is not None:
            return self.pace
        return self.start if self.reward is None else self.reward.value

    @property
    def span(self) -> float:
        """How far below :attr:`target` the movement on the screen begins, in log-odds."""
        span = self.start if self.reward is None else self.reward.span
        return span if self.pace is None else max(self.pace, span)

    @property
    def hearers(self) -> list[Adaptation | RewardThreshold]:
        """What learns from what happens."""
        if self.pace is not None:
            return []
        return [one for one in (self.adaptation, self.reward) if one is not None]


def make_brain(
    model: Model, record: SessionRecord, folder: Path, *, is_today: bool
) -> tuple[Brain, dict[str, object]]:
    """Return the model at work, and what the session's ``model`` event says of it.

    ``is_today`` tells a model that was calibrated under this very cap from a stored one.

    The reward needs evidence above the calibration's threshold, and at least what counts as sure.
    That is where it starts from; it moves between trials, as rest or the other hand allow, but not
    on days of assessment.
    """
    target = max(model.threshold, unsure_limit(model.online.certainty))
    card: dict[str, object] = {
        "decoder": model.decoder,
        "sha256": model.sha256,
        "threshold": target,
        "today": is_today,
        "movement": model.card.movement,
        "asked": record.movement,
        "calibration": model.card.summary(),
    }
    decoder, evidence = at_work(model, record.rate, record.channels, is_today=is_today)
    adaptation = None
    if isinstance(decoder, Follower):
        adaptation = Adaptation(decoder, record, folder)
    reward = None
    if record.adaptation != "frozen":
        paid, has_rest = record.plan.rewarding, REST in record.classes
        reward = RewardThreshold(target, _spread(decoder), paid, has_rest=has_rest)
        if record.continues is not None:
            reward.take_over(record.continues)
    return Brain(decoder, evidence, target, adaptation, reward), card


def _spread(decoder: OnlineDecoder | Follower) -> Callable[[], float]:
    if isinstance(decoder, Follower):
        return lambda: decoder.decoder.learned.spread
    return lambda: 1.0


def check_model(model: Model, order: Order) -> None:
    """Refuse a stored model that is not for this session.

    Raises
    ------
    SessionError
        If it tells other classes apart, or another decoder was asked for.
    DecodingError
        If the headset lacks one of its channels or runs at another rate.
    """
    side = order.patient.affected_side
    asked = classes(order.task, side)
    if model.classes != asked:
        others = [task for task in Task if classes(task, side) == model.classes]
        raise SessionError(
            N_(
                "The stored model tells {known} apart, but this session trains {asked}; go on with "
                "--task {task}, or make a new one with --calibrate."
            )
            if others
            else N_(
                "The stored model tells {known} apart, but this session trains {asked}; make a "
                "new one with --calibrate."
            ),
            known=", ".join(model.classes),
            asked=", ".join(asked),
            **({"task": others[0].value} if others else {}),
        )
    if order.decoder not in (model.decoder, model.card.asked):
        raise SessionError(
            N_(
                "The stored model was made with the decoder {stored!r}, not {asked!r}; make a new "
                "one with --calibrate, or ask for that decoder."
            ),
            stored=model.card.asked,
            asked=order.decoder,
        )
    at_work(model, order.info.rate, order.info.channels, is_today=False)


def session_recording(session: Session) -> Recording:
    """Return a whole session with the cues of its calibration and of its valid played trials."""
    table = session.trials
    kept = [*table.calibration, *(trial for trial in table.played if trial.is_valid)]
    cues = tuple(Cue(trial.row, trial.label) for trial in sorted(kept, key=lambda one: one.row))
    return recording_of(session, cues)


def recorded_so_far(folder: Path) -> Recording:
    """Return what a session has recorded up to now, with the cues of its calibration."""
    session = read_session(folder)
    cues = tuple(Cue(trial.row, trial.label) for trial in session.trials.calibration)
    return recording_of(session, cues)


def recording_of(session: Session, cues: tuple[Cue, ...] = ()) -> Recording:
    """Return what a session has recorded, with some of its cues."""
    record, raw = session.record, session.raw
    digest = sha256(raw.microvolts.tobytes()).hexdigest()
    info = StreamInfo(record.board, record.device, record.source, record.channels, record.rate)
    return Recording(record.session, digest, info, raw.microvolts, raw.flags, cues)
