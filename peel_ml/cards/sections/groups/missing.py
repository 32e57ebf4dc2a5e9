"""People without a recorded group: how many, where, and what each way of handling them makes of the answers."""

from __future__ import annotations

from peel_ml.cards.content import Block, Caution, Column, Fold, Heading, Paragraph, Table, grouped
from peel_ml.cards.names import column_name, measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import apart
from peel_ml.cards.sections.groups.said import directions, size, span
from peel_ml.cards.words import count, counted, few, percent, plain, points, sentence
from peel_ml.results.fairness import MissingSensitivity, Verdict
from peel_ml.results.missing import MissingRate, MissingReport, TreatedRow

TREATMENTS = {
    "complete_case": "Left out",
    "as_group": "Kept as a group",
    "worst_case": "Any group they could be",
    "narrower": "Under an assumption",
    "weighted": "Weighted for who is missing",
}
_SHORT: dict[Verdict, str] = {
    "within": "within",
    "outside": "outside",
    "cannot_tell": "cannot tell",
    "not_judged": "not judged",
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
    if not turned:
        return []
    sure = [one for one in turned if one.shown and one.complete_shown]
    found: list[Block] = []
    if sure:
        more = f" The same holds for {counted(len(sure) - 1, 'other comparison')}." if len(sure) > 1 else ""
        found.append(
            Caution(
                f"{_turn(sure[0], evidence)} Both directions are shown.{more}",
                "Leaving people out turns an answer around.",
            )
        )
    return [
        *found,
        Fold(
            f"Show the numbers: {counted(len(turned), 'figure')} that leaving people out turns around",
            (_turned(turned, evidence),),
        ),
    ]


def _turned(turned: list[MissingSensitivity], evidence: Evidence) -> Table:
    def cell(value: float, low: float, high: float, n: int | None, shown: bool) -> str:
        number = "" if n is None else f"; {count(n)}"
        return f"{apart(value, low, high)}{number}{', shown' if shown else ''}"

    return Table(
        "Difference in points (95% range; number in the group)"
        + (", in all records up to the end of the period" if any(one.basis == "open" for one in turned) else ""),
        (
            Column("Group"),
            Column("Compared with"),
            Column("Everybody with this group recorded", True),
            Column("Only those with every answer recorded", True),
        ),
        grouped(
            (
                measure_name(one.characteristic, evidence.declaration),
                (
                    one.group,
                    one.against or "everyone else",
                    cell(one.difference, one.low, one.high, one.n, one.shown),
                    cell(
                        one.complete_difference, one.complete_low, one.complete_high, one.complete_n, one.complete_shown
                    ),
                ),
            )
            for one in turned
        ),
    )


def _turn(one: MissingSensitivity, evidence: Evidence) -> str:
    less, more = directions(one.metric)
    against = one.against or "everyone else"

    def said(value: float, low: float, high: float, n: int | None) -> str:
        wide = f"95% range: {span(low, high, less, more)}" + ("" if n is None else f"; {count(n)} {evidence.units}")
        return f"{size(value)} points {more if value > 0 else less} often ({wide})"

    where = "In all records up to the end of the period" if one.basis == "open" else "In these records"
    measure = measure_name(one.characteristic, evidence.declaration)
    return (
        f"{where}, {evidence.units} of “{one.group}” ({measure[:1].lower()}{measure[1:]}) "
        f"had the outcome {said(one.difference, one.low, one.high, one.n)} than for {against}. Among those with every "
        "answer recorded it is "
        f"{said(one.complete_difference, one.complete_low, one.complete_high, one.complete_n)}."
    )


def _by_outcome(report: MissingReport, evidence: Evidence) -> list[Block]:
    """Say where being recorded goes with the outcome most; every figure stands in the table of rates."""
    known = [one for one in report.rates if one.by == "outcome" and one.share is not None]
    if len(known) < 2:
        return []
    widest = max(
        dict.fromkeys(one.measure for one in known),
        key=lambda measure: _reach([one.share or 0.0 for one in known if one.measure == measure]),
    )
    here = [one for one in known if one.measure == widest]
    name = measure_name(widest, evidence.declaration)
    said = " and ".join(
        f"{percent(one.share)} of those {_level(one, evidence)} ({few(one.n)} {evidence.units})" for one in here
    )
    return [Paragraph(f"{name} is missing for {said}.", "Whether it is recorded goes with the outcome.")]


def _level(one: MissingRate, evidence: Evidence) -> str:
    return (one.level[:1].lower() + one.level[1:]).replace(evidence.outcome, "the outcome")


def _reach(values: list[float]) -> float:
    return max(values) - min(values)


def _rates(rates: tuple[MissingRate, ...], evidence: Evidence) -> Fold:
    """Return one table: where down, measure across, so that no level is named twice."""
    measures = list(dict.fromkeys(one.measure for one in rates))
    # Area by area stands in the record: the card says how far apart areas are.
    areas = {one.by for one in rates} - {"all", "outcome", *evidence.measures}
    places = list(dict.fromkeys((one.by, one.level) for one in rates if one.by not in areas))
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
            *(Paragraph(text) for by in sorted(areas) if (text := _by_area(by, rates, evidence))),
        ),
    )


def _by_area(by: str, rates: tuple[MissingRate, ...], evidence: Evidence) -> str:
    """Say between which shares the areas lie, for each measure."""
    said = []
    for measure in dict.fromkeys(one.measure for one in rates):
        shares = [one.share for one in rates if (one.measure, one.by) == (measure, by) and one.share is not None]
        if shares:
            name = measure_name(measure, evidence.declaration)
            said.append(f"{name} from {percent(min(shares))} to {percent(max(shares))}")
    return f"{_among(by, evidence)} by {_among(by, evidence).lower()}, missing: {'; '.join(said)}." if said else ""


def _among(by: str, evidence: Evidence) -> str:
    if by in ("all", "outcome"):
        return {"all": "Everybody", "outcome": "Outcome"}[by]
    return measure_name(by, evidence.declaration) if by in evidence.measures else column_name(by, evidence.declaration)


def _treated(rows: tuple[TreatedRow, ...], evidence: Evidence) -> Fold:
    """Return each group's answer under each way of handling the missing, side by side."""
    # Left out is what the charts above show.
    used = [name for name in TREATMENTS if name != "complete_case" and any(row.treatment == name for row in rows)]
    found = {(row.characteristic, row.group, str(row.treatment)): row for row in rows}
    verdicts: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        verdicts.setdefault((row.characteristic, row.group), set()).add(row.verdict)
    groups = [one for one, found_ in verdicts.items() if len(found_) > 1]
    same = len(verdicts) - len(groups)
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
        return f"{text}, {_SHORT[row.verdict]}"

    assumed = dict.fromkeys((row.treatment, sentence(plain(row.assumption))) for row in rows if row.assumption)
    return Fold(
        "Show the numbers: every answer under each way of handling the missing",
        (
            *(Paragraph(text, f"{TREATMENTS[treatment]}.") for treatment, text in assumed),
            *(
                [
                    Paragraph(
                        f"Every way gives the same answer for {counted(same, 'group')}, so only the others are listed."
                    )
                ]
                if same
                else []
            ),
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
