"""What a session teaches the decoders of others: every cued trial, calibrated or played, as long as it was.

A movement that was detected ended there; the seconds behind it show the game's answer and a hand that lies
still, and teach nothing.
"""

import numpy as np
from numpy.typing import NDArray

from acquisition.recording import Recording
from decoding.bank import BANDS, filtered
from decoding.gate import muscle_band
from decoding.lessons import Matching, Told
from decoding.members import Session as Day
from decoding.members import views
from decoding.usable import clean_share, is_usable, without_still_rows
from decoding.windows import ScoredRows
from sessions.brain import recording_of
from sessions.store import Session


def taught(session: Session) -> Day | None:
    """Return the clean trials of a session, in its channels' order; None if there are none."""
    recording = without_still_rows(recording_of(session).eeg())
    volts, is_good = filtered(recording, BANDS)
    whole = [
        one
        for one in _phases(session)
        if one.first < one.end <= len(recording) and is_good[one.first : one.end].all()
    ]
    kept = Matching().cut(_clean(recording, volts[0], whole))
    if not kept:
        return None
    rate = recording.info.rate
    trials = [views(volts[..., one.first : one.end], rate) for one in kept]
    return Day.of(trials, [one.label for one in kept])


def _phases(session: Session) -> list[Told]:
    record, table = session.record, session.trials
    reaction = round(record.reaction * record.rate)
    trials = [*table.calibration, *(trial for trial in table.played if trial.is_valid)]
    return [
        Told(trial.row + reaction, trial.end_row, trial.label == record.classes[1])
        for trial in sorted(trials, key=lambda one: one.row)
        if trial.label in record.classes
    ]


def _clean(recording: Recording, whole: NDArray[np.float64], phases: list[Told]) -> list[Told]:
    """Return the phases that live play would judge; ``whole`` has shape (n_channels, n_rows)."""
    muscle = filtered(recording, [muscle_band(recording.info.rate)])[0][0]
    scored = [ScoredRows(one.first, one.end) for one in phases]
    shares = clean_share(recording, whole, muscle, scored)
    return [one for one, share in zip(phases, shares, strict=True) if is_usable(share)]
