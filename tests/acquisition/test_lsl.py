"""LSL of one station: private or not at all, one session or none, every row as it stands on disk."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pylsl
import pytest

from acquisition.errors import AcquisitionError, StreamLost
from acquisition.inlet import LslTransport, MarkerInlet
from acquisition.lsl import check_private, configure, lsl_config_text, station_id
from acquisition.outlet import CueOutlet, EegOutlet, MarkerOutlet
from station.clock import RealClock
from station.events import Event
from station.stream import Chunk, Cue, Rows
from tests.acquisition.counting import CountingBoard

pytestmark = [pytest.mark.process, pytest.mark.timeout(60)]
INFO = CountingBoard().info
_numbers = itertools.count()


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> str:
    # LSL is configured once per process; whoever came first chose the id.
    first = tmp_path_factory.mktemp("home")
    wanted = station_id(first)
    pylsl.set_config_content(lsl_config_text(wanted))
    probe = pylsl.StreamOutlet(pylsl.StreamInfo("Probe", "", 1, 0, "float32", "probe-test"))
    found: str = probe.get_info().session_id()
    if not found.startswith("volition-"):
        pytest.skip("this process used LSL before it could be made private")
    return found


@pytest.fixture
def session() -> str:
    return f"20261123T101500Z_{next(_numbers):04x}"


def _rows(first: int, count: int) -> Rows:
    numbers = np.arange(first, first + count)
    values = (numbers[:, None] + [0.0, 0.25]).astype(np.float32)
    times = RealClock().now() + numbers / 125
    flags = (numbers % 7 == 3).astype(np.uint8)
    return Rows(first, values, times, numbers.astype(np.int32), flags)


def _until(found: Callable[[], bool]) -> None:
    clock = RealClock()
    end = clock.now() + 10.0
    while not found():
        assert clock.now() < end, "nothing came for 10 s"


def _read(transport: LslTransport, count: int) -> Iterator[Chunk]:
    clock, got = RealClock(), 0
    end = clock.now() + 10.0
    while got < count:
        assert clock.now() < end, f"only {got} of {count} rows came in 10 s"
        if (chunk := transport.read()) is not None:
            got += len(chunk)
            yield chunk


def test_the_stream_clock_is_lsls_clock() -> None:
    before, lsl, after = RealClock().now(), pylsl.local_clock(), RealClock().now()
    assert before <= lsl <= after


def test_rows_arrive_as_they_were_sent(station: str, session: str) -> None:
    outlet = EegOutlet(INFO, session, station)
    sent = _rows(0, 100)
    with LslTransport(session, station, wait=0.05) as transport:
        assert transport.info == INFO
        for first in range(0, 100, 4):
            part = slice(first, first + 4)
            outlet.push(
                Rows(
                    first,
                    sent.microvolts[part],
                    sent.times[part],
                    sent.counters[part],
                    sent.flags[part],
                )
            )
        chunks = list(_read(transport, 100))
    assert [chunk.first for chunk in chunks] == np.cumsum([0, *map(len, chunks[:-1])]).tolist()
    volts = np.concatenate([chunk.volts for chunk in chunks], axis=1)
    assert np.array_equal(volts, sent.microvolts.T.astype(np.float64) * 1e-6)
    assert np.array_equal(np.concatenate([chunk.times for chunk in chunks]), sent.times)
    assert np.array_equal(np.concatenate([chunk.flags for chunk in chunks]), sent.flags)


def test_row_numbers_are_exact_to_the_last_one_that_float32_counts(
    station: str, session: str
) -> None:
    outlet = EegOutlet(INFO, session, station)
    with LslTransport(session, station, wait=0.05) as transport:
        outlet.push(_rows(2**24 - 10, 10))
        chunks = list(_read(transport, 10))  # rows sent one by one may come in several
    rows = [row for chunk in chunks for row in range(chunk.first, chunk.first + len(chunk))]
    assert rows == list(range(2**24 - 10, 2**24))


def test_another_session_is_not_heard(station: str, session: str) -> None:
    outlets = [EegOutlet(INFO, f"{session}-{other}", station) for other in range(3)]
    assert len(outlets) == 3
    with (
        pytest.raises(StreamLost, match="is the headset program running"),
        LslTransport(session, station, patience=0.5),
    ):
        pass


def test_the_right_one_of_three_sessions_is_heard(station: str, session: str) -> None:
    outlets = [EegOutlet(INFO, f"{session}-{other}", station) for other in range(3)]
    with LslTransport(f"{session}-1", station, wait=0.05) as transport:
        for index, outlet in enumerate(outlets):
            outlet.push(_rows(1000 * index, 3))
        assert next(_read(transport, 3)).first == 1000


def test_two_streams_of_one_session_are_refused(station: str, session: str) -> None:
    outlets = [EegOutlet(INFO, session, station) for _ in range(2)]
    assert len(outlets) == 2
    with pytest.raises(AcquisitionError, match="close all but one"), LslTransport(session, station):
        pass


def test_silence_is_an_error_and_its_end_is_heard(station: str, session: str) -> None:
    outlet = EegOutlet(INFO, session, station)
    with LslTransport(session, station, wait=0.05, silence=0.2) as transport:
        outlet.push(_rows(0, 5))
        list(_read(transport, 5))
        with pytest.raises(StreamLost, match="No sample has come"):
            _until(lambda: transport.read() is not None)
        assert not transport.reopen()
        outlet.push(_rows(5, 5))
        assert transport.reopen()
        assert next(_read(transport, 5)).first == 5


def test_an_outlet_that_goes_is_an_error_at_once_and_its_successor_is_found(
    station: str, session: str
) -> None:
    outlet = EegOutlet(INFO, session, station)
    with LslTransport(session, station, wait=0.05, silence=60.0) as transport:
        outlet.push(_rows(0, 5))
        list(_read(transport, 5))
        del outlet
        with pytest.raises(StreamLost, match="has ended"):
            _until(lambda: transport.read() is not None)
        assert not transport.reopen()
        successor = EegOutlet(INFO, session, station)

        def is_back() -> bool:
            successor.push(_rows(20, 1))
            return transport.reopen()

        _until(is_back)


def test_cues_wait_for_their_row(station: str, session: str) -> None:
    eeg, cues = EegOutlet(INFO, session, station), CueOutlet("test-1", session, station)
    with LslTransport(session, station, has_cues=True, wait=0.05) as transport:
        cues.push(Cue(4, "rest"))
        cues.push(Cue(8, "end"))
        eeg.push(_rows(0, 4))
        list(_read(transport, 4))
        assert transport.cues() == []
        eeg.push(_rows(4, 4))
        list(_read(transport, 4))
        told: list[Cue] = []

        def is_told() -> bool:
            told.extend(transport.cues())
            return len(told) == 2

        _until(is_told)
    assert told == [Cue(4, "rest"), Cue(8, "end")]


def test_the_headset_hears_the_events_of_training_and_of_its_successor(
    station: str, session: str
) -> None:
    heard: list[Event] = []

    def has_heard(number: int) -> bool:
        heard.extend(inlet.events())
        return bool(heard) and heard[-1].number == number

    with MarkerInlet(session) as inlet:
        for number in range(2):
            outlet = MarkerOutlet(session, station)
            assert outlet.wait_for_listener(10.0)
            event = Event(number, "cue", "right_hand", 12, 1.5, "w", {"run": 1})
            outlet.push(event)
            _until(lambda number=number: has_heard(number))  # type: ignore[misc]
            assert heard[-1] == event
            del outlet


def test_a_marker_that_is_none_does_not_make_the_headset_deaf(station: str) -> None:
    """The events of the rest of the session still have to be written down."""
    session, heard = f"markers-{next(_numbers)}", []
    with MarkerInlet(session) as inlet:
        outlet = MarkerOutlet(session, station)
        assert outlet.wait_for_listener(10.0)
        for line in ("not JSON", '{"schema": 999}', "[1]"):
            outlet._outlet.push_sample([line])
        event = Event(1, "cue", "right_hand", 12, 1.5, "w", {"run": 1})
        outlet.push(event)

        def has_heard() -> bool:
            heard.extend(inlet.events())
            return bool(heard)

        _until(has_heard)

    assert heard == [event]


def test_the_station_id_is_made_once_and_kept(tmp_path: Path) -> None:
    first = station_id(tmp_path / "home")
    assert station_id(tmp_path / "home") == first
    assert station_id(tmp_path / "other") != first


def test_a_station_id_that_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", "utf-8")
    with pytest.raises(AcquisitionError, match=r"cannot be kept in .*File exists"):
        station_id(tmp_path / "home")


def test_a_damaged_station_id_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lsl-session-id").write_text("}\n[ports]", encoding="ascii")
    with pytest.raises(AcquisitionError, match="delete that file"):
        station_id(tmp_path)


def test_a_configuration_that_lsl_does_not_take_stops_everything(
    station: str, session: str, tmp_path: Path
) -> None:
    outlet = pylsl.StreamOutlet(pylsl.StreamInfo("Probe", "", 1, 0, "float32", f"p-{session}"))
    with pytest.raises(AcquisitionError, match="nothing is sent"):
        check_private(outlet, "volition-another-station")
    with pytest.raises(AcquisitionError, match="nothing is sent"):
        configure(tmp_path)  # comes too late: this process already has another station's id
    with pytest.raises(AcquisitionError, match="nothing is sent"):
        EegOutlet(INFO, session, "volition-another-station")
