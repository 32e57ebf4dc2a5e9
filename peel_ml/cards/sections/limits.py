"""Limits and risks: what is declared, what it could do to people, and what is not yet answered."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fact, Facts, Heading, Listing, Paragraph, Section, Table
from peel_ml.cards.declared import UNANSWERED, Declaration, open_questions
from peel_ml.cards.words import sentence
from peel_ml.results.record import RunRecord

_HARMS = (("false_positive", "A wrong yes"), ("false_negative", "A wrong no"))


def section(record: RunRecord, declaration: Declaration) -> Section:
    """Return the section."""
    blocks: list[Block] = [Heading("Known limits"), _listing(declaration.texts("limitations"))]
    if declaration.texts("tradeoffs"):
        blocks += [Heading("What was traded for what"), _listing(declaration.texts("tradeoffs"))]
    blocks += [Heading("Whom a mistake could hurt"), _harms(declaration)]
    ethics = declaration.texts("ethical_considerations")
    if ethics:
        blocks += [Heading("What else was weighed"), _listing(ethics)]
    feedback = declaration.fact("Does the output change what gets recorded?", "feedback_loop")
    blocks += [
        Heading("Could it feed on itself?"),
        Facts((feedback,)),
        Heading("What will be watched"),
        _monitors(declaration),
    ]
    still = open_questions(declaration)
    if still:
        blocks += [
            Heading("Not yet answered"),
            Paragraph("These must be answered before anyone can be asked to sign."),
            Listing(still),
        ]
    return Section("limits", "Limits and risks", tuple(blocks))


def _listing(items: tuple[str, ...]) -> Block:
    return Listing(tuple(sentence(item) for item in items)) if items else Paragraph(UNANSWERED + ".")


def _harms(declaration: Declaration) -> Block:
    rows = []
    for key, name in _HARMS:
        harm = declaration.mapping(f"harms.{key}")
        if not harm:
            rows.append((name, UNANSWERED, "–", "–", "–"))
            continue
        rows.append(
            (
                name,
                str(harm.get("who") or UNANSWERED),
                str(harm.get("harm") or UNANSWERED),
                f"{harm['severity']} of 5" if harm.get("severity") is not None else "–",
                {"True": "Yes", "False": "No", "None": "–"}.get(str(harm.get("reversible")), "–"),
            )
        )
    return Table(
        "Harm from mistakes",
        (Column("Mistake"), Column("Who"), Column("Harm"), Column("How severe"), Column("Can it be undone?")),
        tuple(rows),
    )


def _monitors(declaration: Declaration) -> Block:
    monitors = declaration.get("monitors")
    if not isinstance(monitors, list | tuple) or not monitors:
        return Facts((Fact("Monitoring", UNANSWERED, False),))
    keys = ("metric", "threshold", "cadence", "owner", "action")
    return Table(
        "What will be watched",
        tuple(Column(key.capitalize()) for key in keys),
        tuple(tuple(str(one.get(key) or "–") for key in keys) for one in monitors if isinstance(one, dict)),
    )
