"""Which chart a section makes of a record, and what its headline may claim."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.chart_series import CurveChart, ManyChart, TimeChart, TimelineChart
from peel_ml.cards.content import Figure
from peel_ml.cards.figures import figures
from peel_ml.cards.html import to_html
from peel_ml.errors import PeelError
from peel_ml.results.estimate import Estimate
from peel_ml.results.explanation import GroupContrast
from peel_ml.results.scores import SliceScore
from peel_ml.results.timeline import Month, Timeline


def figure_of(record, id_):
    found = [
        block
        for section in build(record).body.sections
        for block in section.blocks
        if isinstance(block, Figure) and block.id == id_
    ]
    assert len(found) <= 1
    return found[0] if found else None


def with_scores(record, **changes):
    return replace(record, scores=replace(record.scores, **changes))


def area(name, value, half, n=400):
    return SliceScore("borough", name, n, n // 4, Estimate(value, value - half, value + half))


def test_areas_stand_by_name_and_the_headline_names_those_that_are_shown_to_differ(made):
    areas = (area("Zeta", 0.70, 0.02), area("Alpha", 0.50, 0.02), area("Middle", 0.60, 0.05))
    figure = figure_of(with_scores(made.service(), by_area=areas), "f-by-area")
    assert isinstance(figure.chart, ManyChart)
    assert [row.label for row in figure.chart.rows] == ["Alpha", "Middle", "Zeta"]
    assert figure.headline == (
        "It works worse in Alpha and better in Zeta; for the other 1 of 3 boroughs no difference is shown"
    )
    assert [row.mark for row in figure.chart.rows] == ["shown", "not_shown", "shown"]


def test_wide_ranges_claim_nothing(made):
    areas = (area("One", 0.70, 0.3), area("Two", 0.50, 0.3))
    figure = figure_of(with_scores(made.service(), by_area=areas), "f-by-area")
    assert figure.headline == "No difference between the boroughs is shown"
    assert "Not shown does not mean there is none" in figure.shows


def test_one_area_with_a_figure_is_said_in_words(made):
    areas = (area("One", 0.6, 0.1), SliceScore("borough", "Two", 3, 1, Estimate(None, reason="too few to report")))
    record = with_scores(made.service(), by_area=areas)
    assert figure_of(record, "f-by-area") is None
    assert "only 1 figure can be given. One: 60.0 (50.0 to 70.0); Two: Too few to report" in to_html(build(record))


def test_months_stand_in_time(made):
    score = Estimate(0.6, 0.57, 0.63)
    months = tuple(SliceScore("month", month, 900, 200, score) for month in ("2026-02", "2025-12", "2026-01"))
    figure = figure_of(with_scores(made.real_final(), by_period=months), "f-over-time")
    assert isinstance(figure.chart, TimeChart)
    assert [row.label for row in figure.chart.moments] == ["2025-12", "2026-01", "2026-02"]
    assert figure.headline == "No difference between the months is shown"


def test_the_annex_does_not_say_it_again(made):
    card = made.card("service")
    annex = next(section for section in card.body.sections if section.id == "annex")
    assert "Barking and Dagenham" not in repr(annex)
    assert "Barking and Dagenham" in repr(card.body.sections)


def test_timeline_says_the_part_of_every_month_and_marks_the_breaks(made):
    figure = figure_of(made.real_final(), "f-timeline")
    chart = figure.chart
    assert isinstance(chart, TimelineChart)
    assert [(part.words, part.first, part.last) for part in chart.parts] == [
        ("Training", 0, 18),
        ("Validation", 19, 21),
        ("Held out", 22, 24),
    ]
    assert [one.before for one in chart.breaks] == [9, 15]
    assert figure.headline == "The record breaks in 2 months of 25"
    assert figure.table.rows[9][4] == "the month holds a quarter of the usual rows"


def test_months_that_are_not_opened_have_no_share(made):
    figure = figure_of(made.synthetic(), "f-timeline")
    assert [month.share is None for month in figure.chart.months] == [False] * 22 + [True] * 3
    assert figure.table.rows[24][2] == "Not opened or withheld"


@pytest.mark.parametrize("timeline", [None, Timeline((), ()), Timeline((Month("2024-01", 9, None),), ())])
def test_no_timeline_no_chart(made, timeline):
    record = made.real_final()
    assert figure_of(replace(record, data=replace(record.data, timeline=timeline)), "f-timeline") is None


def test_today_stands_beside_the_model_where_cases_are_chosen(made):
    figure = figure_of(made.service(), "f-capacity")
    assert isinstance(figure.chart, CurveChart)
    assert [(curve.label, curve.style) for curve in figure.chart.curves] == [
        ("This model", "solid"),
        ("Today’s method", "dashed"),
        ("Picked by chance", "thin"),
    ]
    assert figure.headline == (
        "Looking at 20 in 100 missing episodes, the model finds 48 in 100 of those with the outcome; today’s "
        "method finds 32"
    )
    assert figure.chart.at == 0.2
    thresholds = figure_of(made.service(), "f-thresholds")
    assert thresholds.chart.at == 0.31
    (today,) = [curve.points for curve in thresholds.chart.curves if curve.label == "Found by today’s method"]
    assert [(one.x, round(one.y, 3)) for one in today] == [(0.31, 0.324)]
    assert thresholds.table.rows[-1] == ("Today’s method, as many", "32.4", "–", "20.0")
    assert figure_of(made.service(), "f-benefit") is not None


def test_nothing_is_chosen_in_an_audit_of_past_decisions(made):
    for id_ in ("f-capacity", "f-thresholds", "f-benefit", "f-hundred"):
        assert figure_of(made.real_final(), id_) is None


def test_without_a_measured_method_of_today_none_is_drawn(made):
    record = made.service()
    point = replace(record.scores.operating_point, today_at_capacity=(), thresholds=(), net_benefit=())
    figure = figure_of(with_scores(record, operating_point=point), "f-capacity")
    assert [curve.label for curve in figure.chart.curves] == ["This model", "Picked by chance"]
    assert "no method of today was measured" in figure.shows
    assert figure_of(with_scores(record, operating_point=point), "f-thresholds") is None


LONG = "A very long name of an area " * 11


@pytest.mark.parametrize("name", [LONG, "من عامة السكان ‏", "<script>alert(1)</script>", "=1+1", "x" * 300])
def test_sixty_areas_of_any_name_are_drawn(made, name):
    areas = tuple(area(f"{name}{place}", 0.6, 0.05, n=1 if place == 7 else 400) for place in range(60))
    card = build(with_scores(made.service(), by_area=areas))
    assert "<script>alert" not in to_html(card)
    drawn = {path: content for path, content in figures(card).items() if "by-area" in path}
    assert set(drawn) == {"figures/f-by-area-1.svg", "figures/f-by-area-2.svg", "figures/f-by-area.csv"}
    for path in drawn:
        if path.endswith(".svg"):
            ElementTree.fromstring(drawn[path])


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
@pytest.mark.parametrize("part", ["metrics", "by_area", "operating_point"])
def test_a_figure_that_is_no_number_is_refused_by_name(made, bad, part):
    record, wrong = made.service(), Estimate(bad, bad, bad)
    scores = record.scores
    changes = {
        "metrics": {**scores.metrics, "roc_auc": wrong},
        "by_area": (replace(scores.by_area[0], score=wrong), *scores.by_area[1:]),
        "operating_point": replace(scores.operating_point, recall=wrong),
    }
    with pytest.raises(PeelError, match="finite number"):
        build(with_scores(record, **{part: changes[part]}))


def test_the_fact_that_moves_a_group_most_is_drawn_beside_everyone_else(made):
    contrasts = (
        GroupContrast("ethnicity_self", "White", "borough", 0.02, 812, -0.01, 0.05),
        GroupContrast("ethnicity_self", "White", "hour", -0.04, 812, -0.06, -0.02),
        GroupContrast("ethnicity_self", "Other ethnic group", "borough", 0.03, 90, -0.2, 0.26),
        GroupContrast("sex", "Female", "borough", 0.9, 90, 0.8, 1.0),
    )
    record = made.real_final()
    figure = figure_of(replace(record, explanation=replace(record.explanation, contrasts=contrasts)), "f-contrasts")
    assert [(row.label, row.mark) for row in figure.chart.rows] == [
        ("White: Hour of the day", "shown"),
        ("Other ethnic group: Borough", "not_shown"),
    ]
    assert figure.headline == "One fact is shown to move the score for 1 of 2 groups, most often “Hour of the day”"
