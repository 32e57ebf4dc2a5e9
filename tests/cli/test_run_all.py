"""`peel run --all` from end to end: real runs, one that fails, one summary."""

import json
import re

import pytest


@pytest.mark.full
def test_the_whole_book_runs_and_one_that_fails_is_told(project, peel):
    broken = project / "usecases" / "broken"
    broken.mkdir()
    (broken / "usecase.yaml").write_text("id: broken\n")
    status, said, complained = peel(project, "run", "--all", "--quick", "--json")
    assert status == 1, complained
    book = json.loads(said)
    rows = {row["use_case"]: row for row in book["rows"]}
    assert rows["broken"]["state"] == "failed"
    assert "'schema' is missing" in rows["broken"]["reason"]
    assert (rows["visits"]["state"], rows["visits"]["primary"]) == ("finished", "roc_auc")
    assert "[2/2]" in complained
    logs = [path.name for path in (project / ".peel" / "logs").iterdir()]
    assert len([name for name in logs if re.search("-run-(visits|broken)-", name)]) == 2
    # What had finished is kept, and the summary is there for people.
    status, said, complained = peel(project, "run", "--all", "--quick")
    assert status == 1
    assert "visits: finished before, kept" in complained
    assert "| broken |" in (project / ".peel" / "problem-book.md").read_text()


def test_what_belongs_to_one_run_does_not_go_with_the_book(project, peel):
    status, _, complained = peel(project, "run", "--all", "visits", "--trials", "3", "--out", "x")
    assert status == 2
    assert "does not go with ID, --out, --trials" in complained
    status, _, complained = peel(project, "run", "visits", "--at-a-time", "2")
    assert status == 2
    assert "goes with --all" in complained
