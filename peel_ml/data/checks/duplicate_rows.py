"""Code ``duplicate-rows``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, percent, plural
from peel_ml.results.findings import Fact

LIMIT = 0.001
"""Below one in a thousand, repeats change no figure that is shown."""
ALIKE = 0.5
"""Where more than this share of the rows repeat, the columns are too few to tell rows apart."""


def check(view: DataView) -> Outcome:
    """Find rows that are alike in every column as read.

    Rule: the second and later copies are more than one row in a thousand. With no id a repeat and two people
    who are alike at one time and place cannot be told apart, so it is a note.
    """
    if not view.raw.height:
        return NotApplicable("There are no rows.")
    # Hashes of 64 bits: among a million rows two different ones meet once in 37 million times.
    repeated = pl.DataFrame({"row": view.raw.hash_rows(seed=0)}).select(~pl.col("row").is_first_distinct()).to_series()
    copies, rows = int(repeated.sum()), view.raw.height
    if copies > ALIKE * rows:
        return NotApplicable(f"{percent(copies / rows)} of rows repeat another: the columns do not tell rows apart.")
    if copies <= LIMIT * rows:
        return Passed(f"{copies:,} of {plural(rows, 'row')} repeat another one exactly.")
    month = view.raw_months
    said = f"{copies:,} of {plural(rows, 'row')} ({percent(copies / rows)}) repeat another one exactly"
    evidence: list[dict[str, Fact]] = [
        {"year": "all", "rows": rows, "duplicates": copies, "share": round(copies / rows, 4)}
    ]
    if month is not None:
        by = (
            pl.DataFrame({"month": month, "copy": repeated})
            .drop_nulls("month")
            .group_by("month")
            .agg(rows=pl.len(), copies=pl.col("copy").sum())
            .group_by(year=pl.col("month").cast(pl.String).str.slice(0, 4))
            .agg(pl.col("rows", "copies").sum())
            .sort("year")
        )
        evidence += [
            {"year": year, "rows": n, "duplicates": found, "share": round(found / n, 4)}
            for year, n, found in by.iter_rows()
        ]
        said += ": " + listing([f"{percent(found / n)} in {year}" for year, n, found in by.iter_rows()], 6)
    return Found(
        f"{said}.",
        "Count such rows once, as a counted cleaning step, and say on the card that two people alike in "
        "every field would be counted once as well.",
        tuple(evidence),
    )
