"""Does it work differently for different places? Groups of areas by who lives in them."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Caution, Column, Fact, Facts, Figure, Heading, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import metric_name
from peel_ml.cards.sections.evidence import Evidence, evidence_of, limit_text, verdict_counts
from peel_ml.cards.sections.group_answers import in_one_line
from peel_ml.cards.sections.groups.section import TITLE
from peel_ml.cards.studies.kinds import KINDS
from peel_ml.cards.words import counted, percent, points, sentence, spoken
from peel_ml.results.fairness import FairnessRow
from peel_ml.results.studies.record import StudyRecord

ECOLOGICAL = (
    "No single person is in this data. Areas are compared by who lives in them. What holds for areas need not hold "
    "for the people in them."
)
VERDICTS = {
    "within": "Within the limit",
    "outside": "Outside the limit",
    "cannot_tell": "Cannot tell",
    "not_judged": "Not judged",
}


def section(record: StudyRecord, declaration: Declaration) -> Section:
    """Return the section."""
    evidence = evidence_of(record, declaration)
    blocks: list[Block] = [Caution(ECOLOGICAL, "About areas.")]
    tally = verdict_counts(evidence)
    if tally.judged:
        agreed = "agreed" if evidence.assessment.tolerance.agreed else "an example nobody has agreed"
        blocks.append(Paragraph(f"{in_one_line(evidence)} The limit is {limit_text(evidence)}, {agreed}."))
    else:
        blocks.append(Paragraph(sentence(evidence.assessment.statement)))
    for measure in evidence.measures:
        blocks += _measure(measure, evidence, declaration)
    blocks += KINDS[record.study].groups(record, declaration)
    blocks += [
        Heading("The nine protected characteristics"),
        Facts(tuple(Fact(spoken(one.name), one.statement) for one in evidence.assessment.characteristics)),
    ]
    return Section("groups", TITLE, tuple(blocks))


def _name(measure: str, declaration: Declaration) -> str:
    return str(declaration.mapping(f"protected.composition.{measure}").get("name") or measure.replace("_", " "))


def _measure(measure: str, evidence: Evidence, declaration: Declaration) -> list[Block]:
    rows = evidence.main(measure)
    if not rows:
        return []
    name, metric = _name(measure, declaration), metric_name(evidence.metric)
    intervals = tuple(
        Interval(
            row.group,
            row.difference,
            row.difference_low,
            row.difference_high,
            row.verdict,
            f"{points(row.difference)} against all others" if row.difference is not None else row.reason,
            VERDICTS[row.verdict],
            strong=row.difference_shown is True,
        )
        for row in rows
    )
    shown = sum(row.difference_shown is True for row in rows)
    legend = tuple((verdict, words) for verdict, words in VERDICTS.items() if any(r.verdict == verdict for r in rows))
    tolerance = evidence.assessment.tolerance
    return [
        Heading(name),
        Figure(
            f"f-composition-{measure}",
            f"A difference is shown for {shown or 'none'} of {counted(len(rows), 'group')} of areas",
            f"{metric}: groups of areas with about as many residents each, by {name[:1].lower()}{name[1:]}. "
            "Each against all other areas, 95% ranges.",
            _shows(rows),
            " ".join(f"{one.label}: {one.text}, {one.words.lower()}." for one in intervals),
            IntervalChart(
                intervals,
                "points",
                f"{metric}: difference in points",
                legend,  # type: ignore[arg-type]
                band=tolerance.limit if tolerance.scale == "difference" else None,
                band_words="The limit" if tolerance.agreed else "The limit (an example, not agreed)",
                zero=True,
            ),
            _table(rows, name, metric),
        ),
    ]


def _shows(rows: list[FairnessRow]) -> str:
    """Return what was found, in the plainest words: each group that differs, and how many are left open."""
    apart = [
        f"{row.group}: {'higher' if (row.difference or 0) > 0 else 'lower'} than all other areas by "
        f"{points(abs(row.difference or 0), sign=False)} points "
        f"(95% range: {points(row.difference_low)} to {points(row.difference_high)}). {VERDICTS[row.verdict]}."
        for row in rows
        if row.difference_shown
    ]
    still = sum(row.verdict == "cannot_tell" for row in rows)
    left = f"For {still} of {counted(len(rows), 'group')} it cannot be told whether the limit is kept." if still else ""
    return " ".join([*(apart or ["No group of areas is shown to differ from the others."]), *([left] if left else [])])


def _table(rows: list[FairnessRow], name: str, metric: str) -> Table:
    return Table(
        name,
        (
            Column("Group of areas"),
            Column("Areas", True),
            Column(metric, True),
            Column("Against all others (95% range)", True),
            Column("Answer"),
        ),
        tuple(
            (
                row.group,
                "–" if row.n is None else str(row.n),
                percent(row.estimate),
                "–"
                if row.difference is None
                else f"{points(row.difference)} ({points(row.difference_low)} to {points(row.difference_high)})",
                VERDICTS[row.verdict],
            )
            for row in rows
        ),
    )
