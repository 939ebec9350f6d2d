"""Ours on ``mne.Epochs``, in scikit-learn and in MOABB; a pipeline of others as one of ours."""

from pathlib import Path
from typing import Any

import mne
import numpy as np
import pytest
from numpy.typing import NDArray
from pyriemann.estimation import Covariances
from pyriemann.tangentspace import TangentSpace
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from decoding.decoder import Decoder
from decoding.pipelines import OnEpochs, wrapped
from station.plugins import load, names

DECODERS = names("decoding.decoders")


def epochs() -> tuple[mne.EpochsArray, NDArray[np.str_]]:
    """Return forty epochs in volts: C3 is quieter for "right"."""
    generator = np.random.default_rng(0)
    labels = np.array(["left", "right"] * 20)
    volts = generator.normal(size=(40, 3, 250)) * 1e-5
    volts[labels == "right", 0] *= 0.6
    info = mne.create_info(["C3", "C4", "Cz"], 125.0, "eeg")
    return mne.EpochsArray(volts, info, verbose="ERROR"), labels


def made(name: str) -> Decoder:
    decoder: Decoder = load("decoding.decoders", name)()
    return decoder


@pytest.mark.parametrize("name", DECODERS)
def test_every_decoder_of_ours_reads_epochs_and_cross_validates(name: str) -> None:
    some, labels = epochs()
    classifier = OnEpochs(made(name), rate=125.0)

    fitted = classifier.fit(some, labels)

    assert (fitted.predict(some) == labels).mean() > 0.9
    np.testing.assert_allclose(fitted.predict_proba(some).sum(axis=1), 1.0)
    assert cross_val_score(classifier, some.get_data(), labels, cv=4).mean() > 0.85


def test_epochs_themselves_can_be_cross_validated() -> None:
    some, labels = epochs()
    classifier = OnEpochs(made("adaptive"))

    scores = cross_val_score(classifier, some, labels, cv=4)

    np.testing.assert_allclose(scores, cross_val_score(classifier, some.get_data(), labels, cv=4))


def test_only_good_eeg_of_epochs_is_read() -> None:
    some, labels = epochs()
    extra = mne.EpochsArray(
        np.random.default_rng(1).normal(size=(40, 2, 250)),
        mne.create_info(["STI", "Oz"], 125.0, ["stim", "eeg"]),
        verbose="ERROR",
    )
    more = some.copy().add_channels([extra])
    more.info["bads"] = ["Oz"]

    alone, beside = (
        OnEpochs(made("tangent")).fit(one, labels).decision_function(one) for one in (some, more)
    )

    np.testing.assert_array_equal(alone, beside)


def test_microvolts_and_volts_are_the_same() -> None:
    some, labels = epochs()
    volts = some.get_data()

    in_volts = OnEpochs(made("tangent")).fit(volts, labels).decision_function(volts)
    in_microvolts = OnEpochs(made("tangent"), unit=1e-6).fit(volts * 1e6, labels)

    np.testing.assert_allclose(in_microvolts.decision_function(volts * 1e6), in_volts, atol=1e-6)


def test_the_filter_bank_finds_its_bands_in_epochs_of_any_length() -> None:
    """Only 26 Hz differs; were four seconds taken for two, the bands would end at 14 Hz."""
    generator = np.random.default_rng(0)
    labels = np.array(["left", "right"] * 20)
    volts = generator.normal(size=(40, 3, 500)) * 1e-5
    phases = generator.uniform(0, 2 * np.pi, (40, 1))
    rhythm = np.sin(2 * np.pi * 26 * np.arange(500) / 125.0 + phases) * 1e-5
    volts[labels == "right", 0] += rhythm[labels == "right"]

    scores = cross_val_score(OnEpochs(made("fbcsp"), rate=125.0), volts, labels, cv=4)

    assert scores.mean() > 0.95


@pytest.mark.parametrize("name", [name for name in DECODERS if name != "adaptive"])
def test_a_channel_without_signal_is_no_obstacle(name: str) -> None:
    some, labels = epochs()
    volts = some.get_data()
    volts[:, 2] = 0.0

    fitted = OnEpochs(made(name), rate=125.0).fit(volts, labels)

    assert (fitted.predict(volts) == labels).mean() > 0.9


def test_three_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="two classes are needed, not 3"):
        OnEpochs(made("tangent")).fit(np.ones((3, 2, 10)), np.array(["a", "b", "c"]))


def test_a_pipeline_of_others_is_a_decoder_of_ours() -> None:
    some, labels = epochs()
    volts, is_right = some.get_data(), labels == "right"
    theirs = make_pipeline(Covariances("oas"), TangentSpace(), LogisticRegression())
    decoder = wrapped(lambda: theirs)()

    decoder.fit(volts, is_right, np.ones(40))

    direct = theirs.fit(volts * 1e6, is_right).decision_function(volts * 1e6)
    np.testing.assert_allclose(decoder.decision_function(volts), direct, rtol=0, atol=1e-12)
    live = decoder.compile()
    np.testing.assert_allclose([live(one) for one in volts], direct, rtol=0, atol=1e-9)


def test_probabilities_become_log_odds() -> None:
    class Sure(LogisticRegression):  # type: ignore[misc]
        decision_function = property()

        def fit(self, windows: NDArray[np.float64], labels: NDArray[np.int_]) -> "Sure":
            return self

        def predict_proba(self, windows: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.tile([0.2, 0.8], (len(windows), 1))

    decoder = wrapped(Sure)().fit(np.ones((2, 1, 4)), np.array([True, False]), np.ones(2))

    np.testing.assert_allclose(decoder.decision_function(np.ones((2, 1, 4))), np.log(4))


@pytest.mark.filterwarnings("ignore")  # MOABB's and its libraries' own
def test_every_decoder_of_ours_runs_inside_moabb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOABB_RESULTS", str(tmp_path))
    monkeypatch.setenv("MNE_DATA", str(tmp_path))
    reason = "MOABB is not installed; it is no dependency of ours"
    datasets = pytest.importorskip("moabb.datasets.fake", reason=reason)
    evaluations = pytest.importorskip("moabb.evaluations", reason=reason)
    paradigms = pytest.importorskip("moabb.paradigms", reason=reason)
    dataset = datasets.FakeDataset(
        ["left_hand", "right_hand"], n_sessions=1, n_runs=1, n_subjects=1
    )
    evaluation = evaluations.WithinSessionEvaluation(
        paradigm=paradigms.LeftRightImagery(),
        datasets=[dataset],
        overwrite=True,
        hdf5_path=str(tmp_path),
    )

    table = evaluation.process(
        {name: OnEpochs(made(name), unit=1e-6, rate=128.0) for name in DECODERS}
    )

    assert set(table["pipeline"]) == set(DECODERS)
    assert table["score"].between(0, 1).all()


@pytest.mark.parametrize("name", DECODERS)
def test_channels_are_known_by_their_names(name: str) -> None:
    """Another cap, another file, another order: what was learned of C3 is not asked of Cz."""
    some, labels = epochs()
    turned = some.copy().reorder_channels(["Cz", "C3", "C4"])
    fitted = OnEpochs(made(name)).fit(some, labels)

    np.testing.assert_allclose(
        fitted.decision_function(turned), fitted.decision_function(some), rtol=0, atol=1e-12
    )


def test_epochs_that_do_not_fit_are_refused_in_words() -> None:
    some, labels = epochs()
    fitted = OnEpochs(made("adaptive")).fit(some, labels)
    bad, faster = some.copy(), some.copy().resample(250.0, verbose="ERROR")
    bad.info["bads"] = ["C3"]

    with pytest.raises(ValueError, match="lack, or mark as bad, what was learned from: C3"):
        fitted.predict(bad)
    with pytest.raises(
        ValueError, match="learned at 125 samples per second, these epochs have 250"
    ):
        fitted.predict(faster)


@pytest.mark.parametrize(
    ("value", "said"), [(np.nan, "holds values that are no numbers"), (0.0, "is flat")]
)
def test_an_epoch_without_an_answer_is_no_answer_of_the_first_class(
    value: float, said: str
) -> None:
    some, labels = epochs()
    fitted = OnEpochs(made("adaptive")).fit(some, labels)
    volts = some.get_data()
    volts[3, 2] = value
    broken = mne.EpochsArray(volts, some.info, verbose="ERROR")

    with pytest.raises(ValueError, match=f"channel Cz of epoch 3 {said}"):
        fitted.predict(broken)
    with pytest.raises(ValueError, match=f"channel Cz of epoch 3 {said}"):
        OnEpochs(made("adaptive")).fit(broken, labels)


def test_the_plug_in_of_the_documentation_is_complete() -> None:
    text = (Path(__file__).parents[2] / "docs" / "decoding.md").read_text(encoding="utf-8")
    source = text.split("# decoding/decoders/theirs.py\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    some, labels = epochs()

    exec(compile(source, "theirs.py", "exec"), names)
    decoder = names["PLUGIN"]().fit(some.get_data(), labels == "right", np.ones(40))

    assert ((decoder.decision_function(some.get_data()) > 0) == (labels == "right")).mean() > 0.9
