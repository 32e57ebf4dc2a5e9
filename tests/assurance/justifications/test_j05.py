"""J5: a less unequal way was not chosen."""

from __future__ import annotations

from dataclasses import replace

from tests.assurance.made_submission import found
from tests.cards.made import surroundings

TRIED = surroundings.mitigation()


def with_(less_unequal):
    others = tuple(replace(one, less_unequal=less_unequal) for one in TRIED.alternatives)
    return {"mitigation": replace(TRIED, alternatives=others)}


def test_a_less_unequal_way_that_costs_nothing_has_to_be_justified():
    said = found("J5", kind="service", record=with_(True))
    assert len(said) == sum(one.kind != "chosen" for one in TRIED.alternatives) > 0


def test_none_is_needed_where_there_is_no_such_way():
    assert found("J5", kind="service", record=with_(False)) == ()
    assert found("J5", record={"mitigation": None}) == ()
