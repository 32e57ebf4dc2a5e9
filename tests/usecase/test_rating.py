"""The risk rating, rule by rule: each fires alone, and none fires on what lies just beside it."""

from __future__ import annotations

import pytest

from peel_ml.usecase.rating import RULES, not_asked, rate
from peel_ml.usecase.reading import Reading

CALM = {
    "decision": {"type": "insight"},
    "data": {"class": "D1"},
    "purpose": {"about": "area_measure", "smallest_area": "borough", "directs_presence": False},
    "harms": {"false_positive": {"severity": 3}, "false_negative": {"severity": 3}},
}


def changed(**parts):
    return Reading({**CALM, **{key: {**CALM.get(key, {}), **value} for key, value in parts.items()}})


FIRES = [
    ("high", {"decision": {"type": "enforcement_audit"}}, "policed"),
    ("high", {"data": {"class": "D3"}}, "class D3"),
    ("high", {"data": {"class": "D4"}}, "class D4"),
    ("high", {"purpose": {"children_or_vulnerable_people": True}}, "Children"),
    ("high", {"harms": {"false_negative": {"severity": 4}}}, "severity 4 of 5"),
    ("high", {"harms": {"false_positive": {"severity": 5}}}, "severity 5 of 5"),
    ("high", {"purpose": {"directs_presence": True}}, "officers"),
    ("medium", {"purpose": {"about": "person"}}, "one person"),
    ("medium", {"purpose": {"about": "record"}}, "one record"),
    ("medium", {"purpose": {"smallest_area": "lsoa"}}, "1,500"),
    ("medium", {"purpose": {"smallest_area": "output_area"}}, "1,500"),
    ("medium", {"purpose": {"smallest_area": None}}, "not declared"),
]
BESIDE = [
    {},
    {"decision": {"type": "service"}},
    {"data": {"class": "D2"}},
    {"purpose": {"children_or_vulnerable_people": False}},
    {"purpose": {"smallest_area": "msoa"}},
    {"purpose": {"about": "service", "smallest_area": None}},
]


@pytest.mark.parametrize(("level", "parts", "reason"), FIRES)
def test_each_rule_fires_alone(level, parts, reason):
    rating = rate(changed(**parts))
    assert rating.level == rating.by_rule == level
    assert len(rating.reasons) == 1
    assert reason in rating.reasons[0]


@pytest.mark.parametrize("parts", BESIDE)
def test_none_fires_beside_it(parts):
    assert rate(changed(**parts)).level == "low"


def test_every_rule_has_a_case_that_fires():
    for _, rule in RULES:
        assert any(rule(changed(**parts)) for _, parts, _ in FIRES), rule.__name__


def test_the_highest_level_counts_and_gives_only_its_own_reasons():
    rating = rate(changed(data={"class": "D3"}, purpose={"about": "person", "directs_presence": True}))
    assert rating.level == "high"
    assert len(rating.reasons) == 2


def test_an_override_is_said_with_the_rule_it_overrides():
    reading = Reading({**CALM, "risk_override": {"rating": "high", "reason": "It is new."}})
    assert rate(reading).words == (
        "High, as declared. By rule it is low. No rule for a medium or high risk holds. Why it was changed: It is new."
    )
    assert not_asked(reading) == ""


def test_an_override_without_a_reason_changes_nothing():
    assert rate(Reading({**CALM, "risk_override": {"rating": "high"}})).level == "low"


def test_a_lowered_rating_still_asks_what_a_high_one_asks():
    reading = Reading({**CALM, "data": {"class": "D3"}, "risk_override": {"rating": "low", "reason": "Small."}})
    assert rate(reading).level == "low"
    assert not_asked(reading) == ""


def test_what_is_not_asked_says_why():
    assert not_asked(Reading(CALM)) == "the data is class D1 (published) and the risk is low"
    assert not_asked(Reading({**CALM, "data": {}})) == ""
    assert not_asked(Reading(CALM), children=True) == ""


def test_nothing_declared_is_rated_all_the_same():
    assert rate(Reading({})).level == "low"
    assert rate(Reading({}), children=True).level == "high"
