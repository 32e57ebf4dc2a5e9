"""The card of a forecast, from made-up figures."""

from dataclasses import replace

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.chart_series import ForecastChart, ForecastMoment
from peel_ml.cards.content import Figure
from peel_ml.cards.legend import key
from peel_ml.cards.svg import draw
from peel_ml.disclosure.view import PUBLIC
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.forecast import (
    AheadScore,
    AreaForecast,
    AreaMonths,
    ForecastDetail,
    LeftOut,
    MonthForecast,
)

MONTHS = (
    MonthForecast("2024-01", 5000, 4900.0, 4600.0, 5300.0),
    MonthForecast("2024-02", 5600, 4950.0, 4700.0, 5400.0),
)
SMALL = (MonthForecast("2024-01", 3, 6.0, 1.0, 9.0), MonthForecast("2024-02", 14, 6.0, 1.0, 9.0))
DETAIL = ForecastDetail(
    horizon=1,
    origins=2,
    series=80,
    left_out=(LeftOut("nothing was ever counted before the first forecast", 2),),
    use="mean_12",
    total=MONTHS,
    areas=(
        AreaForecast("Northtown", 9000, Estimate(0.03, 0.01, 0.05), Estimate(0.9, 0.8, 1.0)),
        AreaForecast("Southtown", 1200, Estimate(-0.01, -0.04, 0.02), Estimate(0.7, 0.6, 0.8)),
    ),
    worst=(AreaMonths("Southtown", SMALL),),
    ahead=(
        AheadScore(1, Estimate(0.62, 0.6, 0.64), Estimate(0.68, 0.66, 0.7)),
        AheadScore(6, Estimate(0.81, 0.79, 0.83), Estimate(0.79, 0.77, 0.81)),
    ),
    held_everywhere=1,
)


@pytest.fixture
def record(made_cards):
    return replace(made_cards.studies.forecast(), detail=DETAIL)


def figures(card):
    return {one.id: one for section in card.body.sections for one in section.blocks if isinstance(one, Figure)}


def test_no_useful_model_says_which_method_to_use(record):
    body = build(record).body
    assert any(
        "No useful model" in one and "Use the mean of the last 12 months" in one
        for one in body.decision_sheet[1].sentences
    )
    tiles = {one.label for one in body.key_facts}
    assert "of counts lay inside their range" in tiles
    assert "larger error than the mean of the last 12 months" in tiles


def test_months_outside_their_range_are_counted(record):
    drawn = figures(build(record))
    assert "1 of 2 months inside the range" in drawn["f-total"].headline
    assert drawn["f-ahead"].headline.endswith("at 1 month ahead")
    assert "In 1 of 2 areas" in drawn["f-held"].headline
    assert drawn["f-held-by-composition"].chart.centre == pytest.approx(0.9)
    said = " ".join(getattr(one, "text", "") for section in build(record).body.sections for one in section.blocks)
    assert "2 series have no forecast: 2 because nothing was ever counted" in said
    assert "Recorded crime is not demand" in said


def test_a_small_count_is_withheld_and_no_place_is_named_in_public(record):
    inside = figures(build(record))["f-worst"]
    assert inside.chart.moments[0].came is None
    assert inside.table.rows[0][1] == "Withheld"
    public = build(record, PUBLIC)
    assert not {"f-worst", "f-held", "f-off"} & set(figures(public))
    assert "Southtown" not in str(public.body)
    assert "Northtown" not in str(public.body)


def test_a_chart_of_months_draws_what_came_and_leaves_out_what_is_withheld():
    moments = tuple(
        ForecastMoment(f"2024-{month:02}", None if month == 3 else 100.0 + month, 101.0, 95.0, 109.0)
        for month in range(1, 13)
    )
    chart = ForecastChart(moments, "Offences", "What came", "Forecast", "Its range")
    (drawing,) = draw(chart)
    assert str(drawing.svg if hasattr(drawing, "svg") else drawing).count("<circle") == 11
    assert [words for _, words in key(chart)] == ["What came", "Forecast", "Its range"]
