"""Code ``short-period``."""

from __future__ import annotations

from statistics import median

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.reading import no_months
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, month_name
from peel_ml.results.findings import Fact

SHARE = 0.6
"""A month below this share of the median of its neighbours is short; seasons stay above it."""
REACH = 2
"""Neighbours are up to this many months before and after."""
MIN_NEIGHBOURS = 2
CLEAR = 5.0
"""… and this many times the square root of that median below it, so that small counts stay quiet."""


def check(view: DataView) -> Outcome:
    """Find months that hold far fewer rows than their neighbours, or none.

    Rule: fewer than 60% of the median of up to two months before and two after (robust: one odd neighbour
    does not matter), and clearly so for a count. Most often the publication is incomplete.
    """
    month = view.raw_months
    if month is None:
        return no_months(view)
    counts = {_number(name): rows for name, rows in month.drop_nulls().value_counts().iter_rows()}
    first, last = min(counts), max(counts)
    if len(counts) < MIN_NEIGHBOURS + 1 or len(counts) * 2 < last - first + 1:
        return NotApplicable(f"The data holds {len(counts)} months that do not follow on one another.")
    said = []
    evidence: list[dict[str, Fact]] = []
    breaks = []
    for number in range(first, last + 1):
        rows = counts.get(number, 0)
        around = [
            counts[other] for other in range(number - REACH, number + REACH + 1) if other != number and other in counts
        ]
        if len(around) < MIN_NEIGHBOURS:
            continue
        usual = median(around)
        if rows < SHARE * usual and usual - rows > CLEAR * usual**0.5:
            name = f"{number // 12}-{number % 12 + 1:02}"
            said.append(f"{month_name(name)} holds {rows:,} rows between months of {min(around):,} to {max(around):,}")
            evidence.append({"month": name, "rows": rows, "median_of_neighbours": float(usual)})
            breaks.append((name, f"{'Far fewer' if rows else 'No'} rows than in the months around it"))
    if not said:
        return Passed(f"None of {len(counts)} months holds fewer than {SHARE:.0%} of its neighbours' rows.")
    return Found(
        f"{listing(said)}.",
        "Ask the publisher whether the month is complete. Do not read it as fewer events, and leave it out of trends.",
        tuple(evidence),
        breaks=tuple(breaks),
    )


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
