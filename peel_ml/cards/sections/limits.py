"""Limits and risks: what is declared, what it could do to people, and what is not yet answered."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fact, Facts, Fold, Heading, Listing, Paragraph, Section, Table, grouped
from peel_ml.cards.declared import UNANSWERED, Declaration
from peel_ml.cards.fields import open_before_submission
from peel_ml.cards.words import counted, sentence
from peel_ml.results.recorded import Recorded
from peel_ml.usecase.risks import CATEGORIES

_HARMS = (("false_positive", "A wrong yes"), ("false_negative", "A wrong no"))


def section(record: Recorded, declaration: Declaration) -> Section:
    """Return the section."""
    blocks: list[Block] = [Heading("Known limits"), _listing(declaration.texts("limitations"))]
    if declaration.texts("tradeoffs"):
        blocks += [Heading("What was traded for what"), _listing(declaration.texts("tradeoffs"))]
    blocks += [Heading("Whom a mistake could hurt"), _harms(declaration)]
    blocks += [Heading("What could go wrong"), _risks(declaration)]
    blocks += [Heading("What would show that it is wrong"), _listing(declaration.texts("falsifiers"))]
    ethics = declaration.texts("ethical_considerations")
    if ethics:
        blocks += [Heading("What else was weighed"), _listing(ethics)]
    feedback = declaration.fact("Does the output change what gets recorded?", "feedback_loop")
    blocks += [
        Heading("Could it feed on itself?"),
        Facts((feedback,)),
        Heading("What will be watched"),
        _monitors(declaration),
        Facts((declaration.fact("When and how it ends", "retirement_plan"),)),
    ]
    still = open_before_submission(record, declaration)
    if still:
        blocks += [
            Heading("Not yet answered"),
            Paragraph("These must be answered before anyone can be asked to sign."),
            Listing(tuple(question for questions in still.values() for question in questions)),
        ]
    return Section("limits", "Limits and risks", tuple(blocks))


def _risks(declaration: Declaration) -> Block:
    risks = declaration.items("risks")
    if not risks:
        return Facts((Fact("Risks in six categories", UNANSWERED, False),))
    left = [str(one.get("residual")) for one in risks]
    without = [name for code, name in CATEGORIES.items() if not any(one.get("category") == code for one in risks)]
    return Fold(
        f"{counted(len(risks), 'risk')}: after what is done about them {counted(left.count('high'), 'high one')}, "
        f"{left.count('medium')} medium and {left.count('low')} low are left",
        (
            Table(
                "Risks, in the six categories of the government’s transparency standard",
                (Column("Risk"), Column("Likely"), Column("Harm"), Column("What is done, and by whom"), Column("Left")),
                grouped(
                    (
                        name,
                        (
                            sentence(str(one.get("risk"))),
                            str(one.get("likelihood")).capitalize(),
                            str(one.get("impact")).capitalize(),
                            f"{sentence(str(one.get('mitigation')))} By: {one.get('owner')}.",
                            str(one.get("residual")).capitalize(),
                        ),
                    )
                    for code, name in CATEGORIES.items()
                    for one in risks
                    if one.get("category") == code
                ),
            ),
            *([Paragraph(f"Not yet answered: {', '.join(without)}.")] if without else []),
        ),
    )


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
