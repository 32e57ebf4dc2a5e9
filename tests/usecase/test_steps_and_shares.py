"""The cleaning steps of a use case's own, and what a declared share must hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from peel_ml.errors import BadRequest
from peel_ml.usecase.load import load_use_case, steps_of

BOOK = Path(__file__).resolve().parents[2] / "usecases"


def test_a_use_case_without_steps_has_none_and_one_with_them_names_them():
    assert steps_of(BOOK / "stop-search-outcome") == ()
    assert [step.name for step in steps_of(BOOK / "outcome-equity")] == [
        "leave out crimes not followed for six months",
        "leave out crimes without a known answer",
    ]


@pytest.mark.parametrize("written", ["STEPS = []", "STEPS = ('drop blanks',)"])
def test_steps_of_another_kind_are_refused(tmp_path, written):
    (tmp_path / "prepare.py").write_text(written)
    with pytest.raises(BadRequest, match="STEPS is no tuple of cleaning steps"):
        steps_of(tmp_path)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"column": "outcome_positive"}, "is the target"),
        ({"column": "nowhere"}, "'nowhere' is not a declared column"),
        ({"among": {"nobody": "x"}}, "'nobody' is not a declared column"),
        ({"by": ["height"]}, "'height' is not measured"),
    ],
)
def test_a_share_is_of_declared_columns_and_measures_and_never_the_target(tmp_path, changes, says):
    folder = tmp_path / "thorough-search-standards"
    shutil.copytree(BOOK / folder.name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    values = yaml.safe_load((folder / "usecase.yaml").read_text())
    values["shares"][0] |= changes
    (folder / "usecase.yaml").write_text(yaml.safe_dump(values))
    with pytest.raises(BadRequest, match=says):
        load_use_case(folder)
