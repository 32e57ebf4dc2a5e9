"""Does a percentage mean the same in each group? Expected beside recorded, in a sentence and a table."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fold, Heading, Paragraph, Table, grouped
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.words import counted, named, number, plain, sentence, spread
from peel_ml.results.estimate import Estimate
from peel_ml.results.within_groups import GroupCalibration


def blocks(evidence: Evidence) -> list[Block]:
    """Return the finding, and every group's numbers."""
    within = evidence.within
    if within is None or not within.calibration:
        return []
    # Combinations of groups stand in the record: here they would only repeat what makes them up.
    rows = tuple(one for one in within.calibration if one.characteristic in evidence.measures)
    known = [one for one in rows if _taken(one) != "Cannot tell"]
    off = [one for one in known if not _same(one)]
    finding = (
        f"A percentage can be taken as it stands in {len(known) - len(off)} of {counted(len(known), 'group')} where "
        "it could be measured."
        if known
        else "Whether a percentage means the same in each group could not be measured."
    )
    return [
        Heading("Does a percentage mean the same in each group?"),
        Paragraph(f"{finding} {_leaning(off, evidence)}".strip()),
        Fold("Show the numbers: percentages in each group", (_table(rows, evidence),)),
    ]


def _leaning(off: list[GroupCalibration], evidence: Evidence) -> str:
    """Name the groups of the primary measures where more, or fewer, had the outcome than the percentages say."""
    lines = []
    for measure in evidence.leading:
        here = [one for one in off if one.characteristic == measure and one.intercept.value is not None]
        more = [one.group for one in here if (one.intercept.low or 0) > 0]
        fewer = [one.group for one in here if (one.intercept.high or 0) < 0]
        said = [
            f"{side} than they say for {named(names)}" for side, names in (("more", more), ("fewer", fewer)) if names
        ]
        if said:
            lines.append(f"{measure_name(measure, evidence.declaration)}: {'; '.join(said)}.")
    return " ".join(lines)


def _same(one: GroupCalibration) -> bool:
    holds = (one.slope.low or 0.0) <= 1 <= (one.slope.high or 0.0)
    low, high = one.intercept.low, one.intercept.high
    return holds and (low is None or high is None or low <= 0 <= high)


def _taken(one: GroupCalibration) -> str:
    if one.slope.low is None or one.slope.high is None:
        return "Cannot tell"
    return "Yes" if _same(one) else "No"


def _figure_of(estimate: Estimate) -> str:
    if estimate.value is None:
        return sentence(plain(estimate.reason or "too few to report"))
    return f"{number(estimate.value, 2)} ({spread(estimate.low, estimate.high, 1, 2)})"


def _table(rows: tuple[GroupCalibration, ...], evidence: Evidence) -> Table:
    return Table(
        "How the percentages follow what was recorded: 1 and 0 mean that they can be taken as they are",
        (
            Column("Group"),
            Column("Steepness (95% range)", True),
            Column("Offset (95% range)", True),
            Column("Can be taken as it stands"),
        ),
        grouped(
            (
                measure_name(one.characteristic, evidence.declaration),
                (
                    one.group,
                    _figure_of(one.slope),
                    _figure_of(one.intercept),
                    _taken(one),
                ),
            )
            for one in rows
        ),
    )
