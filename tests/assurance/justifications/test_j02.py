"""J2: missing ethnicity."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.results.missing import MissingRate, MissingReport, TreatedRow
from tests.assurance.made_submission import found, made_submission


def missing(share):
    known = made_submission().record.fairness_assessment.characteristics
    shares = {"ethnicity_self": share, "ethnicity_officer": 0.02}
    return {
        "fairness_assessment.characteristics": tuple(
            replace(one, missing_share=shares) if one.name == "race" else one for one in known
        )
    }


def report(*rates, treated=()):
    made = tuple(MissingRate("ethnicity_self", "ethnicity_officer", level, 900, share) for level, share in rates)
    return {**missing(0.02), "missing": MissingReport(made, treated, "Some are missing.")}


def test_more_than_a_tenth_missing_has_to_be_justified():
    (said,) = found("J2", record=missing(0.142))
    assert "14.2%" in said


def test_a_tenth_or_fewer_needs_none():
    assert found("J2", record=missing(0.10)) == ()


def test_missing_that_differs_between_groups_has_to_be_justified():
    (said,) = found("J2", record=report(("White", 0.02), ("Black", 0.09)))
    assert "7.0 points more often where the officer recorded Black than where White" in said


@pytest.mark.parametrize("rates", [(("White", 0.02), ("Black", 0.06)), (("White", 0.02), ("Not recorded", 0.5)), ()])
def test_missing_that_hardly_differs_needs_none(rates):
    assert found("J2", record=report(*rates)) == ()


@pytest.mark.parametrize(("worst", "turns"), [("cannot_tell", True), ("within", False)])
def test_an_answer_that_the_missing_could_change_has_to_be_justified(worst, turns):
    treated = tuple(
        TreatedRow("ethnicity_officer", "White", way, None, -0.2, 0.2, verdict, "Nothing.")
        for way, verdict in (("complete_case", "within"), ("worst_case", worst))
    )
    assert bool(found("J2", record=report(treated=treated))) is turns
