"""Does it work differently for different groups? The nine, the limit, and a chart for each measure."""

from __future__ import annotations

from peel_ml.cards.content import Block, Caution, Column, Fold, Heading, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import CHARACTERISTICS, FAIRNESS_METRICS, measure_name, measure_parts
from peel_ml.cards.sections.facts import limit_text, measured_count
from peel_ml.cards.sections.group_figures import details, figure, in_short, others
from peel_ml.cards.words import count, percent, plain, sentence
from peel_ml.results.fairness import FairnessRow
from peel_ml.results.record import RunRecord

LAW = "The Equality Act has no tolerance; a gap inside the limit can still need justification."

_STATUS = {
    "measured": "Measured",
    "not_recorded": "Not recorded",
    "unlawful_to_process": "Unlawful to process here",
    "not_relevant": "Not relevant here",
}


def section(record: RunRecord, declaration: Declaration) -> Section:
    """Return the section: the nine, the limit, a chart for each measure, intersections, disagreement."""
    assessed = record.fairness_assessment
    metric = FAIRNESS_METRICS.get(assessed.metric, assessed.metric)
    blocks: list[Block] = [
        Paragraph(f"{_checked(record)} Where one is not recorded, nothing is known. That is not a pass."),
        _nine(record, declaration),
        *(
            Paragraph(sentence(one.statement), _proper(one.name) + ".")
            for one in assessed.characteristics
            if one.status != "measured" and one.statement
        ),
        Heading("How we judged"),
        *_limit(record, metric),
    ]
    measures = dict.fromkeys(row.characteristic for row in record.fairness)
    for index, measure in enumerate(one for one in measures if len(measure_parts(one)) == 1):
        rows = [row for row in record.fairness if row.characteristic == measure]
        blocks += _measure(f"f-group-{index + 1}", measure, rows, record, declaration)
    crossed = [measure for measure in measures if len(measure_parts(measure)) > 1]
    if crossed:
        blocks.append(Heading("Groups that are more than one thing"))
        blocks.append(Paragraph("These combinations were named before the run."))
        for measure in crossed:
            rows = [row for row in record.fairness if row.characteristic == measure]
            blocks += _crossed(measure, rows, assessed.metric, declaration)
    blocks += _disagreement(record)
    return Section("groups", "Does it work differently for different groups?", tuple(blocks))


def _checked(record: RunRecord) -> str:
    return f"We could check {measured_count(record)} of 9 protected characteristics."


def _proper(name: str) -> str:
    return dict(CHARACTERISTICS).get(name, name[:1].upper() + name[1:].replace("_", " "))


def _nine(record: RunRecord, declaration: Declaration) -> Table:
    known = {one.name.lower().replace(" ", "_"): one for one in record.fairness_assessment.characteristics}
    rows = []
    for code, name in CHARACTERISTICS:
        one = known.get(code)
        if one is None:
            rows.append((name, "Not accounted for", "No answer was given."))
            continue
        how = "; ".join(
            measure_name(measure, declaration)
            + (f" ({percent(one.missing_share[measure])} not recorded)" if measure in one.missing_share else "")
            for measure in one.measured_as
        )
        rows.append((name, _STATUS[one.status], how or "See below."))
    return Table(
        "All nine protected characteristics of the Equality Act",
        (Column("Characteristic"), Column("Here it is"), Column("As, and how many have no group recorded")),
        tuple(rows),
    )


def _limit(record: RunRecord, metric: str) -> list[Block]:
    assessed, tolerance = record.fairness_assessment, record.fairness_assessment.tolerance
    # The section opens with this sentence.
    statement = assessed.statement.replace(_checked(record), "").strip()
    agreed = "agreed before the run" if tolerance.agreed else "an illustration. It has not been agreed"
    worse = {
        "higher": "A higher figure is worse for the people in a group.",
        "lower": "A lower figure is worse for the people in a group.",
    }[assessed.worse]
    return [
        Paragraph(f"{metric}. {worse} Each group is compared with everyone else.", "What we measured."),
        Paragraph(
            f"The limit is {limit_text(record)}. It is {agreed}. {sentence(plain(tolerance.reason))}",
            "The limit.",
        ),
        Paragraph(
            "Is a difference shown at all? And is it shown to be inside or outside the limit? A difference "
            "can be shown although we cannot tell whether it is outside. The answers are corrected for "
            f"making {count(assessed.family)} comparisons.",
            "Two answers for each group.",
        ),
        Caution(LAW),
        *([Paragraph(sentence(plain(statement)))] if statement else []),
    ]


def _measure(
    id_: str, measure: str, rows: list[FairnessRow], record: RunRecord, declaration: Declaration
) -> list[Block]:
    metric = record.fairness_assessment.metric
    main = [row for row in rows if row.metric == metric and row.missing == "complete_case"]
    beside = {row.group: row for row in rows if row.metric == metric and row.missing == "as_group"}
    blocks: list[Block] = [Heading(measure_name(measure, declaration))]
    label = (declaration.mapping("protected.measured").get(measure) or {}).get("label")
    if label:
        blocks.append(Paragraph(sentence(str(label))))
    if main:
        blocks += [
            figure(id_, measure, main, record, declaration),
            details(measure, main, beside, declaration),
        ]
    rest = [row for row in rows if row.metric != metric and row.missing == "complete_case"]
    if rest:
        blocks.append(others(measure, rest, declaration))
    return blocks


def _crossed(measure: str, rows: list[FairnessRow], metric: str, declaration: Declaration) -> list[Block]:
    main = [row for row in rows if row.metric == metric and row.missing == "complete_case"]
    if not main:
        return []
    name = measure_name(measure, declaration)
    return [
        Paragraph(in_short(main) + ".", name + "."),
        details(
            measure,
            main,
            {row.group: row for row in rows if row.metric == metric and row.missing == "as_group"},
            declaration,
            False,
        ),
    ]


def _disagreement(record: RunRecord) -> list[Block]:
    cells = record.fairness_assessment.disagreement
    if not cells:
        return []
    officers = list(dict.fromkeys(str(cell["officer"]) for cell in cells))
    selves = list(dict.fromkeys(str(cell["self"]) for cell in cells))
    found = {(str(cell["self"]), str(cell["officer"])): cell["n"] for cell in cells}

    def shown(one: str, officer: str) -> str:
        if (one, officer) not in found:
            return "0"
        n = found[one, officer]
        return "Too few" if n is None else count(int(n))

    rows = tuple((one, *(shown(one, officer) for officer in officers)) for one in selves)
    table = Table(
        "How people described themselves (down) and what the officer recorded (across)",
        (Column("Described themselves as"), *(Column(officer, True) for officer in officers)),
        rows,
    )
    return [
        Heading("Where the two records of ethnicity disagree"),
        Paragraph(
            "How people describe themselves and what the officer saw are two different facts. Neither "
            "stands in for the other."
        ),
        Fold("Show the numbers: both records of ethnicity", (table,)),
    ]
