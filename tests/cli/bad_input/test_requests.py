"""Declarations and requests that are wrong are refused: all of it at once, and nothing is left behind."""

import os
import shutil

import pytest

from tests.cli.bad_input.refusing import edited, left_behind, refused


def test_every_problem_of_a_declaration_is_told_at_once(peel, home, project):
    folder = project()
    edited(
        folder,
        ("stage: exploring", "stage: exploring\ncolour: blue"),
        ("predicts: service_need", "predicts: offending"),
        ("trials: 3", "trials: 0"),
        ("id: visits", "id: ../visits"),
        ("role: id}", "rolle: id}"),
    )
    says = [
        "unknown key 'colour'",
        "prohibited purpose: predicting whether a person will offend",
        "'tuning.trials'",
        "'id'",
        "'data.columns.case.rolle'; did you mean 'role'?",
    ]
    said = refused(peel, home, "run", "visits", "--no-flow", says=says)
    assert all("usecase.yaml:" in line for line in said.splitlines()[1:])
    refused(peel, home, "check", "visits", says=says, status=3)


def test_placeholders_where_they_matter_are_refused(peel, home, project):
    folder = project()
    edited(folder, ("question: Which cases need a visit this week?", "question: TBC"), ("Days waited", "TODO"))
    says = ["usecase.yaml:6: a placeholder stands where a fact is asked", "a placeholder"]
    said = refused(peel, home, "run", "visits", "--no-flow", says=says)
    assert said.count("a placeholder") == 2


def test_a_folder_with_an_unsafe_name_is_refused(peel, home, project):
    folder = project()
    shutil.copytree(folder, folder.with_name("Visits 2"))
    edited(folder.with_name("Visits 2"), ("id: visits", "id: Visits 2"))
    refused(peel, home, "run", "Visits 2", "--no-flow", says=["lower-case letters, digits and single hyphens"])
    refused(peel, home, "run", "../visits", "--no-flow", says=["No use case named '../visits'"])


@pytest.mark.parametrize("text", ["", "- a list\n", "a: [1\n", "\x00\x01", "schema: 1\nschema: 1\n"])
def test_what_is_no_declaration_exits_2(peel, home, project, text):
    (project() / "usecase.yaml").write_text(text)
    refused(peel, home, "run", "visits", "--no-flow", says=["usecase.yaml"])


def test_a_declaration_that_is_not_text_exits_2(peel, home, project):
    (project() / "usecase.yaml").write_bytes(b"title: caf\xe9\n")
    refused(peel, home, "run", "visits", "--no-flow", says=["usecase.yaml", "not UTF-8"])


def test_an_unknown_source_names_the_known_ones(peel, home, project):
    edited(project(), ("source: tabular", "source: tabula"))
    says = ["unknown source 'tabula'", "Known: police-uk/stop-and-search"]
    refused(peel, home, "run", "visits", "--no-flow", says=says)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--trials", "0"], "--trials"),
        (["--trials", "many"], "--trials"),
        (["--timeout", "0"], "--timeout"),
        (["--seed", "-1"], "--seed"),
        (["--log-trials", "some"], "--log-trials"),
        (["--set", "tuning.trials=0"], "tuning.trials"),
        (["--set", "tuning.trails=5"], "did you mean 'trials'?"),
        (["--set", "fairness.primary=x"], "only tuning, split, operating_point, data can be set"),
        (["--set", "tuning.trials=[1"], "tuning.trials"),
        (["--data", "lot-*.csv"], "nothing at this path"),
        (["--data", os.devnull], "neither a file nor a folder"),
        (["--no-such-option"], "--no-such-option"),
    ],
    ids=" ".join,
)
def test_a_wrong_request_exits_2(peel, home, project, arguments, says):
    project()
    code, out, err = peel("run", "visits", "--no-flow", *arguments)
    assert code == 2, err
    assert says in err
    assert "Traceback" not in err
    assert out == ""
    assert left_behind(home) == []


def test_out_that_holds_something_is_refused_before_anything_is_read(peel, home, project, tmp_path):
    project()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    refused(peel, home, "run", "visits", "--no-flow", "--out", tmp_path / "out", says=["must be a new or empty folder"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_check_looks_where_the_declaration_points(peel, home, project):
    folder = project()
    code, out, err = peel("check", "visits")
    assert code == 0, err
    assert "1 file of tabular" in out
    (folder / "cases.csv").unlink()
    refused(peel, home, "check", "visits", says=["cases.csv: not found"], status=3)
