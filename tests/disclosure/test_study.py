"""Counts of single areas, and lists of places, under disclosure control."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

import pytest

from peel_ml.disclosure import INTERNAL, PUBLIC, controlled
from peel_ml.results.estimate import Estimate
from peel_ml.results.marks import PLACES, People
from tests.cards.made import studies


@dataclass(frozen=True)
class Row:
    area: str
    victims: People
    share: Estimate


@dataclass(frozen=True)
class Detail:
    total: int
    rows: tuple[Row, ...]
    places: Annotated[tuple[Row, ...], PLACES] = field(default=())
    kind: Literal["count_forecast"] = "count_forecast"


def shown(view, *, sends: bool = True, **rows: int):
    made = tuple(Row(name, n, Estimate(0.4, 0.3, 0.5)) for name, n in rows.items())
    study = studies.forecast()
    declared = {**study.provenance.declaration, "purpose": {"directs_presence": sends}}
    record = replace(
        study,
        detail=Detail(3, made, made),
        provenance=replace(study.provenance, declaration=declared),
    )
    return controlled(record, view)


def test_a_small_count_goes_with_every_estimate_beside_it() -> None:
    record, log = shown(INTERNAL, a=4, b=5)
    few, enough = record.detail.rows
    assert (few.victims, few.share.value, few.share.reason) == (None, None, "too few people")
    assert (enough.victims, enough.share.value) == (5, 0.4)
    assert record.detail.total == 3  # not marked as people
    assert (log[0].cells, log[0].small) == (4, 2)


@pytest.mark.parametrize(("n", "expected"), [(9, None), (12, 10), (13, 15), (40, 40)])
def test_the_public_view_starts_at_ten_and_rounds_to_five(n: int, expected: int | None) -> None:
    assert shown(PUBLIC, a=n)[0].detail.rows[0].victims == expected


def test_no_list_of_places_is_public_where_officers_are_sent() -> None:
    assert shown(PUBLIC, a=40)[0].detail.places == ()
    assert len(shown(PUBLIC, sends=False, a=40)[0].detail.places) == 1
    assert len(shown(INTERNAL, a=40)[0].detail.places) == 1
