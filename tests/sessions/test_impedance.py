"""Impedances that were just measured go into the session; those of another hour or headset do not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from acquisition.impedance import Electrodes, Impedance, Measurement, Verdict
from sessions.impedance import FILE, ImpedanceRecord, attach_measurement, write_measurement

MEASURED = Measurement(
    Electrodes.GEL, (Impedance("C3", 8_000.0, 40.0, Verdict.GOOD),), 0.4, is_reference_bad=False
)


def test_a_fresh_measurement_of_this_headset_is_kept_with_the_session(tmp_path: Path) -> None:
    path = write_measurement(tmp_path, "D1", MEASURED)

    assert attach_measurement(tmp_path, "D1", tmp_path, datetime.now(UTC))
    assert (tmp_path / FILE).read_bytes() == path.read_bytes()
    record = ImpedanceRecord.model_validate_json((tmp_path / FILE).read_bytes())
    assert record.channels["C3"].ohms == 8_000.0


@pytest.mark.parametrize(("device", "minutes"), [("D2", 0), ("D1", 31), ("D1", -5)])
def test_another_headset_s_and_an_old_one_are_not(
    tmp_path: Path, device: str, minutes: int
) -> None:
    write_measurement(tmp_path, "D1", MEASURED)

    later = datetime.now(UTC) + timedelta(minutes=minutes)
    assert not attach_measurement(tmp_path, device, tmp_path, later)
    assert not (tmp_path / FILE).exists()


def test_a_damaged_measurement_hides_no_older_one(tmp_path: Path) -> None:
    write_measurement(tmp_path, "D1", MEASURED)
    (tmp_path / "impedance" / "9999.json").write_text("{", encoding="utf-8")

    assert attach_measurement(tmp_path, "D1", tmp_path, datetime.now(UTC))
