"""Declared governance on the card: words from outside are escaped, odd shapes are refused no card, standards show."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.content import Fold
from peel_ml.cards.fields import fields, open_before_submission
from peel_ml.cards.html import to_html
from peel_ml.cards.markdown import to_markdown
from peel_ml.cards.plain import plain
from peel_ml.cards.sections import assurance, limits, purpose
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.results.record import RunRecord
from peel_ml.usecase.load import load_use_case, resolved
from peel_ml.usecase.open_items import open_items


@pytest.fixture
def shipped(root: Path) -> dict[str, Any]:
    """The resolved declaration of the use case that is shipped."""
    return resolved(load_use_case(root / "usecases/stop-search-outcome"))


def declaring(record: RunRecord, declared: dict[str, Any]) -> RunRecord:
    return replace(record, provenance=replace(record.provenance, declaration=declared))


GOVERNANCE = (
    "business_problem",
    "oversight",
    "law",
    "assurance",
    "explanations",
    "risks",
    "falsifiers",
    "considered",
    "mitigation_choice",
    "retirement_plan",
    "intended_users",
)


def poisoned(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: item if key == "category" else poisoned(item, text) for key, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, text) for item in value]
    return text if isinstance(value, str) else value


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a | b `c` <img src=x onerror=alert(1)>", "\u202eabc " * 3]
)
def test_words_of_governance_are_escaped(made: ModuleType, shipped: dict[str, Any], text: str) -> None:
    declared = {key: poisoned(value, text) if key in GOVERNANCE else value for key, value in shipped.items()}
    card = build(declaring(made.bare(), declared))
    page = to_html(card)
    assert page[page.index("<body>") :].count("<script>") == 1
    assert not re.search(r"<img|\son\w+=", re.sub(r">[^<]*<", "><", page[page.index("<body>") :]))
    assert html.escape(" ".join(plain(text).split()), quote=False) in page
    assert "\u202e" not in page + to_markdown(card)
    bars = None
    for line in to_markdown(card).splitlines():
        found = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else None
        assert found is None or bars is None or found == bars, line
        bars = found


@pytest.mark.parametrize("odd", ["words", ["words"], [["words"]], {"x": "words"}, 3, True, [], {}, None])
def test_an_odd_shape_in_a_record_breaks_no_card(made: ModuleType, shipped: dict[str, Any], odd: Any) -> None:
    record = made.bare()
    for key in (
        *GOVERNANCE,
        "third_parties",
        "risk_override",
        "monitors",
        "benefits",
        "harms",
        "ethical_considerations",
    ):
        changed = declaring(record, {**shipped, key: odd})
        declaration = declaration_of(changed)
        known = fields(changed, declaration)
        for section in (assurance, limits, purpose):
            assert section.section(changed, declaration).blocks, key
        assert all(one.text for one in known), key


def test_every_heading_of_the_standards_and_every_risk_shows(made: ModuleType, shipped: dict[str, Any]) -> None:
    card = build(declaring(made.bare(), shipped))
    page = html.unescape(to_html(card))
    for heading in ("Challengeable", "Granularity", "Robust", "Societal impact", "Environmental sustainability"):
        assert f"<th>{heading}<td>" in page, heading
    for one in shipped["risks"]:
        assert one["risk"] in page
    standards = next(one for one in card.body.sections if one.id == "assurance")
    summaries = [block.summary for block in standards.blocks if isinstance(block, Fold)]
    assert [one.rsplit(": ", 1)[-1] for one in summaries[:3]] == [
        "8 of 8 answered",
        "6 of 6 answered",
        "7 of 7 answered",
    ]


def test_a_half_answered_standard_says_so(made: ModuleType, shipped: dict[str, Any]) -> None:
    algo_care = {**shipped["assurance"]["algo_care"], "lawful": None}
    declared = {**shipped, "assurance": {**shipped["assurance"], "algo_care": algo_care}}
    page = html.unescape(to_html(build(declaring(made.bare(), declared))))
    assert "policing: 7 of 8 answered" in page
    assert "<th>Lawful<td>Not yet answered" in page


def test_an_overridden_rating_says_the_rule_it_overrides(made: ModuleType, shipped: dict[str, Any]) -> None:
    declared = {**shipped, "risk_override": {"rating": "medium", "reason": "Only published totals are shown."}}
    page = html.unescape(to_html(build(declaring(made.bare(), declared))))
    assert "Medium, as declared. By rule it is high." in page
    assert "Why it was changed: Only published totals are shown." in page


def test_the_card_and_peel_todo_ask_the_same(made: ModuleType, shipped: dict[str, Any], root: Path) -> None:
    record = declaring(made.bare(), shipped)
    asked = open_before_submission(record, declaration_of(record))
    todo = open_items(load_use_case(root / "usecases/stop-search-outcome"))
    assert [question for questions in asked.values() for question in questions] == [one.question for one in todo]
    assert len(todo) > 5


def test_no_approval_reference_or_meeting_is_invented(shipped: dict[str, Any]) -> None:
    """What only real people can give stays open in the use case that is shipped."""
    assert shipped["assurance"]["ethics_panel"] is None
    assert shipped["data"]["dpia"]["reference"] is None
    assert shipped["data"]["dpia"]["officer_advice"] is None
    assert {key for key, value in shipped["data"]["eqia"].items() if value is None} == {
        "reference",
        "review_by",
        "consultation",
        "decision",
    }
    assert shipped["fairness"]["tolerance"] == "not_agreed"
    assert not any(shipped["law"].values())
