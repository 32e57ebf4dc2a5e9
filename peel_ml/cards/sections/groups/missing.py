"""People without a recorded group: how many, where, and what each way of handling them makes of the answers."""

from __future__ import annotations

from peel_ml.cards.chart_content import Bar, BarChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Fold, Heading, Listing, Paragraph, Table, grouped
from peel_ml.cards.names import column_name, measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import VERDICTS, apart
from peel_ml.cards.sections.groups.said import directions, size, span
from peel_ml.cards.words import count, few, percent, plain, points, sentence
from peel_ml.results.fairness import MissingSensitivity
from peel_ml.results.missing import MissingRate, MissingReport, TreatedRow

TREATMENTS = {
    "complete_case": "Left out",
    "as_group": "Kept as a group",
    "worst_case": "Any group they could be",
    "narrower": "Under an assumption",
    "weighted": "Weighted for who is missing",
}
_BOUNDS = ("worst_case", "narrower")


def blocks(evidence: Evidence) -> list[Block]:
    """Return what missing characteristics do to the answers; nothing where it was not looked at."""
    report, turned = evidence.missing, turnarounds(evidence)
    if report is None and not turned:
        return []
    found: list[Block] = [Heading("People without a recorded group")]
    if report is not None:
        if report.statement:
            found.append(Paragraph(sentence(plain(report.statement))))
        found += [*_by_outcome(report, evidence)]
    found += turned
    if report is not None:
        if report.treated:
            found.append(_treated(report.treated, evidence))
        if report.rates:
            found.append(_rates(report.rates, evidence))
    return found


def turnarounds(evidence: Evidence) -> list[Block]:
    """Return the comparisons whose sign turns when only fully recorded people are counted, with both figures."""
    turned = [one for one in evidence.assessment.sensitivity if one.difference * one.complete_difference < 0]
    sure = [one for one in turned if one.shown and one.complete_shown]
    half = [one for one in turned if one.shown != one.complete_shown]
    open_ = [one for one in turned if not one.shown and not one.complete_shown]
    found: list[Block] = [
        Caution(f"{_turn(one, evidence)} Both directions are shown.", "Leaving people out turns an answer around.")
        for one in sure
    ]
    found += [
        Paragraph(
            f"{_turn(one, evidence)} Only the {'first' if one.shown else 'second'} is shown.",
            "Leaving people out may turn an answer around.",
        )
        for one in half
    ]
    if open_:
        found.append(
            Fold(
                "Where leaving people out turns a figure around, but neither direction is shown",
                (Listing(tuple(_turn(one, evidence) for one in open_)),),
            )
        )
    return found


def _turn(one: MissingSensitivity, evidence: Evidence) -> str:
    less, more = directions(one.metric)
    against = one.against or "everyone else"

    def said(value: float, low: float, high: float, n: int | None) -> str:
        wide = f"95% range: {span(low, high, less, more)}" + ("" if n is None else f"; {count(n)} {evidence.units}")
        return f"{size(value)} points {more if value > 0 else less} often ({wide})"

    where = ", in all records up to the end of the period that was scored," if one.basis == "open" else ","
    return (
        f"{measure_name(one.characteristic, evidence.declaration)}: for “{one.group}”{where} {evidence.units} "
        f"had the outcome {said(one.difference, one.low, one.high, one.n)} than for {against} among everybody with "
        f"this group recorded{_shares(one.share, one.other_share)}, but "
        f"{said(one.complete_difference, one.complete_low, one.complete_high, one.complete_n)} among those with every "
        f"answer recorded{_shares(one.complete_share, one.complete_other_share)}."
    )


def _shares(share: float | None, other: float | None) -> str:
    return "" if share is None or other is None else f", {percent(share)} against {percent(other)}"


def _by_outcome(report: MissingReport, evidence: Evidence) -> list[Figure]:
    known = [one for one in report.rates if one.by == "outcome" and one.share is not None]
    rows = [one for measure in dict.fromkeys(one.measure for one in known) for one in known if one.measure == measure]
    if len(rows) < 2:
        return []
    widest = max(
        dict.fromkeys(one.measure for one in rows),
        key=lambda measure: _reach([one.share or 0.0 for one in rows if one.measure == measure]),
    )
    here = [one for one in rows if one.measure == widest]
    name = measure_name(widest, evidence.declaration)
    said = " and ".join(f"{percent(one.share)} of those {_level(one, evidence)} ({few(one.n)} rows)" for one in here)
    labels = [
        (
            f"{measure_name(one.measure, evidence.declaration)}, {_level(one, evidence)}",
            one.share or 0.0,
            percent(one.share),
        )
        for one in rows
    ]
    return [
        Figure(
            "f-missing",
            f"Whether it is recorded goes with the outcome most for: {name}",
            f"Share of {evidence.units} without a recorded group, by outcome, {evidence.period}.",
            f"{name} is missing for {said}. Where the two differ, leaving these people out can change an answer.",
            " ".join(f"{label}: {text}." for label, _, text in labels),
            BarChart(tuple(Bar(*one) for one in labels), "Share without a recorded group"),
            Table(
                "Share without a recorded group, by outcome",
                (Column("Measure and outcome"), Column("Number", True), Column("Missing", True)),
                tuple((label, few(row.n), text) for (label, _, text), row in zip(labels, rows, strict=True)),
            ),
        )
    ]


def _level(one: MissingRate, evidence: Evidence) -> str:
    return (one.level[:1].lower() + one.level[1:]).replace(evidence.outcome, "the outcome")


def _reach(values: list[float]) -> float:
    return max(values) - min(values)


def _rates(rates: tuple[MissingRate, ...], evidence: Evidence) -> Fold:
    """Return one table: where down, measure across, so that no level is named twice."""
    measures = list(dict.fromkeys(one.measure for one in rates))
    places = list(dict.fromkeys((one.by, one.level) for one in rates))
    found = {(one.measure, one.by, one.level): one for one in rates}
    numbers = {(one.by, one.level): one.n for one in sorted(rates, key=lambda one: one.n is not None)}

    def cell(measure: str, by: str, level: str) -> str:
        one = found.get((measure, by, level))
        return "–" if one is None else "Too few" if one.share is None else percent(one.share)

    return Fold(
        "Show the numbers: how often each is missing, by group, area and outcome",
        (
            Table(
                "Share without a recorded group",
                (
                    Column("Among"),
                    Column("Number", True),
                    *(Column(measure_name(measure, evidence.declaration), True) for measure in measures),
                ),
                grouped(
                    (
                        _among(by, evidence),
                        (
                            f"All {evidence.units}" if by == "all" else level,
                            few(numbers[by, level]),
                            *(cell(measure, by, level) for measure in measures),
                        ),
                    )
                    for by, level in places
                ),
            ),
        ),
    )


def _among(by: str, evidence: Evidence) -> str:
    if by in ("all", "outcome"):
        return {"all": "Everybody", "outcome": "Outcome"}[by]
    return measure_name(by, evidence.declaration) if by in evidence.measures else column_name(by, evidence.declaration)


def _treated(rows: tuple[TreatedRow, ...], evidence: Evidence) -> Fold:
    """Return each group's answer under each way of handling the missing, side by side."""
    used = [name for name in TREATMENTS if any(row.treatment == name for row in rows)]
    found = {(row.characteristic, row.group, str(row.treatment)): row for row in rows}
    groups = list(dict.fromkeys((row.characteristic, row.group) for row in rows))
    flips = {
        (row.characteristic, row.group): row.flipping_share
        for row in evidence.rows
        if row.metric == evidence.metric and row.missing == "complete_case"
    }

    def cell(measure: str, group: str, treatment: str) -> str:
        row = found.get((measure, group, treatment))
        if row is None or row.low is None or row.high is None:
            return "–"
        text = (
            f"{points(row.low)} to {points(row.high)}"
            if treatment in _BOUNDS
            else apart(row.difference, row.low, row.high)
        )
        return f"{text}. {VERDICTS[row.verdict]}"

    assumed = dict.fromkeys((row.treatment, sentence(plain(row.assumption))) for row in rows if row.assumption)
    return Fold(
        "Show the numbers: every answer under each way of handling the missing",
        (
            *(Paragraph(text, f"{TREATMENTS[treatment]}.") for treatment, text in assumed),
            Table(
                "Difference to everyone else in points, 95% ranges; for all groups they could be, smallest to largest",
                (
                    Column("Group"),
                    *(Column(TREATMENTS[name]) for name in used),
                    Column("Share of the missing that would change the answer", True),
                ),
                grouped(
                    (
                        measure_name(measure, evidence.declaration),
                        (
                            group,
                            *(cell(measure, group, name) for name in used),
                            _flip(flips.get((measure, group))),
                        ),
                    )
                    for measure, group in groups
                ),
            ),
        ),
    )


def _flip(share: float | None) -> str:
    if share is None:
        return "None can"
    return "Under 1%" if share < 0.01 else percent(share, 0)
