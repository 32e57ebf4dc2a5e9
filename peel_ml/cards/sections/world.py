"""What was recorded, apart from the model: findings about practice, never about the model, never gates."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart, Mark
from peel_ml.cards.content import (
    Block,
    Caution,
    Column,
    Figure,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Section,
    Table,
    grouped,
)
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections import world_gaps
from peel_ml.cards.words import count, counted, few, joined, number, plain, sentence, spread, units
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.world import RateRow, World

COMPARED_WITH = "the group that others are compared with"
"""The reason that the reference has no ratio, as the record gives it."""


def section(record: RunRecord, declaration: Declaration) -> Section | None:
    """Return the section; none where no resident counts belong to the data."""
    world = record.world
    if world is None:
        return None
    blocks: list[Block] = [
        Caution(
            "These figures describe what was recorded. They say nothing on how well the model works, and no answer "
            "above rests on them.",
            "Not about the model.",
        )
    ]
    if world.statement:
        blocks.append(Paragraph(sentence(plain(world.statement))))
    blocks += [*_rates(world, declaration), *_areas(world, declaration), *world_gaps.blocks(world, declaration)]
    if world.cautions:
        said = Listing(tuple(sentence(plain(one)) for one in world.cautions))
        blocks.append(Fold("Read these figures with care: what they can and cannot say", (said,)))
    blocks.append(Paragraph(f"{sentence(plain(world.denominators))} {sentence(f'Period: {world.period}')}", "Source."))
    return Section("world", "What was recorded, apart from the model", tuple(blocks))


def _ratio(one: Estimate) -> str:
    if one.value is None:
        return sentence(plain(one.reason or "too few to report")).rstrip(".")
    if one.low is None or one.high is None:
        return number(one.value, 2)
    return f"{number(one.value, 2)} ({spread(one.low, one.high, 1, 2)})"


def _is_reference(row: RateRow) -> bool:
    """Tell the group that others are compared with: its ratio is 1 by definition, or left out for that reason."""
    if row.ratio.value is None:
        return row.rate.value is not None and row.ratio.reason == COMPARED_WITH
    return row.ratio.value == 1.0 and row.ratio.low in (None, 1.0)


def _rates(world: World, declaration: Declaration) -> list[Block]:
    noun = units(declaration)
    blocks: list[Block] = []
    for index, measure in enumerate(dict.fromkeys(row.characteristic for row in world.rates), 1):
        rows = [row for row in world.rates if row.characteristic == measure]
        name = measure_name(measure, declaration)
        reference = next((row.group for row in rows if _is_reference(row)), None)
        blocks += [
            Heading(f"For each 1,000 residents: {name[:1].lower()}{name[1:]}"),
            _ratio_figure(f"f-rates-{index}", name, rows, reference, noun, first=index == 1),
        ]
    return blocks


def _ratio_figure(id_: str, name: str, rows: list[RateRow], reference: str | None, noun: str, *, first: bool) -> Figure:
    compared = [row for row in rows if not _is_reference(row)]
    intervals = []
    for row in compared:
        pairs: tuple[tuple[str, Estimate, Mark], ...] = (
            ("all areas", row.ratio, "other"),
            ("same areas", row.ratio_within_areas, "model"),
        )
        intervals += [
            Interval(f"{row.group}, {words}", one.value, one.low, one.high, mark, _ratio(one))
            for words, one, mark in pairs
        ]
    differ = [
        row.group
        for row in compared
        if row.ratio_within_areas.low is not None
        and row.ratio_within_areas.high is not None
        and not row.ratio_within_areas.low <= 1 <= row.ratio_within_areas.high
    ]
    base = reference or "the reference"
    bounded = any(row.bound_low is not None for row in rows)
    nobody = f"none of {counted(len(compared), 'group')}"
    return Figure(
        id_,
        f"Within the same areas the rate differs from that of {base} for {joined(differ) if differ else nobody}",
        f"{name}. How many times the rate of {base}, for each 1,000 residents; 1 is the same rate. 95% ranges.",
        f"Residents are not the people who were there: a rate counts {noun} of everybody over those who live there.",
        f"{len(compared)} groups, each with both figures in words beside its line.",
        IntervalChart(
            tuple(intervals),
            "number",
            f"Times the rate of {base}",
            (("other", "All areas together"), ("model", "Within the same areas")) if first else (),
            zero=True,
            centre=1.0,
            below="Lower rate",
            above="Higher rate",
        ),
        Table(
            f"{name}: {noun} a year for each 1,000 residents",
            (
                Column("Group"),
                Column("Number", True),
                Column("Residents", True),
                Column("For each 1,000 (95% range)", True),
                Column("Times, all areas (95% range)", True),
                Column("Times, same areas (95% range)", True),
                *((Column("Times, whatever the missing are: from, to", True),) if bounded else ()),
            ),
            tuple(
                (
                    row.group,
                    few(row.records),
                    count(row.residents),
                    "Too few"
                    if row.rate.value is None
                    else f"{number(row.rate.value, 1)} ({spread(row.rate.low, row.rate.high, 1)})",
                    "1" if _is_reference(row) else _ratio(row.ratio),
                    "1" if _is_reference(row) else _ratio(row.ratio_within_areas),
                    *((_bounds(row),) if bounded else ()),
                )
                for row in rows
            ),
        ),
    )


def _bounds(row: RateRow) -> str:
    if row.bound_low is None or row.bound_high is None:
        return "–"
    return f"{number(row.bound_low, 2)} to {number(row.bound_high, 2)}"


def _areas(world: World, declaration: Declaration) -> list[Block]:
    """Return in how many areas each group's rate is shown to be higher or lower; each area stands in the record."""
    measures = list(dict.fromkeys(one.characteristic for one in world.areas))
    if not measures:
        return []
    rows = []
    for measure in measures:
        here = [one for one in world.areas if one.characteristic == measure]
        for group in dict.fromkeys(one.group for one in here):
            ratios = [one.ratio for one in here if one.group == group]
            known = [one for one in ratios if one.low is not None and one.high is not None]
            higher, lower = sum((one.low or 0) > 1 for one in known), sum((one.high or 0) < 1 for one in known)
            values = [one.value or 0.0 for one in known]
            rows.append(
                (
                    measure_name(measure, declaration),
                    (
                        group,
                        str(higher),
                        str(lower),
                        str(len(known) - higher - lower),
                        str(len(ratios) - len(known)),
                        spread(min(values), max(values), 1, 2) if values else "–",
                    ),
                )
            )
    table = Table(
        "In how many areas the rate differs from that of the reference group",
        (
            Column("Group"),
            Column("Shown higher", True),
            Column("Shown lower", True),
            Column("Not shown", True),
            Column("Too few", True),
            Column("Times, from the lowest area to the highest", True),
        ),
        grouped(rows),
    )
    return [Fold("Show the numbers: area by area", (table,))]
