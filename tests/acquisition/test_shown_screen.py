"""A patient behind an emulated headset lives on from one session to the next."""

from acquisition.emulator.screen import ShownScreen
from station.events import Event

RATE = 250.0


def event(type_: str, row: int, **details: object) -> Event:
    return Event(0, type_, "right_hand", row, 0.0, "", details)


def shown(screen: ShownScreen, one: Event, counter: int) -> tuple[int, object]:
    seen = screen.show(one, counter)
    return seen.row, seen.details.get("end_row")


def test_in_the_first_session_rows_are_those_of_the_headset() -> None:
    screen = ShownScreen(RATE)

    assert shown(screen, event("cue", 1000, end_row=2000), 1020) == (1000, 2000)
    assert shown(screen, event("result", 1800), 1815) == (1800, None)


def test_a_second_session_counts_from_its_own_beginning() -> None:
    screen = ShownScreen(RATE)
    screen.show(event("cue", 1000, end_row=2000), 1010)

    assert shown(screen, event("cue", 500, end_row=1500), 60_500) == (60_500, 61_500)
    assert shown(screen, event("result", 1200), 61_230) == (61_200, None)
    assert shown(screen, event("cue", 3000, end_row=4000), 63_020) == (63_000, 64_000)


def test_a_session_counts_on_while_a_headset_is_away() -> None:
    screen = ShownScreen(RATE)
    screen.show(event("cue", 1000, end_row=2000), 1010)

    assert shown(screen, event("cue", 6250, end_row=7250), 3750) == (3750, 4750)


def test_what_is_told_late_moves_nothing() -> None:
    """While a model is fitted, what happened before is told seconds behind."""
    screen = ShownScreen(RATE)

    assert shown(screen, event("model", 1000), 3000) == (1000, None)
    assert shown(screen, event("cue", 3100, end_row=4100), 3110) == (3100, 4100)
