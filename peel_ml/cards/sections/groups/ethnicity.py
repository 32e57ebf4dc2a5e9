"""Two records of ethnicity, side by side: what people said of themselves, and what the officer perceived."""

from __future__ import annotations

from collections.abc import Iterable

from peel_ml.cards.content import Block, Column, Fold, Heading, Paragraph, Table
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import VERDICTS, gap
from peel_ml.cards.words import count, counted, named, percent
from peel_ml.results.fairness import FairnessRow

SCHEMES = ("ethnicity_self", "ethnicity_officer")


def blocks(evidence: Evidence) -> list[Block]:
    """Return both schemes in one table, each with its own verdict; empty where only one is recorded."""
    if not set(SCHEMES) <= set(evidence.measures):
        return []
    rows = {measure: evidence.main(measure) for measure in SCHEMES}
    names = {measure: measure_name(measure, evidence.declaration) for measure in SCHEMES}
    return [
        Heading("Ethnicity, from two records"),
        Paragraph(
            "How people describe themselves and what the officer saw are two different facts. Each has its own "
            f"answer, and neither stands in for the other. {_differ(evidence)}".rstrip()
        ),
        Fold(
            "Show the numbers: the two records side by side",
            (
                Table(
                    "Difference to everyone else in points (95% range), number, both answers",
                    (Column("Group"), *(Column(names[measure]) for measure in SCHEMES)),
                    tuple(
                        (label, *(_cell(rows[measure], label) for measure in SCHEMES))
                        for label in _labels(rows[measure] for measure in SCHEMES)
                    ),
                ),
                *_disagreement(evidence),
            ),
        ),
    ]


def together(rows: list[FairnessRow]) -> str:
    """Return the verdict of a whole measure: within only if every group is (intersection-union)."""
    judged = [row for row in rows if row.difference is not None]
    shown = [row.group for row in judged if row.difference_shown]
    outside = [row.group for row in judged if row.verdict == "outside"]
    first = (
        f"A difference is shown for {counted(len(shown), 'group')} of {len(rows)}: {named(shown)}."
        if shown
        else f"No difference is shown for any of {counted(len(judged), 'group')}."
    )
    if outside:
        return f"{first} Outside the limit: {named(outside)}."
    if judged and all(row.verdict == "within" for row in rows):
        return f"{first} Every group is within the limit."
    open_ = sum(row.verdict != "within" for row in rows)
    return (
        f"{first} Whether all are within the limit we cannot tell: it is open for {open_} of "
        f"{counted(len(rows), 'group')}."
    )


def _key(group: str) -> str:
    return group.replace(",", " ").split(" ", 1)[0].lower()


def _labels(schemes: Iterable[list[FairnessRow]]) -> list[str]:
    """Return one label for groups that both schemes know by the same first word, the fuller name first."""
    labels: dict[str, str] = {}
    for rows in schemes:
        for row in rows:
            labels.setdefault(_key(row.group), row.group)
    return list(labels.values())


def _cell(rows: list[FairnessRow], label: str) -> str:
    row = next((one for one in rows if _key(one.group) == _key(label)), None)
    if row is None:
        return "No such code in this record"
    name = "" if row.group == label else f"{row.group}: "
    if row.difference is None:
        return f"{name}{gap(row)}"
    shown = {True: "Shown", False: "Not shown", None: "Not tested"}[row.difference_shown]
    return f"{name}{gap(row)}; {count(row.n)}. {shown}. {VERDICTS[row.verdict]}"


def _disagreement(evidence: Evidence) -> list[Table]:
    cells = evidence.assessment.disagreement
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

    return [
        Table(
            "How people described themselves (down) and what the officer recorded (across)",
            (Column("Described themselves as"), *(Column(officer, True) for officer in officers)),
            tuple((one, *(shown(one, officer) for officer in officers)) for one in selves),
        )
    ]


def _differ(evidence: Evidence) -> str:
    """Say how often the two records differ, and what became of those who say Mixed."""
    cells, differ = evidence.assessment.disagreement, evidence.assessment.disagreement_share
    lines = []
    if differ is not None:
        lines.append(f"Where both are recorded, they differ for {percent(differ)} of people.")
    officers = list(dict.fromkeys(str(cell["officer"]) for cell in cells))
    mixed = next((str(cell["self"]) for cell in cells if str(cell["self"]).lower().startswith("mixed")), None)
    if mixed is None or mixed in officers:
        return " ".join(lines)
    found = {str(cell["officer"]): cell["n"] for cell in cells if str(cell["self"]) == mixed}
    counts = [found.get(officer, 0) for officer in officers]
    whole = sum(int(n or 0) for n in counts)
    # Only where no cell of the row is withheld: a share of what is shown would be a share of something else.
    if whole and all(n is not None for n in counts):
        most = max(range(len(counts)), key=lambda place: int(counts[place] or 0))
        lines.append(
            f"Officers have no code for “{mixed}”: of {whole:,} who say so, "
            f"{percent(int(counts[most] or 0) / whole, 0)} are recorded as {officers[most]}."
        )
    return " ".join(lines)
