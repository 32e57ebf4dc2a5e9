"""Who bears the treatment: groups of areas by who lives in them."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Heading, Paragraph, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.effects.words import detail
from peel_ml.cards.words import number, percent, spread
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.record import StudyRecord


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return how much of the treatment each group of areas bears."""
    one = detail(record)
    if not one.burden:
        return []
    task = record.provenance.declaration.get("task")
    step = float(task.get("step", 1.0)) if isinstance(task, dict) else 1.0
    share = one.design != "amount" or step < 1
    made: list[Block] = [
        Heading("Who bears it"),
        Paragraph(
            "Mean treatment by group of areas, with what areas of one group differ by as its range. It says how much "
            "there is, not what it does."
        ),
    ]
    for measure in dict.fromkeys(each.measure for each in one.burden):
        name = str(declaration.mapping(f"protected.composition.{measure}").get("name") or measure)
        made.append(
            Table(
                f"{name}: how much of the treatment",
                (Column("Group of areas"), Column("Areas", True), Column("Mean (95% range)", True)),
                tuple(
                    (each.group, str(each.areas), _mean(each.mean, step, share))
                    for each in one.burden
                    if each.measure == measure
                ),
            )
        )
    return made


def _mean(mean: Estimate, step: float, share: bool) -> str:
    if mean.value is None or mean.low is None or mean.high is None:
        return mean.reason or "not known"
    if share:
        return f"{percent(mean.value * step)} ({spread(mean.low * step, mean.high * step)})"
    return f"{number(mean.value * step)} ({spread(mean.low * step, mean.high * step, 1, 3)})"
