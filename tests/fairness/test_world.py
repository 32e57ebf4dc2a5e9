"""Disparity in the world: laws, matching, words, and the same figures by another way."""

import re

import numpy as np
import pytest

from peel_ml.data.census import Residents
from peel_ml.data.declaration import Measure
from peel_ml.data.vocabulary.ethnicity import ASIAN, BLACK, MIXED, ONS_5, OTHER, WHITE
from peel_ml.errors import BadRequest
from peel_ml.fairness.world import cautions as words
from peel_ml.fairness.world import report, world
from peel_ml.results.data import Period
from tests.fairness.made_world import RACE, YEAR, assessed, of, rows_of


@pytest.fixture
def two_areas(monkeypatch):
    """Two areas of very different people."""
    table = Residents(
        "ons-5",
        ("North", "South"),
        {ASIAN: (100, 100), BLACK: (9000, 1000), MIXED: (50, 50), WHITE: (1000, 20000), OTHER: (10, 10)},
        "made up",
    )
    monkeypatch.setattr(report, "residents", lambda _: table)
    return table


def test_one_area_pooled_is_crude():
    groups, areas = rows_of({(WHITE, "Camden"): 300, (BLACK, "Camden"): 90, (ASIAN, "Camden"): 40})
    events = np.concatenate([np.arange(330) // 2, np.arange(330, 430)])
    found = world(assessed(groups, areas, clusters=events), YEAR)
    # The crude ratio of all London is another one: its residents are not those of this borough.
    camden = of(found, BLACK)
    place = next(one for one in found.areas if one.group == BLACK)
    assert (place.records, place.area) == (90, "Camden")
    assert camden.ratio_within_areas.value == pytest.approx(place.ratio.value)
    assert camden.ratio_within_areas.low == pytest.approx(place.ratio.low)
    assert camden.ratio_within_areas.high == pytest.approx(place.ratio.high)


def test_equal_rates_in_every_area_give_one_although_all_together_they_do_not(two_areas):
    counts = {(BLACK, "North"): 900, (WHITE, "North"): 100, (BLACK, "South"): 20, (WHITE, "South"): 400}
    found = of(world(assessed(*rows_of(counts)), YEAR), BLACK)
    assert found.ratio.value == pytest.approx((920 / 10_000) / (500 / 21_000))
    assert found.ratio.low > 3
    assert found.ratio_within_areas.value == pytest.approx(1)
    assert found.ratio_within_areas.low < 1 < found.ratio_within_areas.high


def test_rates_are_per_thousand_residents_a_year(two_areas):
    groups, areas = rows_of({(WHITE, "South"): 210, (BLACK, "North"): 50})
    half = Period(from_="2023-01-01", to="2023-07-02")
    whole, part = (of(world(assessed(groups, areas), period), WHITE) for period in (YEAR, half))
    assert whole.residents == 21_000
    assert whole.rate.value == pytest.approx(10, rel=0.001)
    assert whole.rate.low == pytest.approx(10 * 182.55 / 210, rel=0.001)  # Garwood, chi-squared tables
    assert part.rate.value == pytest.approx(10 * 365.25 / 183)


def test_people_in_one_event_are_less_evidence(two_areas):
    groups, areas = rows_of({(WHITE, "South"): 600, (BLACK, "South"): 200})
    alone, pairs = (of(world(assessed(groups, areas, clusters=np.arange(800) // size), YEAR), BLACK) for size in (1, 2))
    for name in ("rate", "ratio", "ratio_within_areas"):
        narrow, wide = getattr(alone, name), getattr(pairs, name)
        assert wide.value == narrow.value
        assert wide.high / wide.low == pytest.approx((narrow.high / narrow.low) ** np.sqrt(2), rel=0.02)


def test_too_few_events_give_no_interval(two_areas):
    groups, areas = rows_of({(WHITE, "South"): 100, (BLACK, "South"): 100})
    found = of(world(assessed(groups, areas, clusters=np.arange(200) // 10), YEAR), BLACK)
    for estimate in (found.rate, found.ratio, found.ratio_within_areas):
        assert (estimate.low, estimate.high, estimate.reason) == (None, None, "fewer than 30 clusters")
        assert estimate.value is not None


def test_who_gave_no_answer_bounds_the_ratio(two_areas):
    counts = {(WHITE, "South"): 100, (BLACK, "South"): 50, ("Not stated", "South"): 30, ("Not recorded", "North"): 10}
    found = world(assessed(*rows_of(counts)), YEAR)
    black, scale = of(found, BLACK), 21_000 / 10_000
    assert (black.bound_low, black.bound_high) == (pytest.approx(50 / 140 * scale), pytest.approx(90 / 100 * scale))
    assert "Ethnicity: 21.1% have no recorded group" in found.statement


def test_rows_without_a_known_area_are_left_out_and_said(two_areas):
    counts = {(WHITE, "South"): 100, (BLACK, "South"): 50, (BLACK, "Elsewhere"): 50, (WHITE, "Not recorded"): 50}
    found = world(assessed(*rows_of(counts)), YEAR)
    assert [row.records for row in found.rates if row.group in (BLACK, WHITE)] == [50, 100]
    assert "Of 250 searches, 40.0% have no area" in found.statement


OFFICER = Measure(column="o", characteristic="race", scheme="police-6+1", reference="White", primary=True)


def test_officer_defined_groups_are_held_against_residents_only_where_they_can_be(two_areas):
    counts = {(group, "South"): 60 for group in ("White", "Black", "Asian", "Other", "Mixed")}
    found = world(assessed(*rows_of(counts), measure=OFFICER), YEAR)
    assert [(row.group, row.records, row.residents) for row in found.rates] == [
        ("White", 60, 21_000),
        ("Black", 60, 10_000),
        ("Black, for Black and Mixed residents together", 60, 10_100),
        ("Asian or Other", 120, 220),
    ]
    assert words.OFFICER_DEFINED in found.cautions


def test_detailed_groups_are_brought_to_the_five(two_areas):
    measure = RACE.model_copy(update={"scheme": "ons-18+1"})
    counts = {(f"{WHITE}: Irish", "South"): 40, (f"{ASIAN}: Chinese", "South"): 40, (f"{ASIAN}: Indian", "South"): 20}
    found = world(assessed(*rows_of(counts), measure=measure), YEAR)
    assert [row.group for row in found.rates] == list(ONS_5)
    assert (of(found, ASIAN).records, of(found, WHITE).records) == (60, 40)
    assert words.OFFICER_DEFINED not in found.cautions


@pytest.mark.parametrize(
    "change", [{"scheme": "as-recorded"}, {"characteristic": "religion_or_belief"}, {"judged_as": "as-recorded"}]
)
def test_what_the_census_does_not_count_has_no_rates(two_areas, change):
    groups, areas = rows_of({(WHITE, "South"): 100, (BLACK, "South"): 50})
    rows = assessed(groups, areas, measure=RACE.model_copy(update=change), kind=["a", "b"] * 75)
    found = world(rows, YEAR)
    assert found.rates == found.areas == ()
    assert found.gaps


def test_without_a_declared_reference_there_are_rates_and_no_ratios(two_areas):
    groups, areas = rows_of({(WHITE, "South"): 100, (BLACK, "South"): 50})
    found = world(assessed(groups, areas, measure=RACE.model_copy(update={"reference": None})), YEAR)
    black = of(found, BLACK)
    assert black.rate.value
    assert black.ratio.value is None
    assert "no group is declared" in black.ratio.reason
    assert found.areas == ()


def test_nothing_to_hold_rows_against_is_nothing():
    rows = assessed([WHITE] * 50 + [BLACK] * 50, ["Camden"] * 100, table=None)
    assert world(rows, YEAR) is None
    assert world(assessed([WHITE] * 50 + [BLACK] * 50, ["Camden"] * 100), None) is None


def test_residents_without_an_area_are_refused():
    with pytest.raises(BadRequest, match="no slice holds areas"):
        world(assessed([WHITE], ["Camden"], area=None), YEAR)


def test_words_are_those_of_findings(two_areas):
    groups, areas = rows_of({(WHITE, "South"): 100, (BLACK, "South"): 50})
    found = world(assessed(groups, areas, kind=["a", "b"] * 75), YEAR)
    text = " ".join((*found.cautions, found.statement))
    assert not re.search(r"\b(bias|hit|compliant|committed|worst|highest|most stopped|discriminat\w*)\b", text, re.I)
    assert {words.RESIDENTS, words.BENCHMARK, words.RECORDED, words.AREAS, words.OUTCOMES} <= set(found.cautions)
    assert words.SELF_DEFINED not in found.cautions
    assert found.denominators == "made up"
    assert found.period == "2023-01-01 to 2023-12-31"


def test_groups_stand_in_the_order_of_their_classification(two_areas):
    groups, areas = rows_of({(OTHER, "South"): 90, (WHITE, "South"): 9, (BLACK, "South"): 50, (ASIAN, "North"): 30})
    assert [row.group for row in world(assessed(groups, areas), YEAR).rates] == list(ONS_5)


# The same figures by another way -------------------------------------------------------------------------------


@pytest.mark.real_data
def test_the_published_archive_gives_the_same_figures_by_another_way(shared_data, root):
    """Every search of the archive, counted with pandas from its cleaned rows."""
    import pandas as pd

    from peel_ml.data.cleaning import clean
    from peel_ml.data.sources import load, source_named
    from peel_ml.data.vocabulary import collapse
    from peel_ml.evaluation.clusters import Clusters

    source = source_named("police-uk/stop-and-search")
    archive = shared_data / "police-uk" / "metropolitan-stop-and-search-2022-03-to-2024-03.zip"
    rows = clean(load(source, archive).frame.collect(), source.steps).frame
    groups = collapse(rows["self_defined_ethnicity"], "ons-18+1", "ons-5")
    events = Clusters.of(rows["event"], rows.height).codes
    period = Period(from_="2022-03-01", to="2024-03-31")
    found = world(assessed(groups, rows["borough"], clusters=events), period)

    frame = pd.DataFrame({"group": groups.to_list(), "area": rows["borough"].to_list()})
    census = pd.read_csv(root / "peel_ml/data/census/london_boroughs_2021.csv").set_index("area")
    frame = frame[frame["area"].isin(census.index)]
    table = frame.groupby(["area", "group"]).size().unstack(fill_value=0)
    years = 762 / 365.25
    for group in (ASIAN, BLACK, MIXED, OTHER):
        row, weight = of(found, group), census[group] + census[WHITE]
        assert row.records == table[group].sum()
        assert row.rate.value == pytest.approx(1000 * table[group].sum() / census[group].sum() / years)
        rate, reference = table[group].sum() / census[group].sum(), table[WHITE].sum() / census[WHITE].sum()
        assert row.ratio.value == pytest.approx(rate / reference)
        top = (table[group] * census[WHITE] / weight).sum()
        bottom = (table[WHITE] * census[group] / weight).sum()
        # The City of London has too few records of some groups to be a stratum of its own.
        assert row.ratio_within_areas.value == pytest.approx(top / bottom, rel=2e-3)
    camden = next(one for one in found.areas if one.area == "Camden" and one.group == BLACK)
    rates = table.loc["Camden"] / census.loc["Camden"]
    assert camden.ratio.value == pytest.approx(rates[BLACK] / rates[WHITE])
    # What the archive says: Black people are recorded about three times as often as White people, for their number.
    assert 2.8 < of(found, BLACK).ratio_within_areas.low < of(found, BLACK).ratio_within_areas.high < 3.1
    assert found.statement.startswith("Recorded searches per 1,000 residents a year")
