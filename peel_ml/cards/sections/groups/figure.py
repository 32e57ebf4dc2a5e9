"""One chart and one table for one measured characteristic."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart, Mark
from peel_ml.cards.content import Column, Figure, Fold, Table
from peel_ml.cards.names import measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence, limit_text
from peel_ml.cards.words import count, counted, named, number, percent, plain, points, sentence, spread
from peel_ml.results.fairness import FairnessRow, Verdict

VERDICTS: dict[Verdict, str] = {
    "within": "Within the limit",
    "outside": "Outside the limit",
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
    return apart(row.difference, row.difference_low, row.difference_high)


def apart(value: float | None, low: float | None, high: float | None) -> str:
    """Return a difference in points with its range; a dash where there is none."""
    if value is None:
        return "–"
    return points(value) if low is None or high is None else f"{points(value)} ({spread(low, high)})"


def is_shown(row: FairnessRow) -> str:
    """Return whether a difference is shown, in words."""
    return {True: "Shown", False: "Not shown", None: "Not tested"}[row.difference_shown]


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


def _words(row: FairnessRow) -> str:
    if row.difference is None:
        return ""
    verdict = {"within": "Within", "outside": "Outside", "cannot_tell": "Cannot tell", "not_judged": "Not judged"}
    return verdict[row.verdict] + (". Difference shown" if row.difference_shown else "")


def _shows(rows: list[FairnessRow], first: bool) -> str:
    """Name every group with a difference, in the record's order: groups are never ranked."""
    shown = [row.group for row in rows if row.difference_shown and row.difference is not None]
    lines = ["Each line is a group; zero is no difference to everyone else."] if first else []
    lines.append(f"A difference is shown for {named(shown) if shown else 'no group'}.")
    if any(row.difference is None for row in rows):
        lines.append(withheld(rows))
    return " ".join(lines)


def withheld(rows: list[FairnessRow]) -> str:
    """Name the groups that no figure can be given for."""
    names = [row.group for row in rows if row.difference is None]
    return f"No figure can be given for {named(names)}." if names else "All groups are drawn on one scale."


def interval(row: FairnessRow) -> Interval:
    """Return a group's row of a chart."""
    return Interval(
        row.group,
        row.difference,
        row.difference_low,
        row.difference_high,
        _MARKS[row.verdict],
        gap(row),
        _words(row),
        bool(row.difference_shown),
    )


def figure(id_: str, measure: str, judged: str, evidence: Evidence, first: bool = True) -> Figure:
    """Return the dot-and-interval chart of a judged metric with all its numbers, every group listed.

    Every row says in words what its mark says, so the legend stands at the first chart only.
    """
    rows, kept = evidence.main(measure, metric=judged), evidence.main(measure, "as_group", judged)
    assessed = evidence.assessment
    # Every way of handling the missing stands side by side further down: nothing is said twice.
    extra = {row.group for row in kept} - {row.group for row in rows}
    treated = evidence.missing is not None and bool(evidence.missing.treated) and judged == evidence.metric
    name, metric = measure_name(measure, evidence.declaration), metric_name(judged)
    band = assessed.tolerance.limit if assessed.tolerance.scale == "difference" else None
    unit = metric[:1].lower() + metric[1:]
    agreed = "Agreed limit" if assessed.tolerance.agreed else "Limit, an example not agreed"
    return Figure(
        id_,
        in_short(rows),
        f"Difference to everyone else in points, {evidence.period}. 95% ranges"
        + ("; a thick line is a difference shown." if first else ".")
        + (f" Shaded: the limit of {limit_text(evidence)}." if band and first else ""),
        _shows(rows, first),
        f"{len(rows)} groups, each with its difference and range in words beside its line.",
        IntervalChart(
            tuple(interval(row) for row in rows),
            "points",
            f"Difference to everyone else ({unit}), in points",
            LEGEND if first else (),
            band,
            f"{agreed}, {limit_text(evidence)}" if first else "",
            True,
            "Lower than for others",
            "Higher than for others",
        ),
        numbers(
            f"{name}, {unit}", rows, [row for row in kept if not treated or row.group in extra], bounded=not treated
        ),
    )


def numbers(caption: str, rows: list[FairnessRow], kept: list[FairnessRow], bounded: bool) -> Table:
    """Return every figure of a measure; columns that nothing fills are left out."""
    beside = {row.group: row for row in kept}
    groups = [*rows, *(row for row in kept if row.group not in {one.group for one in rows})]
    complete = {row.group for row in rows}
    reference = next((row.reference for row in groups if row.reference and row.reference_difference is not None), None)

    def recorded(row: FairnessRow) -> tuple[str, str]:
        here = row.group in complete
        return (gap(row), _words(row) or "–") if here else ("–", "–")

    def bounds(row: FairnessRow) -> str:
        if not bounded or row.bound_low is None or row.bound_high is None or row.group not in complete:
            return "–"
        return f"{points(row.bound_low)} to {points(row.bound_high)}"

    columns: list[tuple[Column, list[str]]] = [
        (Column("Number", True), [count(row.n) for row in groups]),
        (Column("Recorded", True), [_share(row.observed) for row in groups]),
        (Column("Expected", True), [_share(row.expected) for row in groups]),
        (Column("Group’s figure (95% range)", True), [_own(row) for row in groups]),
        (Column("Difference to everyone else (95% range)", True), [recorded(row)[0] for row in groups]),
        (Column("Against the limit"), [recorded(row)[1] for row in groups]),
        (
            Column(f"Difference to {reference} (95% range)", True),
            [_reference(row) for row in groups],
        ),
        (
            Column("With a missing group kept as a group (95% range)", True),
            [gap(beside[row.group]) if row.group in beside else "–" for row in groups],
        ),
        (Column("Whatever the missing are: from, to", True), [bounds(row) for row in groups]),
        (
            Column("Ratio on the worse outcome (95% range)", True),
            [_ratio(row) for row in groups],
        ),
    ]
    filled = [(column, cells) for column, cells in columns if any(cell != "–" for cell in cells)]
    return Table(
        caption,
        (Column("Group"), *(column for column, _ in filled)),
        tuple((row.group, *(cells[place] for _, cells in filled)) for place, row in enumerate(groups)),
    )


def _reference(row: FairnessRow) -> str:
    text = apart(row.reference_difference, row.reference_low, row.reference_high)
    return f"{text}, shown" if row.reference_shown else text


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)


def _own(row: FairnessRow) -> str:
    return "–" if row.estimate is None else f"{points(row.estimate, sign=False)} ({spread(row.low, row.high)})"


def _ratio(row: FairnessRow) -> str:
    return "–" if row.ratio is None else f"{number(row.ratio, 2)} ({spread(row.ratio_low, row.ratio_high, 1, 2)})"


def others(evidence: Evidence, elsewhere: tuple[str, ...] = ()) -> list[Fold]:
    """Return the metrics that were looked at and not judged: one table a measure, each metric a column.

    Those that another table holds are left out.
    """
    tables = [table for measure in evidence.measures if (table := _others(measure, evidence, elsewhere)) is not None]
    return [Fold("Show the numbers: what was measured beside it", tuple(tables))] if tables else []


def _others(measure: str, evidence: Evidence, elsewhere: tuple[str, ...]) -> Table | None:
    rows = [
        row
        for row in evidence.rows
        if row.characteristic == measure
        and row.metric not in (*evidence.judged, *elsewhere)
        and row.missing == "complete_case"
    ]
    if not rows:
        return None
    metrics = list(dict.fromkeys(row.metric for row in rows))
    found = {(row.group, row.metric): row for row in rows}

    def cell(group: str, metric: str) -> str:
        row = found.get((group, metric))
        if row is None or row.estimate is None:
            return "Too few"
        shown = ", shown" if row.difference_shown else ""
        if len(metrics) == 1:
            return f"{_own(row)}; {gap(row)}{shown}"
        return f"{points(row.estimate, sign=False)}; {gap(row)}{shown}"

    def counted_rows(group: str) -> str:
        row = next(one for one in rows if one.group == group)
        return count(row.denominator if row.denominator is not None and len(metrics) == 1 else row.n)

    groups = list(dict.fromkeys(row.group for row in rows))
    return Table(
        f"{measure_name(measure, evidence.declaration)}: not used for the verdict. Each group’s figure in 100; "
        "difference to everyone else in points (95% ranges)",
        (Column("Group"), Column("Number", True), *(Column(metric_name(metric), True) for metric in metrics)),
        tuple((group, counted_rows(group), *(cell(group, metric) for metric in metrics)) for group in groups),
    )
