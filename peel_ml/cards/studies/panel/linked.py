"""What goes together with the measure: a table with ranges, under a caution."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Caution, Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.panel.works import detail
from peel_ml.cards.words import counted, number, points
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.panel import Association, PanelDetail
from peel_ml.results.studies.record import StudyRecord


def section(record: StudyRecord, declaration: Declaration) -> Section | None:
    """Return the section, or nothing where no association was declared."""
    one = detail(record)
    if not one.associations:
        return None
    areas = one.size.areas if one.size is not None else record.scores.areas
    caution = (
        f"{counted(areas, 'area')} cannot show what moves the measure. What goes together across areas may have any "
        "cause, and what holds for areas says nothing about the people inside them."
    )
    return Section(
        "linked",
        "What goes together with it",
        (
            Caution(caution, "No drivers."),
            Paragraph(
                "Each other figure was taken as it was known when the measure’s window began. They were chosen "
                "before the "
                "run. Ranges draw whole areas, and what is called shown is so after a correction for their number."
            ),
            _figure(one),
        ),
    )


def _step(one: Association) -> str:
    return "10 points more" if one.unit == "share" else f"{number(one.step, 1)} more"


def _said(value: Estimate, unit: str) -> str:
    if value.value is None:
        return value.reason or "not measured"
    if unit == "share":
        return f"{points(value.value)} ({points(value.low)} to {points(value.high)})"
    return f"{number(value.value)} ({number(value.low)} to {number(value.high)})"


def _figure(one: PanelDetail) -> Figure:
    share = one.unit == "share"
    rows = tuple(
        Interval(
            f"{each.name}: {_step(each)}",
            each.between.value,
            each.between.low,
            each.between.high,
            "shown" if each.shown else "not_shown",
            f"{_said(each.between, one.unit)}{' points' if share else ''}",
            "Shown" if each.shown else "Not shown",
            strong=each.shown,
        )
        for each in one.associations
    )
    shown = [each for each in one.associations if each.shown]
    both = [each for each in shown if each.shown_within and _same_way(each)]
    alone = [each for each in one.associations if each.shown_within and not each.shown]
    count = counted(len(one.associations), "figure")
    return Figure(
        "f-linked",
        f"{len(shown) or 'None'} of {count} {'are' if len(shown) > 1 else 'is'} shown to go together with it",
        f"Difference of the measure between areas{', in points,' if share else ''} for a step in the other "
        "figure, periods "
        f"taken away. 95% ranges, {one.association_rows:,} rows.",
        _shows(shown, both, alone),
        " ".join(f"{row.label}: {row.text}, {row.words.lower()}." for row in rows),
        IntervalChart(
            rows,
            "points" if share else "signed",
            "Difference of the measure" + (" in points" if share else ""),
            (("shown", "Shown"), ("not_shown", "Not shown")),
            zero=True,
            below="Lower",
            above="Higher",
        ),
        Table(
            "Associations, periods taken away",
            (
                Column("Other figure"),
                Column("Between areas (95% range)", True),
                Column("One area over time (95% range)", True),
                Column("Shown"),
            ),
            tuple(
                (
                    f"{each.name}: {_step(each)}",
                    _said(each.between, one.unit),
                    _said(each.within, one.unit),
                    SHOWN[each.shown, each.shown_within],
                )
                for each in one.associations
            ),
        ),
    )


SHOWN = {
    (True, True): "Both",
    (True, False): "Between areas",
    (False, True): "Over time",
    (False, False): "Neither",
}


def _shows(shown: list[Association], both: list[Association], alone: list[Association]) -> str:
    """Return what was found, and what it leaves open."""
    lines = []
    if shown:
        lines.append(
            f"For {len(both) or 'none'} of these {len(shown)} the same is shown where one area is compared with "
            "itself at "
            "other times. Where only areas differ, whatever else they differ in may be behind it."
        )
    else:
        lines.append("Between areas none is shown. That is not proof that there is none: there are few areas.")
    if alone:
        names = "; ".join(each.name for each in alone)
        lines.append(f"Shown only where an area is compared with itself at other times: {names}.")
    return " ".join(lines)


def _same_way(one: Association) -> bool:
    if one.within.value is None or one.between.value is None:
        return False
    return (one.within.value > 0) == (one.between.value > 0)
