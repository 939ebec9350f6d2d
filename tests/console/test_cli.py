"""The command as people type it: one object or plain sentences, and for a mistake one sentence."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from console.cli import main
from console.words import DISCLAIMER
from decoding.models import save, seal
from sessions.patient import new_patient
from sessions.store import read_session
from station.language import Language
from tests.sessions.patients import Known, make_known, write_patient

KEYS = {
    *("session", "source", "task", "decoder", "trials", "unsure", "accuracy"),
    *(
        "balanced_accuracy",
        "interval",
        "p_chance",
        "above_chance",
        "below_chance",
        "auc",
        "samples",
    ),
    *("latency_ms", "report"),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Said:
    """What the command left behind: exit code, standard output and the lines of standard error."""

    code: int
    out: str
    err: list[str]

    @property
    def result(self) -> dict[str, object]:
        """The one object on standard output."""
        value: dict[str, object] = json.loads(self.out)
        return value


Volition = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a data home."""
    return tmp_path / "data home"


@pytest.fixture
def volition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Volition:
    """Return the command, run in this process."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["volition", *map(str, arguments)])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        captured = capsys.readouterr()
        assert isinstance(code, int)
        return Said(code, captured.out, captured.err.splitlines())

    return run


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Return a patient whose imagery shows clearly."""
    return make_known(tmp_path_factory.mktemp("known"), trials=8)


@pytest.fixture(scope="module")
def played(known: Known, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """Return a played session and what the real command said of it."""
    home = tmp_path_factory.mktemp("played")
    code = "from console.cli import main; main()"
    done = subprocess.run(
        [
            *(sys.executable, "-c", code, "demo", "--patient", str(known.toml), "--fast"),
            *("--data", str(home), "--json", "--lang", "en"),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    said = Said(done.returncode, done.stdout, done.stderr.splitlines())
    assert said.code == 0, said.err
    return Path(str(said.result["session"])), said


def assert_refused(said: Said, sentence: str) -> None:
    """One sentence on standard error, nothing else, and exit code 2."""
    assert said.code == 2, (said.out, said.err)
    assert len(said.err) == 1, said.err
    assert re.search(sentence, said.err[0]), said.err[0]
    assert said.out == ""


def files_in(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()] if home.exists() else []


def assert_nothing_left(home: Path) -> None:
    """No patient, no session, no half-written file."""
    assert not [path for path in home.rglob("*") if "patients" in path.parts], files_in(home)


def test_json_is_one_object_with_every_promised_key(played: tuple[Path, Said]) -> None:
    folder, said = played
    result = said.result

    assert set(result) == KEYS
    assert (result["source"], result["task"], result["decoder"]) == (
        "recorded",
        "hand-vs-rest",
        "adaptive",
    )
    assert result["trials"] == 8
    samples = result["samples"]
    assert isinstance(samples, dict)
    rows = len(read_session(folder).raw)
    assert samples == {"sent": rows, "received": rows, "recorded": rows, "lost": 0}
    reports = result["report"]
    assert isinstance(reports, dict)
    assert {Path(path).name for path in reports.values()} == {"report_zh.pdf", "report_en.pdf"}
    assert Language("en")(DISCLAIMER) in said.err


def test_session_and_report_say_that_the_eeg_was_recorded(played: tuple[Path, Said]) -> None:
    folder, _ = played

    assert json.loads((folder / "session.json").read_text("utf-8"))["source"] == "recorded"
    english, chinese = (text_of(folder / f"report_{code}.pdf") for code in ("en", "zh"))
    assert "RECORDED" in english
    assert "RECORDED" in chinese or Language("zh")("RECORDED") in chinese


def test_both_reports_carry_the_disclaimer(played: tuple[Path, Said]) -> None:
    folder, _ = played

    assert "not a certified medical device" in text_of(folder / "report_en.pdf").lower()
    assert "医疗器械" in text_of(folder / "report_zh.pdf")


def text_of(path: Path) -> str:
    """Return a report's text, its line breaks taken out."""
    pages = " ".join(page.extract_text() for page in PdfReader(path).pages)
    return re.sub(r"\s+", " ", pages)


def test_a_session_is_assessed_reported_and_replayed_from_its_files(
    played: tuple[Path, Said], volition: Volition
) -> None:
    folder, said = played

    assessed = volition("assess", folder, "--json")
    reported = volition("report", folder, "--json")
    replayed = volition("replay", folder, "--json")

    assert (assessed.code, reported.code, replayed.code) == (0, 0, 0)
    assert assessed.result["accuracy"] == said.result["accuracy"]
    assert reported.result["report"] == said.result["report"]
    assert replayed.result["agrees"] is True


def test_a_session_is_told_in_chinese_too(played: tuple[Path, Said], volition: Volition) -> None:
    said = volition("assess", played[0], "--lang", "zh")

    assert said.code == 0
    assert CHINESE.search(said.out)
    assert not re.search(r"[A-Za-z]{5,}", said.out), said.out


def test_a_simulated_patient_is_marked_and_at_chance_told_so(
    volition: Volition, home: Path
) -> None:
    arguments = ("--fast", "--dprime", 0, "--seed", 3, "--trials", 8, "--json", "--lang", "en")

    said = volition("demo", *arguments, "--data", home)

    assert said.code == 0
    assert said.result["source"] == "simulated"
    assert said.result["above_chance"] is False
    assert any("not distinguishable from chance; the game goes on" in line for line in said.err)
    assert "SIMULATED" in text_of(Path(str(said.result["session"])) / "report_en.pdf")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--fast", "--driver"), "--fast and --driver exclude each other"),
        (("--fast", "--trials", 6), "6 trials cannot be balanced .* take 4 or 8"),
        (("--fast", "--game", "raech"), "no 'raech' .*did you mean 'reach'"),
        (("--fast", "--game", "chess"), "no 'chess' .*choose one of: .*graz.*reach"),
        (("--fast", "--game", "drum", "--movement", "open"), "drum does not show --movement open"),
        (("--fast", "--decoder", "tangant"), "no 'tangant' .*did you mean 'tangent'"),
        (("--fast", "--patient", "nobody.toml"), r"nobody\.toml' cannot be read"),
        (("--driver", "--patient", "nobody.toml"), r"nobody\.toml' cannot be read"),
    ],
)
@pytest.mark.parametrize("quiet", [(), ("--json",)])
def test_a_demonstration_that_cannot_be_is_refused(
    volition: Volition,
    home: Path,
    arguments: tuple[object, ...],
    sentence: str,
    quiet: tuple[str, ...],
) -> None:
    said = volition("demo", *arguments, *quiet, "--data", home, "--lang", "en")

    assert_refused(said, sentence)
    assert_nothing_left(home)


def test_a_driver_is_refused_on_windows(
    volition: Volition, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.demo.sys.platform", "win32")

    said = volition("demo", "--driver", "--data", home, "--lang", "en")

    assert_refused(said, "Windows does not have")
    assert_nothing_left(home)


@pytest.mark.parametrize("role", ["calibrate", "play"])
@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("empty.edf", "is empty"),
        ("not-an-edf.edf", "not an EDF file"),
        ("truncated.edf", r"is cut off: \d+\.\d of \d+\.\d seconds are missing \(\d+ %\)"),
        ("truncated.xdf", r"cut off.*missing|missing.*cut off"),
        ("damaged-bytes-1.edf", "damaged"),
        ("damaged-bytes-2.edf", "damaged"),
    ],
)
def test_a_broken_recording_is_refused(
    volition: Volition,
    home: Path,
    data: Path,
    known: Known,
    tmp_path: Path,
    role: str,
    file: str,
    sentence: str,
) -> None:
    good = str(known.toml.with_name("calibration.vhdr"))
    files = {"calibrate": good, "play": good, role: str(data / "broken" / file)}
    toml = write_patient(tmp_path / "broken.toml", [files["calibrate"]], [files["play"]])
    if file.endswith(".xdf"):
        text = toml.read_text(encoding="utf-8").replace("unit =", 'stream = "obci_eeg1"\nunit =')
        toml.write_text(text, encoding="utf-8")

    said = volition("demo", "--fast", "--patient", toml, "--data", home, "--lang", "en")

    assert_refused(said, sentence)
    assert_nothing_left(home)


def test_a_patients_file_with_a_typo_is_refused(
    volition: Volition, home: Path, known: Known, tmp_path: Path
) -> None:
    toml = tmp_path / "typo.toml"
    text = known.toml.read_text(encoding="utf-8").replace("calibrate", "calibrat")
    toml.write_text(text, encoding="utf-8")

    said = volition("demo", "--fast", "--patient", toml, "--data", home, "--lang", "en")

    assert_refused(said, "'calibrat'; did you mean 'calibrate'")
    assert_nothing_left(home)


def test_a_patient_without_a_trial_of_a_class_is_refused(
    volition: Volition, home: Path, known: Known
) -> None:
    toml = known.toml.with_name("one-class.toml")
    text = known.toml.read_text(encoding="utf-8").replace("Stimulus/rest", "Stimulus/rset")
    toml.write_text(text, encoding="utf-8")

    said = volition("demo", "--fast", "--patient", toml, "--data", home, "--lang", "en")

    assert_refused(said, "no trial of 'rest': no event 'Stimulus/rset'")
    assert_nothing_left(home)


def test_too_few_trials_to_calibrate_leave_no_patient(
    volition: Volition, home: Path, known: Known
) -> None:
    """The runs are read well; what they hold is not enough."""
    toml = write_patient(known.toml.with_name("few.toml"), ["play.vhdr"], ["calibration.vhdr"])

    said = volition("demo", "--fast", "--patient", toml, "--data", home, "--lang", "en")

    assert said.code == 2
    assert "trials" in said.err[-1]
    assert_nothing_left(home)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("--task", "left-vs-right"), "trains hand-vs-rest, not left-vs-right"),
        (("--movement", "open"), "was decided long ago; leave out --movement"),
    ],
)
def test_another_task_or_movement_than_the_recorded_one_is_refused(
    volition: Volition, home: Path, known: Known, asked: tuple[str, str], sentence: str
) -> None:
    arguments = ("--patient", known.toml, *asked, "--lang", "en")

    said = volition("demo", "--fast", *arguments, "--data", home)

    assert_refused(said, sentence)
    assert_nothing_left(home)


@pytest.fixture
def pseudonym(home: Path) -> str:
    """Return a patient of this station."""
    home.mkdir()
    return new_patient(home, affected_side="right", language="en").pseudonym


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--board", "cytn"), "no headset .cytn.; did you mean 'cyton'"),
        (("--board", "simulate"), "no headset .simulate.; did you mean 'simulated'"),
        (("--board", "zzzzzz"), "no headset 'zzzzzz'; see"),
        (("--board", "cyton"), "needs a serial port; name it with --port"),
        (("--board", "recorded"), ".recorded. needs its option .recordings."),
        (("--board", "simulated", "--port", "COM3"), "'simulated' has no option 'port'"),
        (("--board", "simulated", "--trials", 10), "10 trials cannot be balanced"),
        (("--board", "simulated", "--game", "graph"), "did you mean 'graz'"),
        (("--board", "simulated", "--decoder", "cps"), "did you mean 'csp'"),
        (("--board", "callibri_ecg_board"), "None of the channels is EEG, .*: ECG1"),
    ],
)
def test_a_training_that_cannot_be_is_refused(
    volition: Volition,
    home: Path,
    pseudonym: str,
    arguments: tuple[object, ...],
    sentence: str,
) -> None:
    before = files_in(home)

    said = volition("train", "--patient", pseudonym, *arguments, "--data", home, "--lang", "en")

    assert_refused(said, sentence)
    assert files_in(home) == before
    assert not list(home.rglob("sessions"))


@pytest.mark.process
@pytest.mark.timeout(60)
def test_a_port_that_does_not_exist_is_refused(
    volition: Volition, home: Path, pseudonym: str, tmp_path: Path
) -> None:
    port = tmp_path / "ttyNONE"
    arguments = ("--board", "cyton", "--port", port, "--headless", "--lang", "en", "--json")

    said = volition("train", "--patient", pseudonym, *arguments, "--data", home)

    assert said.code == 2
    assert "ttyNONE" in said.err[-1]
    assert said.out == ""
    assert not list(home.rglob("session.json"))


@pytest.mark.parametrize(
    ("patient", "sentence"),
    [
        ("Wang", "'Wang' is not a pseudonym .*never enter a patient's name"),
        ("../../etc", "is not a pseudonym"),
        ("P-0000", "no patient P-0000 on this station"),
    ],
)
def test_somebody_who_is_no_patient_is_refused(
    volition: Volition, home: Path, patient: str, sentence: str
) -> None:
    arguments = ("--board", "simulated", "--data", home, "--lang", "en")

    said = volition("train", "--patient", patient, *arguments)

    assert_refused(said, sentence)
    assert_nothing_left(home)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (("--board", "simulated", "--decoder", "csp"), "'tangent'.*'csp'.*--calibrate"),
        (
            (
                "--board",
                "synthetic",
                "--decoder",
                "tangent",
            ),
            "channel",
        ),
    ],
)
def test_a_stored_model_that_does_not_fit_is_refused(
    volition: Volition,
    home: Path,
    pseudonym: str,
    known: Known,
    changes: tuple[str, ...],
    sentence: str,
) -> None:
    stored = known.model
    card = stored.card.model_copy(update={"source": "simulated"})
    save(seal(stored.fitted, card, stored.day), home / "patients" / pseudonym / "models")

    said = volition("train", "--patient", pseudonym, *changes, "--data", home, "--lang", "en")

    assert_refused(said, sentence)
    assert not list(home.rglob("session.json"))


@pytest.mark.parametrize("command", ["assess", "report", "replay"])
def test_a_folder_that_is_no_session_is_refused(
    volition: Volition, tmp_path: Path, command: str
) -> None:
    folder = tmp_path / "holiday"
    folder.mkdir()

    said = volition(command, folder, "--lang", "en")

    assert_refused(said, "holiday' is not a session")
    assert not list(folder.iterdir())


def test_a_data_home_inside_the_program_is_refused(volition: Volition) -> None:
    inside = Path(__file__).parent / "data"

    said = volition("demo", "--fast", "--data", inside, "--lang", "en")

    assert_refused(said, "lies inside the program")
    assert not inside.exists()


def test_board_settings_with_a_typo_are_refused(
    volition: Volition, home: Path, pseudonym: str, tmp_path: Path
) -> None:
    file = tmp_path / "board.toml"
    file.write_text('prot = "COM3"\n', encoding="utf-8")
    arguments = ("--board", "cyton", "--board-settings", file, "--data", home, "--lang", "en")

    assert_refused(volition("train", "--patient", pseudonym, *arguments), "'prot'")


def test_station_settings_with_a_typo_are_refused(volition: Volition, home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text('langauge = "zh"\n', encoding="utf-8")

    said = volition("demo", "--fast", "--data", home)

    assert_refused(said, "langauge")
    assert_nothing_left(home)


@pytest.mark.parametrize("flag", [("--lang", "zh"), ("--lang=zh",)])
def test_a_refusal_speaks_chinese_when_asked(
    volition: Volition, home: Path, flag: tuple[str, ...]
) -> None:
    said = volition("demo", "--fast", "--driver", "--data", home, *flag)

    assert_refused(said, CHINESE.pattern)


def test_a_refusal_speaks_the_stations_language(volition: Volition, home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text('language = "zh"\n', encoding="utf-8")

    assert_refused(volition("demo", "--fast", "--driver", "--data", home), CHINESE.pattern)


def test_an_unknown_name_is_answered_in_chinese_with_the_suggestion(
    volition: Volition, home: Path
) -> None:
    said = volition("demo", "--fast", "--game", "raech", "--data", home, "--lang", "zh")

    assert_refused(said, "'reach'")
    assert CHINESE.search(said.err[0])


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo", "--nonsense"),
        ("demo", "--dprime", "-1"),
        ("demo", "--lesion", "middle"),
        ("train",),
        ("train", "--patient", "P-7Q3K", "--runs", "0"),
        ("nonsense",),
        ("demo", "--lang", "fr"),
    ],
)
def test_a_wrong_option_exits_with_two(volition: Volition, arguments: tuple[str, ...]) -> None:
    assert volition(*arguments).code == 2


def test_a_new_patient_has_a_pseudonym_and_a_folder(volition: Volition, home: Path) -> None:
    said = volition("patient", "new", "--affected", "left", "--data", home, "--json")

    assert said.code == 0
    assert (home / "patients" / str(said.result["patient"]) / "patient.json").is_file()


def test_help_names_every_command(volition: Volition) -> None:
    said = volition("--help")

    assert said.code == 0
    names = [
        "demo",
        "train",
        "headset",
        "emulate",
        "replay",
        "assess",
        "report",
        "doctor",
        "patient",
    ]
    assert all(re.search(rf"\b{name}\b", said.out) for name in names)


@pytest.mark.timeout(120)
def test_the_main_job_on_a_real_recording(
    volition: Volition, home: Path, data: Path, tmp_path: Path
) -> None:
    """Hand against rest on two runs that the model never saw (S02)."""
    folder = data / "openbci-hand-vs-rest"
    runs = [str(folder / f"sub-S02_run-{number}_eeg.edf") for number in (2, 3, 4, 5)]
    toml = write_patient(tmp_path / "S02.toml", runs[:2], runs[2:])
    text = toml.read_text(encoding="utf-8").replace("[0.0, 3.0]", "[0.0, 4.0]")
    text = text.replace("Stimulus/right", "OVTK_GDF_Right").replace(
        "Stimulus/rest", "OVTK_GDF_Tongue"
    )
    toml.write_text(text, encoding="utf-8")

    said = volition("demo", "--fast", "--patient", toml, "--data", home, "--json")

    assert said.code == 0
    score, trials = said.result["balanced_accuracy"], said.result["trials"]
    assert isinstance(score, float)
    assert isinstance(trials, int)
    assert trials >= 30
    assert score >= 0.70
    assert volition("replay", str(said.result["session"]), "--json").result["agrees"] is True
