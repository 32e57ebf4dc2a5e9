"""G21: a rerun agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.results.rerun import Rerun
from tests.assurance.made_submission import judged

AGAIN = Rerun(("roc_auc",), 0.0, 1e-6, True, True, "", 5, 5, 0.0)


def test_the_same_figures_pass():
    assert "5 models of 5" in judged("G21").text
    assert judged("G21", record={"rerun": replace(AGAIN, largest_difference=1e-6)}).state == "passed"


@pytest.mark.parametrize(
    ("rerun", "words"),
    [
        (None, "nothing was done again"),
        (replace(AGAIN, largest_difference=2e-6, agrees=False), "moved by 2e-06"),
        (replace(AGAIN, largest_difference=2e-6), "moved by 2e-06"),
        (replace(AGAIN, agrees=False), "moved"),
        (replace(AGAIN, largest_difference=None, agrees=None, reason="One class only."), "One class only"),
        (replace(AGAIN, metrics=()), "cannot be told"),
        (replace(AGAIN, refitted=0), "cannot be told"),
    ],
)
def test_anything_else_fails(rerun, words):
    found = judged("G21", record={"rerun": rerun})
    assert found.state == "failed"
    assert words.lower() in found.text.lower()
