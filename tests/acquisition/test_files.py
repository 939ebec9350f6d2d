"""Foreign recordings: read in the right unit at the right row, or refused with what is missing."""

import hashlib
from pathlib import Path

import mne
import numpy as np
import pytest

from acquisition.errors import AcquisitionError, BrokenRecording
from acquisition.files import read_recording
from station.stream import RowFlag

T1 = {"2": "left_hand", "3.000": "right_hand"}
NAMES = ("C3", "C4", "Cz")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("truncated.edf", r"82\.2 of 125\.0 seconds are missing \(66 %\)"),
        ("truncated.xdf", r"cut off.*after 16\.5 seconds"),
        ("damaged-bytes-1.edf", "damaged"),
        ("damaged-bytes-2.edf", "damaged"),
        ("empty.edf", "is empty"),
        ("not-an-edf.edf", "not an EDF"),
    ],
)
def test_a_broken_file_is_refused(data: Path, name: str, sentence: str) -> None:
    """Also those that other readers open without complaint."""
    with pytest.raises(BrokenRecording, match=sentence):
        read_recording(data / "broken" / name, unit="uV", events={})


def test_every_way_to_cut_off_an_xdf_is_noticed(tmp_path: Path, data: Path) -> None:
    """In a packet, between packets, or before the last footer."""
    content = (data / "openbci-left-right-idle" / "sub-T1_run-01_eeg.xdf").read_bytes()
    path = tmp_path / "stump.xdf"

    for length in (len(content) - 1, len(content) - 400, 300_001):
        path.write_bytes(content[:length])
        with pytest.raises(BrokenRecording, match="cut off"):
            read_recording(path, unit="uV", events={}, channels=NAMES)


def test_the_callers_unit_holds_and_not_the_headers(data: Path) -> None:
    """An EDF without a unit holds µV; MNE takes them as volts."""
    path = data / "openbci-hand-vs-rest" / "sub-S02_run-1_eeg.edf"

    recording = read_recording(path, unit="uV", events={"OVTK_GDF_Right": "right_hand"})

    expected = mne.io.read_raw_edf(path, verbose="ERROR").get_data().T
    np.testing.assert_array_equal(recording.microvolts, expected.astype(np.float32))
    assert recording.info.rate == 125.0
    assert recording.info.source == "recorded"
    assert {cue.label for cue in recording.cues} == {"right_hand"}


def test_a_unit_in_the_header_is_not_applied_twice(data: Path) -> None:
    """A file that says µV and holds µV comes out in µV, its channels in 10-10 spelling."""
    path = data / "physionet-eegmmidb" / "S001R04.edf"

    recording = read_recording(path, unit="uV", events={"T1": "left_hand"}, channels=("C3", "FCz"))

    raw = mne.io.read_raw_edf(path, verbose="ERROR")
    expected = raw.get_data(picks=["C3..", "Fcz."]).T * 1e6
    np.testing.assert_allclose(recording.microvolts, expected, rtol=1e-6)
    assert recording.info.channels == ("C3", "FCz")


def test_a_brainvision_file_comes_back_bit_for_bit(tmp_path: Path) -> None:
    """So a session's own raw file can be a recorded patient."""
    rows = np.random.default_rng(0).normal(0, 20, (50, 2)).astype("<f4")
    (tmp_path / "eeg.eeg").write_bytes(rows.tobytes())
    (tmp_path / "eeg.vmrk").write_text(
        "Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\n"
        "Codepage=UTF-8\nDataFile=eeg.eeg\n\n[Marker Infos]\n"
        "Mk1=New Segment,,1,1,0\nMk2=Comment,go,11,1,0\n",
        encoding="utf-8",
    )
    (tmp_path / "eeg.vhdr").write_text(
        "Brain Vision Data Exchange Header File Version 1.0\n\n[Common Infos]\nCodepage=UTF-8\n"
        "DataFile=eeg.eeg\nMarkerFile=eeg.vmrk\nDataFormat=BINARY\n"
        "DataOrientation=MULTIPLEXED\nNumberOfChannels=2\nSamplingInterval=4000\n\n"
        "[Binary Infos]\nBinaryFormat=IEEE_FLOAT_32\n\n[Channel Infos]\n"
        "Ch1=C3,,1,µV\nCh2=C4,,1,µV\n",
        encoding="utf-8",
    )

    recording = read_recording(tmp_path / "eeg.vhdr", unit="uV", events={"Comment/go": "rest"})

    np.testing.assert_array_equal(recording.microvolts, rows)
    assert recording.info.rate == 250.0
    assert [(cue.row, cue.label) for cue in recording.cues] == [(10, "rest")]
    assert recording.sha256 == hashlib.sha256(rows.tobytes()).hexdigest()  # not the header's


def test_markers_that_are_numbers_are_compared_as_numbers(data: Path) -> None:
    """Recorders pad them with zeros; idle, which is not listed, is ignored."""
    path = data / "openbci-left-right-idle" / "sub-T1_run-05_eeg.xdf"

    recording = read_recording(path, unit="uV", events=T1, stream="obci_eeg1", channels=NAMES)

    assert [cue.label for cue in recording.cues].count("left_hand") == 10
    assert [cue.label for cue in recording.cues].count("right_hand") == 10
    assert recording.microvolts.shape == (33370, 3)
    assert not recording.flags.any()


def test_lost_samples_are_put_back_as_held_rows(data: Path) -> None:
    """Run 2 lost a quarter: its rows are time again, and what is made up is flagged."""
    path = data / "openbci-left-right-idle" / "sub-T1_run-02_eeg.xdf"

    recording = read_recording(path, unit="uV", events=T1, stream="obci_eeg1", channels=NAMES)

    held = recording.flags == RowFlag.HELD
    assert np.count_nonzero(~held) == 24220
    assert 0.20 < held.mean() < 0.26
    previous = np.flatnonzero(held) - 1
    np.testing.assert_array_equal(recording.microvolts[held], recording.microvolts[previous])


def test_a_stream_that_is_not_there_is_named_with_those_that_are(data: Path) -> None:
    """Otherwise one would have to open the file to learn its name."""
    path = data / "openbci-left-right-idle" / "sub-T1_run-01_eeg.xdf"

    with pytest.raises(AcquisitionError, match=r"'obci'.*'obci_eeg1'"):
        read_recording(path, unit="uV", events={}, stream="obci", channels=NAMES)
    with pytest.raises(AcquisitionError, match="no channel names"):
        read_recording(path, unit="uV", events={})


def test_a_channel_that_is_not_there_is_named(data: Path) -> None:
    """With those that are."""
    path = data / "openbci-hand-vs-rest" / "sub-S02_run-1_eeg.edf"

    with pytest.raises(AcquisitionError, match=r"no channel 'C9'.*C3"):
        read_recording(path, unit="uV", events={}, channels=("C9",))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The sentence names it."""
    with pytest.raises(AcquisitionError, match=r"none\.edf' cannot be opened"):
        read_recording(tmp_path / "none.edf", unit="uV", events={})
