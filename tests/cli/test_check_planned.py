"""`peel check`: what data of this size could show, without a model."""

import pytest
from click.testing import CliRunner

from peel_ml.cli import cli


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def check(home, *arguments):
    return CliRunner().invoke(cli, ["check", "stop-search-outcome", *arguments], env={"PEEL_HOME": str(home)})


def test_check_says_what_the_sample_could_show(home):
    found = check(home)
    assert found.exit_code == 0, found.output
    assert "declaration and data hold" in found.stdout
    assert "If all groups were truly equal" in found.stdout
    assert "The limit is 5 points, which nobody has agreed yet." in found.stdout
    line = next(line for line in found.stdout.splitlines() if line.strip().startswith("Black  "))
    assert line.rstrip().endswith("points")
    assert "of 100 times" in found.stdout
    assert "Reading the data" in found.stderr
    assert "Reading the data" not in found.stdout


def test_quiet_tells_nothing_on_the_way(home):
    assert check(home, "-q").stderr == ""


def test_help_says_that_groups_are_counted(home):
    said = " ".join(check(home, "--help").output.split())
    assert "no model is computed" in said
    assert "truly equal groups" in said


def test_data_that_cannot_be_divided_fall_short(home, tmp_path):
    month = tmp_path / "2024-01-metropolitan-stop-and-search.csv"
    header = (
        "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
        "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
        "Outcome linked to object of search,Removal of more than just outer clothing"
    )
    row = "Person search,2024-01-02T10:00:00+00:00,,,51.5,-0.1,Male,18-24,,White,,Stolen goods,Arrest,,False"
    month.write_text("\n".join([header, row, row]), encoding="utf-8")
    found = check(home, "--data", str(tmp_path))
    assert isinstance(found.exception, Exception)
    assert getattr(found.exception, "exit_status", None) == 3
