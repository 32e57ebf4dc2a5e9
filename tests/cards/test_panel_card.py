"""The card of a regression on a panel: areas with ranges in alphabetical order, cautions, bounds."""

from __future__ import annotations

import json
from dataclasses import replace
from types import ModuleType

import jsonschema
import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import dumps, json_schema
from peel_ml.cards.publishing import publication
from peel_ml.panels.bounds import group_bounds
from peel_ml.panels.study import study
from peel_ml.results.studies.panel import CountedPeople
from peel_ml.results.studies.record import StudyRecord
from tests.panels import made as panels


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    return study(panels.rows(panels.frame()), panels.task(), panels.asked(tmp_path_factory.mktemp("work")))


@pytest.fixture
def record(made: ModuleType, outcome) -> StudyRecord:
    base = made.studies.forecast()
    bounds = group_bounds({"White": 500, "Black": 300}, 200, {"White": 5000, "Black": 1000}, 0, 1.0)
    counted = CountedPeople("ethnicity", "Victims by ethnic appearance", None, 1000, 0.2, "a", "b", bounds)
    declared = base.provenance.declaration | {
        "task": {
            "kind": "regression",
            "target": {"column": "share", "words": "the share", "unit": "share"},
            "area": "area",
        }
    }
    return replace(
        base,
        study="regression",
        scores=outcome.scores,
        detail=replace(outcome.detail, people=(counted,)),
        provenance=replace(base.provenance, declaration=declared),
    )


def _figure(record: StudyRecord, section: str):
    found = next(one for one in build(record).body.sections if one.id == section)
    return found, next(block for block in found.blocks if block.kind == "figure")


def test_areas_stand_in_alphabetical_order_with_ranges_and_no_rank(record) -> None:
    section, figure = _figure(record, "areas")
    labels = [row.label for row in figure.chart.rows]
    assert labels == sorted(labels)
    assert all(row.low < row.value < row.high for row in figure.chart.rows)
    assert section.blocks[0].lead == "No league table."
    assert not any("rank" in column.name.lower() for column in figure.table.columns)


def test_what_rows_are_worth_is_said_in_plain_words(record) -> None:
    works = next(one for one in build(record).body.sections if one.id == "works")
    said = " ".join(block.text for block in works.blocks if block.kind == "paragraph")
    assert f"are worth about {record.detail.size.between_areas:.0f} independent ones" in said


def test_associations_stand_under_the_caution(record) -> None:
    section, _ = _figure(record, "linked")
    assert section.blocks[0].kind == "caution"
    assert "12 areas cannot show what moves the measure" in section.blocks[0].text


def test_bounds_decide_what_can_be_told(record) -> None:
    _, figure = _figure(record, "people")
    assert [row.words for row in figure.chart.rows] == [
        "Lower, wherever the unknown belong",
        "Higher, wherever the unknown belong",
    ]
    more = replace(record.detail.people[0], groups=group_bounds({"A": 50, "B": 60}, 90, {"A": 9, "B": 9}, 0, 1.0))
    _, figure = _figure(replace(record, detail=replace(record.detail, people=(more,))), "people")
    assert {row.words for row in figure.chart.rows} == {"Cannot tell"}


def test_an_area_with_few_people_is_not_shown(record) -> None:
    few = replace(record.detail.areas[0], people=3)
    detail = replace(record.detail, areas=(few, *record.detail.areas[1:]))
    _, figure = _figure(replace(record, detail=detail), "areas")
    assert figure.chart.rows[0].value is None
    assert "too few people" in figure.chart.rows[0].text


def test_one_window_of_time_is_no_finding_either_way(record) -> None:
    lift = replace(record.scores.lift, value=0.01, low=0.005, high=0.02)
    found = build(replace(record, scores=replace(record.scores, useful=None, lift=lift))).body
    assert "cannot be told: one window of time is not enough" in found.headline


def test_it_keeps_the_schema_and_can_be_published(record) -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(dumps(build(record))))
    assert {"card.html", "public.html"} <= set(publication(record).files)
