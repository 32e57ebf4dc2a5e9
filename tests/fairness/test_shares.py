from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.cards.sections.shares import section
from peel_ml.data.declaration import Measure, Share
from peel_ml.disclosure import INTERNAL, PUBLIC, controlled
from peel_ml.fairness.shares import recorded_shares
from tests.disclosure.people import CELLS, record_of

SEX = {"sex": Measure(column="sex", characteristic="sex")}


def share(**changes) -> Share:
    given = {"name": "an adult was there", "column": "adult", "value": "Y", "by": ("sex",)}
    return Share(**given | {"among_words": "searches of children", "caution": "Blank is not no."} | changes)


def frame(**counts: tuple[int, int]) -> pl.DataFrame:
    """Return rows of groups: how many had the adult, and of how many."""
    rows = [(group, "Y" if at < had else None) for group, (had, n) in counts.items() for at in range(n)]
    return pl.DataFrame(rows, schema={"sex": pl.String, "adult": pl.String}, orient="row")


def test_a_blank_does_not_count_and_each_group_stands_with_its_range():
    found = recorded_shares(frame(Male=(30, 40), Female=(5, 20)), [share()], SEX)[0]
    assert (found.n, found.share.value) == (60, 35 / 60)
    female, male = found.rows
    assert (female.group, female.n, female.share.value) == ("Female", 20, 0.25)
    # Newcombe 1998, method 10, by the closed formula.
    assert (male.gap.value, male.gap.low, male.gap.high) == pytest.approx((0.5, 0.2337, 0.6754), abs=5e-4)
    assert (female.gap.low, female.gap.high) == pytest.approx((-male.gap.high, -male.gap.low))


def test_only_the_rows_it_is_about_count():
    rows = frame(Male=(30, 40)).with_columns(age=pl.Series(["Under 18"] * 10 + ["18 or over"] * 30))
    found = recorded_shares(rows, [share(among={"age": "Under 18"})], SEX)[0]
    assert (found.n, found.share.value) == (10, 1.0)


def test_a_missing_group_is_shown_and_compared_with_nobody():
    rows = frame(Male=(30, 40), Female=(5, 20), **{"Not recorded": (3, 12)})
    found = recorded_shares(rows, [share()], SEX)[0].rows
    assert [row.group for row in found] == ["Female", "Male", "Not recorded"]
    assert found[2].gap.value is None
    # Nor does it count among everyone else.
    assert found[1].gap.value == pytest.approx(0.5)


def test_a_handful_of_rows_has_no_share():
    found = recorded_shares(frame(Male=(30, 40), Female=(1, 4)), [share()], SEX)[0].rows
    assert found[0].share.value is None
    assert found[0].share.reason


@given(st.integers(10, 60), st.integers(10, 60), st.data())
def test_the_groups_add_up_to_the_whole(first, second, data):
    had = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))
    found = recorded_shares(frame(Male=(had[0], first), Female=(had[1], second)), [share()], SEX)[0]
    assert sum(row.n * row.share.value for row in found.rows) == pytest.approx(found.n * found.share.value)
    for one in (found.share, *(row.share for row in found.rows)):
        assert 0 <= one.low <= one.value <= one.high <= 1


@pytest.fixture
def record(made_cards):
    shares = recorded_shares(frame(Male=(300, 400), Female=(150, 200), Other=(2, 12)), [share()], SEX)
    made = made_cards.real_final()
    return replace(made, data=replace(made.data, shares=shares))


def test_small_counts_are_held_back_and_cannot_be_worked_out(record):
    made = record_of([60] * len(CELLS))
    record = replace(made, data=replace(made.data, shares=record.data.shares))
    inside, outside = (controlled(record, view)[0].data.shares[0] for view in (INTERNAL, PUBLIC))
    withheld = {row.group for row in inside.rows if row.share.value is None}
    # Two of twelve are too few, and with one more group withheld they do not follow from the whole.
    assert "Other" in withheld
    assert len(withheld) >= 2 or inside.share.value is None
    assert all(row.n % 5 == 0 for row in outside.rows if row.n is not None)


def test_the_card_says_it_in_words(record, made_cards):
    from peel_ml.cards.sections.facts import declaration_of

    made = section(record, declaration_of(record))
    figure = next(block for block in made.blocks if block.kind == "figure")
    assert figure.headline.startswith("Of 612 searches of children, an adult was there in 73.9%")
    assert "Blank is not no." in [getattr(block, "text", "") for block in made.blocks]
    assert section(replace(record, data=replace(record.data, shares=())), declaration_of(record)) is None
    assert np.isfinite([row.value for row in figure.chart.rows if row.value is not None]).all()
