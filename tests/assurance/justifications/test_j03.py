"""J3: a listed proxy among the facts."""

from __future__ import annotations

from tests.assurance.made_submission import found


def test_a_listed_fact_has_to_be_justified():
    said = found("J3", kind="service", record={"model.features": ("legislation", "lsoa11_code", "previous_stops")})
    assert len(said) == 2
    assert "a small area" in said[0]


def test_other_facts_need_none():
    assert found("J3", kind="service") == ()
