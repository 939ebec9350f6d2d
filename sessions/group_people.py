"""Who of a group may teach a patient's calibration: everybody but the patient.

A consenting patient is in the group's model, too, and no name stands there. The patient's own session of
that time is read again and recognised by its covariances: one's own days teach as such.
"""

from pathlib import Path

import numpy as np

from decoding.members import Session as Day
from sessions.group import FOLDER, Montage, days_on, newest_day, open_group_model
from sessions.record import SessionRecord


def group_people(home: Path, record: SessionRecord, channels: tuple[str, ...]) -> tuple[Day, ...]:
    """Return the people who may teach a session's calibration; nobody without a group model.

    Parameters
    ----------
    home : Path
        Data home.
    record : SessionRecord
    channels : tuple of str
        Those of the calibration, in their order: an electrode that gave no signal is not among them.

    Raises
    ------
    SessionError
        If what was named is no group model, or one for other electrodes.
    DecodingError
        If it cannot be read.
    """
    if not record.group:
        return ()
    model, people = open_group_model(home / FOLDER / record.group, Montage.of(record))
    made = record.group.partition("_")[0]
    own = [
        mine
        for worn, day in newest_day(home, record.pseudonym, record.task, until=made)
        for mine in days_on((day,), worn.channels, model.channels)
    ]
    others = [one for one in people if not any(_is_same(one, mine) for mine in own)]
    return days_on(others, model.channels, channels)


def _is_same(one: Day, other: Day) -> bool:
    return np.array_equal(one.labels, other.labels) and all(
        np.allclose(view, again, rtol=1e-6, atol=0.0)
        for view, again in zip(one.views, other.views, strict=True)
    )
