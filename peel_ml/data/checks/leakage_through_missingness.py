"""Code ``leakage-through-missingness``."""

from __future__ import annotations

import numpy as np
import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed, Skipped
from peel_ml.data.checks.ranking import auc_of_levels, chance_error
from peel_ml.data.checks.reading import declared_columns, missing, patterns_of, target_of
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, percent, plural
from peel_ml.results.findings import Fact

LIMIT = 0.55
"""An AUC above this from blanks alone is worth a warning: it is more than many real facts reach."""
CLEAR = 4.0
"""Standard errors above chance before an AUC counts as shown."""
MIN_ROWS = 30
"""Rows blank and rows filled that a column needs to be looked at."""
NAMED = 0.01
"""A column is named when its own blanks move the AUC by at least this much."""


def check(view: DataView) -> Outcome:
    """Find blanks that predict the target.

    Rule: the pattern of blanks over features and protected columns, and nothing else, ranks the target
    out of fold with an AUC above `LIMIT`. A field that is filled in during or after the event tells how
    it ended; a model would learn the form, not the world, and complete rows are not like the others.
    """
    target = target_of(view)
    if not isinstance(target, tuple):
        return target
    known, y = target
    columns = declared_columns(view)
    if not columns:
        return Skipped("No features or protected columns are declared.")
    positives, n = int(y.sum()), len(y)
    if positives in (0, n):
        return Skipped("The target has one outcome only.")
    view.levels.work_out(name for name in columns if view.frame.schema[name] == pl.String)
    flags = {}
    for name in columns:
        blank = missing(view.levels, name)[known]
        if min(int(blank.sum()), n - int(blank.sum())) >= MIN_ROWS:
            flags[name] = blank
    if not flags:
        return NotApplicable("No declared column is blank in some rows and filled in others.")
    pattern, _ = patterns_of(list(flags.values()))
    together = auc_of_levels(pattern, int(pattern.max()) + 1, y)
    error = chance_error(positives, n)
    said = f"Which fields are blank ranks the target with an AUC of {together:.3f} (0.5 is chance)"
    if together <= LIMIT or together - 0.5 <= CLEAR * error:
        return Passed(f"{said}; {plural(len(flags), 'column')} looked at.")
    evidence: list[dict[str, Fact]] = []
    for name, lacking in flags.items():
        alone = auc_of_levels(lacking.astype(np.int64), 2, y)
        if alone - 0.5 >= NAMED and alone - 0.5 > CLEAR * error:
            evidence.append(
                {
                    "column": name,
                    "rows_missing": int(lacking.sum()),
                    "rate_missing": round(float(y[lacking].mean()), 4),
                    "rate_known": round(float(y[~lacking].mean()), 4),
                    "auc": round(alone, 3),
                }
            )
    evidence.sort(key=lambda row: -float(str(row["auc"])))
    shown = [
        f"{percent(float(str(row['rate_missing'])))} positive where {row['column']} is missing "
        f"({row['rows_missing']:,} rows) against {percent(float(str(row['rate_known'])))} where it is known"
        for row in evidence
    ]
    evidence.insert(0, {"column": "all together", "columns": len(flags), "rows": n, "auc": round(together, 3)})
    return Found(
        f"{said}" + (f": {listing(shown, 3)}." if shown else "."),
        "Do not let an estimator see whether these fields are blank, find out when they are filled in, and "
        "give every result both for all rows and for complete rows.",
        tuple(evidence),
    )
