"""What a patient needs of the screen reaches the game."""

from dataclasses import replace
from pathlib import Path

from games.accessibility import Accessibility
from sessions.order import open_session
from sessions.patient import change_access
from sessions.plan import Plan
from sessions.record import read_record
from sessions.stage import game_setting
from station.clock import VirtualClock
from tests.sessions.patients import simulated_order


def test_what_a_patient_needs_of_the_screen_reaches_the_game(tmp_path: Path) -> None:
    order = simulated_order(tmp_path, Plan(runs=0))
    wanted = {"text": 80, "field": "left", "skin": "brown", "slow": True}
    patient = change_access(tmp_path, order.patient.pseudonym, wanted)

    folder, _ = open_session(replace(order, patient=patient), VirtualClock(), fast=True)

    setting = game_setting(read_record(folder))
    assert setting.access == Accessibility(text=80, field="left", skin="brown", slow=True)
