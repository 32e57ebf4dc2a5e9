"""The card of a study: what it says, what it never says, and that it is the same for the same record."""

from __future__ import annotations

import json
from dataclasses import replace
from types import ModuleType

import jsonschema
import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import dumps, json_schema, loads
from peel_ml.cards.publishing import again, publication
from peel_ml.cards.render import render
from peel_ml.disclosure import PUBLIC
from peel_ml.errors import BadRequest
from peel_ml.results import recorded
from peel_ml.results.estimate import PairedDifference
from peel_ml.results.studies.record import StudyRecord


@pytest.fixture
def study(made: ModuleType) -> StudyRecord:
    return made.studies.forecast()


def test_the_record_reads_back_and_is_told_from_a_run(made, study) -> None:
    assert recorded.loads(recorded.dumps(study)) == study
    assert recorded.loads(recorded.dumps(made.RUNS["bare"]())).__class__.__name__ == "RunRecord"


def test_a_study_is_refused_where_single_records_are_looked_at(study) -> None:
    with pytest.raises(BadRequest, match="study of areas and periods"):
        recorded.of_people(study, "be monitored")


def test_the_card_keeps_its_schema_and_renders_again_byte_for_byte(study) -> None:
    card = build(study)
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(dumps(card)))
    assert loads(dumps(card)) == card
    files = publication(study).files
    assert again("card.json", files["card.json"])["card.html"] == files["card.html"]
    assert again("public.json", files["public.json"])["public.html"] == files["public.html"]


@pytest.mark.parametrize(
    ("useful", "lift", "words"),
    [
        (False, (-0.002, -0.006, 0.002), "No useful model: it is not shown to work better than the mean of the last"),
        (False, (-0.02, -0.03, -0.01), "No useful model: it works worse than the mean of the last 12 months"),
        (True, (0.02, 0.01, 0.03), "Works better than the mean of the last 12 months"),
        (None, (None, None, None), "How it compares with the mean of the last 12 months could not be measured"),
    ],
)
def test_it_says_first_whether_a_model_is_of_use(study, useful, lift, words) -> None:
    scores = replace(study.scores, useful=useful, lift=PairedDifference("wape", "mean_12", *lift))
    body = build(replace(study, scores=scores)).body
    assert words in body.headline
    assert words in body.decision_sheet[1].sentences[0]
    outcome = {True: "met", False: "not_met", None: "cannot_tell"}[useful]
    assert (body.checks[0].outcome, words in body.checks[0].text) == (outcome, True)


def test_it_never_says_that_people_were_checked(study) -> None:
    text = render(build(study))["card.md"].decode()
    assert "none of the 9 protected characteristics could be checked" in text
    assert "What holds for areas need not hold for the people in them" in text
    assert "With the outcome" not in text  # columns of records of people


def test_every_group_of_areas_stands_in_a_table_with_its_answer(study) -> None:
    groups = next(one for one in build(study).body.sections if one.id == "groups")
    tables = {one.table.caption: one.table for one in groups.blocks if one.kind == "figure"}
    assert set(tables) >= {"Share of residents who are Black", "Deprivation score"}
    answers = [row[-1] for row in tables["Share of residents who are Black"].rows]
    assert answers.count("Outside the limit") == 1
    assert len(answers) == 5


def test_no_public_view_of_made_up_data(study) -> None:
    with pytest.raises(BadRequest, match="no public view of synthetic data"):
        build(replace(study, data=replace(study.data, synthetic=True)), PUBLIC)
