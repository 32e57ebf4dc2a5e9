"""What the annex says of a search for changes."""

from __future__ import annotations

from peel_ml.cards.content import Block, Fact, Facts, Heading
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.changes.groups import table
from peel_ml.cards.studies.changes.words import detail_of, month
from peel_ml.cards.studies.names import method_name
from peel_ml.cards.words import number, percent
from peel_ml.results.studies.record import StudyRecord


def annex(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the blocks."""
    detail = detail_of(record)
    over_all = detail.expected_false
    expected = "not measured"
    if over_all and over_all.value is not None and over_all.low is not None and over_all.high is not None:
        expected = f"{number(over_all.value, 1)} (95% interval {number(over_all.low, 1)} to {number(over_all.high, 1)})"
    counts = detail.unit == "count"
    null = (
        "Poisson about a mean that moves as a lognormal AR(1), part of it common to all areas of a series kind "
        "(Zeger 1988); level, month of the year, overdispersion and autocorrelation by moments"
        if counts
        else "Normal about its level with AR(1) errors, averaged over the window a value is measured over; by moments"
    )
    blocks: list[Block] = [
        Heading("Limits"),
        Facts(
            (
                Fact("Alarms listed are of", method_name(record.scores.candidate)),
                Fact("Calm series", null),
                Fact(
                    "Limits",
                    "Parametric bootstrap with every quantity fitted again in each replicate; their level set by "
                    f"prepivoting (Beran 1988) for four fifths of the declared {percent(detail.false_alarm_rate)} a "
                    "series over all judged periods",
                ),
                Fact("Reference", f"{month(detail.reference[0])} to {month(detail.reference[1])}"),
                Fact("Judged", f"{month(detail.judged[0])} to {month(detail.judged[1])}, one period after another"),
                Fact("Series", f"{detail.series} judged, {detail.left_out} left out"),
                Fact("False alarms expected over all series", expected),
                Fact(
                    "Alarms that stand together",
                    f"{detail.stand_together}, by Benjamini and Hochberg (1995) at {percent(detail.false_alarm_rate)}",
                ),
            )
        ),
    ]
    if detail.by_size:
        blocks.append(table("By how many are expected in a period", detail.by_size))
    return blocks
