"""The real driver: settings, failures in words, and BrainFlow's own synthetic board."""

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from brainflow.exit_codes import BrainFlowError, BrainFlowExitCodes

from acquisition.board_settings import Connection, read_board_settings
from acquisition.boards._failures import in_words
from acquisition.boards._wiring import channel_commands, choose_inputs, muscle_inputs
from acquisition.boards.brainflow import BrainFlowBoard
from acquisition.catalogue import board_profile, listed_boards
from acquisition.errors import AcquisitionError
from acquisition.montage import MONTAGES
from acquisition.profiles import PROFILES
from acquisition.quality import RAIL_UV, Fault, QualityMonitor
from acquisition.spec import BoardSpec, make_board
from station.clock import RealClock
from station.stream import Rows, eeg_of

pty = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """Return the far end of a pseudo-terminal, and the port at which a driver opens it."""
    import tty

    master, slave = os.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


def test_the_headsets_are_listed_with_what_was_never_tried_marked() -> None:
    boards = listed_boards()

    assert [board.name for board in boards[:4]] == ["cyton", "daisy", "ganglion", "synthetic"]
    assert [board.name for board in boards if board.verified] == ["cyton", "daisy", "synthetic"]
    assert boards[1].montages == ("M16-A", "M16-B")


def test_a_ganglion_is_deaf_much_earlier_than_a_cyton() -> None:
    """4.5 V behind a gain of 24 are 187.5 mV, 1.2 V behind 76.5 are 15.7 mV."""
    for board in ("ganglion", "ganglion_native_board"):
        assert BrainFlowBoard(profile=board, port="COM3").rail_uv == pytest.approx(15_686, abs=1)
    assert BrainFlowBoard(profile="cyton", port="COM3", gain=6).rail_uv == pytest.approx(750_000)


def test_every_board_of_the_driver_can_be_named_or_says_why_not() -> None:
    """Only a board without any electrode, or without the board that it echoes, is refused."""
    refused = set()
    for board in listed_boards():
        try:
            spec = BoardSpec.model_validate({"name": board.name, "port": "COM3"})
            info = make_board(spec).info
        except AcquisitionError:
            refused.add(board.name)
            continue
        assert len(info.channels) == board.channels == len(set(info.channels))
        assert info.rate == board.rate > 0
        assert info.board == board.name
    assert refused == {"emotibit_board", "playback_file_board", "streaming_board"}


def test_a_board_without_a_profile_has_the_names_that_its_driver_gives() -> None:
    spec = BoardSpec.model_validate(
        {"name": "muse_2_board", "connection": {"mac_address": "00:11:22:33:44:55"}}
    )

    info = make_board(spec).info

    assert (info.channels, info.rate) == (("TP9", "AF7", "AF8", "TP10"), 256.0)


def test_a_played_back_file_is_recorded_and_looks_like_its_board() -> None:
    connection = {"file": "x.csv", "master_board": "cyton"}
    spec = BoardSpec.model_validate({"name": "playback_file_board", "connection": connection})

    info = make_board(spec).info

    assert (info.source, info.rate, len(info.channels)) == ("recorded", 250.0, 8)


def test_the_drivers_name_of_a_headset_leads_to_its_profile() -> None:
    assert board_profile("cyton_daisy_board", Connection()) is PROFILES["daisy"]


def test_a_preset_names_the_inputs_and_an_unusable_electrode_is_powered_down() -> None:
    options = {"name": "cyton", "montage": "M8-B", "unusable": ["C3"], "reference": "A1"}

    board = make_board(BoardSpec.model_validate(options))

    eeg, muscles = ("FC3", "CP3", "FC4", "C4", "CP4"), ("EMG extensor", "EMG flexor")
    assert board.info.channels == (*eeg, *muscles)
    assert (board.info.reference, board.info.ground) == ("A1", "AFz")
    assert board._commands == "x2160000X" + "x7060000X" + "x8060000X"  # type: ignore[attr-defined]


def test_only_muscles_are_taken_out_of_the_reference() -> None:
    """An electrode beside the eye may share the ear's reference; it is recorded, and no more."""
    options = {"name": "cyton", "channels": ["C3", "EOG left", "ECG", "EMG wrist"], "off": []}

    board = make_board(BoardSpec.model_validate(options))

    assert eeg_of(board.info.channels) == ("C3",)
    assert board._commands.startswith("x4060000X" + "x5160000X")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["unicorn_board", "muse_2_board", "galea_board"])
def test_nobody_calls_an_electrode_railed_whose_rail_is_unknown(name: str) -> None:
    """At 180 mV a Cyton is deaf; another maker's amplifier may take 750 mV and hear well."""
    board = BrainFlowBoard(profile=name)
    monitor = QualityMonitor(board.info, mains=50.0, rail_uv=board.rail_uv)
    rate, count = board.info.rate, len(board.info.channels)
    brain = np.random.default_rng(1).normal(180_000.0, 10.0, (round(3 * rate), count))
    times = np.arange(len(brain)) / rate
    nothing = np.zeros(len(brain))
    rows = Rows(
        0, brain.astype(np.float32), times, nothing.astype(np.int32), nothing.astype(np.uint8)
    )

    quality = monitor.take(rows)

    assert quality is not None
    assert not np.any(quality.amber & Fault.RAILED)


def test_boards_with_a_cytons_or_a_ganglions_amplifiers_have_their_rail() -> None:
    assert BrainFlowBoard(profile="cyton_wifi_board").rail_uv == RAIL_UV
    assert BrainFlowBoard(profile="ganglion_native_board").rail_uv == PROFILES["ganglion"].rail_uv


def test_an_emulated_headset_does_not_say_where_the_recorded_reference_was() -> None:
    assert BrainFlowBoard(port="x", source="recorded").info.reference == "n/a"


def test_a_misspelt_headset_is_answered_with_the_nearest() -> None:
    with pytest.raises(AcquisitionError, match="did you mean 'daisy'"):
        board_profile("daysi", Connection())


@pytest.mark.parametrize("name", ["Cyton", "CYTON_BOARD"])
def test_capitals_do_not_matter_in_a_headsets_name(name: str) -> None:
    assert board_profile(name, Connection()) is PROFILES["cyton"]


def test_what_is_no_board_is_not_suggested() -> None:
    with pytest.raises(AcquisitionError) as refused:
        board_profile("no_board", Connection())
    assert "did you mean 'no_board'" not in str(refused.value)


@pytest.mark.parametrize("code", ["UNABLE_TO_OPEN_PORT_ERROR", "GENERAL_ERROR"])
def test_a_board_without_a_port_is_not_told_about_one(code: str) -> None:
    error = BrainFlowError("unable to prepare session", BrainFlowExitCodes[code].value)

    sentence = str(in_words(error, board_profile("muse_2_board", Connection()), ""))

    assert "Muse2" in sentence
    assert "Bluetooth" in sentence
    assert "dongle" not in sentence


def test_a_factory_set_headset_needs_no_command() -> None:
    assert channel_commands(PROFILES["cyton"], 24, MONTAGES["M8-A"].eeg, range(1, 9)) == ""


def test_gain_and_unused_inputs_go_in_one_string() -> None:
    """A setting is x CHANNEL POWER GAIN INPUT BIAS SRB2 SRB1 X; gain 12 is number 5."""
    commands = channel_commands(PROFILES["cyton"], 12, MONTAGES["M8-A"].eeg[:7], range(1, 8))

    assert commands == "".join(f"x{i}050110X" for i in range(1, 8)) + "x8150000X"


def test_muscle_inputs_are_bipolar_out_of_bias_and_reference() -> None:
    """Power on, gain 24 (number 6), normal input, and neither bias nor SRB2."""
    names, inputs = choose_inputs(PROFILES["cyton"], MONTAGES["M8-B"].channels)
    muscles = muscle_inputs(names, inputs)

    assert muscles == (7, 8)
    assert channel_commands(PROFILES["cyton"], 24, names, inputs) == "x7060000Xx8060000X"


def test_inputs_that_are_off_are_not_delivered() -> None:
    names, inputs = choose_inputs(PROFILES["cyton"], ("A", "B", "C", "D"), [2])

    assert names == ("A", "C", "D")
    assert inputs == (1, 3, 4)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"gain": 5}, "has no gain 5"),
        ({"channels": list("ABCDEFGHI")}, "has 8 inputs, but 9 channels are named"),
        ({"channels": ["C3", "C3"]}, "'C3' is named twice"),
        ({"off": [9]}, "has no input 9"),
        ({"channels": []}, "No input of OpenBCI Cyton is in use"),
        ({"profile": "cytn"}, "did you mean 'cyton'"),
        ({"unusable": ["Oz"]}, "no electrode 'Oz' to mark as unusable"),
        ({"montage": "M16-A"}, "no montage 'M16-A'; choose one of: M8-A, M8-B, M8-C"),
        ({"montage": "M8-A", "channels": ["C3"]}, "leave one of them out"),
    ],
)
def test_wiring_that_cannot_be_is_refused(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(AcquisitionError, match=sentence):
        make_board(BoardSpec.model_validate({"name": "brainflow", **options}))


def test_the_settings_of_a_headset_stand_in_toml(tmp_path: Path) -> None:
    file = tmp_path / "cap.toml"
    file.write_text('port = "COM3"\nchannels = ["C3", "C4"]\ngain = 12\n', encoding="utf-8")

    settings = read_board_settings(file)

    assert settings == {"port": "COM3", "channels": ("C3", "C4"), "gain": 12}
    board = make_board(BoardSpec.model_validate({"name": "cyton", **settings}))
    assert board.info.channels == ("C3", "C4")
    assert board.info.source == "live"


def test_electrodes_have_their_10_10_names_however_they_are_typed(tmp_path: Path) -> None:
    """A place on the head, and so the hemisphere, hangs on the name."""
    file = tmp_path / "cap.toml"
    file.write_text('channels = ["fc3", " CZ", "FPZ", "EMG 左"]\nunusable = ["cz"]', "utf-8")

    settings = read_board_settings(file)

    assert settings["channels"] == ("FC3", "Cz", "Fpz", "EMG 左")
    assert settings["unusable"] == ("Cz",)


@pytest.mark.parametrize("name", ["", "  ", "C3\\nC4", "[red]"])
def test_a_name_that_would_break_a_file_or_a_screen_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "cap.toml"
    file.write_text(f'channels = ["{name}"]', "utf-8")

    with pytest.raises(AcquisitionError, match=r"channels\.0 (is empty|cannot be .*: a name)"):
        read_board_settings(file)


def test_settings_are_read_as_a_windows_editor_saves_them(tmp_path: Path) -> None:
    """With a byte order mark; what is not UTF-8 is said to be so."""
    file = tmp_path / "cap.toml"
    file.write_bytes(b"\xef\xbb\xbf" + 'reference = "耳垂"'.encode())
    assert read_board_settings(file) == {"reference": "耳垂"}

    file.write_bytes('reference = "耳垂"'.encode("gbk"))
    with pytest.raises(AcquisitionError, match="not saved as UTF-8"):
        read_board_settings(file)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("gian = 12", "did you mean 'gain'"),
        ("gain = ", "not valid TOML"),
        ("gain = 5", "gain cannot be 5; allowed: 1, 2, 4, 6, 8, 12, 24"),
        ('[connection]\nmac = "x"', "did you mean 'mac_address'"),
    ],
)
def test_a_slip_in_the_settings_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "cap.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(AcquisitionError, match=sentence):
        read_board_settings(file)


def test_settings_that_are_not_there_are_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(AcquisitionError, match="cannot be read"):
        read_board_settings(tmp_path / "none.toml")


def test_an_option_that_a_board_has_not_is_refused() -> None:
    with pytest.raises(AcquisitionError, match="no option 'prot'; it knows: profile, port"):
        make_board(BoardSpec.model_validate({"name": "cyton", "prot": "COM3"}))


def test_an_emulated_headset_keeps_the_source_of_its_eeg() -> None:
    board = BrainFlowBoard(profile="daisy", port="x", source="recorded", device="file.edf")

    assert (board.info.source, board.info.device) == ("recorded", "file.edf")
    assert (board.counter_modulus, board.counter_step) == (256, 2)


def test_a_port_that_was_not_named_is_asked_for() -> None:
    with pytest.raises(AcquisitionError, match="needs a serial port"), BrainFlowBoard():
        pass


@pytest.mark.process
def test_a_port_that_does_not_exist_is_named(tmp_path: Path) -> None:
    port = str(tmp_path / "ttyNONE")

    with (
        pytest.raises(AcquisitionError, match=r"There is no serial port .*ttyNONE"),
        BrainFlowBoard(port=port),
    ):
        pass


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="a file is no port there")
def test_a_file_is_not_a_port(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("", encoding="utf-8")

    with (
        pytest.raises(AcquisitionError, match="is not a serial port"),
        BrainFlowBoard(port=str(file)),
    ):
        pass


@pty
@pytest.mark.process
def test_a_dongle_without_its_headset_is_said_so(terminal: tuple[int, str]) -> None:
    """The dongle answers for a board that is switched off."""
    master, port = terminal

    def answer() -> None:
        while (heard := os.read(master, 64)) != b"d":
            os.write(master, b"Dongle$$$" if heard == b"v" else b"")
        os.write(master, b"Failure: Communications timeout$$$")

    thread = threading.Thread(target=answer, name="dongle", daemon=True)
    thread.start()

    with pytest.raises(AcquisitionError, match="No headset answers"), BrainFlowBoard(port=port):
        pass
    thread.join(timeout=2.0)


@pty
@pytest.mark.process
def test_a_port_on_which_nothing_answers_is_said_to_be_silent(terminal: tuple[int, str]) -> None:
    """The driver itself waits six seconds before it gives up."""
    with (
        pytest.raises(AcquisitionError, match="No headset answers"),
        BrainFlowBoard(port=terminal[1]),
    ):
        pass


@pty
@pytest.mark.process
def test_a_board_that_refuses_its_settings_is_not_used(terminal: tuple[int, str]) -> None:
    """A gain that the board did not take would falsify every microvolt."""
    master, port = terminal

    def answer() -> None:
        while not (heard := os.read(master, 256)).startswith(b"x"):
            os.write(master, b"OpenBCI$$$" if heard in (b"v", b"d") else b"")
        os.write(master, b"Failure: too late$$$")

    thread = threading.Thread(target=answer, name="dongle", daemon=True)
    thread.start()

    with (
        pytest.raises(AcquisitionError, match="did not accept its channel settings"),
        BrainFlowBoard(port=port, gain=12),
    ):
        pass
    thread.join(timeout=2.0)


@pty
@pytest.mark.process
def test_an_unplugged_headset_is_silent_and_closes_within_two_seconds() -> None:
    import tty

    master, slave = os.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    port = os.ttyname(slave)

    def answer() -> None:
        while os.read(master, 64) != b"b":
            os.write(master, b"OpenBCI$$$")

    thread = threading.Thread(target=answer, name="dongle", daemon=True)
    thread.start()
    clock = RealClock()
    with BrainFlowBoard(port=port) as board:
        board.start(clock.now())
        thread.join(timeout=2.0)
        os.close(slave)
        os.close(master)

        assert len(board.read(clock.now())) == 0
        closing = clock.now()
    assert clock.now() - closing < 2.0


@pytest.mark.process
def test_the_synthetic_board_streams_on_the_stream_clock() -> None:
    clock, pause = RealClock(), threading.Event()
    with BrainFlowBoard(profile="synthetic", channels=("C3", "C4")) as board:
        start = clock.now()
        board.start(start)
        counters, times = np.zeros(0, np.int32), np.zeros(0)
        while len(counters) < 300 and clock.now() - start < 10.0:
            pause.wait(0.01)
            samples = board.read(clock.now())
            assert samples.microvolts.shape == (len(samples), 2)
            counters = np.concatenate((counters, samples.counters))
            times = np.concatenate((times, samples.times))

    assert board.info.source == "simulated"
    assert set((np.diff(counters) % board.counter_modulus).tolist()) == {1}
    assert start - 0.01 <= times[0] <= times[-1] <= clock.now()


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_what_comes_through_a_pseudo_terminal_is_never_taken_for_live(tmp_path: Path) -> None:
    master, slave = os.openpty()
    port = tmp_path / "cyton"
    port.symlink_to(os.ttyname(slave))

    named_by_hand = BrainFlowBoard(profile="cyton", port=str(port))

    os.close(master)
    os.close(slave)
    assert named_by_hand.info.source == "simulated"
