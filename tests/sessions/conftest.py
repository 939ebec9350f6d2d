"""Patients that several tests of sessions play; each is made once."""

import pytest

from tests.sessions.patients import Known, make_known


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Return a patient of 20 trials whose imagery shows clearly."""
    return make_known(tmp_path_factory.mktemp("known"), trials=20)


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Return a patient of five trials, 20 seconds of play."""
    return make_known(tmp_path_factory.mktemp("short"), trials=5, seed=2)
