"""Specifications, estimands and standard errors."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fact, Facts, Heading, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.effects.words import SHORT, detail, unit_of
from peel_ml.cards.words import number, spread
from peel_ml.results.studies.effects import MethodEffect
from peel_ml.results.studies.record import StudyRecord

DESIGNS = {
    "adoption": "Begins once and stays (staggered adoption)",
    "on_and_off": "Begins and ends again",
    "amount": "An amount that goes up and down",
}


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return them."""
    one = detail(record)
    every = [(SHORT.get(each.method, each.method), each) for each in one.methods]
    if one.replication is not None:
        every.append(("Held-out period", one.replication))
    scale = "logarithms" if one.scale == "log" else "the outcome's unit"
    made: list[Block] = [
        Heading("The design"),
        Facts(
            (
                Fact("Kind of treatment", DESIGNS[one.design]),
                Fact("Rows", f"{one.first} to {one.last}; {one.treated} areas ever treated"),
                Fact("Scale of the effects below", scale),
                Fact("Mean of the outcome", number(one.mean_outcome, 2)),
                Fact("Smallest detectable effect (80% power, 5%)", number(one.detectable, 4)),
                Fact("Reads on the card as", unit_of(record).replace("_", " ")),
            )
        ),
        Heading("Specifications"),
        Table(
            f"Estimates, in {scale}",
            (
                Column("Method"),
                Column("Effect", True),
                Column("Standard error", True),
                Column("95% interval", True),
                Column("p", True),
                Column("Degrees of freedom", True),
            ),
            tuple(
                (
                    label,
                    number(each.effect.value, 4),
                    number(each.standard_error, 4),
                    spread(each.effect.low, each.effect.high, 1, 4),
                    number(each.p_value, 3),
                    "–" if each.freedom is None else f"{each.freedom:.0f}",
                )
                for label, each in every
            ),
        ),
        Table(
            "What each method estimates and assumes",
            (Column("Method"), Column("Estimand"), Column("Assumes"), Column("Standard error")),
            tuple((label, *_said(each)) for label, each in every),
        ),
    ]
    if one.not_used:
        made.append(
            Table(
                "Methods that do not fit",
                (Column("Method"), Column("Why")),
                tuple((SHORT.get(name, name), why) for name, why in one.not_used),
            )
        )
    made.append(
        Table(
            "How the questions that could show it wrong were asked",
            (Column("Question"), Column("Method"), Column("p", True)),
            tuple(
                (each.question, each.method or "–", "–" if each.p_value is None else number(each.p_value, 3))
                for each in one.challenges
            ),
        )
    )
    return made


def _said(each: MethodEffect) -> tuple[str, str, str]:
    return each.estimand, each.assumes, each.errors
