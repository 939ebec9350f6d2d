"""How often the patient was rewarded when a movement was asked for."""

from sessions.metric import Metric, MetricValue
from sessions.statistics import wilson
from sessions.store import Session
from station.language import N_


def compute(session: Session) -> dict[str, MetricValue]:
    """Return the share of played movement trials that earned the reward."""
    moves = [trial for trial in session.trials.played if trial.is_movement]
    rewarded = sum(trial.is_rewarded for trial in moves)
    return {
        "all": MetricValue(
            value=rewarded / len(moves) if moves else None,
            interval=wilson(rewarded, len(moves)) if moves else None,
            n=len(moves),
            unit="",
            reference=N_("what the patient experienced; depends on the threshold"),
        )
    }


PLUGIN: Metric = Metric(
    id="reward_rate",
    version=1,
    name=N_("Reward rate"),
    definition=N_(
        "Played movement trials whose evidence reached the reward threshold, over all played "
        "movement trials. Wilson 95 % interval."
    ),
    compute=compute,
)
