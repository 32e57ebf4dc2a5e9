"""The command line as people and scripts use it, in a process of its own where that matters."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from peel_ml.cli import COMMANDS, cli, main
from peel_ml.cli.schemas import schemas, text

ROOT = Path(__file__).resolve().parents[2]


def peel(*arguments, home, **environment):
    return subprocess.run(
        [sys.executable, "-c", "from peel_ml.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PEEL_HOME": str(home), **environment},
        timeout=200,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def test_help_lists_every_command_and_imports_nothing_heavy():
    code = (
        "import sys\nfrom peel_ml.cli import cli\ntry: cli(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'polars', 'numpy', 'lightgbm', 'optuna', 'mlflow', 'prefect', 'sklearn', 'pandas', 'pydantic'}\n"
        "heavy &= set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "HEAVY []" in found.stdout
    assert all(f"  {name} " in found.stdout for name in COMMANDS)


def test_every_command_answers_help():
    for name in COMMANDS:
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0, result.output


def test_the_committed_schemas_are_what_the_types_say():
    for path, make in schemas().items():
        assert path.read_text(encoding="utf-8") == text(make()), f"{path.name} is stale: make schemas"


def test_list_check_and_todo(home):
    listed = json.loads(peel("list", "--json", home=home).stdout)
    assert "stop-search-outcome" in [row["id"] for row in listed]
    assert peel("check", "stop-search-outcome", home=home).returncode == 0
    todo = peel("todo", "stop-search-outcome", home=home)
    assert "For the equality reviewer:" in todo.stdout


def test_check_for_submission_names_what_is_open(home):
    found = peel("check", "stop-search-outcome", "--for", "submit", home=home)
    assert found.returncode == 3
    assert "fairness.tolerance" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["run"], 2, "Name a use case"),
        (["run", "stop-serch-outcome"], 2, "Did you mean 'stop-search-outcome'"),
        (["run", "stop-search-outcome", "--trials", "0"], 2, "--trials"),
        (["run", "stop-search-outcome", "--set", "nonsense"], 2, "key=value"),
        (["run", "stop-search-outcome", "--set", "protected.measured={}"], 2, "only tuning"),
        (["run", "stop-search-outcome", "--data", "nowhere.zip", "--no-flow"], 2, "nowhere.zip"),
        (["run", "--all", "--trials", "3"], 2, "does not go with"),
        (["data", "describe", "nowhere.csv"], 2, "nowhere.csv"),
        (["card", "nothing"], 2, "No finished run"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_wrong_requests_exit_2_with_a_clear_word(home, arguments, status, said):
    found = peel(*arguments, home=home)
    assert found.returncode == status, found.stderr
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert not (home / "runs").exists()


def test_an_empty_zip_is_refused(home, tmp_path):
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    found = peel("run", "stop-search-outcome", "--no-flow", "--data", tmp_path / "empty.zip", home=home)
    assert found.returncode == 2
    assert "Traceback" not in found.stderr


def test_data_check_on_a_plain_file(home, tmp_path):
    (tmp_path / "cases.csv").write_text("a,b\n1,x\n2,y\n3,\n1,x\n")
    found = peel("data", "check", tmp_path / "cases.csv", "--json", home=home)
    assert found.returncode == 0, found.stderr
    document = json.loads(found.stdout)
    assert document["rows"] == 4
    assert [column["name"] for column in document["columns"]] == ["a", "b"]
    assert "duplicate-rows" in {finding["code"] for finding in document["findings"]}
    assert {check["outcome"] for check in document["checks"]} >= {"skipped"}


def test_doctor_says_what_is_well(home):
    found = peel("doctor", "--json", home=home)
    assert found.returncode == 0, found.stdout
    assert {item["name"] for item in json.loads(found.stdout)} >= {"Python", "Libraries", "Project", "State folder"}


def test_doctor_says_what_is_not(tmp_path):
    (tmp_path / "file").touch()
    found = peel("doctor", home=tmp_path / "file" / "home")
    assert found.returncode == 3
    assert "PEEL_HOME" in found.stdout


def test_an_unwritable_state_folder_exits_1(tmp_path):
    (tmp_path / "file").touch()
    found = peel("run", "stop-search-outcome", "--no-flow", home=tmp_path / "file" / "home")
    assert found.returncode == 1
    assert "PEEL_HOME" in found.stderr


def test_the_worked_example_runs_as_a_flow_and_prints_its_record(home):
    found = peel("run", "stop-search-outcome", "--trials", "2", "--set", "tuning.folds=2", "--json", home=home)
    assert found.returncode == 0, found.stderr
    document = json.loads(found.stdout)
    assert document["data"]["class"] == "D0"
    assert document["data"]["declared_class"] == "D1"
    assert document["scores"]["operating_point"] is None
    codes = {finding["code"] for finding in document["findings"]}
    assert codes >= {"leakage-through-missingness", "dead-column", "short-period", "duplicate-rows", "not-a-person"}
    assert {row["characteristic"] for row in document["fairness"]} >= {
        "ethnicity_self",
        "ethnicity_officer",
        "sex",
        "age",
    }
    card = Path(document["paths"]["card_html"]).read_text(encoding="utf-8")
    assert "SYNTHETIC" in card
    shown = peel("card", "stop-search-outcome", "--format", "md", home=home)
    assert "SYNTHETIC" in shown.stdout
    assert document["mlflow"]["run_id"]


def test_main_maps_errors_to_exit_statuses(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["peel", "run", "no-such-use-case"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
