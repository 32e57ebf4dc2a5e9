"""One chart and its tables for one measured characteristic."""

from __future__ import annotations

import re
from collections.abc import Mapping

from peel_ml.cards.chart_content import Interval, IntervalChart, Mark
from peel_ml.cards.content import Column, Figure, Fold, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import FAIRNESS_METRICS, measure_name
from peel_ml.cards.sections.facts import limit_text, period_name
from peel_ml.cards.words import count, counted, joined, number, percent, plain, points, sentence, spread
from peel_ml.results.fairness import FairnessRow, Verdict
from peel_ml.results.record import RunRecord

VERDICTS: dict[Verdict, str] = {
    "within": "Shown within the limit",
    "outside": "Shown outside the limit",
    "cannot_tell": "Cannot tell",
    "not_judged": "Not judged",
}
_MARKS: dict[Verdict, Mark] = {
    "within": "within",
    "outside": "outside",
    "cannot_tell": "cannot_tell",
    "not_judged": "not_judged",
}
LEGEND: tuple[tuple[Mark, str], ...] = (
    ("within", "Shown within the limit"),
    ("outside", "Shown outside the limit"),
    ("cannot_tell", "Cannot tell"),
)


def gap(row: FairnessRow) -> str:
    """Return the difference to everyone else with its range, or why there is none."""
    if row.difference is None:
        return sentence(plain(row.reason or "too few to report"))
    if row.difference_low is None or row.difference_high is None:
        return points(row.difference)
    return f"{points(row.difference)} ({spread(row.difference_low, row.difference_high)})"


def is_shown(row: FairnessRow) -> str:
    """Return whether a difference is shown, in words."""
    return {True: "Difference shown", False: "Not shown", None: "Not tested"}[row.difference_shown]


def in_short(rows: list[FairnessRow]) -> str:
    """Return both answers over a measure's groups; what cannot be told is always named beside them."""
    judged = [row for row in rows if row.difference is not None]
    if not judged:
        return f"No figure can be given for any of {counted(len(rows), 'group')}"
    shown = sum(row.difference_shown is True for row in judged)
    tally = [
        (sum(row.verdict == "outside" for row in judged), "outside"),
        (sum(row.verdict == "within" for row in judged), "within"),
    ]
    open_ = sum(row.verdict not in ("outside", "within") for row in judged)
    limit = [f"{n} shown {where}" for n, where in tally if n]
    limit += [f"we cannot tell for {open_}"] if open_ else []
    limit += [f"too few to report for {len(rows) - len(judged)}"] if len(rows) > len(judged) else []
    return f"A difference is shown for {shown or 'none'} of {len(rows)} groups. Against the limit: {', '.join(limit)}"


def _together(texts: list[str]) -> list[str]:
    """Say once what two texts both end with.

    Examples
    --------
    >>> _together(["A is 1. It is shown.", "B is 2. It is shown."])
    ['A is 1.', 'B is 2.', 'For both: it is shown.']
    """
    if len(texts) != 2:
        return texts
    one, two = (re.split(r"(?<=[.!?])\s+", text) for text in texts)
    same = 0
    while same < min(len(one), len(two)) - 1 and one[-1 - same] == two[-1 - same]:
        same += 1
    if not same:
        return texts
    ends = " ".join(one[-same:])
    return [" ".join(one[:-same]), " ".join(two[:-same]), f"For both: {ends[:1].lower()}{ends[1:]}"]


def _words(row: FairnessRow) -> str:
    if row.difference is None:
        return ""
    verdict = {
        "within": "Within",
        "outside": "Outside",
        "cannot_tell": "Cannot tell",
        "not_judged": "Not judged",
    }[row.verdict]
    return f"{verdict}. Difference shown" if row.difference_shown else verdict


def figure(id_: str, measure: str, rows: list[FairnessRow], record: RunRecord, declaration: Declaration) -> Figure:
    """Return the dot-and-interval chart of a measure, every group listed in the record's order."""
    assessed = record.fairness_assessment
    name, metric = measure_name(measure, declaration), FAIRNESS_METRICS.get(assessed.metric, assessed.metric)
    shown = [row for row in rows if row.difference_shown]
    headline = in_short(rows)
    withheld = [row.group for row in rows if row.difference is None]
    telling = sorted(
        (row for row in (shown or rows) if row.sentence and row.difference is not None),
        key=lambda row: (row.verdict != "outside", -abs(row.difference or 0.0)),
    )[:2]
    lines = _together([plain(row.sentence) for row in rows if row in telling])
    if withheld:
        lines.append(f"No figure can be given for {joined(withheld)}.")
    shows = " ".join(sentence(line) for line in lines) or "No figure can be given for any group."
    band = assessed.tolerance.limit if assessed.tolerance.scale == "difference" else None
    intervals = tuple(
        Interval(
            row.group,
            row.difference,
            row.difference_low,
            row.difference_high,
            _MARKS[row.verdict],
            gap(row),
            _words(row),
            bool(row.difference_shown),
        )
        for row in rows
    )
    unit = metric[:1].lower() + metric[1:]
    agreed = "agreed limit" if assessed.tolerance.agreed else "limit for illustration, not agreed"
    return Figure(
        id_,
        headline,
        f"{name}. {metric}: difference to everyone else in percentage points, {period_name(record)}. "
        f"95% ranges. A thick line means a difference is shown. Shaded: {agreed}, {limit_text(record)}.",
        shows,
        f"{len(rows)} groups. " + " ".join(f"{row.group}: {gap(row).rstrip('.')}." for row in rows[:6]),
        IntervalChart(
            intervals,
            "points",
            f"Difference to everyone else ({unit}), in percentage points",
            LEGEND,
            band,
            f"{agreed[:1].upper()}{agreed[1:]}",
            True,
            "Lower than for others",
            "Higher than for others",
        ),
        Table(
            f"{name}, {unit}",
            (
                Column("Group"),
                Column("Number", True),
                Column("Recorded", True),
                Column("Expected", True),
                Column("Group’s figure (95% range)", True),
                Column("Difference in points (95% range)", True),
                Column("Difference"),
                Column("Against the limit"),
            ),
            tuple(
                (
                    row.group,
                    count(row.n),
                    _share(row.observed),
                    _share(row.expected),
                    _own(row),
                    gap(row),
                    is_shown(row),
                    VERDICTS[row.verdict],
                )
                for row in rows
            ),
        ),
    )


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)


def _own(row: FairnessRow) -> str:
    if row.estimate is None:
        return "–"
    return f"{number(100 * row.estimate, 1)} ({spread(row.low, row.high)})"


def details(
    measure: str,
    rows: list[FairnessRow],
    beside: Mapping[str, FairnessRow],
    declaration: Declaration,
    words: bool = True,
) -> Fold:
    """Return every group, people without a recorded group left out and, beside that, kept in.

    `words` adds why a verdict is what it is.
    """
    groups = [*rows, *(row for group, row in beside.items() if group not in {row.group for row in rows})]
    complete = {row.group: row for row in rows}

    def one(row: FairnessRow | None) -> tuple[str, str]:
        return ("–", "–") if row is None else (gap(row), _verdict(row))

    # Without a second analysis its columns would be empty.
    both = bool(beside)
    table = Table(
        "People without a recorded group: left out, and kept as a group of their own"
        if both
        else "People without a recorded group: left out",
        (
            Column("Group"),
            Column("Number", True),
            Column("Left out: difference (95% range)", True),
            Column("Verdict"),
            *((Column("Kept in: difference (95% range)", True), Column("Verdict, kept in")) if both else ()),
            Column("Whatever the missing are: from, to", True),
            *((Column("Why"),) if words else ()),
        ),
        tuple(
            (
                row.group,
                count(row.n),
                *one(complete.get(row.group)),
                *(one(beside.get(row.group)) if both else ()),
                _bounds(row),
                *((_why(row),) if words else ()),
            )
            for row in groups
        ),
    )
    what = "Every group, also with missing answers kept in" if both else "Every group"
    return Fold(f"{what}: {measure_name(measure, declaration)}", (table,))


def _bounds(row: FairnessRow) -> str:
    if row.bound_low is None or row.bound_high is None:
        return "–"
    return f"{points(row.bound_low)} to {points(row.bound_high)}"


def _why(row: FairnessRow) -> str:
    return sentence(plain(row.reason)) if row.reason else "–"


def _verdict(row: FairnessRow) -> str:
    return VERDICTS[row.verdict] + (". Difference shown" if row.difference_shown else "")


def others(measure: str, rows: list[FairnessRow], declaration: Declaration) -> Fold:
    """Return the measures that were looked at beside the primary one."""
    return Fold(
        f"Other measures: {measure_name(measure, declaration)}",
        (
            Table(
                "Other measures, not used for the verdict",
                (
                    Column("Measure"),
                    Column("Group"),
                    Column("Number", True),
                    Column("Group’s figure (95% range)", True),
                    Column("Difference in points (95% range)", True),
                    Column("Difference"),
                ),
                tuple(
                    (
                        FAIRNESS_METRICS.get(row.metric, row.metric.replace("_", " ").capitalize()),
                        row.group,
                        count(row.denominator if row.denominator is not None else row.n),
                        _own(row),
                        gap(row),
                        is_shown(row),
                    )
                    for row in rows
                ),
            ),
        ),
    )
