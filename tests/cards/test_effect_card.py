"""The card of an effect: what is shown, what is ruled out, what cannot be told, and what would show it wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from types import ModuleType

import jsonschema
import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import dumps, json_schema
from peel_ml.cards.studies.effects.found import found
from peel_ml.causal.study import study
from peel_ml.results.studies.record import StudyRecord
from tests.causal import made as panels


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    given = panels.task(modifiers=["fixed"], smallest_effect=0.05, step_words="the treatment")
    return study(panels.rows(panels.table("adoption")), given, panels.asked(tmp_path_factory.mktemp("work")))


@pytest.fixture
def record(made: ModuleType, outcome) -> StudyRecord:
    base = made.studies.forecast()
    declared = base.provenance.declaration | {"task": panels.task(smallest_effect=0.05).model_dump(mode="json")}
    return replace(
        base,
        study="causal",
        scores=outcome.scores,
        detail=outcome.detail,
        explanation=outcome.explanation,
        tuning=outcome.tuning,
        fairness=outcome.assessment.rows,
        fairness_assessment=replace(outcome.assessment, rows=()),
        provenance=replace(base.provenance, declaration=declared),
    )


def _section(record: StudyRecord, name: str):
    return next(one for one in build(record).body.sections if one.id == name)


def _headline(record: StudyRecord) -> str:
    return build(record).body.headline


def test_an_effect_that_is_shown_says_how_large(record):
    assert _headline(record).startswith("An effect is shown. For the treatment: +0.19 (95% range: +0.08 to +0.31)")


def test_what_cannot_be_told_says_how_large_an_effect_could_be(record):
    detail = replace(record.detail, shown=False, ruled_out=False, largest=0.0842)
    open_ = replace(record, detail=detail, scores=replace(record.scores, useful=None))
    assert _headline(open_).startswith("It cannot be told. No effect larger than 0.08 could be ruled in; one of 0.05")


def test_what_is_ruled_out_says_so(record):
    detail = replace(record.detail, shown=False, ruled_out=True, largest=0.0342)
    assert _headline(replace(record, detail=detail)).startswith(
        "No effect is shown, and none that matters is left: none larger than 0.03 could be ruled in."
    )


def test_a_lost_challenge_stands_first(record):
    lost = replace(record.detail.challenges[2], held=False, answer="Yes: an effect is shown where there can be none.")
    detail = replace(record.detail, challenges=(lost, *record.detail.challenges[3:]))
    told = replace(record, detail=detail, scores=replace(record.scores, useful=False))
    assert _headline(told).startswith("No useful estimate: yes: an effect is shown where there can be none.")
    rows = next(block for block in _section(told, "wrong").blocks if block.kind == "table").rows
    assert rows[0][2] == "Did not hold"


def test_a_replication_that_says_otherwise_is_not_called_a_failed_challenge(record):
    again = replace(record.detail.methods[0], effect=replace(record.detail.methods[0].effect, value=-0.1))
    told = replace(record, detail=replace(record.detail, replication=again), scores=replace(record.scores, useful=None))
    assert "On the held-out period alone: −0.10" in found(told, _declared(told))


def _declared(record: StudyRecord):
    from peel_ml.cards.sections.facts import declaration_of

    return declaration_of(record)


def test_every_method_has_a_row_with_its_range_and_what_it_assumes(record):
    figure = next(block for block in _section(record, "works").blocks if getattr(block, "id", "") == "f-methods")
    assert len(figure.chart.rows) == len(record.detail.methods)
    assert all(row.low < row.value < row.high for row in figure.chart.rows)
    annex = json.dumps([str(block) for block in _section(record, "annex").blocks])
    for method in record.detail.methods:
        assert method.estimand in annex
        assert method.errors in annex


def test_periods_before_stand_apart_and_the_reference_has_no_range(record):
    figure = next(block for block in _section(record, "events").blocks if block.kind == "figure")
    (reference,) = (row for row in figure.chart.rows if row.text == "Compared with")
    assert reference.value == 0
    assert reference.low is None


def test_every_challenge_is_a_row_in_plain_words(record):
    table = next(block for block in _section(record, "wrong").blocks if block.kind == "table")
    assert [row[0] for row in table.rows] == [one.question for one in record.detail.challenges]


def test_the_surface_is_under_a_caution(record):
    assert _section(record, "explanation").blocks[0].kind == "caution"


def test_the_card_keeps_its_schema(record):
    jsonschema.validate(json.loads(dumps(build(record))), json_schema())
