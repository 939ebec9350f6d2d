"""What processes counted stays counted when one of them is started again."""

from pathlib import Path

from sessions.counts import added, read_sent, write_counts


def test_the_counts_of_a_process_that_was_started_again_are_added_up(tmp_path: Path) -> None:
    first = {"sent": 1000, "lost": 5, "rate": 249.0}
    second = {"sent": 300, "lost": 1, "rate": 250.0}

    counts = added([("acquisition.headset", first), ("acquisition.headset", second)])
    write_counts(tmp_path, counts)

    assert counts == {
        "acquisition.headset": {"sent": 1300, "lost": 6, "rate": 250.0, "restarts": 1}
    }
    assert read_sent(tmp_path) == 1300


def test_each_process_keeps_its_own(tmp_path: Path) -> None:
    write_counts(
        tmp_path,
        added(
            [
                ("acquisition.emulator", {"sent": 900, "unread": 20}),
                ("acquisition.headset", {"sent": 880}),
            ]
        ),
    )

    assert read_sent(tmp_path) == 880
