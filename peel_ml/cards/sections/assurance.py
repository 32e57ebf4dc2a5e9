"""Law, data protection and standards: the answers that assurance asks for, heading by heading."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fact, Facts, Fold, Heading, Paragraph, Section, Table
from peel_ml.cards.declared import UNANSWERED, Declaration
from peel_ml.cards.fields import fields
from peel_ml.cards.fields.explanation import KINDS
from peel_ml.cards.words import sentence, spoken
from peel_ml.results.recorded import Recorded
from peel_ml.usecase.standards import AlgoCare, Covenant, EthicsPrinciples

_LAW = ("0.5", "4.1", "4.2", "4.3", "4.7", "4.8", "8.8")
"""Fields that stand in full here."""
_STANDARDS = (
    ("ALGO-CARE, the checklist for algorithms in policing", "algo_care", tuple(AlgoCare.model_fields)),
    (
        "The police chiefs’ Covenant for Using Artificial Intelligence in Policing",
        "covenant",
        tuple(Covenant.model_fields),
    ),
    ("The government’s Data and AI Ethics Framework", "ethics_principles", tuple(EthicsPrinciples.model_fields)),
)


def section(record: Recorded, declaration: Declaration) -> Section:
    """Return the section."""
    known = {one.code: one for one in fields(record, declaration)}
    tradeoffs = declaration.text("assurance.ethics_tradeoffs")
    blocks: list[Block] = [
        Paragraph("These are the answers of those who made it. This card does not claim that the law is met."),
        Facts(
            (
                Fact(known["3.8"].name, known["3.8"].text, known["3.8"].state != "open"),
                *(Fact(one.name, one.text, one.state != "open") for code in _LAW if (one := known[code])),
            )
        ),
        Heading("Standards"),
        *(_standard(name, f"assurance.{key}", headings, declaration) for name, key, headings in _STANDARDS),
        *([Paragraph(sentence(tradeoffs), "Where two principles pull apart.")] if tradeoffs else []),
        _explanations(declaration),
    ]
    return Section("assurance", "Law and standards", tuple(blocks))


def _standard(name: str, path: str, headings: tuple[str, ...], declaration: Declaration) -> Block:
    answers = {one: declaration.mapping(f"{path}.{one}") for one in headings}
    given = sum(bool(one) for one in answers.values())
    if not given:
        return Facts((Fact(name, UNANSWERED, False),))
    return Fold(
        f"{name}: {given} of {len(headings)} answered",
        (
            Table(
                name,
                (Column("Heading"), Column("Answer"), Column("Where to check it")),
                tuple(
                    (
                        spoken(heading),
                        sentence(str(one["answer"])) if one else UNANSWERED,
                        str(one.get("evidence") or "–"),
                    )
                    for heading, one in answers.items()
                ),
            ),
        ),
    )


def _explanations(declaration: Declaration) -> Block:
    name = "What can be explained, in six types"
    kinds = {title: declaration.mapping(f"explanations.{kind}") for kind, title in KINDS.items()}
    if not any(any(one.values()) for one in kinds.values()):
        return Facts((Fact(name, UNANSWERED, False),))
    rows = []
    for title, one in kinds.items():
        if one.get("not_applicable"):
            rows.append((title, f"Does not apply: {sentence(str(one['not_applicable']))}", "–"))
        else:
            rows.append((title, str(one.get("process") or UNANSWERED), str(one.get("outcome") or UNANSWERED)))
    return Fold(
        name,
        (Table(name, (Column("Type"), Column("About the work"), Column("About one result")), tuple(rows)),),
    )
