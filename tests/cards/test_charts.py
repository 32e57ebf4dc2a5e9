"""Every drawing stays on its paper and draws nothing that is no number, whatever a record holds."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.cards.chart_content import (
    Bar,
    BarChart,
    CalibrationChart,
    CalibrationPoint,
    Dot,
    IconArray,
    Interval,
    IntervalChart,
    LineChart,
    LinePanel,
    Panel,
    PanelChart,
    ScatterChart,
    Series,
)
from peel_ml.cards.chart_series import (
    Curve,
    CurveChart,
    CurvePoint,
    ForecastChart,
    ForecastMoment,
    ManyChart,
    TimeChart,
    TimelineBreak,
    TimelineChart,
    TimelineMonth,
    TimelinePart,
)
from peel_ml.cards.charts import Chart, refuse_unfinite
from peel_ml.cards.legend import key
from peel_ml.cards.svg import draw
from peel_ml.cards.svg.drawing import Drawing
from peel_ml.cards.svg.strips import strips
from peel_ml.errors import BadRequest

NUMBER = r"-?\d*\.?\d+(?:e-?\d+)?"
WORDS = st.one_of(
    st.sampled_from(
        ("", "A", "Black, Black British, Caribbean or African", "x" * 300, "من عامة السكان", "<b>&", "नमस्ते")
    ),
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40),
)
SHARES = st.floats(0, 1)
FIGURES = st.floats(-1e6, 1e6)
MARKS = st.sampled_from(("within", "outside", "cannot_tell", "not_judged", "shown", "not_shown", "model", "other"))
UNITS = st.sampled_from(("points", "per_hundred", "number"))
BANDS = st.none() | st.just(0.05)
LEGEND = (("within", "Within"),)


def three(values):
    return st.lists(values, min_size=3, max_size=3).map(sorted)


@st.composite
def intervals(draw_):
    low, value, high = draw_(three(FIGURES))
    known, ranged = draw_(st.booleans()), draw_(st.booleans())
    return Interval(
        draw_(WORDS),
        value if known else None,
        low if known and ranged else None,
        high if known and ranged else None,
        draw_(MARKS),
        draw_(WORDS),
        strong=draw_(st.booleans()),
    )


ROWS = st.lists(intervals(), max_size=60).map(tuple)
BARS = st.lists(st.builds(Bar, WORDS, FIGURES, st.just("1")), max_size=30).map(tuple)


@st.composite
def curves(draw_):
    def points():
        made = []
        for x in sorted(draw_(st.lists(SHARES, max_size=40))):
            low, y, high = draw_(three(SHARES))
            ranged = draw_(st.booleans())
            made.append(CurvePoint(x, y, low if ranged else None, high if ranged else None))
        return tuple(made)

    lines = tuple(Curve(draw_(WORDS), points(), style) for style in ("solid", "dashed", "thin"))
    return CurveChart(lines, "Looked at", "Found", draw_(st.none() | SHARES), draw_(WORDS))


@st.composite
def timelines(draw_):
    n = draw_(st.integers(1, 80))
    months = tuple(
        TimelineMonth(
            f"{2019 + place // 12}-{place % 12 + 1:02d}",
            draw_(st.none() | st.integers(0, 10**7)),
            draw_(st.none() | SHARES),
        )
        for place in range(n)
    )
    cuts = sorted(draw_(st.lists(st.integers(0, n), max_size=6, unique=True)))
    edge = draw_(st.integers(0, n - 1))
    parts = (
        TimelinePart(draw_(WORDS), 0, edge),
        *([TimelinePart("Held out", edge + 1, n - 1)] if edge < n - 1 else []),
    )
    return TimelineChart(months, parts, tuple(TimelineBreak(cut, draw_(WORDS)) for cut in cuts), "Rows", "Share")


CHARTS = {
    "intervals": st.builds(
        IntervalChart, ROWS, UNITS, WORDS, st.just(LEGEND), st.none() | st.just(0.05), zero=st.booleans()
    ),
    "many": st.builds(ManyChart, ROWS, UNITS, WORDS, st.just(LEGEND), st.just(0.0), WORDS, st.none() | st.just(0.05)),
    "forecast": st.builds(
        ForecastChart,
        st.lists(
            st.tuples(WORDS, st.none() | FIGURES, three(FIGURES)).map(
                lambda one: ForecastMoment(one[0], one[1], one[2][1], one[2][0], one[2][2])
            ),
            max_size=40,
        ).map(tuple),
        WORDS,
        WORDS,
        WORDS,
        WORDS,
    ),
    "time": st.builds(TimeChart, ROWS, UNITS, WORDS, st.just(LEGEND), st.none() | FIGURES, WORDS),
    "timeline": timelines(),
    "curve": curves(),
    "bars": st.builds(BarChart, BARS, WORDS),
    "panels": st.builds(
        PanelChart, st.lists(st.builds(Panel, WORDS, BARS), max_size=6).map(tuple), st.just("Less"), st.just("More")
    ),
    "calibration": st.builds(
        CalibrationChart,
        st.lists(
            st.tuples(SHARES, three(SHARES)).map(
                lambda one: CalibrationPoint(one[0], one[1][1], one[1][0], one[1][2], 9)
            ),
            max_size=20,
        ).map(tuple),
        st.just("Expected"),
        st.just("Recorded"),
        st.just(("What happened", "Where both agree")),
    ),
    "icons": three(st.integers(0, 100)).map(
        lambda cut: IconArray(cut[0], cut[1] - cut[0], cut[2] - cut[1], 100 - cut[2])
    ),
    "scatter": st.builds(
        ScatterChart,
        st.lists(st.builds(Dot, WORDS, SHARES, SHARES, MARKS), max_size=12).map(tuple),
        st.just(()),
        st.just("Gap"),
        st.just("Score"),
        st.just("per_hundred"),
        st.just("per_hundred"),
        st.just(LEGEND),
    ),
    "lines": st.builds(
        LineChart,
        st.lists(
            st.builds(
                LinePanel,
                WORDS,
                st.lists(
                    st.builds(
                        Series,
                        WORDS,
                        st.lists(st.tuples(SHARES, SHARES), max_size=12).map(tuple),
                        st.sampled_from(("solid", "dashed", "thin", "dots")),
                    ),
                    max_size=3,
                ).map(tuple),
            ),
            max_size=4,
        ).map(tuple),
        st.just("Across"),
        st.just("Up"),
        st.booleans(),
        BANDS,
    ),
}


def places(d: str) -> list[tuple[float, float]]:
    """Walk a path of M, L, H, V, their small forms, h, v, l, m and z; return every place of the pen."""
    found, x, y, start = [], 0.0, 0.0, (0.0, 0.0)
    for command, rest in re.findall(r"([MLHVlhvmaz])([^MLHVlhvmaz]*)", d):
        numbers = [float(one) for one in re.findall(NUMBER, rest)]
        if command == "z":
            x, y = start
        elif command in "HhVv":
            for one in numbers:
                x = one if command == "H" else x + one if command == "h" else x
                y = one if command == "V" else y + one if command == "v" else y
                found.append((x, y))
        else:
            assert len(numbers) % 2 == 0, d
            for index in range(0, len(numbers), 2):
                right, down = numbers[index : index + 2]
                x, y = (right, down) if command in "ML" else (x + right, y + down)
                start = (x, y) if command in "Mm" and index == 0 else start
                found.append((x, y))
    return found


def check(drawing: Drawing) -> None:
    written = f'<svg xmlns="http://www.w3.org/2000/svg">{drawing.frame}{drawing.inside}</svg>'
    root = ElementTree.fromstring(written)
    attributes = " ".join(value for node in root.iter() for name, value in node.attrib.items() if name != "class")
    assert not re.search(r"nan|inf|None", attributes, re.I)
    for node in root.iter():
        marks = places(node.get("d", ""))
        for across, down in (("x", "y"), ("cx", "cy")):
            if node.get(down) is not None:
                marks.append((float(node.get(across, 0)), float(node.get(down))))
        for x, y in marks:
            # Half a mark may reach over the edge, where the page leaves room; the place itself may not.
            assert -10 <= x <= drawing.width + 10, (node.attrib, drawing.width)
            assert -10 <= y <= drawing.height + 10, (node.attrib, drawing.height)


@pytest.mark.parametrize("kind", CHARTS)
@given(data=st.data())
def test_every_place_is_inside_the_drawing(kind: str, data: st.DataObject) -> None:
    chart: Chart = data.draw(CHARTS[kind])
    for drawing in draw(chart):
        check(drawing)
    for shape, words in key(chart):
        ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{shape}</svg>')
        assert isinstance(words, str)


@pytest.mark.parametrize("kind", ["intervals", "bars"])
@given(data=st.data())
def test_every_mark_of_a_strip_is_on_its_scale(kind: str, data: st.DataObject) -> None:
    made = strips(data.draw(CHARTS[kind]))
    for row in made.rows:
        for place in re.findall(r' (?:x|x1|x2|width)="([^"]+)%"', row.strip):
            assert 0 <= float(place) <= 100


def test_the_walk_along_a_path_knows_every_command() -> None:
    assert places("M1 2h3v4l-1-1z") == [(1, 2), (4, 2), (4, 6), (3, 5)]
    assert places("M0 0H5V6L7 8m1 1") == [(0, 0), (5, 0), (5, 6), (7, 8), (8, 9)]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused_by_its_place(bad: float) -> None:
    row = Interval("Group", 0.1, bad, 0.2, "within", "0.1")
    with pytest.raises(BadRequest) as refused:
        refuse_unfinite("f-group-1", IntervalChart((row,), "points", "Difference", ()))
    assert "f-group-1: rows[0].low is not a finite number" in str(refused.value)
    refuse_unfinite(
        "f-group-1", IntervalChart((Interval("Group", None, None, None, "within", "Too few"),), "points", "", ())
    )
