"""The decoding benchmark: its folds, its scores and its file."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from acquisition.errors import AcquisitionError
from acquisition.recording import Recording
from benchmarks.decoding.__main__ import contestants, main, measure
from benchmarks.decoding.people import Person, Trials, joined, read_people, trials_of
from benchmarks.decoding.protocols import PROTOCOLS, Outcome
from benchmarks.decoding.protocols import play as play_through
from benchmarks.decoding.public import descriptions
from benchmarks.decoding.scores import (
    calibration_error,
    error_of_the_honest,
    mean_scores,
    paired,
    scores,
)
from station.task import Task
from tests.decoding.signals import CLASSES, IMAGERY, recording


def person(name: str, seed: int, *, drop: float = 0.8, trials: int = 20) -> Person:
    runs = [
        trials_of(
            recording(seed=10 * seed + run, drop=drop, trials=trials),
            classes=CLASSES,
            imagery=IMAGERY,
            run=run,
        )[0]
        for run in range(3)
    ]
    return Person(name, name[0], "hand-vs-rest", (CLASSES, ("C3",), 125.0), 1, joined(runs), 0)


class Listener:
    """Remember what was learned from, decided and told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def fit(self, today: Trials | None, others: Sequence[Trials]) -> None:
        known = "nothing" if today is None else str(sorted(set(today.runs.tolist())))
        self.said.append(f"fit {known} and {len(others)} others")

    def decide(self, trial: Trials) -> float:
        self.said.append("decide")
        return 0.0

    def tell(self, trial: Trials) -> None:
        self.said.append("tell")


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [
        ("same_day_unlabelled", [["fit [0] and 1 others", *["decide"] * 40]]),
        ("same_day_cued", [["fit [0] and 1 others", *["decide", "tell"] * 40]]),
        (
            "next_run",
            [
                ["fit [0] and 1 others", *["decide"] * 20],
                ["fit [0, 1] and 1 others", *["decide"] * 20],
            ],
        ),
        ("new_patient", [["fit nothing and 1 others", *["decide"] * 60]]),
    ],
)
def test_a_protocol_says_what_may_be_known(protocol: str, expected: list[list[str]]) -> None:
    people = [person("A", 1), person("B", 2)]
    made: list[Listener] = []

    def make() -> Listener:
        made.append(Listener())
        return made[-1]

    play_through(protocol, people[0], people, make)

    assert [listener.said for listener in made] == expected


def test_nobody_is_a_new_patient_without_others() -> None:
    alone = person("A", 1)

    assert play_through("new_patient", alone, [alone], Listener) is None


def test_another_day_of_the_same_person_is_no_other_person() -> None:
    monday, tuesday = person("A-monday", 1, trials=10), person("A-tuesday", 2, trials=10)

    assert play_through("new_patient", monday, [monday, tuesday], Listener) is None


def test_every_decoder_reads_a_clear_signal_and_no_noise() -> None:
    clear, noise = person("A", 1), person("B", 2, drop=0.0)

    for name, make in contestants().items():
        heard = play_through("same_day_cued", clear, [clear], make)
        unheard = play_through("same_day_cued", noise, [noise], make)

        assert heard is not None
        assert unheard is not None
        assert scores(heard)["balanced_accuracy"] >= 0.85, name
        assert 0.2 < scores(unheard)["balanced_accuracy"] < 0.8, name


def test_the_result_has_every_decoder_for_every_person() -> None:
    people = [person("A", 1), person("B", 2)]

    result = json.loads(json.dumps(measure(people, ["same_day_unlabelled", "new_patient"])))

    assert result["default"] not in result["peers"]
    names = {*result["peers"], result["default"]}
    wanted = {"balanced_accuracy", "auc", "brier", "ece", "fit_s", "predict_ms"}
    for protocol in ("same_day_unlabelled", "new_patient"):
        part = result["protocols"][protocol]
        assert set(part["mean"]) == names
        assert set(part["people"]) == {"A", "B"}
        assert all(set(one) == wanted | {"ece_if_honest"} for one in part["mean"].values())
        assert set(part["paired"]) == set(result["peers"])
        assert part["tasks"]["hand-vs-rest"]["people"] == ["A", "B"]


def test_honest_probabilities_have_no_calibration_error() -> None:
    """Eight trials at 75 %, six of them right; two at 25 %, which is 75 % for the other class."""
    probabilities = np.array([0.75] * 4 + [0.25] * 4)
    labels = np.array([True, True, True, False, False, False, False, True])

    assert calibration_error(probabilities, labels) == pytest.approx(0.0)
    assert calibration_error(np.full(4, 0.95), np.array([True, False] * 2)) == pytest.approx(0.45)


def test_the_calibration_error_of_a_mean_is_that_of_all_trials() -> None:
    """Each person alone is off by a quarter, one up and one down; together they are right."""
    logit = float(np.log(3))
    with_wrong = Outcome(
        np.array([logit, logit, -logit, -logit]), np.array([True, False] * 2), 0, 0
    )
    always = Outcome(np.array([logit, logit, logit, -logit]), np.array([True] * 3 + [False]), 0, 0)

    together = mean_scores([always, with_wrong])

    assert scores(always)["ece"] == pytest.approx(0.25)
    assert scores(with_wrong)["ece"] == pytest.approx(0.25)
    assert together["ece"] == pytest.approx(0.0)
    assert together["balanced_accuracy"] == pytest.approx(0.75)


def test_a_paired_difference_by_hand() -> None:
    lead = paired([0.8, 0.9, 0.7], [0.7, 0.7, 0.7])

    assert lead["difference"] == pytest.approx(0.1)
    # t of 2 degrees of freedom is 4.303, the standard error 0.1 / sqrt(3).
    assert lead["interval"] == pytest.approx([0.1 - 0.2484, 0.1 + 0.2484], abs=1e-4)
    assert (lead["ahead"], lead["behind"], lead["people"]) == (2, 0, 3)
    assert paired([0.8], [0.7])["interval"] is None


def test_an_empty_folder_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AcquisitionError, match="no recorded patient"):
        read_people(tmp_path)

    assert main(["--patients", str(tmp_path)]) == 2
    assert "no recorded patient" in capsys.readouterr().err


def patients(
    folder: Path, monkeypatch: pytest.MonkeyPatch, known: dict[str, tuple[str, list[Recording]]]
) -> None:
    """Let a folder hold patients: the name of their first file, a calibration and runs of play."""

    def read(path: Path) -> SimpleNamespace:
        name, (calibration, *play) = known[path.stem]
        return SimpleNamespace(
            name=name,
            task=Task.HAND_VS_REST,
            classes=CLASSES,
            imagery=IMAGERY,
            calibration_files=(path,),
            calibration=lambda: (calibration,),
            play=lambda: tuple(play),
        )

    for name in known:
        (folder / f"{name}.toml").touch()
    monkeypatch.setattr("benchmarks.decoding.people.read_patient", read)


def test_an_electrode_without_signal_is_left_out_of_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibration, play = recording(seed=1), recording(seed=2)
    play.microvolts[:, 3] = 0.0
    patients(tmp_path, monkeypatch, {"A": ("A", [calibration, play])})

    (one,), left_out = read_people(tmp_path)

    assert one.montage[1] == calibration.info.channels[:3]
    assert left_out == {}
    outcome = play_through("same_day_unlabelled", one, [one], contestants()["adaptive"])
    assert outcome is not None
    assert np.isfinite(outcome.logits).all()


def test_who_cannot_be_used_is_named_and_the_others_are_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = recording(seed=3, trials=8)
    slow = recording(seed=4, rate=50.0)
    patients(
        tmp_path,
        monkeypatch,
        {
            "A": ("A", [recording(seed=1), recording(seed=2)]),
            "B": ("B", [few, recording(seed=5)]),
            "C": ("C", [slow, slow]),
        },
    )

    people, left_out = read_people(tmp_path)

    assert [one.name for one in people] == ["A"]
    assert "only 4 usable trials under 'calibrate'" in left_out["B"]
    assert "50" in left_out["C"]


@pytest.mark.parametrize(
    ("names", "is_same"),
    [
        (("sub-S02", "sub-S02"), True),
        (("S001R04", "S001R12"), True),
        (("S001R04", "S002R04"), False),
        (("monday", "tuesday"), False),
    ],
)
def test_days_of_one_person_do_not_teach_each_other(
    names: tuple[str, str], is_same: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = [recording(seed=1), recording(seed=2)], [recording(seed=3), recording(seed=4)]
    patients(tmp_path, monkeypatch, {"A": (names[0], first), "B": (names[1], second)})

    (one, other), _ = read_people(tmp_path)

    assert one.can_teach(other) is not is_same


def _rewired(one: Recording, order: Sequence[int]) -> Recording:
    """Return a recording whose channels come in another order, by their indices."""
    names = tuple(one.info.channels[i] for i in order)
    info = replace(one.info, channels=names)
    return replace(one, info=info, microvolts=one.microvolts[:, list(order)])


@pytest.mark.parametrize("decoder", ["adaptive", "fbcsp_lda", "augmented_svm"])
@pytest.mark.parametrize("wiring", [(2, 0, 3, 1), (3, 4, 1, 0, 2)])
def test_people_teach_each_other_whatever_the_order_of_their_channels(
    decoder: str, wiring: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has the same electrodes in another order, or one more, teaches what he would have taught."""
    mine, theirs = [recording(seed=1), recording(seed=2)], [recording(seed=3), recording(seed=4)]
    noise = np.random.default_rng(0).normal(size=(len(theirs[0]), 1)).astype(np.float32)
    more = [
        replace(
            one,
            info=replace(one.info, channels=(*one.info.channels, "Oz")),
            microvolts=np.hstack([one.microvolts, noise]),
        )
        for one in theirs
    ]
    elsewhere = [_rewired(one, wiring) for one in more]
    patients(tmp_path, monkeypatch, {"A": ("A", mine), "B": ("B", theirs), "C": ("C", elsewhere)})

    (one, other, rewired), left_out = read_people(tmp_path)

    assert left_out == {}
    assert (rewired.can_teach(one), one.can_teach(rewired)) == (True, len(wiring) == 4)
    make = contestants()[decoder]
    known, again = (play_through("new_patient", one, [it], make) for it in (other, rewired))
    assert known is not None
    assert again is not None
    np.testing.assert_allclose(again.logits, known.logits, rtol=0, atol=1e-6)


def test_two_files_that_share_a_run_are_one_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One plays what the other was calibrated on: nobody may learn from it."""
    early, late = recording(seed=1), recording(seed=2)
    patients(tmp_path, monkeypatch, {"A": ("run-1", [early, late]), "B": ("run-2", [late, early])})

    (one, other), _ = read_people(tmp_path)

    assert not one.can_teach(other)


def test_a_folder_of_patients_is_played_and_written(data: Path, tmp_path: Path) -> None:
    (tmp_path / "S001.toml").write_text(descriptions(data)["S001"], encoding="utf-8")
    written = tmp_path / "result.json"

    code = main(
        [
            "--patients",
            str(tmp_path),
            "--protocols",
            "next_run",
            "new_patient",
            "--json",
            str(written),
        ]
    )

    result = json.loads(written.read_text(encoding="utf-8"))
    assert code == 0
    assert set(result["protocols"]) == {"next_run"}
    assert result["protocols"]["next_run"]["people"]["S001"]["adaptive"]["auc"] > 0.7
    assert set(PROTOCOLS) >= set(result["protocols"])


def test_the_error_of_true_probabilities_shrinks_with_trials_and_is_what_chance_leaves() -> None:
    few, many = (error_of_the_honest(np.full(n, 0.8)) for n in (40, 4000))

    assert few == pytest.approx(1.96 * np.sqrt(0.16 / 40), rel=0.15)
    assert many == pytest.approx(few / 10, rel=0.15)
